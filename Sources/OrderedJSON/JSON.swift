/// A JSON value that preserves what it was read from: member order, and how numbers were written.
///
/// Copying is O(1). `==` compares by meaning: numbers by value (`1 == 1.0`), objects regardless of member order.
/// Where the written form matters, compare what ``JSONPrinter`` prints.
///
/// ```swift
/// let order: JSON = ["id": 7, "lines": [["sku": "a", "quantity": 2]]]
/// order["lines"]?[0]?["sku"]?.stringValue  // "a"
/// ```
@frozen
public enum JSON: Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number, in the form in which it was written.
  case number(JSONNumber)
  /// A string.
  case string(String)
  /// An array.
  case array([JSON])
  /// An object; its members keep their order.
  case object(JSON.Object)
}

extension JSON {
  /// An integer value.
  @inlinable
  public static func integer(_ value: Int64) -> JSON { .number(.integer(value)) }

  /// An integer value.
  @inlinable
  public static func integer(_ value: Int) -> JSON { .number(.integer(Int64(value))) }

  /// A floating-point value; an integral one prints without a fraction.
  @inlinable
  public static func double(_ value: Double) -> JSON { .number(.double(value)) }

  /// Whether this is `null`.
  @inlinable
  public var isNull: Bool { if case .null = self { true } else { false } }

  /// The Boolean, or `nil` for any other kind of value.
  @inlinable
  public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The number, or `nil` for any other kind of value.
  @inlinable
  public var numberValue: JSONNumber? { if case .number(let value) = self { value } else { nil } }

  /// The number as the nearest double, or `nil` for any other kind of value.
  @inlinable
  public var doubleValue: Double? { if case .number(let value) = self { value.doubleValue } else { nil } }

  /// The number if it is integral and fits in 64 bits (`1`, `1.0`, `1e3`), or `nil`.
  @inlinable
  public var integerValue: Int64? { if case .number(let value) = self { value.integerValue } else { nil } }

  /// The string, or `nil` for any other kind of value.
  @inlinable
  public var stringValue: String? { if case .string(let value) = self { value } else { nil } }

  /// The elements, or `nil` for any other kind of value.
  @inlinable
  public var arrayValue: [JSON]? { if case .array(let value) = self { value } else { nil } }

  /// The object, or `nil` for any other kind of value.
  @inlinable
  public var objectValue: JSON.Object? { if case .object(let value) = self { value } else { nil } }

  /// The member with the given name, or `nil` if this is not an object or has no such member. Setting a value changes
  /// the member, or adds it at the end; setting `nil` removes it; on anything but an object, setting does nothing.
  @inlinable
  public subscript(name: String) -> JSON? {
    get { if case .object(let object) = self { object[name] } else { nil } }
    set {
      guard case .object(var object) = self else { return }
      self = .null
      object[name] = newValue
      self = .object(object)
    }
  }

  /// Explains the mistake when a member is used as a value of another type: without this, Swift's message is unclear.
  @available(
    *, unavailable,
    message:
      "a member is a JSON value: ask it for its stringValue, integerValue, doubleValue or boolValue, or decode(_:) it"
  )
  public subscript<Value>(name: String) -> Value? { nil }

  /// The element at an index, from 0, or `nil` if this is not an array or is shorter.
  @inlinable
  public subscript(index: Int) -> JSON? {
    if case .array(let elements) = self, index >= 0, index < elements.count { elements[index] } else { nil }
  }

  /// The kind of this value in the words of JSON Schema: `null`, `boolean`, `number`, `string`, `array`, `object`.
  public var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// `null`.
  public init(nilLiteral: ()) { self = .null }
  /// A Boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An integer.
  public init(integerLiteral value: Int64) { self = .number(.integer(value)) }
  /// A floating-point number.
  public init(floatLiteral value: Double) { self = .number(.double(value)) }
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// An array.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// An object with these members in this order; if a name is repeated, the last value wins.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    var object = Object(minimumCapacity: elements.count)
    for (name, value) in elements { object[name] = value }
    self = .object(object)
  }
}

extension JSON: CustomStringConvertible {
  /// The value as compact JSON text.
  public var description: String { JSONPrinter.compact.string(self) }
}
