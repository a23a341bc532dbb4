/// Matches a compiled regular expression against a string: backtracking with its own stack, in a bounded number of
/// steps.
struct PatternMatcher: ~Copyable {
  /// Where to continue when matching fails, or what to restore on the way there.
  private struct Entry {
    enum Kind: UInt8 {
      case branch
      /// A greedy loop that may give back characters from `place` down to `value`.
      case giveBack
      /// A lazy loop that may match more, up to `value` (-1: any number).
      case takeMore
      case restoreGroup
      case restoreRegister
    }
    var kind: Kind
    var pc: Int32
    var place: Int
    var value: Int
  }

  enum Outcome { case matched, failed, exhausted }

  private let text: UnsafeBufferPointer<UInt8>
  private let program: UnsafeBufferPointer<PatternInstruction>
  private let sets: UnsafeBufferPointer<CharacterSet>
  private let bitmaps: UnsafeBufferPointer<ASCIIBitmap>
  private var stack: ContiguousArray<Entry> = []
  /// Storage that this value alone allocates and frees.
  private let slots: UnsafeMutableBufferPointer<Int>
  /// Starts and ends of the groups; -1 for none.
  let groups: UnsafeMutableBufferPointer<Int>
  private let registers: UnsafeMutableBufferPointer<Int>
  private(set) var steps: Int
  private var isUsed = false
  /// Whether an assertion is being matched: the matches of its groups may have to be discarded.
  private var isLooking = false

  private static let maximumStack = 1_000_000

  init(
    text: UnsafeBufferPointer<UInt8>, program: UnsafeBufferPointer<PatternInstruction>,
    sets: UnsafeBufferPointer<CharacterSet>, bitmaps: UnsafeBufferPointer<ASCIIBitmap>, groupCount: Int,
    registerCount: Int, steps: Int
  ) {
    self.text = text
    self.program = program
    self.sets = sets
    self.bitmaps = bitmaps
    self.steps = steps
    let bounds = groupCount * 2 + 2
    slots = .allocate(capacity: bounds + registerCount)
    slots.initialize(repeating: -1)
    groups = UnsafeMutableBufferPointer(rebasing: slots[..<bounds])
    registers = UnsafeMutableBufferPointer(rebasing: slots[bounds...])
  }

  deinit { slots.deallocate() }

  /// Matches at exactly this offset.
  mutating func match(at start: Int) -> Outcome {
    if isUsed {
      for index in groups.indices { groups[index] = -1 }
      if !stack.isEmpty { stack.removeAll(keepingCapacity: true) }
    }
    isUsed = true
    let (outcome, end) = run(0, start)
    if outcome == .matched {
      groups[0] = start
      groups[1] = end
    }
    return outcome
  }

  private mutating func run(_ start: Int, _ from: Int) -> (Outcome, Int) {
    let base = stack.count
    var pc = start
    var place = from
    while true {
      steps &-= 1
      if steps <= 0 { return (.exhausted, place) }
      let instruction = program[pc]
      var succeeds = true
      switch instruction.operation {
      case .byte:
        if place < text.count, text[place] == UInt8(truncatingIfNeeded: instruction.a) {
          place &+= 1
        } else {
          succeeds = false
        }
      case .bytes: succeeds = takeBytes(instruction, &place)
      case .set: succeeds = take(Int(instruction.a), &place)
      case .greedyLoop, .possessiveLoop: succeeds = loop(instruction, pc, &place)
      case .lazyLoop: succeeds = lazyLoop(instruction, pc, &place)
      case .split:
        push(Entry(kind: .branch, pc: instruction.b, place: place, value: 0))
        pc = Int(instruction.a)
        continue
      case .jump:
        pc = Int(instruction.a)
        continue
      case .save: setGroup(Int(instruction.a), place)
      case .clear: for slot in Int(instruction.a) * 2..<Int(instruction.b) * 2 { setGroup(slot, -1) }
      case .mark:
        let register = Int(instruction.a)
        push(Entry(kind: .restoreRegister, pc: instruction.a, place: 0, value: registers[register]))
        registers[register] = place
      case .check: succeeds = registers[Int(instruction.a)] != place
      case .assertion: succeeds = holds(instruction.a, at: place)
      case .backreference: succeeds = takeAgain(instruction, &place)
      case .atomic:
        let outcome = once(pc, &place)
        if outcome == .exhausted { return (.exhausted, place) }
        succeeds = outcome == .matched
        if succeeds {
          pc = Int(instruction.a)
          continue
        }
      case .lookAhead, .notLookAhead, .lookBehind, .notLookBehind:
        let outcome = look(instruction, pc, place)
        if outcome == .exhausted { return (.exhausted, place) }
        succeeds = outcome == .matched
        if succeeds {
          pc = Int(instruction.a)
          continue
        }
      case .accept: return (.matched, place)
      }
      if succeeds {
        pc &+= 1
      } else if !backtrack(base, &pc, &place) {
        return (.failed, place)
      }
    }
  }

