internal import OrderedJSON

/// The results of one step, item by item: joined into a sequence, with arrays flattened by one level.
struct StepCollector {
  private var items: ContiguousArray<Value> = []
  private var first: Value = .undefined
  private var count = 0

  /// How many items there are so far; a single one may still turn out to be several.
  @inline(__always)
  var itemCount: Int { items.count }

  /// Adds the result for one item.
  @inline(__always)
  mutating func add(_ result: Value) {
    if result.isUndefined { return }
    count &+= 1
    if count == 1 {
      first = result
    } else {
      if count == 2 { flatten(first) }
      flatten(result)
    }
  }

  /// Adds an empty result: it has no items, but another one is then not the only one.
  @inline(__always)
  mutating func addNothing() {
    count &+= 1
    if count == 2 { flatten(first) }
  }

  /// The result of the step.
  ///
  /// - Parameter isLast: whether it is the path's last step: a single result that is a plain array is then left as it
  ///   is.
  @inline(never)
  mutating func finish(isLast: Bool) -> Value {
    if count == 1 {
      if isLast, first.isArray, !first.isSequence { return first }
      flatten(first)
    }
    return .sequence(items)
  }

  @inline(never)
  private mutating func flatten(_ result: Value) {
    switch result {
    case .json(.array(let array)): Elements.json(array).append(to: &items)
    case .list(let list):
      if list.traits.contains(.constructed) { items.append(result) } else { list.elements.append(to: &items) }
    case .undefined: return
    case .json, .record, .function, .tuples: items.append(result)
    }
  }
}

extension Evaluator {
  // MARK: Paths

  @inline(never)
  mutating func path(_ plan: PathPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    var isDone = true
    if plan.isNames {
      let result = try follow(plan.names, input, &isDone)
      if isDone { return result }
      if !plan.hasPlaces { return try lookup(plan.names, in: input, keepsConstructed: false) }
    }
    if let names = plan.namesOfVariable {
      let result = try follow(plan, names, input, frame, &isDone)
      if isDone { return result }
    }
    if let name = plan.descendantField { return try descendants(of: input, named: name, plan, frame) }
    if plan.firstTuple != nil { return try tuplePath(plan, input, frame) }
    let last = plan.steps.count - 1
    var current = input
    // Whether `current` is one item, even if it is an array.
    var isItem = plan.startsWithVariable || !input.isArray
    var first = 0
    if !plan.isNames, !plan.names.isEmpty {
      isDone = true
      let found = try follow(plan.names, input, &isDone)
      if isDone {
        first = plan.names.count
        if found.isUndefined || found.isEmptyArray {
          return try finish(plan, first == plan.steps.count ? found : .undefined, frame)
        }
        current = found
        isItem = !found.isArray
      }
    }
    for place in first..<plan.steps.count {
      if place == 0, plan.steps[0].isConstructed {
        current = try evaluate(plan.steps[0].expression, input, frame)
        isItem = false
      } else if isItem, plan.steps[place].sort == nil {
        (current, isItem) = try step(plan.steps[place], item: current, frame, isLast: place == last)
      } else {
        let elements = isItem ? .values([current]) : current.elements ?? .values([current])
        current = try step(plan.steps[place], elements, frame, isLast: place == last)
        isItem = false
      }
      // An empty result ends the path. Its array is kept if it is the last step's result, or a constructor's.
      if current.isUndefined || !isItem && current.isEmptyArray {
        let staysArray = place == last || place == 0 && plan.steps[0].isConstructed
        return try finish(plan, staysArray ? current : .undefined, frame)
      }
    }
    if isItem {
      if plan.group == nil, !plan.keepsSingleton { return current }
      current = .sequence([current])
    }
    return try finish(plan, current, frame)
  }

  /// A step from a single item.
  ///
  /// - Returns: the result, and whether it is a single item again.
  @inline(never)
  private mutating func step(_ step: StepPlan, item: Value, _ frame: Frame, isLast: Bool) throws(JSONataError)
    -> (Value, isItem: Bool)
  {
    var result = try evaluate(step.expression, item, frame)
    for stage in step.stages { result = try filter(stage, result, frame) }
    switch result {
    case .undefined, .json(.null), .json(.bool), .json(.number), .json(.string), .json(.object), .record, .function:
      return (result, true)
    case .json(.array), .tuples: return (result, false)
    case .list(let list):
      if isLast, !list.isSequence { return (result, false) }
      if list.traits.contains(.constructed) { return (result, true) }
      if isLast { return (.list(List(elements: list.elements, nesting: list.nesting, .sequence)), false) }
      return (result, false)
    }
  }

