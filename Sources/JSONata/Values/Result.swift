internal import OrderedJSON

extension Evaluator {
  /// The value as JSON: functions left out, numbers in the dialect's form.
  mutating func result(of value: Value) throws(JSONataError) -> JSONataResult {
    switch value {
    case .undefined: return .undefined
    case .function: return .function
    case .json(.number(let number)): return .value(try ResultMaker(dialect).finished(number))
    case .json(let json): return .value(json)
    case .list, .record, .tuples:
      let dialect = dialect
      return try walking { walk throws(JSONataError) in
        var maker = ResultMaker(dialect)
        guard let json = try maker.json(value, 0, &walk) else { return .undefined }
        return .value(json)
      }
    }
  }
}

/// Creates JSON from the result of an evaluation, up to the limit of what may be written.
private struct ResultMaker {
  private let dialect: JSONataDialect
  /// How many bytes the written result has at least, so far.
  private var bytes = 0
  /// How many documents have been included.
  private var documents = 0

  init(_ dialect: JSONataDialect) { self.dialect = dialect }

  /// Up to this many documents are included without measuring them.
  private static let unmeasuredDocuments = 64

  private static let maximumDepth = 1_000

  /// The value as JSON; `nil` for a function and for no value.
  mutating func json(_ value: Value, _ level: Int, _ walk: inout Walk) throws(JSONataError) -> JSON? {
    switch value {
    case .undefined, .function: return nil
    case .json(.number(let number)): return try finished(number)
    case .json(let json):
      try note(json, &walk)
      // Nested deeply in what was built, the document must not be too deep itself.
      if level > 100, json.depth(upTo: Self.maximumDepth) + level > Self.maximumDepth { throw walk.tooDeep() }
      return json
    case .list(let list): return .array(try array(list.elements, level, &walk))
    case .tuples: return .array(try array(value.elements ?? .values([]), level, &walk))
    case .record(let record):
      try enter(record.count, &walk)
      try walk.make(bytes: 96 &+ record.count &* 40)
      var members = ContiguousArray<JSON.Object.Member>()
      members.reserveCapacity(record.count)
      for member in record.members {
        if let value = try json(member.value, level + 1, &walk) {
          bytes &+= member.key.utf8.count &+ 3
          members.append(JSON.Object.Member(key: member.key, value: value))
        }
      }
      return .object(JSON.Object(distinct: members))
    }
  }

  private mutating func enter(_ count: Int, _ walk: inout Walk) throws(JSONataError) {
    try walk.enter()
    try walk.visit(count)
    bytes &+= count &+ 2
    try walk.checkBytes(bytes)
  }

  /// Counts a document. A few are bounded by the input anyway; among many the same one may occur again and again.
  private mutating func note(_ json: JSON, _ walk: inout Walk) throws(JSONataError) {
    switch json {
    case .null, .bool, .number: bytes &+= 1
    case .string(let text):
      bytes &+= text.utf8.count
      try walk.checkBytes(bytes)
    case .array, .object:
      documents &+= 1
      guard documents > Self.unmeasuredDocuments else { return }
      let measured = try walk.measure(json, after: bytes)
      bytes &+= measured
      try walk.visit(measured >> 3)
    }
  }

  private mutating func array(_ elements: Elements, _ level: Int, _ walk: inout Walk) throws(JSONataError) -> [JSON] {
    try enter(elements.count, &walk)
    switch elements {
    case .json(let array):
      if documents > Self.unmeasuredDocuments || array.count > Self.unmeasuredDocuments {
        for element in array { try note(element, &walk) }
      } else {
        documents &+= array.count
      }
      return array
    case .values(let values):
      try countMaking(elements.count, &walk)
      var result: [JSON] = []
      result.reserveCapacity(values.count)
      for value in values { result.append(try json(value, level + 1, &walk) ?? .null) }
      return result
    case .range(let first, let count):
      try countMaking(count, &walk)
      return (first..<first + count).map { .integer($0) }
    }
  }

  /// Counts the creation of an array: written with two bytes, an empty one still takes more than thirty times as many.
  private func countMaking(_ count: Int, _ walk: inout Walk) throws(JSONataError) {
    try walk.make(bytes: 64 &+ count &* 24)
  }

  func finished(_ number: JSONNumber) throws(JSONataError) -> JSON {
    switch number {
    case .integer, .decimal: return .number(number)
    case .double(let value):
      if value.isFinite {
        return dialect == .reference ? .double(value) : Self.serviceNumber(value)
      }
      guard dialect == .service else { throw JSONataError(.valueOutOfRange, value: .double(value)) }
      return .string(JSONNumber.javaText(value))
    case .literal(let text):
      guard dialect == .service else { return .number(number) }
      let value = number.doubleValue
      if !value.isFinite { return .string(JSONNumber.javaText(value)) }
      if value == 0 { return text.utf8.contains(0x2e) ? .number(number) : .integer(0) }
      return value.rounded(.towardZero) == value ? Self.serviceNumber(value) : .number(number)
    }
  }

  /// Integers in full as long as they fit in 64 bits, beyond that in Java's form.
  private static func serviceNumber(_ value: Double) -> JSON {
    if let integer = Int64(exactly: value) { return .integer(integer) }
    if value.rounded(.towardZero) == value { return .number(.literal(JSONNumber.javaText(value))) }
    return .double(value)
  }
}

extension Value {
  /// The value as shown in errors; `nil` for what has no JSON form.
  var shown: JSON? {
    @inline(never) get {
      var room = 10_000
      return asShown(0, &room)
    }
  }

  /// Errors only show the outer levels, and the first parts, of what has been created.
  private func asShown(_ level: Int, _ room: inout Int) -> JSON? {
    switch self {
    case .undefined, .function: return nil
    case .json(let json):
      guard level > 0 else { return json }
      // A part that does not fit is omitted, and so is everything after it.
      guard room > 0, let bytes = json.compactByteCount(upTo: room) else {
        room = 0
        return nil
      }
      room -= bytes
      return json
    case .list, .tuples:
      guard let elements, level < 50 else { return nil }
      var shown: [JSON] = []
      for index in 0..<elements.count {
        if room <= 0 { break }
        room -= 1
        shown.append(elements[index].asShown(level + 1, &room) ?? .null)
      }
      return .array(shown)
    case .record(let record):
      if level >= 50 { return nil }
      var object = JSON.Object()
      for member in record.members {
        if room <= 0 { break }
        room -= 1 + member.key.utf8.count
        if let value = member.value.asShown(level + 1, &room) {
          object.append(distinct: JSON.Object.Member(key: member.key, value: value))
        }
      }
      return .object(object)
    }
  }
}
