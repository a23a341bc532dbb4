extension JSON {
  /// The value as a type of your own, read as a JSON decoder would.
  public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    throw JSONCodingError(message: "")
  }

  /// Makes a value of one of your own, as a JSON encoder would.
  public init<Value: Encodable>(encoding value: Value) throws {
    throw JSONCodingError(message: "")
  }
}

/// Why a value could not be converted.
public struct JSONCodingError: Error, Sendable {
  /// What went wrong.
  public var message: String
}