  /// Pushes an entry. A stack that gets too large ends the matching as if the steps were used up.
  @inline(__always)
  private mutating func push(_ entry: Entry) {
    stack.append(entry)
    if stack.count > Self.maximumStack { steps = 0 }
  }

  // MARK: Characters

  @inline(__always)
  private mutating func take(_ set: Int, _ place: inout Int) -> Bool {
    guard place < text.count else { return false }
    let byte = text[place]
    if byte >= 0x80 { return takeBeyondASCII(set, &place) }
    guard bitmaps[set].contains(byte) else { return false }
    place &+= 1
    return true
  }

  private mutating func takeBeyondASCII(_ set: Int, _ place: inout Int) -> Bool {
    let (scalar, width) = scalar(at: place)
    steps &-= sets[set].weight &>> 3
    guard sets[set].containsBeyondASCII(scalar) else { return false }
    place &+= width
    return true
  }

  /// The scalar at an offset that is not ASCII; the text is valid UTF-8.
  private func scalar(at place: Int) -> (UInt32, Int) {
    func low(_ offset: Int) -> UInt32 {
      place + offset < text.count ? UInt32(text[place + offset] & 0x3f) : 0
    }
    let byte = UInt32(text[place])
    if byte < 0xe0 { return ((byte & 0x1f) << 6 | low(1), 2) }
    if byte < 0xf0 { return ((byte & 0x0f) << 12 | low(1) << 6 | low(2), 3) }
    return ((byte & 0x07) << 18 | low(1) << 12 | low(2) << 6 | low(3), 4)
  }

  @inline(__always)
  private func takeBytes(_ instruction: PatternInstruction, _ place: inout Int) -> Bool {
    let count = Int(instruction.c)
    guard text.count &- place >= count else { return false }
    var wanted = instruction.packedBytes
    for offset in 0..<count {
      if text[place &+ offset] != UInt8(truncatingIfNeeded: wanted) { return false }
      wanted &>>= 8
    }
    place &+= count
    return true
  }

  @inline(__always)
  private mutating func loop(_ instruction: PatternInstruction, _ pc: Int, _ place: inout Int) -> Bool {
    let set = Int(instruction.a)
    let bitmap = bitmaps[set]
    let start = place
    let fewest = Int(instruction.b)
    let most = instruction.c < 0 ? Int.max : Int(instruction.c)
    let end = text.count &- start > most ? start &+ most : text.count
    while place < end, bitmap.contains(text[place]) { place &+= 1 }
    var count = place &- start
    var least = start &+ fewest
    if place < end, text[place] >= 0x80 {
      if count < fewest { least = -1 }
      while count < most, takeAny(set, &place) {
        count &+= 1
        if count == fewest { least = place }
      }
    }
    steps &-= count &>> 2
    if count < fewest { return false }
    if instruction.operation == .greedyLoop, place > least {
      push(Entry(kind: .giveBack, pc: Int32(truncatingIfNeeded: pc &+ 1), place: place, value: least))
    }
    return true
  }

  @inline(never)
  private mutating func takeAny(_ set: Int, _ place: inout Int) -> Bool { take(set, &place) }

  private mutating func lazyLoop(_ instruction: PatternInstruction, _ pc: Int, _ place: inout Int) -> Bool {
    let set = Int(instruction.a)
    for _ in 0..<instruction.b where !take(set, &place) { return false }
    let more = instruction.c < 0 ? -1 : Int(instruction.c - instruction.b)
    if more != 0 { push(Entry(kind: .takeMore, pc: Int32(pc), place: place, value: more)) }
    return true
  }

  private mutating func setGroup(_ slot: Int, _ value: Int) {
    if groups[slot] == value { return }
    // With nothing to return to, nothing has to be restored.
    if stack.isEmpty, !isLooking {
      groups[slot] = value
      return
    }
    push(Entry(kind: .restoreGroup, pc: Int32(slot), place: 0, value: groups[slot]))
    groups[slot] = value
  }

  // MARK: Backtracking

