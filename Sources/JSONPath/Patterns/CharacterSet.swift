/// A set of characters, each a Unicode scalar.
indirect enum CharacterSet: Sendable {
  case range(UInt32, UInt32)
  case union([CharacterSet])
  case intersection([CharacterSet])
  case complement(CharacterSet)
  /// The set without regard to case: only for ASCII letters, or for all.
  case folded(CharacterSet, isUnicode: Bool)
  case category(@Sendable (Unicode.Scalar.Properties) -> Bool)

  func contains(_ value: UInt32) -> Bool {
    switch self {
    case .range(let low, let high): low <= value && value <= high
    case .union(let sets): sets.contains { $0.contains(value) }
    case .intersection(let sets): sets.allSatisfy { $0.contains(value) }
    case .complement(let set): !set.contains(value)
    case .folded(let set, let isUnicode):
      set.contains(value) || set.contains(Self.lower(value, isUnicode)) || set.contains(Self.upper(value, isUnicode))
    case .category(let test): Unicode.Scalar(value).map { test($0.properties) } ?? false
    }
  }

  /// How many ranges and categories may have to be tested to decide whether a character is in the set.
  var weight: Int {
    switch self {
    case .range, .category: 1
    case .union(let sets), .intersection(let sets): sets.reduce(1) { min($0 + $1.weight, 1_000_000) }
    case .complement(let set): set.weight
    case .folded(let set, _): min(3 * set.weight, 1_000_000)
    }
  }

  static func single(_ value: UInt32) -> CharacterSet { .range(value, value) }

  static func of(_ values: UInt32...) -> CharacterSet { .union(values.map { .single($0) }) }

  // MARK: Case

  static func lower(_ value: UInt32, _ isUnicode: Bool) -> UInt32 {
    if value >= 0x41, value <= 0x5a { return value + 0x20 }
    guard isUnicode, value >= 0x80, let scalar = Unicode.Scalar(value) else { return value }
    return only(scalar.properties.lowercaseMapping) ?? value
  }

  private static func upper(_ value: UInt32, _ isUnicode: Bool) -> UInt32 {
    if value >= 0x61, value <= 0x7a { return value - 0x20 }
    guard isUnicode, value >= 0x80, let scalar = Unicode.Scalar(value) else { return value }
    return only(scalar.properties.uppercaseMapping) ?? value
  }

  private static func only(_ text: String) -> UInt32? {
    text.unicodeScalars.count == 1 ? text.unicodeScalars.first?.value : nil
  }

  // MARK: Classes

  static let lineEnds = CharacterSet.of(0x0a, 0x0d, 0x85, 0x2028, 0x2029)
  static let digits = CharacterSet.range(0x30, 0x39)
  static let lowerLetters = CharacterSet.range(0x61, 0x7a)
  static let upperLetters = CharacterSet.range(0x41, 0x5a)
  static let letters = CharacterSet.union([lowerLetters, upperLetters])
  static let wordCharacters = CharacterSet.union([letters, digits, .single(0x5f)])
  static let blanks = CharacterSet.union([.range(0x09, 0x0d), .single(0x20)])
  static let punctuation = CharacterSet.union([
    .range(0x21, 0x2f), .range(0x3a, 0x40), .range(0x5b, 0x60), .range(0x7b, 0x7e),
  ])
  static let horizontalBlanks = CharacterSet.union([
    .of(0x20, 0x09, 0xa0, 0x1680, 0x180e, 0x202f, 0x205f, 0x3000), .range(0x2000, 0x200a),
  ])
  static let verticalBlanks = CharacterSet.union([.range(0x0a, 0x0d), .of(0x85, 0x2028, 0x2029)])
  static let unicodeDigits = CharacterSet.category { $0.generalCategory == .decimalNumber }
  static let unicodeBlanks = CharacterSet.category { $0.isWhitespace }
  static let unicodeWordCharacters = CharacterSet.category { properties in
    if properties.isAlphabetic || properties.isJoinControl { return true }
    switch properties.generalCategory {
    case .decimalNumber, .connectorPunctuation, .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return false
    }
  }

  /// The class of a letter after a backslash: `\d`, `\W` and so on.
  static func named(_ letter: UInt32, isUnicode: Bool) -> CharacterSet? {
    switch letter {
    case 0x64: isUnicode ? unicodeDigits : digits
    case 0x77: isUnicode ? unicodeWordCharacters : wordCharacters
    case 0x73: isUnicode ? unicodeBlanks : blanks
    case 0x68: horizontalBlanks
    case 0x76: verticalBlanks
    case 0x44, 0x57, 0x53, 0x48, 0x56: named(letter + 0x20, isUnicode: isUnicode).map { .complement($0) }
    default: nil
    }
  }

  /// The class with a name in `\p{…}`: POSIX names (ASCII), general categories, and binary properties after `Is`.
  static func property(_ name: String) -> CharacterSet? {
    switch name {
    case "Lower": return lowerLetters
    case "Upper": return upperLetters
    case "ASCII": return .range(0, 0x7f)
    case "Alpha": return letters
    case "Digit": return digits
    case "Alnum": return .union([letters, digits])
    case "Punct": return punctuation
    case "Graph": return .range(0x21, 0x7e)
    case "Print": return .range(0x20, 0x7e)
    case "Blank": return .of(0x20, 0x09)
    case "Cntrl": return .union([.range(0, 0x1f), .single(0x7f)])
    case "XDigit": return .union([digits, .range(0x61, 0x66), .range(0x41, 0x46)])
    case "Space": return blanks
    case "IsAlphabetic": return .category { $0.isAlphabetic }
    case "IsLowercase", "javaLowerCase": return .category { $0.isLowercase }
    case "IsUppercase", "javaUpperCase": return .category { $0.isUppercase }
    case "IsWhite_Space", "IsWhiteSpace", "javaWhitespace": return unicodeBlanks
    case "IsDigit": return unicodeDigits
    case "IsPunctuation": return category("P")
    case "IsLetter": return category("L")
    default: return category(name.hasPrefix("Is") ? String(name.dropFirst(2)) : name)
    }
  }

  private static func category(_ name: String) -> CharacterSet? {
    guard (1...2).contains(name.utf8.count), "LMNPSZC".utf8.contains(name.utf8.first ?? 0) else { return nil }
    return .category { abbreviation($0.generalCategory).hasPrefix(name) }
  }

  private static func abbreviation(_ category: Unicode.GeneralCategory) -> String {
    switch category {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }
}
