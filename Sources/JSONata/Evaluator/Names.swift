internal import OrderedJSON

/// Follows names and indexes through a document, flattening arrays on the way, without intermediate lists.
struct NameWalker {
  private let names: [NameStep]
  private var items: [JSON] = []
  private var first: JSON?
  private var count = 0
  /// The positions at which the first names were last found: objects in an array are mostly alike.
  private var places = SIMD8<Int32>()
  /// Whether there are arrays in arrays, which unwrap in ways that are not handled here.
  private(set) var needsGeneralWay = false
  /// How many members of arrays have been visited.
  private(set) var visited = 0
  /// Whether more has been found, or visited, than is allowed; then the walk stops.
  private(set) var isExceeded = false
  private let maximumItems: Int
  private let maximumVisits: Int

  /// - Parameters:
  ///   - maximumItems: the maximum number of items.
  ///   - maximumVisits: the maximum number of visited members of arrays.
  init(_ names: [NameStep], maximumItems: Int, maximumVisits: Int) {
    self.names = names
    self.maximumItems = maximumItems
    self.maximumVisits = maximumVisits
    // A path this long is not worth a recursion.
    needsGeneralWay = names.count > 100
  }

  /// Follows the names from `level` on from each member of an array.
  mutating func walk(each array: [JSON], _ level: Int) {
    visited &+= array.count
    if visited > maximumVisits || items.count > maximumItems { isExceeded = true }
    for element in array {
      if isExceeded { return }
      walk(element, level)
    }
  }

  /// Follows the names from `level` on.
  mutating func walk(_ element: JSON, _ level: Int) {
    switch element {
    case .object(let object):
      guard let place = place(object, level) else { return miss(level) }
      if let wanted = names[level].place {
        pick(wanted, of: object.members[place].value, level)
      } else if level == names.count - 1 {
        add(object.members[place].value)
      } else if case .array(let array) = object.members[place].value {
        walk(each: array, level + 1)
      } else {
        walk(object.members[place].value, level + 1)
      }
    case .array: needsGeneralWay = true
    case .null, .bool, .number, .string: miss(level)
    }
  }

  /// The item at an index; anything but an array is the only item.
  static func item(at wanted: Int, of value: JSON) -> JSON? {
    guard case .array(let array) = value else {
      guard wanted == 0 || wanted == -1 else { return Optional.none }
      return value
    }
    let place = wanted < 0 ? wanted + array.count : wanted
    // `nil` alone could be mistaken for the JSON value.
    guard place >= 0, place < array.count else { return Optional.none }
    return array[place]
  }

  private mutating func pick(_ wanted: Int, of value: JSON, _ level: Int) {
    guard let item = Self.item(at: wanted, of: value) else { return miss(level) }
    if level == names.count - 1 { return add(item) }
    if case .array(let array) = item {
      walk(each: array, level + 1)
    } else {
      walk(item, level + 1)
    }
  }

  @inline(__always)
  private mutating func place(_ object: JSON.Object, _ level: Int) -> Int? {
    guard level < places.scalarCount else { return object.position(of: names[level].name) }
    let known = Int(places[level])
    if known < object.count, object.members[known].key.hasSameUTF8(as: names[level].name) { return known }
    guard let place = object.position(of: names[level].name) else { return nil }
    places[level] = Int32(truncatingIfNeeded: place)
    return place
  }

  private mutating func add(_ result: JSON) {
    count += 1
    if count == 1 {
      first = result
      return
    }
    if count == 2, let first { flatten(first) }
    flatten(result)
  }

  /// Records that nothing is found at a level. An index into nothing is an empty result; another one is then not the
  /// only one.
  private mutating func miss(_ level: Int) {
    guard level == names.count - 1, names[level].place != nil else { return }
    count += 1
    if count == 2, let first { flatten(first) }
  }

  private mutating func flatten(_ result: JSON) {
    if case .array(let array) = result {
      items.append(contentsOf: array)
      if items.count > maximumItems { isExceeded = true }
    } else {
      items.append(result)
    }
  }

