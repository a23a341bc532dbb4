/// Gives Swift identifiers to names: readable, unique, never keywords.
struct SwiftIdentifiers {
  private var taken: Set<String>
  /// The last number that was tried for an identifier.
  private var numbers: [String: Int] = [:]

  /// - Parameter reserved: identifiers that mean something else where the new ones are declared.
  init(reserved: Set<String> = []) { taken = reserved.union(Self.keywords) }

  /// A new identifier for a name.
  ///
  /// - Parameters:
  ///   - name: any text.
  ///   - noun: what it is the name of, for names without letters and for keywords.
  mutating func identifier(for name: String, noun: String) -> String {
    var base = Self.camelCase(name, isType: false)
    if let first = base.unicodeScalars.first, Self.isDigit(first) { base = noun + base }
    if base.isEmpty { base = noun }
    if Self.keywords.contains(base) { base += Self.capitalized(noun) }
    return unique(base)
  }

  /// A new identifier for a part of what has one.
  mutating func identifier(for part: String, of owner: String) -> String { unique(owner + part) }

  private mutating func unique(_ base: String) -> String {
    if taken.insert(base).inserted { return base }
    let separator = base.utf8.last.map { $0 >= 0x30 && $0 <= 0x39 } == true ? "_" : ""
    while true {
      let number = numbers[base, default: 1] + 1
      numbers[base] = number
      let result = "\(base)\(separator)\(number)"
      if taken.insert(result).inserted { return result }
    }
  }

  /// An identifier for a type.
  static func typeName(for name: String) -> String {
    var base = camelCase(name, isType: true)
    if let first = base.unicodeScalars.first, isDigit(first) { base = "Workflow" + base }
    if base.isEmpty { base = "Machine" }
    return reservedTypes.contains(base) || keywords.contains(base) ? base + "Workflow" : base
  }

  /// The words of a name, joined: `Validate the order` → `validateTheOrder`.
  private static func camelCase(_ name: String, isType: Bool) -> String {
    let words = name.unicodeScalars.split { !isPart($0) }.map { String(String.UnicodeScalarView($0)) }
    var result = ""
    for (place, word) in words.enumerated() {
      result += place > 0 || isType ? capitalized(word) : uncapitalized(word)
    }
    return result
  }

  private static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

  /// A word with the capitals at its beginning lowered: `HTTPRequest` → `httpRequest`, `ABC` → `abc`.
  private static func uncapitalized(_ word: String) -> String {
    let capitals = word.prefix { $0.isUppercase }
    let isWordFollowing = capitals.count > 1 && word.dropFirst(capitals.count).first?.isLowercase == true
    let lowered = isWordFollowing ? capitals.count - 1 : capitals.count
    return word.prefix(lowered).lowercased() + word.dropFirst(lowered)
  }

  /// Whether a scalar may be part of an identifier wherever it stands, apart from digits at the beginning.
  private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    case 0xc0...0x2ff, 0x370...0x1fff, 0x3041...0xd7ff: isLetter(scalar)
    default: false
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter: scalar.properties.isXIDContinue
    default: false
    }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x30 && scalar.value <= 0x39 }

  /// The types that the written source uses.
  private static let reservedTypes: Set<String> = [
    "Workflow", "Names", "StateNaming", "StateName", "Task", "Choice", "When", "Condition", "Variable", "Wait",
    "Parallel", "Branch", "Map", "Pass", "Succeed", "Fail", "CustomState", "Retry", "Catch", "Payload", "JSON",
    "String",
    "StatesBuilder",
  ]

  /// Words with a meaning in some position, also those that could be escaped.
  private static let keywords: Set<String> = [
    "Any", "Protocol", "Self", "Type", "actor", "any", "as", "associatedtype", "associativity", "async", "await",
    "borrowing", "break", "case", "catch", "class", "consume", "consuming", "continue", "convenience", "copy",
    "default",
    "defer", "deinit", "didSet", "discard", "distributed", "do", "dynamic", "each", "else", "enum", "extension",
    "fallthrough", "false", "fileprivate", "final", "for", "func", "get", "guard", "if", "import", "in", "indirect",
    "infix", "init", "inout", "internal", "is", "isolated", "lazy", "left", "let", "macro", "mutating", "nil", "none",
    "nonisolated", "nonmutating", "open", "operator", "optional", "override", "package", "postfix", "precedence",
    "precedencegroup", "prefix", "private", "protocol", "public", "repeat", "required", "rethrows", "return", "right",
    "self", "sending", "set", "some", "static", "struct", "subscript", "super", "switch", "then", "throw", "throws",
    "true", "try", "typealias", "unowned", "unsafe", "using", "var", "weak", "where", "while", "willSet", "yield",
  ]
}
