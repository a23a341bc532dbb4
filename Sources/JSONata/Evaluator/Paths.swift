internal import OrderedJSON

/// The results of one step, item by item: joined into a sequence, arrays flattened by one level.
struct StepCollector {
  private var items: ContiguousArray<Value> = []
  private var first: Value = .undefined
  private var count = 0

  /// Takes the result for one item.
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

  /// The result of the step.
  ///
  /// - Parameter isLast: whether it is the path's last: a single result that is a plain array then stays as it is.
  mutating func finish(isLast: Bool) -> Value {
    if count == 1 {
      if isLast, first.isArray, !first.isSequence { return first }
      flatten(first)
    }
    return .sequence(items)
  }

  @inline(__always)
  private mutating func flatten(_ result: Value) {
    switch result {
    case .json(.array(let array)): Elements.json(array).append(to: &items)
    case .list(let list):
      if list.traits.contains(.constructed) { items.append(result) } else { list.elements.append(to: &items) }
    case .undefined, .json, .record, .function, .tuples: items.append(result)
    }
  }
}

extension Evaluator {
  // MARK: Names

  /// The member of that name; of an array, those of its members.
  static func lookup(_ name: String, in value: Value) -> Value {
    switch value {
    case .json(.object(let object)):
      guard let member = object[name] else { return .undefined }
      return .json(member)
    case .record(let record): return record[name] ?? .undefined
    case .json(.array), .list, .tuples: return lookup(name, inArray: value)
    case .undefined, .json, .function: return .undefined
    }
  }

  private static func lookup(_ name: String, inArray value: Value) -> Value {
    guard let elements = value.elements else { return .undefined }
    var result = ContiguousArray<Value>()
    for index in 0..<elements.count {
      let found = lookup(name, in: elements[index])
      if found.isUndefined { continue }
      if let inner = found.elements { inner.append(to: &result) } else { result.append(found) }
    }
    return .sequence(result)
  }

  /// A path of nothing but names.
  private func fields(_ names: [String], _ input: Value) throws(JSONataError) -> Value {
    var current = input
    var place = 0
    while place < names.count {
      if let elements = current.elements { return try fields(names[place...], over: elements) }
      current = Self.lookup(names[place], in: current)
      if current.isUndefined { return .undefined }
      place += 1
    }
    return current
  }

  private func fields(_ names: ArraySlice<String>, over elements: Elements) throws(JSONataError) -> Value {
    var current = elements
    for place in names.indices {
      var collector = StepCollector()
      let name = names[place]
      switch current {
      case .json(let array):
        for element in array {
          if case .object(let object) = element {
            if let member = object[name] { collector.add(.json(member)) }
          } else if case .array = element {
            collector.add(Self.lookup(name, in: .json(element)).unwrapped)
          }
        }
      case .values(let values):
        for value in values {
          if case .json(.object(let object)) = value {
            if let member = object[name] { collector.add(.json(member)) }
          } else {
            collector.add(Self.lookup(name, in: value).unwrapped)
          }
        }
      case .range: return .undefined
      }
      let result = collector.finish(isLast: place == names.endIndex - 1)
      if place == names.endIndex - 1 {
        if case .list(let list) = result { try checkLength(list.count) }
        return result
      }
      guard let next = result.elements, !next.isEmpty else { return .undefined }
      current = next
    }
    return .undefined
  }

  // MARK: Paths

  mutating func path(_ plan: PathPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    if let fields = plan.fields { return try self.fields(fields, input) }
    if let name = plan.descendantField { return try descendants(of: input, named: name, plan, frame) }
    var current: Elements
    if !plan.startsWithVariable, let elements = input.elements { current = elements } else { current = .values([input]) }
    var result = Value.undefined
    var stream: TupleStream?
    let last = plan.steps.count - 1
    for (place, step) in plan.steps.enumerated() {
      if place == 0, step.isConstructed {
        result = try evaluate(step.expression, input, frame)
      } else if let firstTuple = plan.firstTuple, place >= firstTuple {
        stream = try tupleStep(step, current, stream, frame, plan)
        continue
      } else {
        result = try self.step(step, current, frame, isLast: place == last)
      }
      guard let elements = result.elements, !elements.isEmpty else {
        if plan.firstTuple != nil { 
          current = .values([])
          continue
        }
        return try finish(plan, .undefined, frame)
      }
      current = elements
    }
    if let stream { return try finish(plan, stream, frame) }
    return try finish(plan, result, frame)
  }

  private mutating func finish(_ plan: PathPlan, _ result: Value, _ frame: Frame) throws(JSONataError) -> Value {
    var result = result
    if plan.keepsSingleton, case .list(let list) = result {
      if list.traits.contains(.constructed), !list.isSequence { result = .sequence([result]) }
      if case .list(let list) = result { list.traits.insert(.keepSingleton) }
    }
    guard let group = plan.group else { return result }
    return try grouping(group, result.isUndefined ? .values([]) : result.elements ?? .values([result]), frame)
  }

