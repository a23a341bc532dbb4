internal import LanguageSupport
internal import OrderedJSON

/// Numbers in English words, Roman numerals and letters.
enum Numerals {
  private static let small = [
    "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
    "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen",
  ]
  private static let ordinals = [
    "Zeroth", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth",
    "Eleventh", "Twelfth", "Thirteenth", "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth",
    "Nineteenth",
  ]
  private static let tens = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"]
  private static let magnitudes = ["Thousand", "Million", "Billion", "Trillion"]

  // MARK: Words

  /// A non-negative integer, in words.
  static func words(_ value: Double, isOrdinal: Bool) -> String {
    guard value.isFinite else { return JSONNumber.ecmaScriptText(value) }
    return words(value.rounded(.down), follows: false, isOrdinal)
  }

  private static func words(_ value: Double, follows: Bool, _ isOrdinal: Bool) -> String {
    if value < 100 { return (follows ? " and " : "") + belowHundred(Int(clamping: value), isOrdinal) }
    let factor: Double
    let name: String
    if value < 1000 {
      (factor, name) = (100, "Hundred")
    } else {
      let magnitude = min(Int(clamping: (CLibrary.decimalLogarithm(value) / 3).rounded(.down)), magnitudes.count)
      (factor, name) = (CLibrary.power(10, Double(magnitude * 3)), magnitudes[max(0, magnitude - 1)])
    }
    let count = (value / factor).rounded(.down)
    let rest = value - count * factor
    let front = (follows ? ", " : "") + words(count, follows: false, false) + " " + name
    if rest > 0 { return front + words(rest, follows: true, isOrdinal) }
    return isOrdinal ? front + "th" : front
  }

  private static func belowHundred(_ value: Int, _ isOrdinal: Bool) -> String {
    if value < 20 { return isOrdinal ? ordinals[max(0, value)] : small[max(0, value)] }
    let ten = tens[value / 10 - 2]
    if value % 10 > 0 { return ten + "-" + belowHundred(value % 10, isOrdinal) }
    return isOrdinal ? ten.dropLast() + "ieth" : ten
  }

  private static let wordValues: [(word: String, value: Double)] = {
    var result: [(String, Double)] = []
    for (value, word) in small.enumerated() { result.append((word.lowercased(), Double(value))) }
    for (value, word) in ordinals.enumerated() { result.append((word.lowercased(), Double(value))) }
    for (index, word) in (tens + ["Hundred"]).enumerated() {
      let word = word.lowercased()
      result.append((word, Double((index + 2) * 10)))
      result.append((word.dropLast() + "ieth", Double((index + 2) * 10)))
    }
    result.append(("hundredth", 100))
    for (index, word) in magnitudes.enumerated() {
      let value = CLibrary.power(10, Double((index + 1) * 3))
      result.append((word.lowercased(), value))
      result.append((word.lowercased() + "th", value))
    }
    return result
  }()

  /// A regular expression for number words.
  static let wordPattern: String = {
    // Longer words first, so that none is truncated.
    let words = wordValues.map(\.word).sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    return "(?:" + (words + ["and", "[\\-, ]"]).joined(separator: "|") + ")+"
  }()

  /// The value of words in lower case; not a number if any word is unknown.
  static func parse(words text: String) -> Double {
    var segments: [Double] = [0]
    for word in wordParts(text) {
      guard let value = wordValues.first(where: { $0.word == word })?.value else { return .nan }
      if value < 100 {
        var top = segments.removeLast()
        if top >= 1000 {
          segments.append(top)
          top = 0
        }
        segments.append(top + value)
      } else {
        segments.append(segments.removeLast() * value)
      }
    }
    return segments.reduce(0, +)
  }

  /// The words between `, `, ` and `, spaces and hyphens.
  private static func wordParts(_ text: String) -> [String] {
    let isBetween = { (character: Unicode.Scalar) in
      character.properties.isWhitespace || "-,\\".unicodeScalars.contains(character)
    }
    return text.unicodeScalars.split(whereSeparator: isBetween).map(String.init).filter { $0 != "and" }
  }

  // MARK: Roman numerals

  private static let romanParts: [(value: Double, text: String)] = [
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
  ]

  /// An integer in lower-case Roman numerals; empty for 0.
  static func roman(_ value: Double) throws(JSONataError) -> String {
    guard value < 10_000_000 else { throw JSONataError(.valueOutOfRange, value: .double(value)) }
    var rest = value
    var result = ""
    for part in romanParts {
      while rest >= part.value {
        result += part.text
        rest -= part.value
      }
    }
    return result
  }

  static func parse(roman text: String) -> Double {
    var result = 0.0
    var largest = 1.0
    for letter in text.utf8.reversed() {
      let value: Double
      switch letter {
      case 0x4d: value = 1000
      case 0x44: value = 500
      case 0x43: value = 100
      case 0x4c: value = 50
      case 0x58: value = 10
      case 0x56: value = 5
      case 0x49: value = 1
      default: return .nan
      }
      if value < largest {
        result -= value
      } else {
        largest = value
        result += value
      }
    }
    return result
  }

  // MARK: Letters

  /// An integer as spreadsheets name their columns: a, b, … z, aa.
  static func letters(_ value: Double) throws(JSONataError) -> String {
    guard value < 0x1p63 else { throw JSONataError(.valueOutOfRange, value: .double(value)) }
    var rest = Int(clamping: value)
    var letters: [UInt8] = []
    while rest > 0 {
      letters.append(UInt8((rest - 1) % 26) + 0x61)
      rest = (rest - 1) / 26
    }
    return String(decoding: letters.reversed(), as: UTF8.self)
  }

  static func parse(letters text: String, isUpper: Bool) -> Double {
    var result = 0.0
    for unit in text.utf16 { result = result * 26 + Double(Int(unit) - (isUpper ? 0x41 : 0x61) + 1) }
    return result
  }
}
