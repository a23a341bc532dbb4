/// An encoder that builds a JSON value. Containers that have been handed out write into it until the value is taken.
final class JSONValueEncoder: Encoder {
  /// What the type has asked for so far.
  private enum Kind {
    case nothing, scalar, object, array
  }

  private var kind = Kind.nothing
  // Stored beside the kind, so that adding to them copies nothing.
  private var scalar = JSON.null
  private var object = JSON.Object()
  private var elements: [JSON] = []
  /// Members or elements that are still being built; they are filled in when the value is taken.
  private var pending: [(place: Int, encoder: JSONValueEncoder)] = []
  /// Set when the type made requests that contradict each other; reported when the value is taken, since asking cannot
  /// throw.
  private var conflict: String?
  let place: CodingPlace

  init(place: CodingPlace) { self.place = place }

  var codingPath: [any CodingKey] { place.codingPath }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// The JSON value of a value; `nil` when it encodes nothing.
  static func encode<Value: Encodable>(_ value: Value, at place: CodingPlace) throws -> JSON? {
    guard place.depth <= CodingPlace.maximumDepth else {
      throw place.invalid(value, "the value is nested more deeply than \(CodingPlace.maximumDepth) levels")
    }
    // This module's own types lose nothing.
    if Value.self == JSON.self { return value as? JSON }
    if Value.self == JSONNumber.self, let number = value as? JSONNumber { return .number(number) }
    if Value.self == JSON.Object.self, let object = value as? JSON.Object { return .object(object) }
    let encoder = JSONValueEncoder(place: place)
    try value.encode(to: encoder)
    let json = try encoder.take()
    guard let json, let known = FoundationValue(Value.self) else { return json }
    return try known.written(json, at: place)
  }

  /// Takes the finished value.
  private func take() throws -> JSON? {
    if let conflict { throw place.invalid(self, conflict) }
    switch kind {
    case .nothing: return nil
    case .scalar: return scalar
    case .object:
      for (place, encoder) in pending { object.setValue(at: place, to: try encoder.take() ?? [:]) }
      return .object(object)
    case .array:
      for (place, encoder) in pending { elements[place] = try encoder.take() ?? [:] }
      return .array(elements)
    }
  }

  // MARK: Containers

  /// Sets the kind; if another kind is already set, returns an encoder whose value is discarded.
  private func become(_ wanted: Kind) -> JSONValueEncoder {
    if kind == .nothing { kind = wanted }
    if kind == wanted { return self }
    conflict = "the type asked for containers of different kinds"
    let other = JSONValueEncoder(place: place)
    other.kind = wanted
    return other
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(ObjectWriter<Key>(encoder: become(.object)))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { ArrayWriter(encoder: become(.array)) }

  func singleValueContainer() -> any SingleValueEncodingContainer { ScalarWriter(encoder: self) }

  // MARK: Values

  func setScalar(_ value: JSON) {
    if kind != .nothing { conflict = "the type encoded more than one value" }
    kind = .scalar
    scalar = value
  }

  func set(_ value: JSON, _ name: String) {
    if let position = object.position(of: name) {
      pending.removeAll { $0.place == position }
      object.setValue(at: position, to: value)
    } else {
      object.append(distinct: JSON.Object.Member(key: name, value: value))
    }
  }

  func append(_ value: JSON) { elements.append(value) }

  var elementCount: Int { elements.count }

  /// Returns the encoder of a member: the existing one, if there is one.
  func child(_ key: some CodingKey) -> JSONValueEncoder {
    if let position = object.position(of: key.stringValue),
      let child = pending.first(where: { $0.place == position })
    {
      return child.encoder
    }
    set(.null, key.stringValue)
    let child = JSONValueEncoder(place: place.member(key))
    pending.append((object.position(of: key.stringValue) ?? 0, child))
    return child
  }

  /// Returns the encoder of a new element.
  func child() -> JSONValueEncoder {
    let child = JSONValueEncoder(place: place.element(elements.count))
    pending.append((elements.count, child))
    elements.append(.null)
    return child
  }
}

extension CodingPlace {
  func invalid(_ value: Any, _ message: String) -> EncodingError {
    .invalidValue(value, EncodingError.Context(codingPath: codingPath, debugDescription: message))
  }

  fileprivate func number(_ value: Double) throws -> JSON {
    guard value.isFinite else { throw invalid(value, "\(value) has no JSON form") }
    return .double(value)
  }

