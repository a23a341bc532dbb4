import LanguageSupport

/// Reads regular expressions as Java writes them.
struct PatternParser {
  private let text: [UInt32]
  private var at = 0
  private var flags: PatternFlags
  private var depth = 0
  private var names: [String: Int] = [:]
  /// The number of capturing groups.
  private(set) var groupCount = 0

  private static let maximumDepth = 32
  private static let maximumCount = 1_000

  init(_ text: String, flags: PatternFlags) {
    self.text = Self.withoutQuotations(text.unicodeScalars.map(\.value))
    self.flags = flags
  }

  /// The expression with `\Q…\E` resolved: every character within it is literal.
  private static func withoutQuotations(_ text: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var isQuoted = false
    var place = 0
    while place < text.count {
      let next = place + 1 < text.count ? text[place + 1] : 0
      if text[place] == 0x5c, next == (isQuoted ? 0x45 : 0x51) {
        isQuoted.toggle()
        place += 1
      } else if isQuoted {
        if text[place] < 0x80, !CharacterSet.wordCharacters.contains(text[place]) { result.append(0x5c) }
        result.append(text[place])
      } else {
        result.append(text[place])
        if text[place] == 0x5c, place + 1 < text.count {
          place += 1
          result.append(text[place])
        }
      }
      place += 1
    }
    return result
  }

  private func failure(_ message: String) -> PatternError {
    PatternError(reason: "in the regular expression: \(message)")
  }

  mutating func parse() throws(PatternError) -> PatternNode {
    let node = try alternatives()
    guard at == text.count else { throw failure("')' without '('") }
    return node
  }

  // MARK: Structure