  private mutating func finish(_ plan: PathPlan, _ stream: TupleStream, _ frame: Frame) throws(JSONataError) -> Value {
    if let group = plan.group { return try grouping(group, rows: stream.rows, plan, frame) }
    if plan.exportsRows { return .tuples(stream) }
    let list = List(ContiguousArray(stream.rows.map(\.context)), .sequence)
    if plan.keepsSingleton { list.traits.insert(.keepSingleton) }
    return .list(list)
  }

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
      var result = try evaluate(step.expression, input[index], frame)
      for stage in step.stages { result = try filter(stage, result, frame) }
      collector.add(result)
    }
    let result = collector.finish(isLast: isLast)
    if case .list(let list) = result {
      try checkLength(list.count)
      return try checkNesting(result)
    }
    return result
  }

  // MARK: Predicates

  mutating func filter(_ stage: StagePlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    if case .tuples(let stream) = input {
      return .tuples(TupleStream(rows: try filter(stage, stream.rows, frame: frame), names: stream.names))
    }
    let elements = input.elements ?? .values([input])
    switch stage {
    case .position(let place): return Self.item(at: place, of: elements)
    case .filter(let condition):
      var result = ContiguousArray<Value>()
      for index in 0..<elements.count {
        let item = elements[index]
        let verdict = try evaluate(condition, item, frame)
        try Self.select(verdict, index, elements.count) { result.append(item) }
      }
      return .sequence(result)
    case .index: return input
    }
  }

  private static func item(at place: Double, of elements: Elements) -> Value {
    var index = Int(clamping: place.rounded(.down))
    if index < 0 { index += elements.count }
    guard index >= 0, index < elements.count else { return .sequence([]) }
    let item = elements[index]
    if item.isUndefined { return .sequence([]) }
    return item.isArray ? item : .sequence([item])
  }

  /// Keeps an item as often as the verdict names its place, or once if the verdict is true.
  @inline(__always)
  static func select(_ verdict: Value, _ index: Int, _ count: Int, keep: () -> Void) throws(JSONataError) {
    if case .json(.bool(let isTrue)) = verdict {
      if isTrue { keep() }
      return
    }
    if let number = verdict.number, !number.isNaN {
      if try Self.place(number, count) == index { keep() }
      return
    }
    if let elements = verdict.elements, let places = numbers(elements) {
      for number in places where try Self.place(number, count) == index { keep() }
      return
    }
    if try verdict.isTrue() { keep() }
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

  func wildcard(_ input: Value) -> Value {
    var input = input
    if case .list(let list) = input, list.traits.contains(.outerWrapper), list.count > 0 { input = list.elements[0] }
    var result = ContiguousArray<Value>()
    var isSequence = true
    func add(_ value: Value) {
      guard value.isArray else { return result.append(value) }
      Self.flatten(value, into: &result)
      // Appending an array gives a plain array, which does not unwrap.
      isSequence = false
    }
    if let view = ObjectView(input) {
      for place in 0..<view.count { add(view.value(place)) }
    } else if let elements = input.elements {
      for index in 0..<elements.count { add(elements[index]) }
    }
    return isSequence ? .sequence(result) : .array(result)
  }

  private static func flatten(_ value: Value, into result: inout ContiguousArray<Value>) {
    guard let elements = value.elements else { return result.append(value) }
    for index in 0..<elements.count { flatten(elements[index], into: &result) }
  }

  func descendants(_ input: Value) throws(JSONataError) -> Value {
    if input.isUndefined { return .undefined }
    var result = ContiguousArray<Value>()
    Self.descend(input, &result)
    try checkLength(result.count)
    return result.count == 1 ? result[0] : .sequence(result)
  }

  private static func descend(_ value: Value, _ result: inout ContiguousArray<Value>) {
    if let elements = value.elements {
      for index in 0..<elements.count { descend(elements[index], &result) }
      return
    }
    result.append(value)
    if let view = ObjectView(value) {
      for place in 0..<view.count { descend(view.value(place), &result) }
    }
  }

  /// `**.name`: without a list of all descendants.
  private mutating func descendants(of input: Value, named name: String, _ plan: PathPlan, _ frame: Frame)
    throws(JSONataError) -> Value
  {
    var collector = StepCollector()
    for index in 0..<(input.elements?.count ?? 0) {
      guard let elements = input.elements else { break }
      Self.collect(name, elements[index], &collector)
    }
    if !input.isArray { Self.collect(name, input, &collector) }
    let result = collector.finish(isLast: true)
    if case .list(let list) = result, list.count == 0 { return try finish(plan, .undefined, frame) }
    return try finish(plan, result, frame)
  }

  private static func collect(_ name: String, _ value: Value, _ collector: inout StepCollector) {
    switch value {
    case .json(let json): collect(name, json, &collector)
    case .list, .tuples:
      guard let elements = value.elements else { return }
      for index in 0..<elements.count { collect(name, elements[index], &collector) }
    case .record(let record):
      collector.add(lookup(name, in: value))
      for place in 0..<record.count { collect(name, record[at: place], &collector) }
    case .undefined, .function: return
    }
  }

  private static func collect(_ name: String, _ json: JSON, _ collector: inout StepCollector) {
    switch json {
    case .object(let object):
      if let member = object[name] { collector.add(.json(member)) }
      for member in object.members { collect(name, member.value, &collector) }
    case .array(let array): for element in array { collect(name, element, &collector) }
    case .null, .bool, .number, .string: return
    }
  }
}
