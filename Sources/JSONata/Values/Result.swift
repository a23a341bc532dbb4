internal import OrderedJSON

extension Evaluator {
  /// The value as JSON: functions left out, numbers in the dialect's form.
  mutating func result(of value: Value) throws(JSONataError) -> JSONataResult {
    switch value {
    case .undefined: return .undefined
    case .function: return .function
    case .json, .list, .record, .tuples:
      guard let json = try json(value, 0) else { return .undefined }
      return .value(json)
    }
  }

  /// The value as JSON; `nil` for a function and for no value.
  private mutating func json(_ value: Value, _ level: Int) throws(JSONataError) -> JSON? {
    if level > 0, !guardian.hasRoom() { throw tooDeep() }
    switch value {
    case .undefined, .function: return nil
    case .json(.number(let number)): return try finished(number)
    case .json(let json):
      // Nested deeply in what was built, the document must not be too deep itself.
      if level > 100, json.depth(upTo: Self.maximumResultDepth) + level > Self.maximumResultDepth { throw tooDeep() }
      return json
    case .list(let list): return .array(try array(list.elements, level))
    case .tuples: return .array(try array(value.elements ?? .values([]), level))
    case .record(let record):
      var members = ContiguousArray<JSON.Object.Member>()
      members.reserveCapacity(record.count)
      for member in record.members {
        if let value = try json(member.value, level + 1) {
          members.append(JSON.Object.Member(key: member.key, value: value))
        }
      }
      return .object(JSON.Object(distinct: members))
    }
  }

  private static let maximumResultDepth = 1_000

  private mutating func array(_ elements: Elements, _ level: Int) throws(JSONataError) -> [JSON] {
    switch elements {
    case .json(let array): return array
    case .values(let values):
      var result: [JSON] = []
      result.reserveCapacity(values.count)
      for value in values { result.append(try json(value, level + 1) ?? .null) }
      return result
    case .range(let first, let count): return (first..<first + count).map { .integer($0) }
    }
  }

  private func finished(_ number: JSONNumber) throws(JSONataError) -> JSON {
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

  /// Integers in full while they fit 64 bits, beyond in Java's form.
  private static func serviceNumber(_ value: Double) -> JSON {
    if let integer = Int64(exactly: value) { return .integer(integer) }
    if value.rounded(.towardZero) == value { return .number(.literal(JSONNumber.javaText(value))) }
    return .double(value)
  }
}

extension Value {
  /// The value as errors show it; `nil` for what has no JSON.
  var shown: JSON? {
    @inline(never) get { asShown(0) }
  }

  /// Errors show no more than the outer levels of what has been made.
  private func asShown(_ level: Int) -> JSON? {
    switch self {
    case .undefined, .function: return nil
    case .json(let json): return json
    case .list, .tuples:
      guard let elements, level < 50 else { return nil }
      return .array((0..<min(elements.count, 1_000)).map { elements[$0].asShown(level + 1) ?? .null })
    case .record(let record):
      if level >= 50 { return nil }
      var object = JSON.Object()
      for member in record.members.prefix(1_000) {
        if let value = member.value.asShown(level + 1) {
          object.append(distinct: JSON.Object.Member(key: member.key, value: value))
        }
      }
      return .object(object)
    }
  }
}
