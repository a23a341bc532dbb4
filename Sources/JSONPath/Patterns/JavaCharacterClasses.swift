import LanguageSupport

/// The classes of `java.util.regex`.
extension CharacterSet {
  static func single(_ value: UInt32) -> CharacterSet { CharacterSet(value...value) }

  /// The class of what a property of characters holds for.
  private static func category(_ test: @escaping @Sendable (Unicode.Scalar.Properties) -> Bool) -> CharacterSet {
    CharacterSet { value in Unicode.Scalar(value).map { test($0.properties) } ?? false }
  }

  static let lowerLetters = CharacterSet(0x61...0x7a)
  static let upperLetters = CharacterSet(0x41...0x5a)
  static let letters = CharacterSet(0x41...0x5a, 0x61...0x7a)
  static let punctuation = CharacterSet(0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e)
  static let horizontalBlanks = CharacterSet(
    0x20...0x20, 0x09...0x09, 0xa0...0xa0, 0x1680...0x1680, 0x180e...0x180e, 0x202f...0x202f, 0x205f...0x205f,
    0x3000...0x3000, 0x2000...0x200a)
  static let verticalBlanks = CharacterSet(0x0a...0x0d, 0x85...0x85, 0x2028...0x2029)
  static let unicodeDigits = category { $0.generalCategory == .decimalNumber }
  static let unicodeBlanks = category { $0.isWhitespace }

  /// The class of a letter after a backslash: `\d`, `\W` and so on.
  static func named(_ letter: UInt32, isUnicode: Bool) -> CharacterSet? {
    switch letter {
    case 0x64: isUnicode ? unicodeDigits : digits
    case 0x77: isUnicode ? unicodeWordCharacters : wordCharacters
    case 0x73: isUnicode ? unicodeBlanks : asciiBlanks
    case 0x68: horizontalBlanks
    case 0x76: verticalBlanks
    case 0x44, 0x57, 0x53, 0x48, 0x56: named(letter + 0x20, isUnicode: isUnicode)?.negated
    default: nil
    }
  }

  /// The class of a name within `\p{…}`: POSIX names (ASCII), general categories, and binary properties after `Is`.
  static func property(_ name: String) -> CharacterSet? {
    switch name {
    case "Lower": return lowerLetters
    case "Upper": return upperLetters
    case "ASCII": return CharacterSet(0...0x7f)
    case "Alpha": return letters
    case "Digit": return digits
    case "Alnum": return CharacterSet(0x30...0x39, 0x41...0x5a, 0x61...0x7a)
    case "Punct": return punctuation
    case "Graph": return CharacterSet(0x21...0x7e)
    case "Print": return CharacterSet(0x20...0x7e)
    case "Blank": return CharacterSet(0x20...0x20, 0x09...0x09)
    case "Cntrl": return CharacterSet(0...0x1f, 0x7f...0x7f)
    case "XDigit": return CharacterSet(0x30...0x39, 0x61...0x66, 0x41...0x46)
    case "Space": return asciiBlanks
    case "IsAlphabetic": return category { $0.isAlphabetic }
    case "IsLowercase", "javaLowerCase": return category { $0.isLowercase }
    case "IsUppercase", "javaUpperCase": return category { $0.isUppercase }
    case "IsWhite_Space", "IsWhiteSpace", "javaWhitespace": return unicodeBlanks
    case "IsDigit": return unicodeDigits
    case "IsPunctuation": return generalCategory("P")
    case "IsLetter": return generalCategory("L")
    default: return generalCategory(name.hasPrefix("Is") ? String(name.dropFirst(2)) : name)
    }
  }

  private static func generalCategory(_ name: String) -> CharacterSet? {
    guard (1...2).contains(name.utf8.count), "LMNPSZC".utf8.contains(name.utf8.first ?? 0) else { return nil }
    return category { abbreviation($0.generalCategory).hasPrefix(name) }
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
