internal import OrderedJSON

/// The value of an expression during evaluation.
///
/// Documents are never converted: what comes from outside remains JSON, and only what the expression creates itself is
/// stored in the other cases.
enum Value {
  /// No value; not `null`.
  case undefined
  /// Any JSON, from outside or as a computed scalar.
  case json(JSON)
  /// An array that was created here.
  case list(List)
  /// An object that was created here.
  case record(Record)
  /// A function.
  case function(Function)
  /// Rows of a path that binds variables; never leaves the path.
  case tuples(TupleStream)
}

extension Value {
  static var null: Value { .json(.null) }
  static func bool(_ value: Bool) -> Value { .json(.bool(value)) }
  static func number(_ value: Double) -> Value { .json(.number(.double(value))) }
  static func integer(_ value: Int) -> Value { .json(.number(.integer(Int64(value)))) }
  static func string(_ value: String) -> Value { .json(.string(value)) }

  /// Whether there is no value.
  var isUndefined: Bool { if case .undefined = self { true } else { false } }

  /// The number, or `nil`.
  var number: Double? {
    guard case .json(.number(let number)) = self else { return nil }
    return number.doubleValue
  }

  /// The string, or `nil`.
  var string: String? {
    guard case .json(.string(let text)) = self else { return nil }
    return text
  }

  /// The function, or `nil`.
  var function: Function? {
    guard case .function(let function) = self else { return nil }
    return function
  }

  /// Whether this is JSON without parts.
  @inline(__always)
  var isScalar: Bool {
    switch self {
    case .json(.null), .json(.bool), .json(.number), .json(.string): true
    case .undefined, .json, .list, .record, .function, .tuples: false
    }
  }

  /// Whether this is an array of any kind.
  var isArray: Bool {
    switch self {
    case .json(.array), .list, .tuples: true
    case .undefined, .json, .record, .function: false
    }
  }

  /// Whether this is an array without members.
  var isEmptyArray: Bool {
    switch self {
    case .json(.array(let array)): array.isEmpty
    case .list(let list): list.count == 0
    case .tuples(let stream): stream.rows.isEmpty
    case .undefined, .json, .record, .function: false
    }
  }

  /// Whether this is an object.
  var isObject: Bool {
    switch self {
    case .json(.object), .record: true
    case .undefined, .json, .list, .function, .tuples: false
    }
  }

  /// Whether this is a sequence: an array that unwraps by itself.
  var isSequence: Bool {
    switch self {
    case .list(let list): list.isSequence
    case .tuples: true
    case .undefined, .json, .record, .function: false
    }
  }

  /// The members of an array, or `nil` for anything else.
  var elements: Elements? {
    switch self {
    case .json(.array(let array)): .json(array)
    case .list(let list): list.elements
    case .tuples(let stream): stream.contexts
    case .undefined, .json, .record, .function: nil
    }
  }

  /// The members of an array, or the value itself as the only one; none if there is no value.
  var elementsOrSelf: Elements {
    if let elements { return elements }
    return isUndefined ? .values([]) : .values([self])
  }

  /// The value of a sequence at the end of an evaluation: no value if it is empty, the item if there is one.
  @inline(__always)
  var unwrapped: Value {
    guard case .list(let list) = self, list.isSequence else { return self }
    return list.unwrapped
  }

  /// The kind in the letters of signatures.
  var typeSet: TypeSet {
    switch self {
    case .undefined: .missing
    case .json(.null): .null
    case .json(.bool): .boolean
    case .json(.number): .number
    case .json(.string): .string
    case .json(.array), .list, .tuples: .array
    case .json(.object), .record: .object
    case .function: .function
    }
  }

  /// How deeply arrays and objects created here are nested.
  var nesting: Int {
    switch self {
    case .undefined, .json: 0
    case .list(let list): list.nesting
    case .record(let record): record.nesting
    case .function(let function): function.nesting
    case .tuples: 1
    }
  }
}

/// The members of an array, in any representation.
enum Elements {
  case json([JSON])
  case values(ContiguousArray<Value>)
  /// Consecutive integers.
  case range(first: Int, count: Int)

  var count: Int {
    switch self {
    case .json(let array): array.count
    case .values(let values): values.count
    case .range(_, let count): count
    }
  }

  var isEmpty: Bool { count == 0 }

  /// Whether there is an array among the members.
  var containsArray: Bool {
    switch self {
    case .json(let array): array.contains { if case .array = $0 { true } else { false } }
    case .values(let values): values.contains { $0.isArray }
    case .range: false
    }
  }

  /// The member at an index below ``count``.
  @inline(__always)
  subscript(index: Int) -> Value {
    switch self {
    case .json(let array): .json(array[index])
    case .values(let values): values[index]
    case .range(let first, _): .number(Double(first + index))
    }
  }

  /// All members.
  var values: ContiguousArray<Value> {
    @inline(never) get { materialized() }
  }

  private func materialized() -> ContiguousArray<Value> {
    switch self {
    case .values(let values): return values
    case .json(let array): return ContiguousArray(array.lazy.map { .json($0) })
    case .range(let first, let count): return ContiguousArray((first..<first + count).lazy.map { .number(Double($0)) })
    }
  }

  /// Appends all members to a list under construction.
  @inline(never)
  func append(to target: inout ContiguousArray<Value>) {
    switch self {
    case .values(let values): target.append(contentsOf: values)
    case .json(let array):
      if target.isEmpty { target.reserveCapacity(array.count) }
      for element in array { target.append(.json(element)) }
    case .range(let first, let count): for number in first..<first + count { target.append(.number(Double(number))) }
    }
  }
}
