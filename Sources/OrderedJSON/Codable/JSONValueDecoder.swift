/// A decoder that reads a JSON value into a type.
struct JSONValueDecoder: Decoder {
  let value: JSON
  let place: CodingPlace

  var codingPath: [any CodingKey] { place.codingPath }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static func decode<Value: Decodable>(_ type: Value.Type, from value: JSON, at place: CodingPlace) throws -> Value {
    guard place.depth <= CodingPlace.maximumDepth else {
      throw DecodingError.dataCorrupted(
        place.context("the value is nested more deeply than \(CodingPlace.maximumDepth) levels"))
    }
    if let same = sameType(type, value) { return same }
    let known = FoundationValue(type)
    let stored = try known?.stored(value, at: place) ?? value
    return try Value(from: JSONValueDecoder(value: stored, place: place))
  }

  /// Returns the value unchanged if that is what is asked for: this module's own types lose nothing.
  private static func sameType<Value>(_ type: Value.Type, _ value: JSON) -> Value? {
    if type == JSON.self { return value as? Value }
    if type == JSONNumber.self, case .number(let number) = value { return number as? Value }
    if type == JSON.Object.self, case .object(let object) = value { return object as? Value }
    return nil
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let object) = value else { throw place.mismatch(JSON.Object.self, "an object", value) }
    return KeyedDecodingContainer(ObjectReader<Key>(object: object, place: place))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else { throw place.mismatch([JSON].self, "an array", value) }
    return ArrayReader(elements: elements, place: place)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { ScalarReader(value: value, place: place) }
}

// MARK: Scalars

// Positions are only made when asked for: a scalar that fits costs no allocation.

extension JSON {
  fileprivate func bool(_ place: @autoclosure () -> CodingPlace) throws -> Bool {
    guard case .bool(let value) = self else { throw place().mismatch(Bool.self, "a boolean", self) }
    return value
  }

  fileprivate func text(_ place: @autoclosure () -> CodingPlace) throws -> String {
    guard case .string(let value) = self else { throw place().mismatch(String.self, "a string", self) }
    return value
  }

  fileprivate func integer<Integer: FixedWidthInteger>(_ place: @autoclosure () -> CodingPlace) throws -> Integer {
    guard case .number(let number) = self else { throw place().mismatch(Integer.self, "an integer", self) }
    guard let value = Integer(exactly: number) else {
      throw DecodingError.dataCorrupted(place().context("the number \(number) does not fit in \(Integer.self)"))
    }
    return value
  }

  fileprivate func floatingPoint<Value: BinaryFloatingPoint>(_ place: @autoclosure () -> CodingPlace) throws -> Value {
    guard case .number(let number) = self else { throw place().mismatch(Value.self, "a number", self) }
    let value = Value(number.doubleValue)
    guard value.isFinite else {
      throw DecodingError.dataCorrupted(place().context("the number \(number) is out of the range of \(Value.self)"))
    }
    return value
  }
}

extension FixedWidthInteger {
  /// The number if it is integral and fits, however it is written.
  fileprivate init?(exactly number: JSONNumber) {
    if let value = number.integerValue {
      self.init(exactly: value)
      return
    }
    // Beyond the range of a signed 64-bit integer.
    if case .literal(let text) = number, let value = Self(text) {
      self = value
      return
    }
    self.init(exactly: number.doubleValue)
  }
}

extension CodingPlace {
  func context(_ message: String) -> DecodingError.Context {
    DecodingError.Context(codingPath: codingPath, debugDescription: message)
  }

  func mismatch(_ type: Any.Type, _ expected: String, _ value: JSON) -> DecodingError {
    if case .null = value { return .valueNotFound(type, context("expected \(expected), found null")) }
    let article = value.kindName == "array" || value.kindName == "object" ? "an" : "a"
    return .typeMismatch(type, context("expected \(expected), found \(article) \(value.kindName)"))
  }
}

// MARK: Containers

