/// A regular expression as instructions for the matcher.
struct PatternProgram: Sendable {
  var instructions: [PatternInstruction] = []
  /// How many positions have to be stored.
  var slots: Int
}

/// One instruction; unnamed numbers are indexes of instructions.
enum PatternInstruction: Sendable {
  /// Matches a character of the set; `weight` is how many sets may have to be tested.
  case character(CharacterSet, weight: Int)
  /// Continues at the first index, and if that fails at the second.
  case split(Int, Int)
  case jump(Int)
  /// Stores the position in the text.
  case save(slot: Int)
  /// Fails if the position in the text has not advanced since it was stored: ends loops that match nothing.
  case progress(slot: Int)
  case assertion(PatternAssertion)
  /// Matches the text between two stored positions again.
  case backreference(slot: Int, PatternFlags)
  /// Tries the instructions up to the next ``accept`` by themselves; `next` comes after them.
  case lookAhead(isNegative: Bool, next: Int)
  /// The same, but consumes what they have matched.
  case atomic(next: Int)
  case accept
}

/// Translates trees into instructions.
struct PatternCompiler {
  private var program: PatternProgram

  private static let maximumInstructions = 20_000

  init(groups: Int) { program = PatternProgram(slots: 2 * (groups + 1)) }

  mutating func compile(_ node: PatternNode) throws(PatternSyntaxError) -> PatternProgram {
    try emit(node)
    try add(.accept)
    return program
  }

  private var end: Int { program.instructions.count }

  @discardableResult
  private mutating func add(_ instruction: PatternInstruction) throws(PatternSyntaxError) -> Int {
    guard end < Self.maximumInstructions else {
      throw PatternSyntaxError(message: "the regular expression is too large")
    }
    program.instructions.append(instruction)
    return end - 1
  }

  private mutating func emit(_ node: PatternNode) throws(PatternSyntaxError) {
    switch node {
    case .empty: break
    case .characters(let set): try add(.character(set, weight: set.weight))
    case .sequence(let items): for item in items { try emit(item) }
    case .alternatives(let branches): try emit(alternatives: branches)
    case .repeated(let item, let minimum, let maximum, let greed):
      if greed == .possessive {
        try emit(.atomic(.repeated(item, minimum: minimum, maximum: maximum, .greedy)))
      } else {
        try emit(item, minimum: minimum, maximum: maximum, isLazy: greed == .lazy)
      }
    case .capture(let inside, let number):
      try add(.save(slot: 2 * number))
      try emit(inside)
      try add(.save(slot: 2 * number + 1))
    case .lookAhead(let inside, let isNegative):
      let place = try add(.accept)
      try emit(inside)
      try add(.accept)
      program.instructions[place] = .lookAhead(isNegative: isNegative, next: end)
    case .atomic(let inside):
      let place = try add(.accept)
      try emit(inside)
      try add(.accept)
      program.instructions[place] = .atomic(next: end)
    case .assertion(let assertion): try add(.assertion(assertion))
    case .backreference(let number, let flags): try add(.backreference(slot: 2 * number, flags))
    }
  }

  private mutating func emit(alternatives branches: [PatternNode]) throws(PatternSyntaxError) {
    var exits: [Int] = []
    for branch in branches.dropLast() {
      let split = try add(.accept)
      try emit(branch)
      exits.append(try add(.accept))
      program.instructions[split] = .split(split + 1, end)
    }
    if let last = branches.last { try emit(last) }
    for exit in exits { program.instructions[exit] = .jump(end) }
  }

  private mutating func emit(
    _ item: PatternNode, minimum: Int, maximum: Int?, isLazy: Bool
  ) throws(PatternSyntaxError) {
    for _ in 0..<minimum { try emit(item) }
    guard let maximum else { return try emit(loop: item, isLazy: isLazy) }
    var splits: [Int] = []
    for _ in minimum..<max(minimum, maximum) {
      splits.append(try add(.accept))
      try emit(item)
    }
    for split in splits { program.instructions[split] = isLazy ? .split(end, split + 1) : .split(split + 1, end) }
  }

  private mutating func emit(loop item: PatternNode, isLazy: Bool) throws(PatternSyntaxError) {
    let slot = program.slots
    program.slots += 1
    let split = try add(.accept)
    try add(.save(slot: slot))
    try emit(item)
    try add(.progress(slot: slot))
    try add(.jump(split))
    program.instructions[split] = isLazy ? .split(end, split + 1) : .split(split + 1, end)
  }
}