  /// The result: a single one as it is, even if it is an array.
  func finish() -> Value {
    if count == 1, let first { return .json(first) }
    if items.isEmpty { return .undefined }
    return .list(List(elements: .json(items), nesting: 1, .sequence))
  }
}

extension Evaluator {
  /// The member with the given name; for an array, those of its members.
  @inline(never)
  mutating func lookup(_ name: String, in value: Value) throws(JSONataError) -> Value {
    switch value {
    case .json(.object(let object)):
      guard let member = object[name] else { return .undefined }
      return .json(member)
    case .record(let record): return record[name] ?? .undefined
    case .json(.array(let array)): return try lookup(name, inEach: array)
    case .list(let list):
      if case .json(let array) = list.elements { return try lookup(name, inEach: array) }
      return try lookup(name, inEach: list.elements)
    case .tuples(let stream): return try lookup(name, inEach: stream.contexts)
    case .undefined, .json, .function: return .undefined
    }
  }

  @inline(never)
  private mutating func lookup(_ name: String, inEach elements: Elements) throws(JSONataError) -> Value {
    var result = ContiguousArray<Value>()
    try walking { walk throws(JSONataError) in
      var leaves = Leaves(elements)
      while let leaf = try leaves.next(&walk) {
        guard let found = ObjectView(leaf)?[name], !found.isUndefined else { continue }
        if let inner = found.elements { inner.append(to: &result) } else { result.append(found) }
        try walk.checkItems(result.count)
      }
    }
    try checkLength(result.count)
    return .sequence(result)
  }

  @inline(never)
  private mutating func lookup(_ name: String, inEach array: [JSON]) throws(JSONataError) -> Value {
    var result: [JSON] = []
    var known = 0
    try walking { walk throws(JSONataError) in try Self.collect(name, array, &known, &result, &walk) }
    try checkLength(result.count)
    return .list(List(elements: .json(result), nesting: 1, .sequence))
  }

  private static func collect(
    _ name: String, _ array: [JSON], _ known: inout Int, _ result: inout [JSON], _ walk: inout Walk
  ) throws(JSONataError) {
    try walk.visit(array.count)
    for element in array {
      switch element {
      case .object(let object):
        if known >= object.count || !object.members[known].key.hasSameUTF8(as: name) {
          guard let place = object.position(of: name) else { continue }
          known = place
        }
        if case .array(let inner) = object.members[known].value {
          result.append(contentsOf: inner)
          try walk.checkItems(result.count)
        } else {
          result.append(object.members[known].value)
        }
      case .array(let inner):
        var leaves = Leaves(.json(inner))
        while case .json(let leaf)? = try leaves.next(&walk) { try collect(name, [leaf], &known, &result, &walk) }
      case .null, .bool, .number, .string: continue
      }
    }
  }

  /// The result of following names and indexes.
  ///
  /// - Parameter isDone: set to `false` if that needs the general way; the result is then meaningless.
  @inline(never)
  mutating func follow(_ names: [NameStep], _ input: Value, _ isDone: inout Bool) throws(JSONataError) -> Value {
    switch input {
    case .json(let json): return try follow(names, json, &isDone)
    case .list(let list):
      if case .json(let array) = list.elements, !list.traits.contains(.constructed) {
        return try follow(names, from: 0, each: array, &isDone)
      }
    case .undefined: return .undefined
    case .record, .function, .tuples: break
    }
    isDone = false
    return .undefined
  }

  /// From object to object first: this is enough for most paths.
  @inline(never)
  private mutating func follow(
    _ names: [NameStep], from start: Int = 0, _ json: JSON, _ isDone: inout Bool
  ) throws(JSONataError) -> Value {
    var current = json
    for level in start..<names.count {
      guard case .object(let object) = current else {
        guard case .array(let array) = current else { return .undefined }
        return try follow(names, from: level, each: array, &isDone)
      }
      guard let place = object.position(of: names[level].name) else { return .undefined }
      if let wanted = names[level].place {
        guard let item = NameWalker.item(at: wanted, of: object.members[place].value) else { return .undefined }
        current = item
      } else {
        current = object.members[place].value
      }
    }
    return .json(current)
  }