  /// A path that binds variables in some of its steps.
  @inline(never)
  private mutating func tuplePath(_ plan: PathPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    var current: Elements
    if !plan.startsWithVariable, let elements = input.elements {
      current = elements
    } else {
      current = .values([input])
    }
    var stream: TupleStream?
    for (place, step) in plan.steps.enumerated() {
      if place == 0, step.isConstructed {
        current = try evaluate(step.expression, input, frame).elementsOrSelf
      } else if let firstTuple = plan.firstTuple, place >= firstTuple {
        stream = try tupleStep(step, current, stream, frame, plan)
      } else {
        current = try self.step(step, current, frame, isLast: false).elementsOrSelf
        // No row has been created yet: nothing is grouped, with none of the rows' variables.
        if current.isEmpty {
          return try finish(plan, .undefined, Frame.make(parent: frame, count: plan.rowNames.count))
        }
      }
    }
    guard let stream else { return .undefined }
    return try finish(plan, stream, frame)
  }

  @inline(never)
  private mutating func finish(_ plan: PathPlan, _ result: Value, _ frame: Frame) throws(JSONataError) -> Value {
    var result = result
    if plan.keepsSingleton, case .list(let list) = result {
      if list.traits.contains(.constructed), !list.isSequence { result = .sequence([result]) }
      if case .list(let list) = result { list.traits.insert(.keepSingleton) }
    }
    guard let group = plan.group else { return result }
    return try grouping(group, result.isUndefined ? .values([]) : result.elements ?? .values([result]), frame)
  }

  @inline(never)
  private mutating func finish(_ plan: PathPlan, _ stream: TupleStream, _ frame: Frame) throws(JSONataError) -> Value {
    if let group = plan.group { return try grouping(group, rows: stream.rows, plan.rowNames, frame) }
    if plan.exportsRows { return .tuples(stream) }
    let list = List(ContiguousArray(stream.rows.map(\.context)), .sequence)
    if plan.keepsSingleton { list.traits.insert(.keepSingleton) }
    return .list(list)
  }

  @inline(never)
  private mutating func step(_ step: StepPlan, _ input: Elements, _ frame: Frame, isLast: Bool) throws(JSONataError)
    -> Value
  {
    if let sort = step.sort {
      var result = Value.sequence(try sorted(sort, input.values, frame))
      for stage in step.stages { result = try filter(stage, result, frame) }
      return result
    }
    var collector = StepCollector()
    for index in 0..<input.count {
      let result = try evaluate(step.expression, input[index], frame)
      if step.stages.isEmpty { collector.add(result) } else { try filter(step.stages, result, frame, &collector) }
      try checkGrowth(collector.itemCount)
    }
    let result = collector.finish(isLast: isLast)
    if case .list(let list) = result {
      try checkLength(list.count)
      return try checkNesting(result)
    }
    return result
  }

  // MARK: Predicates

  /// Applies the predicates of a step to its result for one item, and adds what is left.
  private mutating func filter(
    _ stages: [StagePlan], _ result: Value, _ frame: Frame, _ collector: inout StepCollector
  ) throws(JSONataError) {
    if stages.count == 1, case .position(let place) = stages[0], !result.isUndefined {
      guard let elements = result.elements else {
        if place.rounded(.down) == 0 || place.rounded(.down) == -1 {
          collector.add(result)
        } else {
          collector.addNothing()
        }
        return
      }
      guard let item = Self.item(at: place, of: elements), !item.isUndefined else { return collector.addNothing() }
      return collector.add(item)
    }
    var result = result
    for stage in stages { result = try filter(stage, result, frame) }
    collector.add(result)
  }

  @inline(never)
  mutating func filter(_ stage: StagePlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let elements = input.elements ?? .values([input])
    switch stage {
    case .position(let place):
      guard let item = Self.item(at: place, of: elements), !item.isUndefined else { return .sequence([]) }
      return item.isArray ? item : .sequence([item])
    case .filter(let condition):
      var result = ContiguousArray<Value>()
      for index in 0..<elements.count {
        let item = elements[index]
        let verdict = try evaluate(condition, item, frame)
        try select(verdict, index, elements.count) { result.append(item) }
        try checkGrowth(result.count)
      }
      try checkLength(result.count)
      return .sequence(result)
    case .index: return input
    }
  }

  private static func item(at place: Double, of elements: Elements) -> Value? {
    var index = Int(clamping: place.rounded(.down))
    if index < 0 { index += elements.count }
    return index >= 0 && index < elements.count ? elements[index] : nil
  }

  /// Keeps an item as often as the verdict contains its index, or once if the verdict is true.
  @inline(__always)
  mutating func select(_ verdict: Value, _ index: Int, _ count: Int, keep: () -> Void) throws(JSONataError) {
    if case .json(.bool(let isTrue)) = verdict {
      if isTrue { keep() }
      return
    }
    if let number = verdict.number, !number.isNaN {
      if try Self.place(number, count) == index { keep() }
      return
    }
    if let elements = verdict.elements, let places = Self.numbers(elements) {
      try countMaking(bytes: elements.count &* 16)
      for number in places where try Self.place(number, count) == index { keep() }
      return
    }
    if try isTrue(verdict) { keep() }
  }