  private mutating func backtrack(_ base: Int, _ pc: inout Int, _ place: inout Int) -> Bool {
    while stack.count > base {
      let top = stack.count - 1
      let entry = stack[top]
      switch entry.kind {
      case .branch:
        stack.removeLast()
        pc = Int(entry.pc)
        place = entry.place
        return true
      case .giveBack:
        var back = entry.place - 1
        while back > entry.value, text[back] & 0xc0 == 0x80 { back -= 1 }
        if back <= entry.value { stack.removeLast() } else { stack[top].place = back }
        pc = Int(entry.pc)
        place = back
        return true
      case .takeMore:
        var next = entry.place
        guard take(Int(program[Int(entry.pc)].a), &next) else {
          stack.removeLast()
          continue
        }
        if entry.value == 1 {
          stack.removeLast()
        } else {
          stack[top].place = next
          if entry.value > 0 { stack[top].value = entry.value - 1 }
        }
        pc = Int(entry.pc) + 1
        place = next
        return true
      case .restoreGroup:
        groups[Int(entry.pc)] = entry.value
        stack.removeLast()
      case .restoreRegister:
        registers[Int(entry.pc)] = entry.value
        stack.removeLast()
      }
    }
    return false
  }

  // MARK: Assertions

  @inline(never)
  private func holds(_ assertion: Int32, at place: Int) -> Bool {
    switch PatternAssertion(rawValue: assertion) {
    case .textStart: place == 0
    case .textEnd: place == text.count
    case .lineStart: place == 0 || isLineEnd(before: place, isJava: false)
    case .lineEnd: place == text.count || isLineEnd(at: place, isJava: false)
    case .javaLineStart:
      place == 0 || (place < text.count && isLineEnd(before: place, isJava: true) && !isWithinPair(place))
    case .unixLineStart: place == 0 || (place < text.count && text[place - 1] == 0x0a)
    case .javaLineEnd: place == text.count || (isLineEnd(at: place, isJava: true) && !isWithinPair(place))
    case .unixLineEnd: place == text.count || text[place] == 0x0a
    case .lastJavaLineEnd:
      place == text.count || (isLineEnd(at: place, isJava: true) && afterLineEnd(place) == text.count)
    case .lastUnixLineEnd: place == text.count || (text[place] == 0x0a && place + 1 == text.count)
    case .boundary: isWord(before: place) != isWord(at: place)
    case .notBoundary: isWord(before: place) == isWord(at: place)
    case .unicodeBoundary: isUnicodeWord(before: place) != isUnicodeWord(at: place)
    case .notUnicodeBoundary: isUnicodeWord(before: place) == isUnicodeWord(at: place)
    case nil: false
    }
  }

  private func isWord(at place: Int) -> Bool {
    guard place < text.count, text[place] < 0x80 else { return false }
    return CharacterSet.wordCharacters.contains(ascii: UInt32(text[place]))
  }

  private func isWord(before place: Int) -> Bool { place > 0 && isWord(at: place - 1) }

  private func isUnicodeWord(at place: Int) -> Bool {
    place < text.count && CharacterSet.unicodeWordCharacters.contains(character(at: place).0)
  }

  private func isUnicodeWord(before place: Int) -> Bool {
    place > 0 && isUnicodeWord(at: startOfCharacter(before: place))
  }

  private func startOfCharacter(before place: Int) -> Int {
    var start = place - 1
    while start > 0, text[start] & 0xc0 == 0x80 { start -= 1 }
    return start
  }

  private func isLineEnd(at place: Int, isJava: Bool) -> Bool {
    switch text[place] {
    case 0x0a, 0x0d: return true
    case 0xc2: return isJava && scalar(at: place).0 == 0x85
    case 0xe2: return (0x2028...0x2029).contains(scalar(at: place).0)
    default: return false
    }
  }

  private func isLineEnd(before place: Int, isJava: Bool) -> Bool {
    isLineEnd(at: startOfCharacter(before: place), isJava: isJava)
  }

  /// Whether a position is between a `\r` and its `\n`.
  private func isWithinPair(_ place: Int) -> Bool {
    place > 0 && place < text.count && text[place - 1] == 0x0d && text[place] == 0x0a
  }

  /// The end of the line end at a position.
  private func afterLineEnd(_ place: Int) -> Int {
    isWithinPair(place + 1) ? place + 2 : place + character(at: place).1
  }

  /// The character at a position before the end, and how many bytes it has.
  private func character(at place: Int) -> (UInt32, Int) {
    text[place] < 0x80 ? (UInt32(text[place]), 1) : scalar(at: place)
  }