private struct ObjectReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let object: JSON.Object
  let place: CodingPlace

  var codingPath: [any CodingKey] { place.codingPath }
  var allKeys: [Key] { object.members.compactMap { Key(stringValue: $0.key) } }

  func contains(_ key: Key) -> Bool { object.position(of: key.stringValue) != nil }

  private func value(_ key: Key) throws -> JSON {
    guard let value = object[key.stringValue] else {
      throw DecodingError.keyNotFound(key, place.context("the member \"\(key.stringValue)\" is missing"))
    }
    return value
  }

  func decodeNil(forKey key: Key) throws -> Bool { try value(key).isNull }
  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try value(key).bool(place.member(key)) }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try value(key).text(place.member(key)) }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try value(key).floatingPoint(place.member(key)) }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try value(key).floatingPoint(place.member(key)) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try value(key).integer(place.member(key)) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try value(key).integer(place.member(key)) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try value(key).integer(place.member(key)) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try value(key).integer(place.member(key)) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try value(key).integer(place.member(key)) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try value(key).integer(place.member(key)) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try value(key).integer(place.member(key)) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try value(key).integer(place.member(key)) }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try value(key).integer(place.member(key)) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try value(key).integer(place.member(key)) }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try JSONValueDecoder.decode(type, from: try value(key), at: place.member(key))
  }

  private func decoder(_ key: Key) throws -> JSONValueDecoder {
    JSONValueDecoder(value: try value(key), place: place.member(key))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try decoder(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(key).unkeyedContainer()
  }

  func superDecoder() -> any Decoder {
    JSONValueDecoder(
      value: object[PlaceKey.superclass.stringValue] ?? .null, place: place.member(PlaceKey.superclass))
  }

  func superDecoder(forKey key: Key) -> any Decoder {
    JSONValueDecoder(value: object[key.stringValue] ?? .null, place: place.member(key))
  }
}

private struct ArrayReader: UnkeyedDecodingContainer {
  let elements: [JSON]
  let place: CodingPlace
  private(set) var currentIndex = 0

  init(elements: [JSON], place: CodingPlace) {
    self.elements = elements
    self.place = place
  }

  var codingPath: [any CodingKey] { place.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  /// Reads the next element, and advances past it if that succeeds.
  private mutating func next<Value>(_ read: (JSON, () -> CodingPlace) throws -> Value) throws -> Value {
    let parent = place
    let index = currentIndex
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        Value.self, parent.element(index).context("the array has only \(elements.count) elements"))
    }
    let value = try read(elements[index]) { parent.element(index) }
    currentIndex += 1
    return value
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd else { return try next { _, _ in false } }
    guard elements[currentIndex].isNull else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode(_ type: Bool.Type) throws -> Bool { try next { try $0.bool($1()) } }
  mutating func decode(_ type: String.Type) throws -> String { try next { try $0.text($1()) } }
  mutating func decode(_ type: Double.Type) throws -> Double { try next { try $0.floatingPoint($1()) } }
  mutating func decode(_ type: Float.Type) throws -> Float { try next { try $0.floatingPoint($1()) } }
  mutating func decode(_ type: Int.Type) throws -> Int { try next { try $0.integer($1()) } }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try next { try $0.integer($1()) } }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try next { try $0.integer($1()) } }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try next { try $0.integer($1()) } }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try next { try $0.integer($1()) } }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try next { try $0.integer($1()) } }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try next { try $0.integer($1()) } }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try next { try $0.integer($1()) } }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try next { try $0.integer($1()) } }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try next { try $0.integer($1()) } }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try next { try JSONValueDecoder.decode(type, from: $0, at: $1()) }
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try next { try JSONValueDecoder(value: $0, place: $1()).container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next { try JSONValueDecoder(value: $0, place: $1()).unkeyedContainer() }
  }

  mutating func superDecoder() throws -> any Decoder { try next { JSONValueDecoder(value: $0, place: $1()) } }
}

private struct ScalarReader: SingleValueDecodingContainer {
  let value: JSON
  let place: CodingPlace

  var codingPath: [any CodingKey] { place.codingPath }

  func decodeNil() -> Bool { value.isNull }
  func decode(_ type: Bool.Type) throws -> Bool { try value.bool(place) }
  func decode(_ type: String.Type) throws -> String { try value.text(place) }
  func decode(_ type: Double.Type) throws -> Double { try value.floatingPoint(place) }
  func decode(_ type: Float.Type) throws -> Float { try value.floatingPoint(place) }
  func decode(_ type: Int.Type) throws -> Int { try value.integer(place) }
  func decode(_ type: Int8.Type) throws -> Int8 { try value.integer(place) }
  func decode(_ type: Int16.Type) throws -> Int16 { try value.integer(place) }
  func decode(_ type: Int32.Type) throws -> Int32 { try value.integer(place) }
  func decode(_ type: Int64.Type) throws -> Int64 { try value.integer(place) }
  func decode(_ type: UInt.Type) throws -> UInt { try value.integer(place) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try value.integer(place) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try value.integer(place) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try value.integer(place) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try value.integer(place) }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try JSONValueDecoder.decode(type, from: value, at: place)
  }
}
