import LanguageSupport

/// A regular expression of a filter (`=~ /…/flags`), in the syntax and with the meaning of `java.util.regex`.
///
/// Look-behind is refused; everything that takes too long is given up. The flags are `d` (only `\n` ends a line), `i`
/// (case does not matter), `m` (`^` and `$` at line ends), `s` (`.` takes line ends), `u` (`i` beyond ASCII),
/// `x` (blanks and comments), `U` (`\d`, `\w`, `\s`, `\b` beyond ASCII).
struct JavaPattern: Sendable {
  private let pattern: Pattern

  init(_ text: String, flags: String) throws(PatternError) {
    var parser = PatternParser(text, flags: try PatternFlags(letters: flags))
    // A filter's expression has to match all of a string.
    let root = PatternNode.sequence([try parser.parse(), .assertion(.textEnd)])
    pattern = try Pattern(root, .java, groupCount: parser.groupCount)
  }

  /// Whether the whole string matches.
  func matches(_ text: String, work: inout PathWork) throws(PathError) -> Bool {
    try work.spend(bytes: text.utf8.count * 8)
    var text = text
    return try work.spending { steps in text.withUTF8 { pattern.matchesStart(of: $0, steps: &steps) } }
  }
}

/// The letters after a regular expression, and within it those of `(?i)`.
struct PatternFlags: OptionSet, Sendable {
  let rawValue: UInt8

  static let unixLines = PatternFlags(rawValue: 1)
  static let caseInsensitive = PatternFlags(rawValue: 2)
  static let comments = PatternFlags(rawValue: 4)
  static let multiline = PatternFlags(rawValue: 8)
  static let dotAll = PatternFlags(rawValue: 16)
  static let unicodeCase = PatternFlags(rawValue: 32)
  static let unicodeClasses = PatternFlags(rawValue: 64)

  /// The flag of a letter.
  static func flag(_ letter: UInt32) -> PatternFlags? {
    switch letter {
    case 0x64: .unixLines
    case 0x69: .caseInsensitive
    case 0x6d: .multiline
    case 0x73: .dotAll
    case 0x75: .unicodeCase
    case 0x78: .comments
    case 0x55: [.unicodeClasses, .unicodeCase]
    default: nil
    }
  }

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(letters: String) throws(PatternError) {
    self = []
    for scalar in letters.unicodeScalars {
      guard let flag = Self.flag(scalar.value) else {
        throw PatternError(reason: "a regular expression has no flag '\(scalar)'")
      }
      formUnion(flag)
    }
  }
}
