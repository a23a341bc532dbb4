internal import OrderedJSON

/// Upper case, lower case, or unchanged.
enum LetterCase: Sendable {
  case upper
  case lower
  case title

  func apply(_ text: String) -> String {
    switch self {
    case .upper: text.uppercased()
    case .lower: text.lowercased()
    case .title: text
    }
  }
}

/// A picture of `$formatInteger` and of the numbers in dates: XPath's `format-integer`.
struct IntegerPicture: Sendable {
  enum Primary: Sendable {
    case decimal
    case letters
    case roman
    case words
    /// A numbering sequence, none of which are supported.
    case sequence(String)
  }

  struct Separator: Sendable {
    /// How many digits follow it.
    var position: Int
    var character: Unicode.Scalar
  }

  private(set) var primary = Primary.decimal
  private(set) var letterCase = LetterCase.lower
  private(set) var isOrdinal = false
  private(set) var zero: UInt32 = 0x30
  var mandatoryDigits = 0
  private(set) var optionalDigits = 0
  /// The separator and its interval, if all are the same and at regular intervals.
  private(set) var regularSeparator: Separator?
  /// Otherwise the separators, from right to left.
  private(set) var separators: [Separator] = []
  /// How many digits are read, if another number follows immediately.
  var parseWidth: Int?

  private static let decimalFamilies: [UInt32] = [
    0x30, 0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6,
    0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
    0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
  ]

  init(_ text: String) throws(JSONataError) {
    var main = text[...]
    if let semicolon = text.utf8.lastIndex(of: 0x3b) {
      main = text[..<semicolon]
      isOrdinal = text.utf8[text.utf8.index(after: semicolon)...].first == 0x6f
    }
    switch main {
    case "A": (primary, letterCase) = (.letters, .upper)
    case "a": primary = .letters
    case "I": (primary, letterCase) = (.roman, .upper)
    case "i": primary = .roman
    case "W": (primary, letterCase) = (.words, .upper)
    case "Ww": (primary, letterCase) = (.words, .title)
    case "w": primary = .words
    default: try analyzeDigits(main)
    }
  }

  private mutating func analyzeDigits(_ text: Substring) throws(JSONataError) {
    var family: UInt32?
    var position = 0
    for scalar in text.unicodeScalars.reversed() {
      if let start = Self.decimalFamilies.first(where: { scalar.value >= $0 && scalar.value <= $0 + 9 }) {
        if let family, family != start { throw JSONataError(.mixedDigits) }
        family = start
        mandatoryDigits += 1
        position += 1
      } else if scalar == "#" {
        optionalDigits += 1
        position += 1
      } else {
        separators.append(Separator(position: position, character: scalar))
      }
    }
    guard let family else {
      primary = .sequence(String(text))
      return
    }
    zero = family
    if let first = separators.first, separators.allSatisfy({ $0.character == first.character }) {
      let distance = Grouping.regular(separators.map(\.position))
      if distance > 0 { regularSeparator = Separator(position: distance, character: first.character) }
    }
  }

  // MARK: Formatting

  /// The maximum length of a decimal number of up to 24 digits: digits and separators of four bytes each.
  var maximumBytes: Int { (min(mandatoryDigits, 10_000) &+ 24) &* 4 &* (separators.isEmpty ? 1 : 2) }

  /// Formats an integer.
  func format(_ value: Double) throws(JSONataError) -> String {
    let magnitude = value.magnitude
    let text: String
    switch primary {
    case .letters: text = letterCase.apply(try Numerals.letters(magnitude))
    case .roman: text = letterCase.apply(try Numerals.roman(magnitude))
    case .words: text = letterCase.apply(Numerals.words(magnitude, isOrdinal: isOrdinal))
    case .decimal: text = decimal(magnitude)
    case .sequence(let token): throw JSONataError(.integerSequence, value: .string(token))
    }
    return value < 0 ? "-" + text : text
  }

