public import OrderedJSON

/// A JSON value in which paths, intrinsic functions and expressions can stand: `Parameters`, `Arguments`, `Assign`.
///
/// Written as a literal. In an object, a path or an intrinsic function becomes a member whose name ends in `.$`; in an
/// array it does not compile, since the language has no such thing.
///
/// ```swift
/// let jsonPath: Payload = [
///   "order": .path("$.order.id"),
///   "execution": .path("$$.Execution.Id"),
///   "greeting": .intrinsic("States.Format('Hello {}', $.name)"),
///   "channels": ["mail", "post"],
/// ]
/// let jsonata: Payload = ["total": .expression("$sum($states.input.lines.price)"), "currency": "EUR"]
/// ```
public struct Payload: Sendable, Hashable {
  /// The value, as it is in a definition.
  public var json: JSON

  /// Creates a payload from a value, in which the names of members are written as they are.
  public init(_ json: JSON) { self.json = json }

  /// A value in which the names of members are written as they are.
  public static func json(_ json: JSON) -> Payload { Payload(json) }

  /// A JSONata expression; the delimiters `{% %}` are added unless they are there.
  public static func expression(_ text: String) -> Payload { Payload(.expression(text)) }

  /// The value of a member of a payload.
  public struct Member: Sendable, Hashable {
    /// What is added to the member's name.
    let suffix: String
    let json: JSON

    private init(_ json: JSON, suffix: String = "") {
      self.json = json
      self.suffix = suffix
    }

    /// What is found at a path: `"name.$": path`. `$` is the input, `$$` the context object, `$name` a variable.
    public static func path(_ path: String) -> Member { Member(.string(path), suffix: ".$") }

    /// What an intrinsic function gives: `"name.$": call`.
    public static func intrinsic(_ call: String) -> Member { Member(.string(call), suffix: ".$") }

    /// A JSONata expression; the delimiters `{% %}` are added unless they are there.
    public static func expression(_ text: String) -> Member { Member(.expression(text)) }

    /// Another payload.
    public static func payload(_ payload: Payload) -> Member { Member(payload.json) }

    /// A value in which the names of members are written as they are.
    public static func json(_ json: JSON) -> Member { Member(json) }
  }
}

extension JSON.Object {
  init(_ members: [(String, Payload.Member)]) {
    self.init()
    for (name, member) in members { self[name + member.suffix] = member.json }
  }
}

extension Payload: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// `null`.
  public init(nilLiteral: ()) { json = .null }
  /// A Boolean.
  public init(booleanLiteral value: Bool) { json = .bool(value) }
  /// An integer.
  public init(integerLiteral value: Int64) { json = .integer(value) }
  /// A floating-point number.
  public init(floatLiteral value: Double) { json = .double(value) }
  /// A string.
  public init(stringLiteral value: String) { json = .string(value) }
  /// An array.
  public init(arrayLiteral elements: Payload...) { json = .array(elements.map(\.json)) }
  /// An object with these members in this order; if a name is repeated, the last value wins.
  public init(dictionaryLiteral elements: (String, Member)...) { json = .object(JSON.Object(elements)) }
}

extension Payload.Member: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// `null`.
  public init(nilLiteral: ()) { self = .json(.null) }
  /// A Boolean.
  public init(booleanLiteral value: Bool) { self = .json(.bool(value)) }
  /// An integer.
  public init(integerLiteral value: Int64) { self = .json(.integer(value)) }
  /// A floating-point number.
  public init(floatLiteral value: Double) { self = .json(.double(value)) }
  /// A string.
  public init(stringLiteral value: String) { self = .json(.string(value)) }
  /// An array.
  public init(arrayLiteral elements: Payload...) { self = .json(.array(elements.map(\.json))) }
  /// An object with these members in this order; if a name is repeated, the last value wins.
  public init(dictionaryLiteral elements: (String, Payload.Member)...) { self = .json(.object(JSON.Object(elements))) }
}
