import LanguageSupport
import OrderedJSON

/// Reads the expression of a filter. The text is split rather than parsed: at every `||` and `&&`, then each part at
/// its operator. Parentheses do not group, and quotes are not required.
struct FilterParser {
  let source: PathBytes
  private(set) var traps: [PathTrap] = []
  /// The paths that are alone in the current alternative, and those that are compared with null.
  private var existing: [(path: String, range: Range<Int>)] = []
  private var nullTests: Set<String> = []

  init(source: PathBytes) { self.source = source }

  private func failure(_ message: String, at place: Int) -> PathSyntaxError { PathSyntaxError(message, offset: place) }

  /// Reads `[?(…)]`; `mark` is the position of the question mark.
  mutating func filter(at mark: Int, in bracket: Range<Int>) throws(PathSyntaxError) -> FilterExpression {
    let end = try closing(bracket)
    var inside = source.trimmed(bracket.lowerBound + 1..<end - 1)
    guard inside.lowerBound == mark else { throw failure("expected '?' right after '['", at: bracket.lowerBound) }
    inside = source.trimmed(mark + 1..<inside.upperBound)
    guard inside.count >= 2, source[inside.lowerBound] == 0x28, source[inside.upperBound - 1] == 0x29 else {
      throw failure("the expression of a filter must be in parentheses: [?(…)]", at: mark)
    }
    inside = source.trimmed(inside.lowerBound + 1..<inside.upperBound - 1)
    noteGrouping(inside)
    var alternatives: [[FilterTerm]] = []
    for alternative in cut(inside, at: 0x7c) {
      var terms: [FilterTerm] = []
      existing = []
      nullTests = []
      for part in cut(alternative, at: 0x26) { terms.append(try term(part)) }
      traps += existing.filter { nullTests.contains($0.path) }.map { PathTrap(kind: .existence, range: $0.range) }
      alternatives.append(terms)
    }
    return FilterExpression(alternatives: alternatives)
  }

  /// The end of the bracket. Parentheses and brackets outside single quotes must balance.
  private func closing(_ bracket: Range<Int>) throws(PathSyntaxError) -> Int {
    var (parentheses, brackets) = (0, 0)
    var isQuoted = false
    for place in bracket {
      switch source[place] {
      case 0x27: if source[place - 1] != 0x5c { isQuoted.toggle() }
      case 0x28 where !isQuoted: parentheses += 1
      case 0x29 where !isQuoted: parentheses -= 1
      case 0x5b where !isQuoted: brackets += 1
      case 0x5d where !isQuoted:
        brackets -= 1
        guard parentheses == 0 else { continue }
        guard brackets == 0 else { break }
        return place + 1
      default: break
      }
    }
    throw failure("the parentheses and brackets of the filter do not balance", at: bracket.lowerBound)
  }

