import LanguageSupport

extension Pattern {
  /// Compiles a regular expression as ECMAScript writes it.
  ///
  /// - Parameters:
  ///   - source: what stands between the slashes.
  ///   - flags: `i` and `m`.
  ///   - asciiBlanks: whether `\s` is blanks of ASCII only.
  convenience init(_ source: String, flags: String, asciiBlanks: Bool) throws(PatternError) {
    var parser = PatternParser(source, flags: flags, asciiBlanks: asciiBlanks)
    let root = try parser.parse()
    try self.init(root, .ecmaScript, groupCount: parser.groupCount, names: parser.groupNames)
  }
}

/// Reads regular expressions in ECMAScript's syntax, without the flags `u` and `v`.
struct PatternParser {
  private let text: [Unicode.Scalar]
  private var at = 0
  private let ignoresCase: Bool
  private let isMultiline: Bool
  private let asciiBlanks: Bool
  private var depth = 0
  private(set) var groupCount = 0
  private(set) var groupNames: [(name: String, group: Int)] = []
  private let writtenGroups: Int
  private let hasNames: Bool

  private static let maximumDepth = 100

  init(_ source: String, flags: String, asciiBlanks: Bool) {
    text = Array(source.unicodeScalars)
    ignoresCase = flags.utf8.contains(UInt8(ascii: "i"))
    isMultiline = flags.utf8.contains(UInt8(ascii: "m"))
    self.asciiBlanks = asciiBlanks
    (writtenGroups, hasNames) = Self.countGroups(text)
  }

  /// The number of capturing groups, needed to distinguish `\3` the reference from `\3` the character.
  private static func countGroups(_ text: [Unicode.Scalar]) -> (Int, Bool) {
    var count = 0
    var named = false
    var inClass = false
    var at = 0
    while at < text.count {
      switch text[at] {
      case "\\": at += 1
      case "[": inClass = true
      case "]": inClass = false
      case "(" where !inClass:
        if at + 1 < text.count, text[at + 1] == "?" {
          let isName =
            at + 3 < text.count && text[at + 2] == "<" && text[at + 3] != "=" && text[at + 3] != "!"
          if isName {
            count += 1
            named = true
          }
        } else {
          count += 1
        }
      default: break
      }
      at += 1
    }
    return (count, named)
  }

  mutating func parse() throws(PatternError) -> PatternNode {
    let result = try alternatives()
    if at < text.count { throw PatternError(reason: "Unmatched ')'") }
    return result
  }

  private var current: Unicode.Scalar? { at < text.count ? text[at] : nil }

  private func peek(_ offset: Int) -> Unicode.Scalar? { at + offset < text.count ? text[at + offset] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard current == scalar else { return false }
    at += 1
    return true
  }

