import OrderedJSON
import StatesLanguage

/// A type that can be part of a snapshot.
protocol SnapshotCodable {
  /// Passes a value through a coder.
  ///
  /// - Parameters:
  ///   - value: the value to write, or `nil` to read one.
  ///   - coder: the coder.
  /// - Returns: the value that has been written or read.
  static func code(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self
}

/// A value with fields: an array in a snapshot, or an object.
protocol SnapshotRecord: SnapshotCodable {
  /// Whether it is an object, with the names of its fields.
  static var isKeyed: Bool { get }
  /// Passes each field through a coder.
  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self
}

extension SnapshotRecord {
  static var isKeyed: Bool { false }
  static func code(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    try coder.record(value)
  }
}

/// A value with several references: it is stored once in a snapshot, in one of its tables.
protocol SnapshotShared: AnyObject, SnapshotRecord, Sendable {
  static var table: SnapshotTable { get }
}

extension SnapshotShared {
  static func code(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    try coder.shared(value)
  }
}

/// The tables of values with several references.
enum SnapshotTable: String, CaseIterable {
  case payloads, items, requests
}

/// A choice between cases.
protocol SnapshotVariants: SnapshotRecord, Sendable {
  /// All cases, the most frequent ones first.
  static var variants: [SnapshotVariant<Self>] { get }
}

extension SnapshotVariants {
  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    try coder.variant(value)
  }
}

/// A case of a choice.
struct SnapshotVariant<Whole>: Sendable {
  /// The name of the case in snapshots.
  let name: String
  /// Passes a value through a coder; returns `nil` for a value to be written that is another case.
  let code: @Sendable (Whole?, inout SnapshotCoder) throws(SnapshotError) -> Whole?

  /// - Parameters:
  ///   - name: the name.
  ///   - make: creates a value of the case from its parts.
  ///   - parts: returns the parts of a value of the case; `nil` for values of others.
  init<each Part: SnapshotCodable & Sendable>(
    _ name: String, _ make: @escaping @Sendable (repeat each Part) -> Whole,
    _ parts: @escaping @Sendable (Whole) -> (repeat each Part)?
  ) {
    self.name = name
    code = { value, coder throws(SnapshotError) in
      guard let value else { return try make(repeat coder.part(nil as (each Part)?)) }
      guard let parts = parts(value) else { return nil }
      try coder.name(name)
      repeat _ = try coder.part(each parts)
      return value
    }
  }
}

// MARK: Plain values

/// A number that need not be a count.
struct AnyNumber: SnapshotCodable {
  let value: Int

  static func code(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    try coder.leaf(
      value, { .integer($0.value) }, { $0.integerValue.flatMap { Int(exactly: $0) }.map(AnyNumber.init) }, "a number")
  }
}

/// A count that fits in memory.
extension Int: SnapshotCodable {
  static func code(_ value: Int?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Int {
    let counts = 0..<Int64(Int32.max)
    return try coder.leaf(
      value, { .integer($0) }, { $0.integerValue.flatMap { counts.contains($0) ? Int($0) : nil } }, "a count")
  }
}

/// An index or an event number, or -1 and the like for none.
extension Int32: SnapshotCodable {
  static func code(_ value: Int32?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Int32 {
    try coder.leaf(
      value, { .integer(Int64($0)) }, { $0.integerValue.flatMap { Int32(exactly: $0) } }, "a smaller number")
  }
}

extension UInt64: SnapshotCodable {
  static func code(_ value: UInt64?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> UInt64 {
    try coder.leaf(value, { .string(String($0)) }, { $0.stringValue.flatMap { UInt64($0) } }, "a number as a string")
  }
}

extension Double: SnapshotCodable {
  static func code(_ value: Double?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Double {
    try coder.leaf(value, { .double($0) }, { $0.doubleValue }, "a number")
  }
}

extension Bool: SnapshotCodable {
  static func code(_ value: Bool?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Bool {
    try coder.leaf(value, { .bool($0) }, { $0.boolValue }, "true or false")
  }
}

extension String: SnapshotCodable {
  static func code(_ value: String?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> String {
    try coder.leaf(value, { .string($0) }, { $0.stringValue }, "a string")
  }
}

/// A choice between names.
extension SnapshotCodable where Self: RawRepresentable, RawValue == String {
  static func code(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    try coder.leaf(value, { .string($0.rawValue) }, { $0.stringValue.flatMap(Self.init) }, "one of the names")
  }
}

extension Timestamp: SnapshotCodable {
  static func code(_ value: Timestamp?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Timestamp {
    try coder.leaf(
      value, { .integer($0.milliseconds) }, { $0.integerValue.map { Timestamp(milliseconds: $0) } }, "a time")
  }
}

extension JSON: SnapshotCodable {
  static func code(_ value: JSON?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> JSON {
    try coder.leaf(value, { $0 }, { $0 }, "a value")
  }
}

extension JSON.Object: SnapshotCodable {
  static func code(_ value: JSON.Object?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> JSON.Object {
    try coder.leaf(value, { .object($0) }, { $0.objectValue }, "an object")
  }
}

/// The elements of an array, which are not inspected.
struct SnapshotElements: SnapshotCodable {
  let values: [JSON]

  static func code(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    try coder.leaf(value, { .array($0.values) }, { $0.arrayValue.map(SnapshotElements.init) }, "an array")
  }
}

/// A value whose presence counts: it may be `null`.
struct SnapshotGiven: SnapshotRecord {
  let value: JSON

  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    Self(value: try coder.field("value", value) { $0.value })
  }
}

extension Optional: SnapshotCodable where Wrapped: SnapshotCodable {
  static func code(_ value: Wrapped??, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Wrapped? {
    try coder.optional(value)
  }
}

extension Array: SnapshotCodable where Element: SnapshotCodable {
  static func code(_ value: [Element]?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> [Element] {
    try coder.list(value)
  }
}

extension ContiguousArray: SnapshotCodable where Element: SnapshotCodable {
  static func code(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    try coder.list(value)
  }
}

/// A state is identified by its name.
extension StateMachine.State: SnapshotCodable {
  static func code(_ value: StateMachine.State?, _ coder: inout SnapshotCoder) throws(SnapshotError)
    -> StateMachine.State
  {
    let index = try coder.state(named: value?.name)
    return value ?? coder.machine.states[index]
  }
}

/// A state's index in the definition; in a snapshot it is the state's name.
struct StateIndex: SnapshotCodable {
  let index: Int

  static func code(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    let name = value.map { coder.machine.states[$0.index].name }
    let index = try coder.state(named: name)
    return value ?? Self(index: index)
  }
}
