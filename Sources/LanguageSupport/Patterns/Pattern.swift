/// A compiled regular expression, whose grammar is a parser's; it is matched in a bounded number of steps.
package final class Pattern: Sendable {
  /// The number of capturing groups.
  package let groupCount: Int
  private let instructions: [PatternInstruction]
  private let sets: [CharacterSet]
  private let bitmaps: [ASCIIBitmap]
  private let registerCount: Int
  private let search: Search

  /// How to find the positions at which a match may start.
  private enum Search {
    /// Anywhere.
    case everywhere
    /// At a character of the set, which may contain characters beyond ASCII.
    case first(ASCIIBitmap, isASCII: Bool)
    /// At a specific byte.
    case byte(UInt8)
    /// At a run of characters of the set, directly before a specific byte that is not in it.
    case run(ASCIIBitmap, before: UInt8)
  }

  /// Compiles a tree.
  ///
  /// - Parameters:
  ///   - root: the result of a parser.
  ///   - meaning: the meaning of the grammar.
  ///   - groupCount: the number of capturing groups.
  ///   - names: the groups that have names.
  /// - Throws: ``PatternError`` if a reference has no group, or the expression is too large.
  package init(
    _ root: PatternNode, _ meaning: PatternMeaning, groupCount: Int, names: [(name: String, group: Int)] = []
  ) throws(PatternError) {
    self.groupCount = groupCount
    var compiler = PatternCompiler(meaning, names: names)
    try compiler.compile(root)
    instructions = compiler.instructions
    sets = compiler.sets
    bitmaps = compiler.sets.map(\.bitmap)
    registerCount = compiler.registerCount
    search = Self.search(compiler.instructions, compiler.sets, looksBack: compiler.looksBack)
  }

  private static func search(_ instructions: [PatternInstruction], _ sets: [CharacterSet], looksBack: Bool) -> Search {
    func skipSaves(_ start: Int) -> Int {
      var index = start
      while instructions[index].operation == .save { index += 1 }
      return index
    }
    let first = skipSaves(0)
    let instruction = instructions[first]
    switch instruction.operation {
    case .byte, .bytes: return .byte(UInt8(truncatingIfNeeded: instruction.a))
    case .set: return .first(sets[Int(instruction.a)].bitmap, isASCII: sets[Int(instruction.a)].isASCII)
    case .greedyLoop, .possessiveLoop, .lazyLoop:
      guard instruction.b >= 1 else { return .everywhere }
      let set = sets[Int(instruction.a)]
      let next = instructions[skipSaves(first + 1)]
      if let byte = next.firstByte, instruction.operation == .possessiveLoop, instruction.b == 1, instruction.c < 0,
        set.isASCII, !looksBack
      {
        return .run(set.bitmap, before: byte)
      }
      return .first(set.bitmap, isASCII: set.isASCII)
    case .split, .jump, .save, .clear, .mark, .check, .assertion, .backreference, .atomic, .lookAhead, .notLookAhead,
      .lookBehind, .notLookBehind, .accept:
      return .everywhere
    }
  }

  /// Calls `body` with the groups of each match from `start` on, as UTF-8 offsets, until it returns `false`.
  ///
  /// An empty match is followed by a search from the same position, as in the reference; `body` decides.
  ///
  /// - Parameter steps: the number of steps that may be taken; reduced by those that were taken.
  /// - Returns: whether there were enough steps.
  package func forEachMatch(
    in text: UnsafeBufferPointer<UInt8>, from start: Int, steps: inout Int,
    _ body: (UnsafeMutableBufferPointer<Int>) -> Bool
  ) -> Bool {
    instructions.withUnsafeBufferPointer { program in
      withSets { sets, bitmaps in
        var matcher = PatternMatcher(
          text: text, program: program, sets: sets, bitmaps: bitmaps, groupCount: groupCount,
          registerCount: registerCount, steps: steps)
        defer { steps = matcher.steps }
        var place = start
        while place <= text.count {
          switch find(&matcher, text, from: place) {
          case .exhausted: return false
          case .failed: return true
          case .matched:
            let end = matcher.groups[1]
            if !body(matcher.groups) { return true }
            place = end
          }
        }
        return true
      }
    }
  }

  /// Whether the string matches from its start; an expression that has to match all of it ends with
  /// ``PatternAssertion/textEnd``.
  ///
  /// - Parameter steps: the number of steps that may be taken; reduced by those that were taken.
  /// - Returns: `nil` if there were not enough steps.
  package func matchesStart(of text: UnsafeBufferPointer<UInt8>, steps: inout Int) -> Bool? {
    instructions.withUnsafeBufferPointer { program in
      withSets { sets, bitmaps in
        var matcher = PatternMatcher(
          text: text, program: program, sets: sets, bitmaps: bitmaps, groupCount: groupCount,
          registerCount: registerCount, steps: steps)
        defer { steps = matcher.steps }
        switch matcher.match(at: 0) {
        case .matched: return true
        case .failed: return false
        case .exhausted: return nil
        }
      }
    }
  }

  private func withSets<Result>(
    _ body: (UnsafeBufferPointer<CharacterSet>, UnsafeBufferPointer<ASCIIBitmap>) -> Result
  ) -> Result {
    sets.withUnsafeBufferPointer { sets in bitmaps.withUnsafeBufferPointer { body(sets, $0) } }
  }

  private func find(_ matcher: inout PatternMatcher, _ text: UnsafeBufferPointer<UInt8>, from start: Int)
    -> PatternMatcher.Outcome
  {
    var place = start
    while let candidate = candidate(text, from: place) {
      let outcome = matcher.match(at: candidate.place)
      if outcome != .failed { return outcome }
      place = candidate.next
    }
    return .failed
  }

  /// The next position at which a match may start, and where to continue searching if it does not.
  @inline(__always)
  private func candidate(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> (place: Int, next: Int)? {
    let count = text.count
    switch search {
    case .everywhere:
      var place = start
      while place < count, text[place] & 0xc0 == 0x80 { place &+= 1 }
      return place <= count ? (place, place + 1) : nil
    case .byte(let byte):
      guard let place = Self.find(byte, text, start) else { return nil }
      return (place, place + 1)
    case .first(let set, let isASCII):
      var place = start
      while place < count {
        let byte = text[place]
        if byte < 0x80 {
          if set.contains(byte) { return (place, place + 1) }
        } else if byte & 0xc0 != 0x80, !isASCII {
          return (place, place + 1)
        }
        place &+= 1
      }
      return nil
    case .run(let set, let byte):
      var from = start
      while let end = Self.find(byte, text, from) {
        var place = end
        while place > start, set.contains(text[place &- 1]) { place &-= 1 }
        if place < end { return (place, end + 1) }
        from = end + 1
      }
      return nil
    }
  }

  private static func find(_ byte: UInt8, _ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    CLibrary.firstIndex(of: byte, in: text, from: start, to: text.count)
  }
}
