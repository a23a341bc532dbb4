extension JSON: Codable {
  /// Reads a value of any shape. ``JSON/decode(_:)`` loses nothing; other decoders do not report how numbers are
  /// written.
  public init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: PlaceKey.self) {
      self = .object(try JSON.Object(object))
    } else if var array = try? decoder.unkeyedContainer() {
      var elements: [JSON] = []
      while !array.isAtEnd { elements.append(try array.decode(JSON.self)) }
      self = .array(elements)
    } else {
      let scalar = try decoder.singleValueContainer()
      if scalar.decodeNil() {
        self = .null
      } else if let value = try? scalar.decode(Bool.self) {
        self = .bool(value)
      } else if let value = try? scalar.decode(String.self) {
        self = .string(value)
      } else {
        self = .number(try JSONNumber(from: decoder))
      }
    }
  }

  /// Writes the value as it is.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .bool(let value): try value.encode(to: encoder)
    case .number(let value): try value.encode(to: encoder)
    case .string(let value): try value.encode(to: encoder)
    case .array(let elements):
      var container = encoder.unkeyedContainer()
      for element in elements { try container.encode(element) }
    case .object(let object): try object.encode(to: encoder)
    }
  }
}

extension JSON.Object: Codable {
  /// Reads an object with any members. ``JSON/decode(_:)`` keeps their order.
  public init(from decoder: any Decoder) throws {
    try self.init(try decoder.container(keyedBy: PlaceKey.self))
  }

  init(_ container: KeyedDecodingContainer<PlaceKey>) throws {
    self.init()
    for key in container.allKeys { self[key.stringValue] = try container.decode(JSON.self, forKey: key) }
  }

  /// Writes the members in order.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: PlaceKey.self)
    for member in members { try container.encode(member.value, forKey: PlaceKey(stringValue: member.key)) }
  }
}

extension JSONNumber: Codable {
  /// Reads a number. ``JSON/decode(_:)`` keeps the way it is written.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else {
      self = .double(try container.decode(Double.self))
    }
  }

  /// Writes the number: an integer where it is one, the nearest double otherwise.
  public func encode(to encoder: any Encoder) throws {
    if let value = integerValue { try value.encode(to: encoder) } else { try doubleValue.encode(to: encoder) }
  }
}
