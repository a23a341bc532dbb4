extension JSON {
  /// Converts the value to a type of your own, as a JSON decoder does.
  ///
  /// A member that is absent or `null` is `nil` for an optional. Integers must be integral and fit (`7.0` and `7e0` are
  /// 7); a `Double` accepts any number in its range. ``JSON``, ``JSONNumber`` and ``JSON/Object`` are taken unchanged.
  /// Foundation's `Date` is read from a string in ISO 8601, `Data` from one in Base64, `URL` from a string, `Decimal`
  /// from a number.
  ///
  /// ```swift
  /// struct Line: Decodable { var sku: String; var quantity: Int? }
  /// let line = try JSON(parsing: #"{"sku": "a"}"#).decode(Line.self)
  /// ```
  ///
  /// - Throws: ``JSONCodingError`` with the path of the value that does not fit; any error other than `DecodingError`
  ///   that a type's own `init(from:)` throws, unchanged.
  public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    do {
      return try JSONValueDecoder.decode(type, from: self, at: .root)
    } catch let error as DecodingError {
      throw JSONCodingError(error)
    }
  }

  /// Creates a JSON value from a value of your own, as a JSON encoder does.
  ///
  /// An optional that is `nil` makes no member. Members are in the order in which they are encoded. Foundation's `Date`
  /// becomes a string in ISO 8601 (UTC, to the millisecond), `Data` one in Base64, `URL` a string, `Decimal` a number.
  ///
  /// - Throws: ``JSONCodingError`` with the path of a value that has no JSON form, such as a number that is not finite;
  ///   any error other than `EncodingError` that a type's own `encode(to:)` throws, unchanged.
  public init<Value: Encodable>(encoding value: Value) throws {
    do {
      guard let json = try JSONValueEncoder.encode(value, at: .root) else {
        throw JSONCodingError(message: "\(Value.self) encoded nothing", path: JSONPointer())
      }
      self = json
    } catch let error as EncodingError {
      throw JSONCodingError(error)
    }
  }
}

/// Why a value could not be converted, and where.
public struct JSONCodingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What went wrong, for example `expected an integer, found a string`.
  public var message: String
  /// The path from the converted value to where it went wrong.
  public var path: JSONPointer

  /// Creates an error.
  public init(message: String, path: JSONPointer = JSONPointer()) {
    self.message = message
    self.path = path
  }

  init(_ error: DecodingError) {
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
      .dataCorrupted(let context):
      self.init(message: context.debugDescription, path: JSONPointer(context.codingPath))
    @unknown default: self.init(message: String(describing: error))
    }
  }

  init(_ error: EncodingError) {
    switch error {
    case .invalidValue(_, let context):
      self.init(message: context.debugDescription, path: JSONPointer(context.codingPath))
    @unknown default: self.init(message: String(describing: error))
    }
  }

  /// `/lines/0/quantity: message`, or only the message if it concerns the whole value.
  public var description: String { path.tokens.isEmpty ? message : "\(path): \(message)" }
}

extension JSONPointer {
  fileprivate init(_ codingPath: [any CodingKey]) {
    self.init(tokens: codingPath.map { key in key.intValue.map(String.init) ?? key.stringValue })
  }
}

/// The position of a decoder or encoder; its array of keys is only made when asked for.
indirect enum CodingPlace {
  case root
  case member(name: String, depth: Int, of: CodingPlace)
  case element(index: Int, depth: Int, of: CodingPlace)

  /// How deeply converted values may be nested: safe on a stack of 512 KiB.
  static let maximumDepth = 1_000

  var depth: Int {
    switch self {
    case .root: 0
    case .member(_, let depth, _), .element(_, let depth, _): depth
    }
  }

  func member(_ key: some CodingKey) -> CodingPlace { .member(name: key.stringValue, depth: depth + 1, of: self) }

  func element(_ index: Int) -> CodingPlace { .element(index: index, depth: depth + 1, of: self) }

  var codingPath: [any CodingKey] {
    var keys: [any CodingKey] = []
    var place = self
    while true {
      switch place {
      case .root: return keys.reversed()
      case .member(let name, _, let parent):
        keys.append(PlaceKey(stringValue: name))
        place = parent
      case .element(let index, _, let parent):
        keys.append(PlaceKey(intValue: index))
        place = parent
      }
    }
  }
}

/// The name of a member, or the index of an element.
struct PlaceKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
  }

  init(intValue: Int) {
    stringValue = "Index \(intValue)"
    self.intValue = intValue
  }

  /// The key of a superclass's decoder and encoder.
  static let superclass = PlaceKey(stringValue: "super")
}