  private static func place(_ number: Double, _ count: Int) throws(JSONataError) -> Int {
    if number.isInfinite { throw JSONataError(.valueOutOfRange, value: .double(number)) }
    let index = Int(clamping: number.rounded(.down))
    return index < 0 ? index &+ count : index
  }

  /// The members, if all are numbers.
  private static func numbers(_ elements: Elements) -> [Double]? {
    var result: [Double] = []
    result.reserveCapacity(elements.count)
    for index in 0..<elements.count {
      guard let number = elements[index].number, !number.isNaN else { return nil }
      result.append(number)
    }
    return result
  }

  // MARK: Wildcards

  @inline(never)
  mutating func wildcard(_ input: Value) throws(JSONataError) -> Value {
    var input = input
    if case .list(let list) = input, list.traits.contains(.outerWrapper), list.count > 0 { input = list.elements[0] }
    var result = ContiguousArray<Value>()
    var isSequence = true
    func add(_ value: Value, _ walk: inout Walk) throws(JSONataError) {
      try walk.visit()
      guard let elements = value.elements else { return result.append(value) }
      var leaves = Leaves(elements)
      while let leaf = try leaves.next(&walk) {
        result.append(leaf)
        try walk.checkItems(result.count)
      }
      // Appending an array gives a plain array, which does not unwrap.
      isSequence = false
    }
    try walking { walk throws(JSONataError) in
      if let view = ObjectView(input) {
        for place in 0..<view.count { try add(view.value(place), &walk) }
      } else if let elements = input.elements {
        for index in 0..<elements.count { try add(elements[index], &walk) }
      }
    }
    try checkLength(result.count)
    return isSequence ? .sequence(result) : .array(result)
  }

  @inline(never)
  mutating func descendants(_ input: Value) throws(JSONataError) -> Value {
    if input.isUndefined { return .undefined }
    var result = ContiguousArray<Value>()
    try walking { walk throws(JSONataError) in try Self.descend(input, &result, 0, &walk) }
    try checkLength(result.count)
    return result.count == 1 ? result[0] : .sequence(result)
  }

  /// Values below this depth are walked without recursion.
  private static let maximumRecursion = 50

  private static func descend(
    _ value: Value, _ result: inout ContiguousArray<Value>, _ level: Int, _ walk: inout Walk
  ) throws(JSONataError) {
    if level > maximumRecursion {
      var descent = Descent(value)
      while let node = try descent.next(&walk) {
        result.append(node)
        try walk.checkItems(result.count)
      }
      return
    }
    try walk.visit()
    if let elements = value.elements {
      for index in 0..<elements.count { try descend(elements[index], &result, level + 1, &walk) }
      return
    }
    result.append(value)
    try walk.checkItems(result.count)
    if let view = ObjectView(value) {
      for place in 0..<view.count { try descend(view.value(place), &result, level + 1, &walk) }
    }
  }

  /// `**.name`, without a list of all descendants.
  @inline(never)
  private mutating func descendants(of input: Value, named name: String, _ plan: PathPlan, _ frame: Frame)
    throws(JSONataError) -> Value
  {
    var collector = StepCollector()
    try walking { walk throws(JSONataError) in
      if let elements = input.elements {
        for index in 0..<elements.count { try Self.collect(name, elements[index], &collector, &walk) }
      } else {
        try Self.collect(name, input, &collector, &walk)
      }
    }
    let result = collector.finish(isLast: true)
    if case .list(let list) = result {
      try checkLength(list.count)
      if list.count == 0 { return try finish(plan, .undefined, frame) }
    }
    return try finish(plan, result, frame)
  }

  private static func collect(
    _ name: String, _ value: Value, _ collector: inout StepCollector, _ walk: inout Walk
  ) throws(JSONataError) {
    if case .json(let json) = value { return try collect(name, json, &collector, 0, &walk) }
    try collect(name, below: value, &collector, &walk)
  }

  private static func collect(
    _ name: String, below value: Value, _ collector: inout StepCollector, _ walk: inout Walk
  ) throws(JSONataError) {
    var descent = Descent(value)
    while let node = try descent.next(&walk) {
      guard let found = ObjectView(node)?[name] else { continue }
      collector.add(found)
      try walk.checkItems(collector.itemCount)
    }
  }

  private static func collect(
    _ name: String, _ json: JSON, _ collector: inout StepCollector, _ level: Int, _ walk: inout Walk
  ) throws(JSONataError) {
    if level > maximumRecursion { return try collect(name, below: .json(json), &collector, &walk) }
    switch json {
    case .object(let object):
      try walk.visit(object.count)
      if let member = object[name] {
        collector.add(.json(member))
        try walk.checkItems(collector.itemCount)
      }
      for member in object.members { try collect(name, member.value, &collector, level + 1, &walk) }
    case .array(let array):
      try walk.visit(array.count)
      for element in array { try collect(name, element, &collector, level + 1, &walk) }
    case .null, .bool, .number, .string: return
    }
  }
}