  @inline(never)
  private mutating func follow(_ names: [NameStep], from level: Int, each array: [JSON], _ isDone: inout Bool)
    throws(JSONataError) -> Value
  {
    var walker = NameWalker(
      names, maximumItems: min(limits.maximumSequenceLength, limits.maximumValueBytes >> 3),
      maximumVisits: maximumReading)
    if !walker.needsGeneralWay { walker.walk(each: array, level) }
    try countReading(items: walker.visited)
    if walker.isExceeded { throw .tooLarge(dialect, limits) }
    if walker.needsGeneralWay {
      isDone = false
      return .undefined
    }
    let result = walker.finish()
    if case .list(let list) = result { try checkLength(list.count) }
    return result
  }

  /// The result of a variable and the names and indexes after it.
  ///
  /// - Parameter isDone: set to `false` if that needs the general way; the result is then meaningless.
  @inline(never)
  mutating func follow(_ plan: PathPlan, _ names: [NameStep], _ input: Value, _ frame: Frame, _ isDone: inout Bool)
    throws(JSONataError) -> Value
  {
    if case .global(let variable) = plan.steps[0].expression, case .composed = globals[variable.place],
      names[0].place == nil
    {
      guard let part = composed?.part(named: names[0].name) else { return .undefined }
      return names.count == 1 ? .json(part) : try follow(names, from: 1, part, &isDone)
    }
    let start = try evaluate(plan.steps[0].expression, input, frame)
    guard case .json(let json) = start else { return try follow(names, made: start, &isDone) }
    if names.count == 1, names[0].place == nil, case .object(let object) = json {
      guard let place = object.position(of: names[0].name) else { return .undefined }
      return .json(object.members[place].value)
    }
    return try follow(names, json, &isDone)
  }

  @inline(never)
  private mutating func follow(_ names: [NameStep], made start: Value, _ isDone: inout Bool) throws(JSONataError)
    -> Value
  {
    let result = try follow(names, start, &isDone)
    if isDone || names.contains(where: { $0.place != nil }) { return result }
    isDone = true
    return try lookup(names, in: start, keepsConstructed: true)
  }

  /// The result of names without indexes, looked up one after the other in any value.
  ///
  /// - Parameter keepsConstructed: whether an array made by a constructor counts as one item.
  @inline(never)
  mutating func lookup(_ names: [NameStep], in start: Value, keepsConstructed: Bool) throws(JSONataError) -> Value {
    var current = start
    var level = 0
    while level < names.count {
      switch current {
      case .list(let list) where keepsConstructed && list.traits.contains(.constructed):
        return try lookup(names, from: level, in: .values([current]))
      case .json(.array), .list, .tuples:
        return try lookup(names, from: level, in: current.elements ?? .values([]))
      case .undefined: return .undefined
      case .json, .record, .function: current = try lookup(names[level].name, in: current)
      }
      level += 1
    }
    return current
  }

  @inline(never)
  private mutating func lookup(_ names: [NameStep], from start: Int, in elements: Elements) throws(JSONataError)
    -> Value
  {
    var current = elements
    for level in start..<names.count {
      var collector = StepCollector()
      try countReading(items: current.count)
      for index in 0..<current.count {
        collector.add(try lookup(names[level].name, in: current[index]).unwrapped)
        try checkGrowth(collector.itemCount)
      }
      let isLast = level == names.count - 1
      let result = collector.finish(isLast: isLast)
      if case .list(let list) = result { try checkLength(list.count) }
      if isLast { return result }
      guard let next = result.elements, !next.isEmpty else { return .undefined }
      current = next
    }
    return .undefined
  }
}
