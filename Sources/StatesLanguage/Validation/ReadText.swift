import OrderedJSON

extension Inspection {
  /// Reads the text; its problems are reported as the service does (ASL101, ASL102, ASL112).
  mutating func read() -> JSONSyntax? {
    let whole = SourceRange(start: 0, end: source.bytes.count)
    if source.bytes.isEmpty {
      report(
        .emptyOrTooLong, DiagnosticText.noText, at: Place(location: nil, range: whole), awsCode: .missingDescription)
      return nil
    }
    if let limit = settings.maximumBytes, source.bytes.count > limit {
      report(
        .emptyOrTooLong, DiagnosticText.tooManyBytes, at: Place(location: nil, range: SourceRange(start: 0, end: 1)))
    }
    if source.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }) {
      report(.notAnObject, DiagnosticText.noObject, at: Place(location: nil, range: whole))
      return nil
    }
    do throws(JSONParseError) {
      var parser = JSONSyntaxParser(maximumDepth: 600)
      parser.knownNames = Field.names
      parser.readsPlaceholders = settings.readsPlaceholders
      let (syntax, found) = try parser.parseTemplate(source)
      placeholders = found
      for placeholder in found {
        let place = Place(location: nil, range: placeholder.range)
        report(.placeholderNotFilledIn, DiagnosticText.placeholder(placeholder.name), at: place)
      }
      return syntax
    } catch {
      report(error)
      return nil
    }
  }

  private mutating func report(_ error: JSONParseError) {
    let end = min(max(error.offset + 1, 1), source.bytes.count)
    let range = SourceRange(start: min(error.offset, end), end: end)
    let wording = ServiceParserText(error, source)
    report(
      .notJSON, wording.message, at: Place(location: wording.location, range: range), notes: notes(on: error, range),
      fixes: fixes(of: error))
  }

  /// Details that the service's message leaves out.
  private func notes(on error: JSONParseError, _ range: SourceRange) -> [Diagnostic.Note] {
    if YAMLText.isLikely(source) { return [Diagnostic.Note(message: YAMLText.advice, range: range)] }
    return error.mistake.map { [Diagnostic.Note(message: $0.advice, range: range)] } ?? []
  }

  private func fixes(of error: JSONParseError) -> [Diagnostic.Fix] {
    switch error.mistake {
    case .comment:
      return replacement(of: commentRange(from: error.offset), by: "", "remove the comment")
    case .trailingComma:
      guard let comma = source.bytes[..<error.offset].lastIndex(of: UInt8(ascii: ",")) else { return [] }
      return replacement(of: SourceRange(start: comma, end: comma + 1), by: "", "remove the comma")
    case .quotes, .utf16, nil: return []
    }
  }

  /// A comment with all of its last line except the line break.
  private func commentRange(from start: Int) -> SourceRange {
    let bytes = source.bytes
    var end = start
    if bytes[start...].starts(with: "/*".utf8) {
      end += 2
      while end < bytes.count, !bytes[end...].starts(with: "*/".utf8) { end += 1 }
      end = min(end + 2, bytes.count)
    } else {
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r") { end += 1 }
    }
    return SourceRange(start: start, end: end)
  }
}

/// The service's message for text that is not JSON: the words of the JSON parser it uses, and the position as it shows
/// it.
struct ServiceParserText {
  let message: String
  let location: String

  init(_ error: JSONParseError, _ source: SourceText) {
    let (words, ahead) = Self.words(error, source)
    let position = source.ownPosition(of: min(error.offset + ahead, source.bytes.count))
    location = "[Source: (String)\(Self.shown(source)); line: \(position.line), column: \(position.column)]"
    message = words + "\n at " + location
  }

  /// The message, and how far after the offending byte the parser is.
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

extension JSONParseError {
  /// What the service's parser says about text that is not JSON, without the position: the reason that the API gives for
  /// an input that it refuses.
  package func serviceWords(in text: String) -> String {
    let message = ServiceParserText(self, SourceText(text)).message
    return message.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? message
  }
}
