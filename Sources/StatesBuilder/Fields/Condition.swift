public import OrderedJSON

/// What a JSONPath rule of a Choice state tests: a comparison, or several of them.
///
/// Comparisons start with a ``Variable``; `&&`, `||` and `!` combine them.
public struct Condition: DefinitionPart {
  /// The fields of the condition.
  public var fields: JSON.Object

  /// Creates a condition from its fields.
  public init(fields: JSON.Object) { self.fields = fields }

  /// Whether all conditions hold: `And`.
  public static func and(_ conditions: Condition...) -> Condition { Condition("And", conditions) }

  /// Whether any condition holds: `Or`.
  public static func or(_ conditions: Condition...) -> Condition { Condition("Or", conditions) }

  /// Whether a condition does not hold: `Not`.
  public static func not(_ condition: Condition) -> Condition {
    Condition(fields: ["Not": .object(condition.fields)])
  }

  /// Whether both conditions hold. A row of `&&` becomes one `And`.
  public static func && (left: Condition, right: Condition) -> Condition {
    Condition("And", left.parts(of: "And") + [right])
  }

  /// Whether one of the conditions holds. A row of `||` becomes one `Or`.
  public static func || (left: Condition, right: Condition) -> Condition {
    Condition("Or", left.parts(of: "Or") + [right])
  }

  /// Whether the condition does not hold.
  public static prefix func ! (condition: Condition) -> Condition { .not(condition) }

  private init(_ field: String, _ conditions: [Condition]) {
    fields = [field: .array(conditions.map { .object($0.fields) })]
  }

  /// The conditions that this one combines by an operator, if it does nothing else; otherwise itself.
  private func parts(of field: String) -> [Condition] {
    guard fields.count == 1, let parts = fields[field]?.arrayValue else { return [self] }
    return parts.compactMap(\.objectValue).map(Condition.init)
  }
}

/// What a comparison of a Choice rule looks at. JSONPath only.
///
/// Every operator of the language is a method with its name.
public struct Variable: Sendable, Hashable {
  private let path: String

  /// Creates the left side of a comparison.
  ///
  /// - Parameter path: a path into the input (`$.total`), the context object (`$$.State.EnteredTime`), or a variable
  ///   (`$limit`).
  public init(_ path: String) { self.path = path }

  private func compare(_ field: String, _ value: JSON) -> Condition {
    Condition(fields: ["Variable": .string(path), field: value])
  }
}

// MARK: Strings

extension Variable {
  /// Whether the string is equal to another one.
  public func stringEquals(_ value: String) -> Condition { compare("StringEquals", .string(value)) }

  /// Whether the string is equal to the one at a path.
  public func stringEqualsPath(_ path: String) -> Condition { compare("StringEqualsPath", .string(path)) }

  /// Whether the string is less than another one.
  public func stringLessThan(_ value: String) -> Condition { compare("StringLessThan", .string(value)) }

  /// Whether the string is less than the one at a path.
  public func stringLessThanPath(_ path: String) -> Condition { compare("StringLessThanPath", .string(path)) }

  /// Whether the string is greater than another one.
  public func stringGreaterThan(_ value: String) -> Condition { compare("StringGreaterThan", .string(value)) }

  /// Whether the string is greater than the one at a path.
  public func stringGreaterThanPath(_ path: String) -> Condition { compare("StringGreaterThanPath", .string(path)) }

  /// Whether the string is less than or equal to another one.
  public func stringLessThanEquals(_ value: String) -> Condition { compare("StringLessThanEquals", .string(value)) }

  /// Whether the string is less than or equal to the one at a path.
  public func stringLessThanEqualsPath(_ path: String) -> Condition {
    compare("StringLessThanEqualsPath", .string(path))
  }

  /// Whether the string is greater than or equal to another one.
  public func stringGreaterThanEquals(_ value: String) -> Condition {
    compare("StringGreaterThanEquals", .string(value))
  }

  /// Whether the string is greater than or equal to the one at a path.
  public func stringGreaterThanEqualsPath(_ path: String) -> Condition {
    compare("StringGreaterThanEqualsPath", .string(path))
  }

  /// Whether the string matches a pattern, in which `*` stands for any characters.
  public func stringMatches(_ pattern: String) -> Condition { compare("StringMatches", .string(pattern)) }
}

// MARK: Numbers

extension Variable {
  /// Whether the number is equal to another one.
  public func numericEquals(_ value: Double) -> Condition { compare("NumericEquals", .double(value)) }

  /// Whether the number is equal to the one at a path.
  public func numericEqualsPath(_ path: String) -> Condition { compare("NumericEqualsPath", .string(path)) }

