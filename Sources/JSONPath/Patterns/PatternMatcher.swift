/// Matches a regular expression against text, backtracking where it fails; stops if there is too much backtracking.
struct PatternMatcher {
  private let program: PatternProgram
  private let text: [UInt32]
  private var slots: [Int]
  private var stack: [Frame] = []

  private static let maximumFrames = 1_000_000

  /// A state to return to.
  private enum Frame {
    case alternative(instruction: Int, place: Int)
    case slot(Int, value: Int)
  }

  init(program: PatternProgram, text: String) {
    self.program = program
    self.text = text.unicodeScalars.map(\.value)
    slots = Array(repeating: -1, count: program.slots)
  }

  mutating func matchesWhole(work: inout PathWork) throws(PathError) -> Bool {
    try run(from: 0, at: 0, mustEnd: true, work: &work) != nil
  }

  /// Runs from an instruction to the next `accept`, and returns the position reached in the text.
  private mutating func run(
    from start: Int, at origin: Int, mustEnd: Bool, work: inout PathWork
  ) throws(PathError) -> Int? {
    let base = stack.count
    var instruction = start
    var place = origin
    while true {
      try work.spend()
      var holds = true
      switch program.instructions[instruction] {
      case .accept:
        if !mustEnd || place == text.count {
          stack.removeLast(stack.count - base)
          return place
        }
        holds = false
      case .character(let set, let weight):
        if weight > 1 { try work.spend(weight) }
        holds = place < text.count && set.contains(text[place])
        place += 1
        instruction += 1
      case .split(let first, let second):
        try push(.alternative(instruction: second, place: place))
        instruction = first
      case .jump(let target): instruction = target
      case .save(let slot):
        try push(.slot(slot, value: slots[slot]))
        slots[slot] = place
        instruction += 1
      case .progress(let slot):
        holds = slots[slot] != place
        instruction += 1
      case .assertion(let assertion):
        holds = self.holds(assertion, at: place)
        instruction += 1
      case .backreference(let slot, let flags):
        try work.spend(max(0, slots[slot + 1] - slots[slot]))
        if let next = behindRepetition(of: slot, at: place, flags) { place = next } else { holds = false }
        instruction += 1
      case .lookAhead(let isNegative, let next):
        let found = try run(from: instruction + 1, at: place, mustEnd: false, work: &work) != nil
        holds = found != isNegative
        instruction = next
      case .atomic(let next):
        if let reached = try run(from: instruction + 1, at: place, mustEnd: false, work: &work) {
          place = reached
        } else {
          holds = false
        }
        instruction = next
      }
      if holds { continue }
      guard let alternative = goBack(to: base) else { return nil }
      (instruction, place) = alternative
    }
  }

  private mutating func push(_ frame: Frame) throws(PathError) {
    guard stack.count < Self.maximumFrames else {
      throw PathError(.limitExceeded, "A regular expression takes too many steps.")
    }
    stack.append(frame)
  }

  /// Undoes everything back to the last alternative.
  private mutating func goBack(to base: Int) -> (Int, Int)? {
    while stack.count > base, let frame = stack.popLast() {
      switch frame {
      case .alternative(let instruction, let place): return (instruction, place)
      case .slot(let slot, let value): slots[slot] = value
      }
    }
    return nil
  }

  // MARK: Conditions

  private func holds(_ assertion: PatternAssertion, at place: Int) -> Bool {
    switch assertion {
    case .textStart: place == 0
    case .textEnd: place == text.count
    case .lastLineEnd(let isUnix):
      place == text.count || (isLineEnd(place, isUnix) && behindLineEnd(place) == text.count)
    case .lineStart(let isUnix):
      place == 0 || (place < text.count && isLineEnd(place - 1, isUnix) && !isWithinPair(place))
    case .lineEnd(let isUnix): place == text.count || (isLineEnd(place, isUnix) && !isWithinPair(place))
    case .wordBoundary(let isNegative, let isUnicode):
      (isWord(place - 1, isUnicode) != isWord(place, isUnicode)) != isNegative
    }
  }

  private func isLineEnd(_ place: Int, _ isUnix: Bool) -> Bool {
    guard place >= 0, place < text.count else { return false }
    return isUnix ? text[place] == 0x0a : CharacterSet.lineEnds.contains(text[place])
  }

  private func isWithinPair(_ place: Int) -> Bool {
    place > 0 && place < text.count && text[place - 1] == 0x0d && text[place] == 0x0a
  }

  private func behindLineEnd(_ place: Int) -> Int { isWithinPair(place + 1) ? place + 2 : place + 1 }

  private func isWord(_ place: Int, _ isUnicode: Bool) -> Bool {
    guard place >= 0, place < text.count else { return false }
    return (isUnicode ? CharacterSet.unicodeWordCharacters : CharacterSet.wordCharacters).contains(text[place])
  }

  private func behindRepetition(of slot: Int, at place: Int, _ flags: PatternFlags) -> Int? {
    let (start, end) = (slots[slot], slots[slot + 1])
    guard start >= 0, end >= start, place + (end - start) <= text.count else { return nil }
    for offset in 0..<(end - start) {
      let (a, b) = (text[start + offset], text[place + offset])
      if a == b { continue }
      guard flags.contains(.caseInsensitive) else { return nil }
      let isUnicode = flags.contains(.unicodeCase)
      if CharacterSet.lower(a, isUnicode) != CharacterSet.lower(b, isUnicode) { return nil }
    }
    return place + (end - start)
  }
}