  /// Encoded by its shortest digits, so that a `Float` of 0.1 is 0.1.
  fileprivate func number(_ value: Float) throws -> JSON { try number(Double(value.description) ?? Double(value)) }
}

extension JSON {
  fileprivate init(_ value: some FixedWidthInteger) {
    self = Int64(exactly: value).map { .integer($0) } ?? .number(.literal(String(value)))
  }
}

private struct ObjectWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: JSONValueEncoder

  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil(forKey key: Key) { encoder.set(.null, key.stringValue) }
  func encode(_ value: Bool, forKey key: Key) { encoder.set(.bool(value), key.stringValue) }
  func encode(_ value: String, forKey key: Key) { encoder.set(.string(value), key.stringValue) }
  func encode(_ value: Double, forKey key: Key) throws {
    encoder.set(try encoder.place.member(key).number(value), key.stringValue)
  }
  func encode(_ value: Float, forKey key: Key) throws {
    encoder.set(try encoder.place.member(key).number(value), key.stringValue)
  }
  func encode(_ value: Int, forKey key: Key) { encoder.set(JSON(value), key.stringValue) }
  func encode(_ value: Int8, forKey key: Key) { encoder.set(JSON(value), key.stringValue) }
  func encode(_ value: Int16, forKey key: Key) { encoder.set(JSON(value), key.stringValue) }
  func encode(_ value: Int32, forKey key: Key) { encoder.set(JSON(value), key.stringValue) }
  func encode(_ value: Int64, forKey key: Key) { encoder.set(JSON(value), key.stringValue) }
  func encode(_ value: UInt, forKey key: Key) { encoder.set(JSON(value), key.stringValue) }
  func encode(_ value: UInt8, forKey key: Key) { encoder.set(JSON(value), key.stringValue) }
  func encode(_ value: UInt16, forKey key: Key) { encoder.set(JSON(value), key.stringValue) }
  func encode(_ value: UInt32, forKey key: Key) { encoder.set(JSON(value), key.stringValue) }
  func encode(_ value: UInt64, forKey key: Key) { encoder.set(JSON(value), key.stringValue) }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    encoder.set(try JSONValueEncoder.encode(value, at: encoder.place.member(key)) ?? [:], key.stringValue)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    encoder.child(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder.child(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { encoder.child(PlaceKey.superclass) }
  func superEncoder(forKey key: Key) -> any Encoder { encoder.child(key) }
}

private struct ArrayWriter: UnkeyedEncodingContainer {
  let encoder: JSONValueEncoder

  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { encoder.elementCount }
  private var place: CodingPlace { encoder.place.element(count) }

  func encodeNil() { encoder.append(.null) }
  func encode(_ value: Bool) { encoder.append(.bool(value)) }
  func encode(_ value: String) { encoder.append(.string(value)) }
  func encode(_ value: Double) throws { encoder.append(try place.number(value)) }
  func encode(_ value: Float) throws { encoder.append(try place.number(value)) }
  func encode(_ value: Int) { encoder.append(JSON(value)) }
  func encode(_ value: Int8) { encoder.append(JSON(value)) }
  func encode(_ value: Int16) { encoder.append(JSON(value)) }
  func encode(_ value: Int32) { encoder.append(JSON(value)) }
  func encode(_ value: Int64) { encoder.append(JSON(value)) }
  func encode(_ value: UInt) { encoder.append(JSON(value)) }
  func encode(_ value: UInt8) { encoder.append(JSON(value)) }
  func encode(_ value: UInt16) { encoder.append(JSON(value)) }
  func encode(_ value: UInt32) { encoder.append(JSON(value)) }
  func encode(_ value: UInt64) { encoder.append(JSON(value)) }

  func encode<Value: Encodable>(_ value: Value) throws {
    encoder.append(try JSONValueEncoder.encode(value, at: place) ?? [:])
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    encoder.child().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder.child().unkeyedContainer() }
  func superEncoder() -> any Encoder { encoder.child() }
}

private struct ScalarWriter: SingleValueEncodingContainer {
  let encoder: JSONValueEncoder

  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil() { encoder.setScalar(.null) }
  func encode(_ value: Bool) { encoder.setScalar(.bool(value)) }
  func encode(_ value: String) { encoder.setScalar(.string(value)) }
  func encode(_ value: Double) throws { encoder.setScalar(try encoder.place.number(value)) }
  func encode(_ value: Float) throws { encoder.setScalar(try encoder.place.number(value)) }
  func encode(_ value: Int) { encoder.setScalar(JSON(value)) }
  func encode(_ value: Int8) { encoder.setScalar(JSON(value)) }
  func encode(_ value: Int16) { encoder.setScalar(JSON(value)) }
  func encode(_ value: Int32) { encoder.setScalar(JSON(value)) }
  func encode(_ value: Int64) { encoder.setScalar(JSON(value)) }
  func encode(_ value: UInt) { encoder.setScalar(JSON(value)) }
  func encode(_ value: UInt8) { encoder.setScalar(JSON(value)) }
  func encode(_ value: UInt16) { encoder.setScalar(JSON(value)) }
  func encode(_ value: UInt32) { encoder.setScalar(JSON(value)) }
  func encode(_ value: UInt64) { encoder.setScalar(JSON(value)) }

  func encode<Value: Encodable>(_ value: Value) throws {
    encoder.setScalar(try JSONValueEncoder.encode(value, at: encoder.place) ?? [:])
  }
}
