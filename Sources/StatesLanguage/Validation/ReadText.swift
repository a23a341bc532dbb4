import OrderedJSON

extension Inspection {
  /// Reads the text; what is wrong with it is told as the service does (ASL101, ASL102, ASL112).
  mutating func read() -> JSONSyntax? {
    let whole = SourceRange(start: 0, end: source.bytes.count)
    if source.bytes.isEmpty {
      report(.asl112, DiagnosticText.noText, at: Place(location: nil, range: whole), awsCode: .missingDescription)
      return nil
    }
    if let limit = settings.maximumBytes, source.bytes.count > limit {
      report(.asl112, DiagnosticText.tooManyBytes, at: Place(location: nil, range: SourceRange(start: 0, end: 1)))
    }
    if source.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }) {
      report(.asl102, DiagnosticText.noObject, at: Place(location: nil, range: whole))
      return nil
    }
    do throws(JSONParseError) {
      var parser = JSONSyntaxParser(maximumDepth: 600)
      parser.knownNames = Field.names
      return try parser.parse(source)
    } catch {
      report(error)
      return nil
    }
  }

  private mutating func report(_ error: JSONParseError) {
    let end = min(max(error.offset + 1, 1), source.bytes.count)
    let range = SourceRange(start: min(error.offset, end), end: end)
    let wording = ServiceParserText(error, source)
    report(.asl101, wording.message, at: Place(location: wording.location, range: range))
  }
}

/// What the service says of a text that is not JSON: the words of the JSON parser it uses, and the place as it shows it.
struct ServiceParserText {
  let message: String
  let location: String

  init(_ error: JSONParseError, _ source: SourceText) {
    let (words, ahead) = Self.words(error, source)
    let position = source.position(of: min(error.offset + ahead, source.bytes.count))
    location = "[Source: (String)\(Self.shown(source)); line: \(position.line), column: \(position.column)]"
    message = words + "\n at " + location
  }

  /// The text and how far behind the offending byte the parser stands.
  private static func words(_ error: JSONParseError, _ source: SourceText) -> (String, Int) {
    let values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
    switch error.kind {
    case .unknownWord(let word): return ("Unrecognized token '\(word)': was expecting \(values)", word.utf8.count)
    case .unexpectedEnd where error.expected.contains("string"):
      return ("Unexpected end-of-input: was expecting closing quote for a string value", 0)
    case .unexpectedEnd: return ("Unexpected end-of-input", 0)
    case .unexpectedCharacter(let scalar):
      return ("Unexpected character ('\(scalar)' (code \(scalar.value))): \(wanted(error, scalar, values))", 1)
    case .controlCharacter(let byte):
      return (
        "Illegal unquoted character ((CTRL-CHAR, code \(byte))): has to be escaped using backslash to be included in"
          + " string value", 1
      )
    case .invalidEscape, .invalidNumber, .invalidUTF8, .trailingContent, .tooDeep, .tooLarge, .repeatedName:
      return (error.message, 1)
    }
  }

  private static func wanted(_ error: JSONParseError, _ scalar: Unicode.Scalar, _ values: String) -> String {
    if scalar == "/" {
      return
        "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)"
    }
    if error.expected.contains("name") { return "was expecting double-quote to start field name" }
    if error.expected.contains("':'") { return "was expecting a colon to separate field name and value" }
    if error.expected.contains("'}'") { return "was expecting comma to separate Object entries" }
    if error.expected.contains("']'") { return "was expecting comma to separate Array entries" }
    return "expected a valid value \(values)"
  }

  /// The text as the parser shows it: 500 characters of it, and how many more there are.
  private static func shown(_ source: SourceText) -> String {
    let text = String(decoding: source.bytes.prefix(500), as: UTF8.self)
    guard source.bytes.count > 500 else { return "\"\(text)\"" }
    return "\"\(text)\"[truncated \(source.bytes.count - 500) bytes]"
  }
}