  /// The parts between doubled bytes, `||` or `&&`.
  private func cut(_ range: Range<Int>, at byte: UInt8) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    var place = start
    while place < range.upperBound {
      if source[place] == byte, place + 1 < range.upperBound, source[place + 1] == byte {
        parts.append(start..<place)
        place += 2
        start = place
      } else {
        place += 1
      }
    }
    parts.append(start..<range.upperBound)
    return parts
  }

  // MARK: Terms

  private mutating func term(_ part: Range<Int>) throws(PathSyntaxError) -> FilterTerm {
    var part = source.trimmed(part)
    while !part.isEmpty, source[part.lowerBound] == 0x28 {
      part = source.trimmed(part.lowerBound + 1..<part.upperBound)
    }
    while !part.isEmpty, source[part.upperBound - 1] == 0x29 {
      part = source.trimmed(part.lowerBound..<part.upperBound - 1)
    }
    for comparison in FilterOperator.allCases {
      guard let place = source.first(comparison.text, in: part) else { continue }
      let behind = place + comparison.text.utf8CodeUnitCount
      let left = try operand(source.trimmed(part.lowerBound..<place))
      let rightRange = source.trimmed(behind..<part.upperBound)
      let right = try operand(rightRange)
      if comparison == .matchesPattern, case .text = right {
        traps.append(PathTrap(kind: .quotedPattern, range: rightRange, replacement: pattern(rightRange)))
      }
      if comparison == .equal, case .text("null", _) = right {
        nullTests.insert(source.text(source.trimmed(part.lowerBound..<place)))
      }
      return .comparison(left, comparison, right)
    }
    return try existence(part)
  }

  private mutating func existence(_ part: Range<Int>) throws(PathSyntaxError) -> FilterTerm {
    var path = part
    let isNegated = part.count >= 2 && source[part.lowerBound] == 0x21 && source[part.lowerBound + 1] == 0x40
    if isNegated { path = part.lowerBound + 1..<part.upperBound }
    guard let first = path.first, source[first] == 0x40 || source[first] == 0x24 else {
      throw failure("expected a comparison, or a path that starts with '@' or '$'", at: part.lowerBound)
    }
    let program = try self.path(path)
    if !isNegated { existing.append((source.text(path), path)) }
    return .exists(program, expected: !isNegated)
  }

  // MARK: Operands

  private mutating func operand(_ range: Range<Int>) throws(PathSyntaxError) -> FilterOperand {
    guard let first = range.first, let last = range.last else { return Self.text("") }
    switch source[first] {
    case 0x40: return .item(try path(range))
    case 0x24: return .document(try path(range))
    case 0x27 where last > first && source[last] == 0x27: return Self.text(unquoted(first + 1..<last))
    case 0x2f where last > first && source[last] == 0x2f:
      return .pattern(try pattern(first + 1..<last, flags: ""))
    case 0x2f where last > first + 1 && source[last] == 0x69 && source[last - 1] == 0x2f:
      return .pattern(try pattern(first + 1..<last - 1, flags: "i"))
    default:
      if source[first] == 0x22, last > first, source[last] == 0x22 {
        traps.append(PathTrap(kind: .doubleQuotes, range: range, replacement: quoted(first + 1..<last)))
      }
      noteWordOperator(range)
      return Self.text(source.text(range))
    }
  }

  /// Records ` and ` and ` or ` followed by a path in a string without quotes.
  private mutating func noteWordOperator(_ range: Range<Int>) {
    guard let path = source.first("@", in: range) else { return }
    for word in [" and ", " or ", " AND ", " OR "] as [StaticString] {
      guard let place = source.first(word, in: range.lowerBound..<path) else { continue }
      let count = word.utf8CodeUnitCount
      traps.append(
        PathTrap(
          kind: .wordOperator, range: place + 1..<place + count - 1, replacement: count == 5 ? "&&" : "||"))
    }
  }

  private static func text(_ text: String) -> FilterOperand { .text(text, JavaDecimal.number(text)) }

  /// The string between single quotes, in which `\'` represents `'`.
  private func unquoted(_ range: Range<Int>) -> String {
    guard source.bytes[range].contains(0x5c) else { return source.text(range) }
    var bytes: [UInt8] = []
    for place in range {
      if source[place] == 0x5c, place + 1 < range.upperBound, source[place + 1] == 0x27 { continue }
      bytes.append(source[place])
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The string in single quotes, if it can be written in them.
  private func quoted(_ range: Range<Int>) -> String? {
    let cannotHold: [UInt8] = [0x27, 0x5b, 0x5c, 0x5d]
    guard !source.bytes[range].contains(where: cannotHold.contains) else { return nil }
    return "'\(source.text(range))'"
  }

  /// The content of quotes as a regular expression, if that is simple.
  private func pattern(_ range: Range<Int>) -> String? {
    guard range.count >= 2, let first = range.first, let last = range.last, source[first] == source[last],
      source[first] == 0x27 || source[first] == 0x22
    else { return nil }
    let inside = source.bytes[first + 1..<last]
    guard !inside.contains(0x2f), !inside.contains(0x5c) else { return nil }
    return "/\(source.text(first + 1, last))/"
  }

  private func pattern(_ range: Range<Int>, flags: String) throws(PathSyntaxError) -> JavaPattern {
    do throws(PatternError) {
      return try JavaPattern(source.text(range), flags: flags)
    } catch {
      throw failure(error.reason, at: range.lowerBound)
    }
  }

  private mutating func path(_ range: Range<Int>) throws(PathSyntaxError) -> PathProgram {
    if let blank = source.bytes[range].firstIndex(of: 0x20), let word = wordOperator(from: blank, to: range.upperBound)
    {
      throw failure("filters have no operator '\(word)'", at: blank + 1)
    }
    let program = try PathParser.program(
      source, in: range.lowerBound + 1..<range.upperBound, isOperand: true, traps: &traps)
    guard program.isDefinite else {
      throw failure("a path in a filter must be definite: names and indexes only", at: range.lowerBound)
    }
    return program
  }

  private static let words: Set<String> = [
    "and", "or", "not", "in", "nin", "contains", "size", "sizeof", "empty", "subsetof", "anyof", "noneof", "allof",
    "all", "type", "exists", "matches",
  ]

  /// The word after a space, if other dialects have an operator of that name.
  private func wordOperator(from blank: Int, to end: Int) -> String? {
    let start = source.significant(from: blank, to: end)
    var stop = start
    while stop < end, source[stop] != 0x20 { stop += 1 }
    let word = source.text(start, stop)
    return Self.words.contains(word.lowercased()) ? word : nil
  }

  // MARK: Parentheses

  /// Records parentheses that look as if they grouped: `!(…)`, and `||` within parentheses beside `&&`.
  private mutating func noteGrouping(_ range: Range<Int>) {
    var isQuoted = false
    var open: [(start: Int, hasOr: Bool, hasAnd: Bool)] = [(range.lowerBound, false, false)]
    /// A closed group with `||` in it, at each depth.
    var group: Range<Int>?
    var place = range.lowerBound
    while place < range.upperBound {
      switch source[place] {
      case 0x27: if place == 0 || source[place - 1] != 0x5c { isQuoted.toggle() }
      case 0x28 where !isQuoted:
        if place > range.lowerBound, source[place - 1] == 0x21 {
          traps.append(PathTrap(kind: .grouping, range: place - 1..<range.upperBound))
        }
        open.append((place, false, false))
      case 0x29 where !isQuoted:
        if open.count > 1, let closed = open.popLast() {
          if closed.hasOr { group = group ?? closed.start..<place + 1 }
          open[open.count - 1].hasOr = open[open.count - 1].hasOr || closed.hasOr
        }
      case 0x7c where !isQuoted: open[open.count - 1].hasOr = true
      case 0x26 where !isQuoted: for level in open.indices { open[level].hasAnd = true }
      default: break
      }
      place += 1
    }
    if let group, open.first?.hasAnd == true, hasAnd(around: group, in: range) {
      traps.append(PathTrap(kind: .grouping, range: group))
    }
  }

  /// Whether there is a `&&` right before or after a group.
  private func hasAnd(around group: Range<Int>, in range: Range<Int>) -> Bool {
    let before = source.trimmed(range.lowerBound..<group.lowerBound)
    let after = source.trimmed(group.upperBound..<range.upperBound)
    if let last = before.last, source[last] == 0x26 { return true }
    if let first = after.first, source[first] == 0x26 { return true }
    return false
  }
}