  /// Whether the number is less than another one.
  public func numericLessThan(_ value: Double) -> Condition { compare("NumericLessThan", .double(value)) }

  /// Whether the number is less than the one at a path.
  public func numericLessThanPath(_ path: String) -> Condition { compare("NumericLessThanPath", .string(path)) }

  /// Whether the number is greater than another one.
  public func numericGreaterThan(_ value: Double) -> Condition { compare("NumericGreaterThan", .double(value)) }

  /// Whether the number is greater than the one at a path.
  public func numericGreaterThanPath(_ path: String) -> Condition { compare("NumericGreaterThanPath", .string(path)) }

  /// Whether the number is less than or equal to another one.
  public func numericLessThanEquals(_ value: Double) -> Condition { compare("NumericLessThanEquals", .double(value)) }

  /// Whether the number is less than or equal to the one at a path.
  public func numericLessThanEqualsPath(_ path: String) -> Condition {
    compare("NumericLessThanEqualsPath", .string(path))
  }

  /// Whether the number is greater than or equal to another one.
  public func numericGreaterThanEquals(_ value: Double) -> Condition {
    compare("NumericGreaterThanEquals", .double(value))
  }

  /// Whether the number is greater than or equal to the one at a path.
  public func numericGreaterThanEqualsPath(_ path: String) -> Condition {
    compare("NumericGreaterThanEqualsPath", .string(path))
  }
}

// MARK: Timestamps

extension Variable {
  /// Whether the timestamp is equal to another one.
  public func timestampEquals(_ value: String) -> Condition { compare("TimestampEquals", .string(value)) }

  /// Whether the timestamp is equal to the one at a path.
  public func timestampEqualsPath(_ path: String) -> Condition { compare("TimestampEqualsPath", .string(path)) }

  /// Whether the timestamp is less than another one.
  public func timestampLessThan(_ value: String) -> Condition { compare("TimestampLessThan", .string(value)) }

  /// Whether the timestamp is less than the one at a path.
  public func timestampLessThanPath(_ path: String) -> Condition { compare("TimestampLessThanPath", .string(path)) }

  /// Whether the timestamp is greater than another one.
  public func timestampGreaterThan(_ value: String) -> Condition { compare("TimestampGreaterThan", .string(value)) }

  /// Whether the timestamp is greater than the one at a path.
  public func timestampGreaterThanPath(_ path: String) -> Condition {
    compare("TimestampGreaterThanPath", .string(path))
  }

  /// Whether the timestamp is less than or equal to another one.
  public func timestampLessThanEquals(_ value: String) -> Condition {
    compare("TimestampLessThanEquals", .string(value))
  }

  /// Whether the timestamp is less than or equal to the one at a path.
  public func timestampLessThanEqualsPath(_ path: String) -> Condition {
    compare("TimestampLessThanEqualsPath", .string(path))
  }

  /// Whether the timestamp is greater than or equal to another one.
  public func timestampGreaterThanEquals(_ value: String) -> Condition {
    compare("TimestampGreaterThanEquals", .string(value))
  }

  /// Whether the timestamp is greater than or equal to the one at a path.
  public func timestampGreaterThanEqualsPath(_ path: String) -> Condition {
    compare("TimestampGreaterThanEqualsPath", .string(path))
  }
}

// MARK: Booleans and types

extension Variable {
  /// Whether the Boolean is equal to another one.
  public func booleanEquals(_ value: Bool) -> Condition { compare("BooleanEquals", .bool(value)) }

  /// Whether the Boolean is equal to the one at a path.
  public func booleanEqualsPath(_ path: String) -> Condition { compare("BooleanEqualsPath", .string(path)) }

  /// Whether there is a value, or with `false`, whether that is not so.
  public func isPresent(_ value: Bool) -> Condition { compare("IsPresent", .bool(value)) }

  /// Whether the value is `null`, or with `false`, whether that is not so.
  public func isNull(_ value: Bool) -> Condition { compare("IsNull", .bool(value)) }

  /// Whether the value is a string, or with `false`, whether that is not so.
  public func isString(_ value: Bool) -> Condition { compare("IsString", .bool(value)) }

  /// Whether the value is a number, or with `false`, whether that is not so.
  public func isNumeric(_ value: Bool) -> Condition { compare("IsNumeric", .bool(value)) }

  /// Whether the value is a Boolean, or with `false`, whether that is not so.
  public func isBoolean(_ value: Bool) -> Condition { compare("IsBoolean", .bool(value)) }

  /// Whether the value is a timestamp, or with `false`, whether that is not so.
  public func isTimestamp(_ value: Bool) -> Condition { compare("IsTimestamp", .bool(value)) }
}