  /// Matches the string that a group has matched.
  private mutating func takeAgain(_ instruction: PatternInstruction, _ place: inout Int) -> Bool {
    let start = groups[Int(instruction.a) * 2]
    let end = groups[Int(instruction.a) * 2 + 1]
    guard start >= 0, end >= start else { return instruction.c == 0 }
    steps &-= (end - start) &>> 2
    let folding = PatternFolding(rawValue: instruction.b) ?? .none
    if folding == .unicode { return takeAgain(start, end, &place) }
    var from = start
    var to = place
    while from < end {
      guard to < text.count else { return false }
      var a = text[from]
      var b = text[to]
      if folding == .ascii {
        if (0x41...0x5a).contains(a) { a += 32 }
        if (0x41...0x5a).contains(b) { b += 32 }
      }
      if a != b { return false }
      from += 1
      to += 1
    }
    place = to
    return true
  }

  /// Character by character: upper and lower case need not be equally long.
  private func takeAgain(_ start: Int, _ end: Int, _ place: inout Int) -> Bool {
    var from = start
    var to = place
    while from < end {
      guard to < text.count else { return false }
      let (a, b) = (character(at: from), character(at: to))
      if a.0 != b.0, CharacterCase.lower(a.0, .unicode) != CharacterCase.lower(b.0, .unicode) { return false }
      from += a.1
      to += b.1
    }
    place = to
    return true
  }

  /// Matches what is at `pc + 1`, continues after it, and discards its remaining alternatives.
  private mutating func once(_ pc: Int, _ place: inout Int) -> Outcome {
    let before = ContiguousArray(groups)
    let base = stack.count
    let outside = isLooking
    isLooking = true
    defer { isLooking = outside }
    let (outcome, end) = run(pc + 1, place)
    stack.removeLast(stack.count - base)
    if outcome == .exhausted { return .exhausted }
    if outcome == .failed {
      for slot in before.indices { groups[slot] = before[slot] }
      return .failed
    }
    place = end
    for slot in groups.indices where groups[slot] != before[slot] {
      push(Entry(kind: .restoreGroup, pc: Int32(slot), place: 0, value: before[slot]))
    }
    return .matched
  }

  /// Matches the body of an assertion; its groups keep what they have matched, its alternatives are discarded.
  private mutating func look(_ instruction: PatternInstruction, _ pc: Int, _ place: Int) -> Outcome {
    let isNegated = instruction.operation == .notLookAhead || instruction.operation == .notLookBehind
    let isAhead = instruction.operation == .lookAhead || instruction.operation == .notLookAhead
    let before = ContiguousArray(groups)
    let base = stack.count
    let outside = isLooking
    isLooking = true
    defer { isLooking = outside }
    var outcome = Outcome.failed
    if isAhead {
      outcome = run(pc + 1, place).0
    } else {
      outcome = lookBehind(instruction, pc, place)
    }
    stack.removeLast(stack.count - base)
    if outcome == .exhausted { return .exhausted }
    if isNegated || outcome == .failed {
      for slot in before.indices { groups[slot] = before[slot] }
      return (outcome == .matched) != isNegated ? .matched : .failed
    }
    for slot in groups.indices where groups[slot] != before[slot] {
      push(Entry(kind: .restoreGroup, pc: Int32(slot), place: 0, value: before[slot]))
    }
    return .matched
  }

  private mutating func lookBehind(_ instruction: PatternInstruction, _ pc: Int, _ place: Int) -> Outcome {
    let furthest = instruction.c < 0 ? 0 : max(0, place - Int(instruction.c))
    var start = place - Int(instruction.b)
    while start >= furthest {
      if start == text.count || text[start] & 0xc0 != 0x80 {
        let base = stack.count
        var (outcome, end) = run(pc + 1, start)
        // Of all possible matches, one that ends here.
        while outcome == .matched, end != place {
          var next = 0
          var from = 0
          if backtrack(base, &next, &from) { (outcome, end) = resume(next, from, base) } else { outcome = .failed }
        }
        if outcome != .failed { return outcome }
        stack.removeLast(stack.count - base)
      }
      start -= 1
    }
    return .failed
  }

  /// Continues matching with the entries from `base` on.
  private mutating func resume(_ pc: Int, _ place: Int, _ base: Int) -> (Outcome, Int) {
    var pc = pc
    var place = place
    while true {
      let (outcome, end) = run(pc, place)
      if outcome != .failed { return (outcome, end) }
      if !backtrack(base, &pc, &place) { return (.failed, place) }
    }
  }
}