  private mutating func alternatives() throws(PatternError) -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.maximumDepth { throw PatternError(reason: "Regular expression too large") }
    var choices = [try sequence()]
    while take("|") { choices.append(try sequence()) }
    return choices.count == 1 ? choices[0] : .alternatives(choices)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var items: [PatternNode] = []
    while let scalar = current, scalar != "|", scalar != ")" {
      let item = try atom()
      items.append(try quantified(item))
    }
    return items.count == 1 ? items[0] : items.isEmpty ? .empty : .sequence(items)
  }

  // MARK: Quantifiers

  private mutating func quantified(_ item: PatternNode) throws(PatternError) -> PatternNode {
    guard let (least, most) = quantifier() else { return item }
    switch item {
    case .assertion: throw PatternError(reason: "Nothing to repeat")
    case .look(_, isAhead: false, _): throw PatternError(reason: "Nothing to repeat")
    case .empty, .set, .sequence, .alternatives, .group, .repetition, .backreference, .namedBackreference, .look,
      .atomic:
      break
    }
    if let most, most < least { throw PatternError(reason: "numbers out of order in {} quantifier") }
    return .repetition(item, least: least, most: most, take("?") ? .lazy : .greedy)
  }

  private mutating func quantifier() -> (Int, Int?)? {
    switch current {
    case "*":
      at += 1
      return (0, nil)
    case "+":
      at += 1
      return (1, nil)
    case "?":
      at += 1
      return (0, 1)
    case "{": return bounds()
    default: return nil
    }
  }

  /// `{n}`, `{n,}`, `{n,m}`; any other brace is a character.
  private mutating func bounds() -> (Int, Int?)? {
    let start = at
    at += 1
    guard let least = number() else {
      at = start
      return nil
    }
    var most: Int? = least
    if take(",") { most = number() }
    guard take("}") else {
      at = start
      return nil
    }
    return (least, most)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let scalar = current, ("0"..."9").contains(scalar) {
      value = min((value ?? 0) * 10 + Int(scalar.value - 0x30), 1_000_000)
      at += 1
    }
    return value
  }

  // MARK: Atoms

  private mutating func atom() throws(PatternError) -> PatternNode {
    guard let scalar = current else { return .empty }
    at += 1
    switch scalar {
    case "^": return .assertion(isMultiline ? .lineStart : .textStart)
    case "$": return .assertion(isMultiline ? .lineEnd : .textEnd)
    case ".": return .set(CharacterSet.lineEnds.negated)
    case "(": return try group()
    case "[": return try characterClass()
    case "\\": return try escape()
    case "*", "+", "?": throw PatternError(reason: "Nothing to repeat")
    case "{":
      at -= 1
      if bounds() != nil { throw PatternError(reason: "Nothing to repeat") }
      at += 1
      return literal(scalar.value)
    default: return literal(scalar.value)
    }
  }

  /// Beyond ASCII, what is matched again has to be the same.
  private var folding: PatternFolding { ignoresCase ? .ascii : .none }

  private func literal(_ scalar: UInt32) -> PatternNode {
    var set = CharacterSet(scalar...scalar)
    if ignoresCase { set.foldCase() }
    return .set(set)
  }

  private mutating func group() throws(PatternError) -> PatternNode {
    var node: PatternNode?
    if take("?") {
      if take(":") {
        node = .group(try alternatives(), nil)
      } else if take("=") {
        node = .look(try alternatives(), isAhead: true, isNegated: false)
      } else if take("!") {
        node = .look(try alternatives(), isAhead: true, isNegated: true)
      } else if take("<") {
        if take("=") {
          node = .look(try alternatives(), isAhead: false, isNegated: false)
        } else if take("!") {
          node = .look(try alternatives(), isAhead: false, isNegated: true)
        } else {
          let name = try groupName()
          if groupNames.contains(where: { $0.name == name }) {
            throw PatternError(reason: "Duplicate capture group name")
          }
          groupNames.append((name, groupCount + 1))
        }
      } else {
        throw PatternError(reason: "Invalid group")
      }
    }
    if node == nil {
      groupCount += 1
      let number = groupCount
      node = .group(try alternatives(), number)
    }
    guard take(")"), let node else { throw PatternError(reason: "Unterminated group") }
    return node
  }

  private mutating func groupName() throws(PatternError) -> String {
    var name = ""
    while let scalar = current, scalar != ">" {
      let isName =
        scalar.properties.isAlphabetic || scalar == "_" || scalar == "$" || scalar.properties.numericType != nil
      if !isName { throw PatternError(reason: "Invalid capture group name") }
      name.unicodeScalars.append(scalar)
      at += 1
    }
    let startsWithDigit = name.unicodeScalars.first?.properties.numericType != nil
    guard take(">"), !name.isEmpty, !startsWithDigit else { throw PatternError(reason: "Invalid capture group name") }
    return name
  }

  // MARK: Escapes

  private mutating func escape() throws(PatternError) -> PatternNode {
    guard let scalar = current else { throw PatternError(reason: "\\ at end of pattern") }
    switch scalar {
    case "b":
      at += 1
      return .assertion(.boundary)
    case "B":
      at += 1
      return .assertion(.notBoundary)
    case "1"..."9":
      let start = at
      if let value = number(), value <= writtenGroups { return .backreference(value, folding) }
      at = start
      return try escapedCharacter()
    case "k" where hasNames:
      at += 1
      guard take("<") else { throw PatternError(reason: "Invalid named reference") }
      return .namedBackreference(try groupName(), folding)
    default: return try escapedCharacter()
    }
  }

  private mutating func escapedCharacter() throws(PatternError) -> PatternNode {
    if let set = classEscape() { return .set(set) }
    return literal(try characterEscape())
  }

  /// `\d` and the like.
  private mutating func classEscape() -> CharacterSet? {
    let blanks = asciiBlanks ? CharacterSet.asciiBlanks : .blanks
    let set: CharacterSet
    switch current {
    case "d": set = .digits
    case "D": set = CharacterSet.digits.negated
    case "w": set = .wordCharacters
    case "W": set = CharacterSet.wordCharacters.negated
    case "s": set = blanks
    case "S": set = blanks.negated
    default: return nil
    }
    at += 1
    return set
  }

  private mutating func characterEscape() throws(PatternError) -> UInt32 {
    guard let scalar = current else { throw PatternError(reason: "\\ at end of pattern") }
    at += 1
    switch scalar {
    case "t": return 0x09
    case "n": return 0x0a
    case "v": return 0x0b
    case "f": return 0x0c
    case "r": return 0x0d
    case "c":
      if let letter = current, letter.isASCII, letter.properties.isAlphabetic {
        at += 1
        return letter.value % 32
      }
      at -= 1
      return 0x5c
    case "x": return hexadecimal(2) ?? scalar.value
    case "u": return unicodeEscape() ?? scalar.value
    case "0"..."7": return octal(scalar)
    default: return scalar.value
    }
  }

  private mutating func hexadecimal(_ count: Int) -> UInt32? {
    var value: UInt32 = 0
    for offset in 0..<count {
      guard let scalar = peek(offset), scalar.isASCII, let digit = Hexadecimal.value(of: UInt8(scalar.value)) else {
        return nil
      }
      value = value << 4 | UInt32(digit)
    }
    at += count
    return value
  }

  /// Four digits; two escapes that are halves of a pair form one character.
  private mutating func unicodeEscape() -> UInt32? {
    guard let unit = hexadecimal(4) else { return nil }
    guard unit & 0xfc00 == 0xd800, peek(0) == "\\", peek(1) == "u" else { return unit }
    let start = at
    at += 2
    if let low = hexadecimal(4), low & 0xfc00 == 0xdc00 { return 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff) }
    at = start
    return unit
  }

  private mutating func octal(_ first: Unicode.Scalar) -> UInt32 {
    var value = first.value - 0x30
    while let scalar = current, ("0"..."7").contains(scalar), value * 8 + (scalar.value - 0x30) <= 0xff {
      value = value * 8 + (scalar.value - 0x30)
      at += 1
    }
    return value
  }

  // MARK: Classes

  private mutating func characterClass() throws(PatternError) -> PatternNode {
    let isNegated = take("^")
    var set = CharacterSet()
    while true {
      guard let scalar = current else { throw PatternError(reason: "Unterminated character class") }
      if scalar == "]" { break }
      let (first, firstSet) = try classMember()
      if let firstSet { set.formUnion(firstSet) }
      guard current == "-", let after = peek(1), after != "]" else {
        if let first { set.insert(first...first) }
        continue
      }
      at += 1
      let (last, lastSet) = try classMember()
      if let lastSet { set.formUnion(lastSet) }
      if let first, let last {
        if first > last { throw PatternError(reason: "Range out of order in character class") }
        set.insert(first...last)
      } else {
        set.insert(0x2d...0x2d)
        for end in [first, last] { if let end { set.insert(end...end) } }
      }
    }
    at += 1
    if ignoresCase { set.foldCase() }
    if isNegated { set.negate() }
    return .set(set)
  }

  private mutating func classMember() throws(PatternError) -> (UInt32?, CharacterSet?) {
    guard let scalar = current else { throw PatternError(reason: "Unterminated character class") }
    at += 1
    guard scalar == "\\" else { return (scalar.value, nil) }
    if take("b") { return (0x08, nil) }
    if let set = classEscape() { return (nil, set) }
    return (try characterEscape(), nil)
  }
}

extension CharacterSet {
  /// White space and line ends of ECMAScript.
  fileprivate static let blanks = CharacterSet(
    0x09...0x0d, 0x20...0x20, 0xa0...0xa0, 0x1680...0x1680, 0x2000...0x200a, 0x2028...0x2029, 0x202f...0x202f,
    0x205f...0x205f, 0x3000...0x3000, 0xfeff...0xfeff)
}
