/// Reads regular expressions.
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

  private func failure(_ message: String) -> PatternSyntaxError {
    PatternSyntaxError(message: "in the regular expression: \(message)")
  }

  mutating func parse() throws(PatternSyntaxError) -> PatternNode {
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
      if CharacterSet.blanks.contains(character) {
        at += 1
      } else if character == 0x23 {
        while let inComment = current, inComment != 0x0a { at += 1 }
      } else {
        return
      }
    }
  }

  private mutating func alternatives() throws(PatternSyntaxError) -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw failure("groups are nested too deeply") }
    var branches = [try sequence()]
    while takes("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(PatternSyntaxError) -> PatternNode {
    var items: [PatternNode] = []
    while true {
      skipComments()
      guard let character = current, character != 0x7c, character != 0x29 else { break }
      items.append(try quantified(try atom()))
    }
    return items.count == 1 ? items[0] : .sequence(items)
  }

  private mutating func quantified(_ atom: PatternNode) throws(PatternSyntaxError) -> PatternNode {
    var node = atom
    while true {
      skipComments()
      guard let (minimum, maximum) = try counts() else { return node }
      let greed: PatternGreed = takes("?") ? .lazy : takes("+") ? .possessive : .greedy
      node = .repeated(node, minimum: minimum, maximum: maximum, greed)
    }
  }

  private mutating func counts() throws(PatternSyntaxError) -> (Int, Int?)? {
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

  private mutating func atom() throws(PatternSyntaxError) -> PatternNode {
    guard let character = current else { return .empty }
    at += 1
    let isUnix = flags.contains(.unixLines)
    switch character {
    case 0x28: return try group()
    case 0x5b: return .characters(folded(try characterClass()))
    case 0x5c: return try escape()
    case 0x2e:
      if flags.contains(.dotAll) { return .characters(.range(0, 0x10_ffff)) }
      return .characters(.complement(isUnix ? .single(0x0a) : CharacterSet.lineEnds))
    case 0x5e: return .assertion(flags.contains(.multiline) ? .lineStart(isUnix: isUnix) : .textStart)
    case 0x24:
      return .assertion(flags.contains(.multiline) ? .lineEnd(isUnix: isUnix) : .lastLineEnd(isUnix: isUnix))
    case 0x2a, 0x2b, 0x3f: throw failure("a quantifier with nothing before it")
    default: return .characters(folded(.single(character)))
    }
  }

  private func folded(_ set: CharacterSet) -> CharacterSet {
    guard flags.contains(.caseInsensitive) else { return set }
    return .folded(set, isUnicode: flags.contains(.unicodeCase))
  }

  private mutating func group() throws(PatternSyntaxError) -> PatternNode {
    let outer = flags
    guard takes("?") else {
      groupCount += 1
      return try closed(.capture(.empty, groupCount), outer)
    }
    let kind = current
    at += 1
    switch kind {
    case 0x3a: return try closed(nil, outer)
    case 0x3d: return .lookAhead(try closed(nil, outer), isNegative: false)
    case 0x21: return .lookAhead(try closed(nil, outer), isNegative: true)
    case 0x3e: return .atomic(try closed(nil, outer))
    case 0x3c:
      guard current != 0x3d, current != 0x21 else { throw failure("look-behind is not supported") }
      let name = try groupName()
      groupCount += 1
      names[name] = groupCount
      return try closed(.capture(.empty, groupCount), outer)
    default:
      at -= 1
      return try inlineFlags(outer)
    }
  }

  /// Reads the rest of a group up to its `)`; flags set within it end with it.
  private mutating func closed(_ kind: PatternNode?, _ outer: PatternFlags) throws(PatternSyntaxError) -> PatternNode {
    let inside = try alternatives()
    guard takes(")") else { throw failure("a group is not closed by ')'") }
    flags = outer
    if case .capture(_, let number)? = kind { return .capture(inside, number) }
    return inside
  }

  private mutating func groupName() throws(PatternSyntaxError) -> String {
    var name = ""
    while let character = current, character != 0x3e {
      guard CharacterSet.wordCharacters.contains(character), let scalar = Unicode.Scalar(character) else { break }
      name.unicodeScalars.append(scalar)
      at += 1
    }
    guard takes(">"), !name.isEmpty else { throw failure("expected a group's name and '>'") }
    return name
  }

  /// Reads `(?i)`, `(?i-s)` or `(?i:…)`.
  private mutating func inlineFlags(_ outer: PatternFlags) throws(PatternSyntaxError) -> PatternNode {
    var isOff = false
    while let character = current {
      at += 1
      switch character {
      case 0x2d: isOff = true
      case 0x29: return .empty
      case 0x3a: return try closed(nil, outer)
      default:
        guard let flag = PatternFlags.flag(character) else { throw failure("an unknown kind of group") }
        if isOff { flags.subtract(flag) } else { flags.formUnion(flag) }
      }
    }
    throw failure("a group is not closed by ')'")
  }

  // MARK: Escapes

  private mutating func escape() throws(PatternSyntaxError) -> PatternNode {
    guard let character = current else { throw failure("nothing after '\\'") }
    let isUnicode = flags.contains(.unicodeClasses)
    switch character {
    case 0x62, 0x42:
      at += 1
      return .assertion(.wordBoundary(isNegative: character == 0x42, isUnicode: isUnicode))
    case 0x41, 0x7a, 0x5a:
      at += 1
      if character == 0x41 { return .assertion(.textStart) }
      return .assertion(character == 0x7a ? .textEnd : .lastLineEnd(isUnix: flags.contains(.unixLines)))
    case 0x52:
      at += 1
      let pair = PatternNode.sequence([.characters(.single(0x0d)), .characters(.single(0x0a))])
      return .atomic(.alternatives([pair, .characters(CharacterSet.verticalBlanks)]))
    case 0x31...0x39:
      at += 1
      let number = Int(character - 0x30)
      guard number <= groupCount else { throw failure("'\\\(number)' refers to no group") }
      return .backreference(number, flags)
    case 0x6b:
      at += 1
      guard takes("<"), let number = names[try groupName()] else { throw failure("'\\k' refers to no group") }
      return .backreference(number, flags)
    default: return .characters(folded(try escapedSet()))
    }
  }

  /// The set that an escape represents; the parser is after the backslash.
  private mutating func escapedSet() throws(PatternSyntaxError) -> CharacterSet {
    guard let character = current else { throw failure("nothing after '\\'") }
    if let set = CharacterSet.named(character, isUnicode: flags.contains(.unicodeClasses)) {
      at += 1
      return set
    }
    if character == 0x70 || character == 0x50 {
      at += 1
      let set = try property()
      return character == 0x50 ? .complement(set) : set
    }
    return .single(try escapedCharacter())
  }

  private mutating func property() throws(PatternSyntaxError) -> CharacterSet {
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

  private mutating func escapedCharacter() throws(PatternSyntaxError) -> UInt32 {
    guard let character = current else { throw failure("nothing after '\\'") }
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

  private mutating func code(digits: ClosedRange<Int>, radix: UInt32) throws(PatternSyntaxError) -> UInt32 {
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

  /// Reads the rest of `[…]`.
  private mutating func characterClass() throws(PatternSyntaxError) -> CharacterSet {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw failure("classes are nested too deeply") }
    let isNegative = takes("^")
    var parts: [CharacterSet] = []
    var sets: [CharacterSet] = []
    var isFirst = true
    while true {
      guard let character = current else { throw failure("a class is not closed by ']'") }
      at += 1
      if character == 0x5d, !isFirst { break }
      isFirst = false
      if character == 0x5b {
        sets.append(try characterClass())
      } else if character == 0x26, current == 0x26 {
        at += 1
        parts.append(.union(sets))
        sets = []
      } else if !(flags.contains(.comments) && CharacterSet.blanks.contains(character)) {
        sets.append(try classItem(character))
      }
    }
    if !sets.isEmpty || parts.isEmpty { parts.append(.union(sets)) }
    let all: CharacterSet = parts.count == 1 ? parts[0] : .intersection(parts)
    return isNegative ? .complement(all) : all
  }

  /// Reads a character, an escape, or a range that starts with one.
  private mutating func classItem(_ character: UInt32) throws(PatternSyntaxError) -> CharacterSet {
    var low = character
    if character == 0x5c {
      let set = try escapedSet()
      guard case .range(let single, let same) = set, single == same else { return set }
      low = single
    }
    guard current == 0x2d, at + 1 < text.count, text[at + 1] != 0x5d, text[at + 1] != 0x5b else { return .single(low) }
    at += 2
    var high = text[at - 1]
    if high == 0x5c { high = try escapedCharacter() }
    guard low <= high else { throw failure("a range that ends before it starts") }
    return .range(low, high)
  }
}