  private var current: UInt32? { at < text.count ? text[at] : nil }

  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    guard current == character.value else { return false }
    at += 1
    return true
  }

  private mutating func skipComments() {
    guard flags.contains(.comments) else { return }
    while let character = current {
      if CharacterSet.asciiBlanks.contains(character) {
        at += 1
      } else if character == 0x23 {
        while let inComment = current, inComment != 0x0a { at += 1 }
      } else {
        return
      }
    }
  }

  private mutating func alternatives() throws(PatternError) -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw failure("groups are nested too deeply") }
    var branches = [try sequence()]
    while takes("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var items: [PatternNode] = []
    while true {
      skipComments()
      guard let character = current, character != 0x7c, character != 0x29 else { break }
      items.append(try quantified(try atom()))
    }
    return items.count == 1 ? items[0] : .sequence(items)
  }

  private mutating func quantified(_ atom: PatternNode) throws(PatternError) -> PatternNode {
    var node = atom
    while true {
      skipComments()
      guard let (minimum, maximum) = try counts() else { return node }
      let greed: PatternGreed = takes("?") ? .lazy : takes("+") ? .possessive : .greedy
      node = .repetition(node, least: minimum, most: maximum, greed)
    }
  }

  private mutating func counts() throws(PatternError) -> (Int, Int?)? {
    switch current {
    case 0x2a:
      at += 1
      return (0, nil)
    case 0x2b:
      at += 1
      return (1, nil)
    case 0x3f:
      at += 1
      return (0, 1)
    case 0x7b:
      at += 1
      guard let minimum = number() else { throw failure("expected a number after '{'") }
      var maximum: Int? = minimum
      if takes(",") { maximum = number() }
      guard takes("}") else { throw failure("a count is not closed by '}'") }
      guard minimum <= maximum ?? minimum, max(minimum, maximum ?? 0) <= Self.maximumCount else {
        throw failure("a count out of range")
      }
      return (minimum, maximum)
    default: return nil
    }
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let digit = current, digit >= 0x30, digit <= 0x39 {
      value = min((value ?? 0) * 10 + Int(digit - 0x30), 1_000_000)
      at += 1
    }
    return value
  }

  // MARK: Atoms

  private mutating func atom() throws(PatternError) -> PatternNode {
    guard let character = current else { return .empty }
    at += 1
    let isUnix = flags.contains(.unixLines)
    let isMultiline = flags.contains(.multiline)
    switch character {
    case 0x28: return try group()
    case 0x5b: return .set(try characterClass())
    case 0x5c: return try escape()
    case 0x2e:
      if flags.contains(.dotAll) { return .set(CharacterSet(0...0x10_ffff)) }
      return .set((isUnix ? CharacterSet(0x0a...0x0a) : .javaLineEnds).negated)
    case 0x5e: return .assertion(!isMultiline ? .textStart : isUnix ? .unixLineStart : .javaLineStart)
    case 0x24: return .assertion(!isMultiline ? lastLineEnd : isUnix ? .unixLineEnd : .javaLineEnd)
    case 0x2a, 0x2b, 0x3f: throw failure("a quantifier without anything before it")
    default: return .set(folded(.single(character)))
    }
  }

  private var lastLineEnd: PatternAssertion { flags.contains(.unixLines) ? .lastUnixLineEnd : .lastJavaLineEnd }

  private var folding: PatternFolding {
    guard flags.contains(.caseInsensitive) else { return .none }
    return flags.contains(.unicodeCase) ? .unicode : .ascii
  }

  private func folded(_ set: CharacterSet) -> CharacterSet { folding == .none ? set : set.folded(folding) }

  private mutating func group() throws(PatternError) -> PatternNode {
    let outer = flags
    guard takes("?") else {
      groupCount += 1
      return try closed(outer, number: groupCount)
    }
    let kind = current
    at += 1
    switch kind {
    case 0x3a: return try closed(outer)
    case 0x3d: return .look(try closed(outer), isAhead: true, isNegated: false)
    case 0x21: return .look(try closed(outer), isAhead: true, isNegated: true)
    case 0x3e: return .atomic(try closed(outer))
    case 0x3c:
      guard current != 0x3d, current != 0x21 else { throw failure("look-behind is not supported") }
      let name = try groupName()
      groupCount += 1
      names[name] = groupCount
      return try closed(outer, number: groupCount)
    default:
      at -= 1
      return try inlineFlags(outer)
    }
  }

  /// The rest of a group up to its `)`; flags set within it end with it.
  private mutating func closed(_ outer: PatternFlags, number: Int? = nil) throws(PatternError) -> PatternNode {
    let inside = try alternatives()
    guard takes(")") else { throw failure("a group is not closed by ')'") }
    flags = outer
    return .group(inside, number)
  }

  private mutating func groupName() throws(PatternError) -> String {
    var name = ""
    while let character = current, character != 0x3e {
      guard CharacterSet.wordCharacters.contains(character), let scalar = Unicode.Scalar(character) else { break }
      name.unicodeScalars.append(scalar)
      at += 1
    }
    guard takes(">"), !name.isEmpty else { throw failure("expected a group's name and '>'") }
    return name
  }

  /// `(?i)`, `(?i-s)`, `(?i:…)`.
  private mutating func inlineFlags(_ outer: PatternFlags) throws(PatternError) -> PatternNode {
    var isOff = false
    while let character = current {
      at += 1
      switch character {
      case 0x2d: isOff = true
      case 0x29: return .empty
      case 0x3a: return try closed(outer)
      default:
        guard let flag = PatternFlags.flag(character) else { throw failure("an unknown kind of group") }
        if isOff { flags.subtract(flag) } else { flags.formUnion(flag) }
      }
    }
    throw failure("a group is not closed by ')'")
  }

  // MARK: Escapes

  private mutating func escape() throws(PatternError) -> PatternNode {
    guard let character = current else { throw failure("nothing behind '\\'") }
    switch character {
    case 0x62, 0x42:
      at += 1
      let isNegated = character == 0x42
      if flags.contains(.unicodeClasses) { return .assertion(isNegated ? .notUnicodeBoundary : .unicodeBoundary) }
      return .assertion(isNegated ? .notBoundary : .boundary)
    case 0x41, 0x7a, 0x5a:
      at += 1
      return .assertion(character == 0x41 ? .textStart : character == 0x7a ? .textEnd : lastLineEnd)
    case 0x52:
      at += 1
      let pair = PatternNode.sequence([.set(.single(0x0d)), .set(.single(0x0a))])
      return .atomic(.alternatives([pair, .set(.verticalBlanks)]))
    case 0x31...0x39:
      at += 1
      let number = Int(character - 0x30)
      guard number <= groupCount else { throw failure("'\\\(number)' refers to no group") }
      return .backreference(number, folding)
    case 0x6b:
      at += 1
      guard takes("<"), let number = names[try groupName()] else { throw failure("'\\k' refers to no group") }
      return .backreference(number, folding)
    default:
      if let set = try escapedClass() { return .set(folded(set)) }
      return .set(folded(.single(try escapedCharacter())))
    }
  }

  /// The class that an escape stands for, or `nil` if it is a character; the parser stands after the backslash.
  private mutating func escapedClass() throws(PatternError) -> CharacterSet? {
    guard let character = current else { throw failure("nothing behind '\\'") }
    if let set = CharacterSet.named(character, isUnicode: flags.contains(.unicodeClasses)) {
      at += 1
      return set
    }
    guard character == 0x70 || character == 0x50 else { return nil }
    at += 1
    let set = try property()
    return character == 0x50 ? set.negated : set
  }

  private mutating func property() throws(PatternError) -> CharacterSet {
    var name = ""
    if takes("{") {
      while let character = current, character != 0x7d, let scalar = Unicode.Scalar(character) {
        name.unicodeScalars.append(scalar)
        at += 1
      }
      guard takes("}") else { throw failure("'\\p{' is not closed by '}'") }
    } else if let character = current, let scalar = Unicode.Scalar(character) {
      name.unicodeScalars.append(scalar)
      at += 1
    }
    guard let set = CharacterSet.property(name) else { throw failure("an unknown property '\(name)'") }
    return set
  }

  private mutating func escapedCharacter() throws(PatternError) -> UInt32 {
    guard let character = current else { throw failure("nothing behind '\\'") }
    at += 1
    switch character {
    case 0x74: return 0x09
    case 0x6e: return 0x0a
    case 0x72: return 0x0d
    case 0x66: return 0x0c
    case 0x61: return 0x07
    case 0x65: return 0x1b
    case 0x30: return try code(digits: 1...3, radix: 8)
    case 0x75: return try code(digits: 4...4, radix: 16)
    case 0x78:
      guard takes("{") else { return try code(digits: 2...2, radix: 16) }
      let value = try code(digits: 1...6, radix: 16)
      guard takes("}") else { throw failure("'\\x{' is not closed by '}'") }
      return value
    default:
      guard !CharacterSet.letters.contains(character) else { throw failure("an unknown escape") }
      return character
    }
  }

  private mutating func code(digits: ClosedRange<Int>, radix: UInt32) throws(PatternError) -> UInt32 {
    var value: UInt32 = 0
    var count = 0
    while count < digits.upperBound, let character = current, let scalar = Unicode.Scalar(character),
      let digit = Character(scalar).hexDigitValue, digit < radix
    {
      value = value * radix + UInt32(digit)
      count += 1
      at += 1
    }
    guard digits.contains(count), value <= 0x10_ffff else { throw failure("not a character code") }
    return value
  }

  // MARK: Classes

  /// The rest of `[…]`.
  private mutating func characterClass() throws(PatternError) -> CharacterSet {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw failure("classes are nested too deeply") }
    let isNegative = takes("^")
    // What is before the last `&&`, and what comes after it.
    var all: CharacterSet?
    var set: CharacterSet?
    var isFirst = true
    while true {
      guard let character = current else { throw failure("a class is not closed by ']'") }
      at += 1
      if character == 0x5d, !isFirst { break }
      isFirst = false
      if character == 0x5b {
        set = Self.union(set, try characterClass())
      } else if character == 0x26, current == 0x26 {
        at += 1
        all = Self.intersection(all, set ?? CharacterSet())
        set = nil
      } else if !(flags.contains(.comments) && CharacterSet.asciiBlanks.contains(character)) {
        set = Self.union(set, try classItem(character))
      }
    }
    if set != nil || all == nil { all = Self.intersection(all, set ?? CharacterSet()) }
    let result = all ?? CharacterSet()
    return isNegative ? result.negated : result
  }

  private static func union(_ left: CharacterSet?, _ right: CharacterSet) -> CharacterSet {
    guard var result = left else { return right }
    result.formUnion(right)
    return result
  }

  private static func intersection(_ left: CharacterSet?, _ right: CharacterSet) -> CharacterSet {
    guard var result = left else { return right }
    result.formIntersection(right)
    return result
  }

  /// A character, an escape, or a range that begins with one. Case is folded here, item by item, as Java does: `[^a]`
  /// excludes both cases.
  private mutating func classItem(_ character: UInt32) throws(PatternError) -> CharacterSet {
    var low = character
    if character == 0x5c {
      if let set = try escapedClass() { return folded(set) }
      low = try escapedCharacter()
    }
    guard current == 0x2d, at + 1 < text.count, text[at + 1] != 0x5d, text[at + 1] != 0x5b else {
      return folded(.single(low))
    }
    at += 2
    var high = text[at - 1]
    if high == 0x5c { high = try escapedCharacter() }
    guard low <= high else { throw failure("a range that ends before it begins") }
    return folded(CharacterSet(low...high))
  }
}