  /// Writes a small non-negative integer digit by digit, if the picture consists of nothing but digits.
  func appendPlain(_ value: Int, to target: inout ByteWriter) -> Bool {
    guard isPlain, value >= 0, case .decimal = primary else { return false }
    var missing = mandatoryDigits - 1
    var bound = 10
    while missing > 0, value >= bound, bound < 1_000_000_000_000 {
      bound *= 10
      missing -= 1
    }
    for _ in 0..<max(0, min(missing, 10_000)) { target.append(0x30) }
    target.append(decimal: Int64(value))
    return true
  }

  /// Whether a decimal number consists of nothing but digits.
  private var isPlain: Bool { zero == 0x30 && separators.isEmpty && !isOrdinal }

  private func decimal(_ magnitude: Double) -> String {
    let plain = JSONNumber.ecmaScriptText(magnitude)
    let padding = String(repeating: "0", count: max(0, min(mandatoryDigits - plain.utf8.count, 10_000)))
    if isPlain { return padding.isEmpty ? plain : padding + plain }
    var digits = Array((padding + plain).unicodeScalars)
    if zero != 0x30 {
      digits = digits.map { Unicode.Scalar($0.value &+ zero &- 0x30) ?? $0 }
    }
    if let separator = regularSeparator {
      var place = digits.count - separator.position
      while place > 0 {
        digits.insert(separator.character, at: place)
        place -= separator.position
      }
    } else {
      for separator in separators.reversed() where separator.position <= digits.count {
        digits.insert(separator.character, at: digits.count - separator.position)
      }
    }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: digits)
    return String(result) + (isOrdinal ? Self.ordinalSuffix(digits) : "")
  }

  private static func ordinalSuffix(_ digits: [Unicode.Scalar]) -> String {
    if digits.count > 1, digits[digits.count - 2] == "1" { return "th" }
    switch digits.last {
    case "1": return "st"
    case "2": return "nd"
    case "3": return "rd"
    default: return "th"
    }
  }

  // MARK: Parsing

  /// The value of a string; not a number if it does not represent one.
  func parse(_ text: String) throws(JSONataError) -> Double {
    switch primary {
    case .letters: return Numerals.parse(letters: text, isUpper: letterCase == .upper)
    case .roman: return Numerals.parse(roman: text.uppercased())
    case .words: return Numerals.parse(words: text.lowercased())
    case .sequence(let token): throw JSONataError(.integerSequence, value: .string(token))
    case .decimal: return parse(decimal: text)
    }
  }

  private func parse(decimal text: String) -> Double {
    var scalars = Array(text.unicodeScalars)
    if isOrdinal { scalars.removeLast(min(2, scalars.count)) }
    if regularSeparator != nil {
      scalars.removeAll { $0 == "," }
    } else {
      scalars.removeAll { scalar in separators.contains { $0.character == scalar } }
    }
    var digits = ""
    var rest = scalars[...]
    if rest.first == "-" || rest.first == "+" { digits.unicodeScalars.append(rest.removeFirst()) }
    let sign = digits
    for scalar in rest {
      let digit = scalar.value &- zero
      guard digit <= 9 else { break }
      digits += String(digit)
    }
    return digits == sign ? .nan : Double(digits) ?? .nan
  }

  /// A regular expression for what ``parse(_:)`` reads in a date.
  func pattern(digits count: Int?) throws(JSONataError) -> String {
    switch primary {
    case .letters: return letterCase == .upper ? "[A-Z]+" : "[a-z]+"
    case .roman: return letterCase == .upper ? "[MDCLXVI]+" : "[mdclxvi]+"
    case .words: return Numerals.wordPattern
    case .sequence(let token): throw JSONataError(.integerSequence, value: .string(token))
    case .decimal:
      let width = count ?? parseWidth
      return "[0-9]" + (width.map { "{\($0)}" } ?? "+") + (isOrdinal ? "(?:th|st|nd|rd)" : "")
    }
  }
}

/// Grouping separators.
enum Grouping {
  /// The interval at which separators repeat, or 0 if they do not.
  static func regular(_ positions: [Int]) -> Int {
    guard var factor = positions.first else { return 0 }
    for position in positions.dropFirst() {
      var (a, b) = (factor, position)
      while b != 0 { (a, b) = (b, a % b) }
      factor = a
    }
    guard factor > 0 else { return 0 }
    for index in 1...positions.count where !positions.contains(index * factor) { return 0 }
    return factor
  }
}
