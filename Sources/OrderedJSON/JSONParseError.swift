/// Why text is not JSON, and where.
public struct JSONParseError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What went wrong.
  public enum Kind: Sendable, Hashable {
    /// The text ended before the value was complete.
    case unexpectedEnd
    /// A character that is not allowed there.
    case unexpectedCharacter(Unicode.Scalar)
    /// A bare word that is not `true`, `false` or `null`.
    case unknownWord(String)
    /// A number that RFC 8259 does not allow.
    case invalidNumber
    /// A `\` before a character that cannot be escaped, or a bad `\u`.
    case invalidEscape
    /// A control character that must be escaped.
    case controlCharacter(UInt8)
    /// Bytes that are not UTF-8.
    case invalidUTF8
    /// Something after the value.
    case trailingContent
    /// Arrays and objects nested deeper than the limit.
    case tooDeep(limit: Int)
    /// More bytes than the limit.
    case tooLarge(limit: Int)
    /// A member name that appears twice in one object, where that is refused.
    case repeatedName(String)
  }

  /// What went wrong.
  public var kind: Kind
  /// What was expected there, for example `a value` or `',' or ']'`; empty when there is nothing to say.
  public var expected: String
  /// The offset, in UTF-8 bytes from the beginning.
  public var offset: Int
  /// The line and column, from 1.
  public var position: SourcePosition
  /// What was probably meant, if it is a common mistake.
  public var mistake: JSONMistake?

  /// What went wrong, in a sentence without the position.
  public var message: String {
    let wanted = expected.isEmpty ? "" : ", expected \(expected)"
    switch kind {
    case .unexpectedEnd: return "the text ends too early" + wanted
    case .unexpectedCharacter(let scalar):
      let shown = scalar.isVisible ? String(scalar) : "U+" + scalar.hexadecimalCode
      return "unexpected character '\(shown)'" + wanted
    case .unknownWord(let word): return "unknown word '\(word)'" + wanted
    case .invalidNumber: return "not a valid number" + wanted
    case .invalidEscape: return "not a valid escape" + wanted
    case .controlCharacter(let byte):
      return "control character \(Self.code(byte)) must be escaped in a string"
    case .invalidUTF8: return "bytes that are not UTF-8"
    case .trailingContent: return "unexpected characters after the value"
    case .tooDeep(let limit): return "arrays and objects are nested deeper than \(limit)"
    case .tooLarge(let limit): return "the text is longer than \(limit) bytes"
    case .repeatedName(let name): return "the name \"\(name)\" appears twice in one object"
    }
  }

  private static func code(_ byte: UInt8) -> String { "U+" + Unicode.Scalar(byte).hexadecimalCode }

  /// The message, and what to do about a common mistake.
  package var explanation: String { mistake.map { "\(message); \($0.advice)" } ?? message }

  /// `line:column: message`, and what to do about a common mistake.
  public var description: String { "\(position): \(explanation)" }
}

extension Unicode.Scalar {
  /// Whether a reader would see it: not a control or format character (such as a byte-order mark) and not unassigned.
  fileprivate var isVisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      self == " "
    default: true
    }
  }

  /// At least four digits: `FEFF`.
  fileprivate var hexadecimalCode: String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
