/// One instruction of a compiled regular expression.
struct PatternInstruction: Sendable {
  enum Operation: UInt8, Sendable {
    /// One byte: `a`.
    case byte
    /// `c` bytes, which are stored in `a` and `b`; see ``PatternInstruction/packedBytes``.
    case bytes
    /// One character of the set `a`.
    case set
    /// Characters of the set `a`, at least `b`, at most `c`; as many as possible, giving back one by one.
    case greedyLoop
    /// The same, but nothing is given back: what follows could not start there.
    case possessiveLoop
    /// The same, but as few as possible.
    case lazyLoop
    /// Continues at `a`, and if that fails at `b`.
    case split
    case jump
    /// Stores the position in slot `a` of the groups.
    case save
    /// Clears the groups from `a` up to, not including, `b`.
    case clear
    /// Stores the position in register `a`.
    case mark
    /// Fails if nothing has been matched since register `a` was set.
    case check
    /// Matches if the ``PatternAssertion`` with raw value `a` holds.
    case assertion
    /// What group `a` has matched, by the ``PatternFolding`` with raw value `b`; while it has matched nothing, the
    /// empty string, or if `c` is 1 a failure.
    case backreference
    /// Matches what is at `pc + 1` without alternatives, then continues at `a`.
    case atomic
    /// Matches what is at `pc + 1` without consuming it, then continues at `a`.
    case lookAhead
    case notLookAhead
    /// Matches what is at `pc + 1` so that it ends here; its width is from `b` to `c` bytes (-1: unbounded).
    case lookBehind
    case notLookBehind
    case accept
  }

  var operation: Operation
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0

  /// The bytes of ``Operation/bytes``, the first one in the lowest bits.
  @inline(__always)
  var packedBytes: UInt64 { UInt64(UInt32(bitPattern: a)) | UInt64(UInt32(bitPattern: b)) &<< 32 }

  /// The byte that must come first, if this matches a fixed string.
  var firstByte: UInt8? {
    operation == .byte || operation == .bytes ? UInt8(truncatingIfNeeded: a) : nil
  }
}

/// Translates the parsed tree into instructions.
struct PatternCompiler {
  private(set) var instructions: [PatternInstruction] = []
  private(set) var sets: [CharacterSet] = []
  private(set) var registerCount = 0
  /// Whether the match depends on more than the position and the text after it.
  private(set) var looksBack = false

  private let meaning: PatternMeaning
  private let names: [(name: String, group: Int)]
  private static let maximumInstructions = 20_000

  init(_ meaning: PatternMeaning, names: [(name: String, group: Int)]) {
    self.meaning = meaning
    self.names = names
  }

  mutating func compile(_ root: PatternNode) throws(PatternError) {
    try emit(root, follow: nil)
    try add(.accept)
  }

  @discardableResult
  private mutating func add(_ operation: PatternInstruction.Operation, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0)
    throws(PatternError) -> Int
  {
    if instructions.count >= Self.maximumInstructions { throw PatternError(reason: "Regular expression too large") }
    instructions.append(
      PatternInstruction(
        operation: operation, a: Int32(clamping: a), b: Int32(clamping: b), c: Int32(clamping: c)))
    return instructions.count - 1
  }

  /// The byte that a node matches, if it can only be that one.
  private static func byte(_ node: PatternNode) -> UInt8? {
    guard case .set(let set) = node else { return nil }
    return byte(set)
  }

  private static func byte(_ set: CharacterSet) -> UInt8? {
    guard let byte = set.singleASCII, !set.foldsCase || !(0x41...0x5a).contains(byte & 0xdf) else { return nil }
    return byte
  }

  /// Emits up to eight bytes at once; returns how many.
  private mutating func add(bytesOf items: ArraySlice<PatternNode>) throws(PatternError) -> Int {
    var packed: UInt64 = 0
    var count = 0
    for item in items {
      guard count < 8, let byte = Self.byte(item) else { break }
      packed |= UInt64(byte) << UInt64(count * 8)
      count += 1
    }
    guard count > 1 else { return 0 }
    let place = try add(.bytes, 0, 0, count)
    instructions[place].a = Int32(truncatingIfNeeded: packed)
    instructions[place].b = Int32(truncatingIfNeeded: packed >> 32)
    return count
  }

  private mutating func add(_ set: CharacterSet) throws(PatternError) {
    if let byte = Self.byte(set) {
      try add(.byte, Int(byte))
    } else {
      try add(.set, intern(set))
    }
  }

  private mutating func intern(_ set: CharacterSet) -> Int {
    sets.append(set)
    return sets.count - 1
  }

  /// - Parameter follow: the possible next characters, if known.
  private mutating func emit(_ node: PatternNode, follow: CharacterSet?) throws(PatternError) {
    switch node {
    case .empty: break
    case .set(let set): try add(set)
    case .sequence(let items):
      var index = 0
      while index < items.count {
        let together = try add(bytesOf: items[index...])
        index += max(together, 1)
        if together > 0 { continue }
        try emit(items[index - 1], follow: index < items.count ? Self.first(of: items[index...]) : follow)
      }
    case .alternatives(let choices): try emit(choices[...], follow)
    case .group(let body, let number):
      guard let number else { return try emit(body, follow: follow) }
      try add(.save, number * 2)
      try emit(body, follow: follow)
      try add(.save, number * 2 + 1)
    case .repetition(let body, let least, let most, let greed):
      try emit(repeated: body, least, most, greed, follow)
    case .assertion(let assertion):
      if assertion.looksBack { looksBack = true }
      try add(.assertion, Int(assertion.rawValue))
    case .backreference(let group, let folding): try add(backreference: group, folding)
    case .namedBackreference(let name, let folding):
      guard let group = names.first(where: { $0.name == name })?.group else {
        throw PatternError(reason: "Invalid named capture referenced")
      }
      try add(backreference: group, folding)
    case .atomic(let body):
      looksBack = true
      let start = try add(.atomic)
      try emit(body, follow: nil)
      try add(.accept)
      instructions[start].a = Int32(instructions.count)
    case .look(let body, let isAhead, let isNegated): try emit(look: body, isAhead, isNegated)
    }
  }

  private mutating func add(backreference group: Int, _ folding: PatternFolding) throws(PatternError) {
    looksBack = true
    try add(.backreference, group, Int(folding.rawValue), meaning.isECMAScript ? 0 : 1)
  }

  private mutating func emit(_ choices: ArraySlice<PatternNode>, _ follow: CharacterSet?) throws(PatternError) {
    var jumps: [Int] = []
    for (index, choice) in zip(choices.indices, choices) {
      if index == choices.endIndex - 1 {
        try emit(choice, follow: follow)
      } else {
        let split = try add(.split)
        instructions[split].a = Int32(instructions.count)
        try emit(choice, follow: follow)
        jumps.append(try add(.jump))
        instructions[split].b = Int32(instructions.count)
      }
    }
    for jump in jumps { instructions[jump].a = Int32(instructions.count) }
  }

  // MARK: Repetition

  private mutating func emit(
    repeated body: PatternNode, _ least: Int, _ most: Int?, _ greed: PatternGreed, _ follow: CharacterSet?
  ) throws(PatternError) {
    let isGreedy = greed != .lazy
    if let set = Self.single(body) {
      let givesNothingBack =
        greed == .possessive || (isGreedy && follow.map { $0.isDisjoint(with: set) } ?? false)
      try add(
        givesNothingBack ? .possessiveLoop : isGreedy ? .greedyLoop : .lazyLoop, intern(set), least, most ?? -1)
      return
    }
    if greed == .possessive {
      return try emit(.atomic(.repetition(body, least: least, most: most, .greedy)), follow: nil)
    }
    let groups = meaning.isECMAScript ? Self.groups(in: body) : nil
    func clearGroups(_ compiler: inout PatternCompiler) throws(PatternError) {
      if let groups { try compiler.add(.clear, groups.lowerBound, groups.upperBound + 1) }
    }
    for _ in 0..<least {
      try clearGroups(&self)
      try emit(body, follow: nil)
    }
    if let most {
      var splits: [Int] = []
      for _ in least..<max(least, most) {
        splits.append(try add(.split))
        let register = meaning.isECMAScript ? newRegister() : nil
        if let register { try add(.mark, register) }
        try clearGroups(&self)
        try emit(body, follow: nil)
        if let register { try add(.check, register) }
      }
      for split in splits { set(split, split + 1, instructions.count, isGreedy) }
      return
    }
    let split = try add(.split)
    let register = newRegister()
    try add(.mark, register)
    try clearGroups(&self)
    try emit(body, follow: nil)
    try add(.check, register)
    try add(.jump, split)
    set(split, split + 1, instructions.count, isGreedy)
  }

  private mutating func newRegister() -> Int {
    registerCount += 1
    return registerCount - 1
  }

  private mutating func set(_ split: Int, _ inside: Int, _ behind: Int, _ isGreedy: Bool) {
    instructions[split].a = Int32(isGreedy ? inside : behind)
    instructions[split].b = Int32(isGreedy ? behind : inside)
  }

  private mutating func emit(look body: PatternNode, _ isAhead: Bool, _ isNegated: Bool) throws(PatternError) {
    let start: Int
    if isAhead {
      start = try add(isNegated ? .notLookAhead : .lookAhead)
    } else {
      looksBack = true
      let width = Self.width(body)
      start = try add(isNegated ? .notLookBehind : .lookBehind, 0, width.least, width.most ?? -1)
    }
    try emit(body, follow: nil)
    try add(.accept)
    instructions[start].a = Int32(instructions.count)
  }

  // MARK: Analysis

  /// The set, if the node matches exactly one character.
  private static func single(_ node: PatternNode) -> CharacterSet? {
    switch node {
    case .set(let set): set
    case .group(let body, nil): single(body)
    case .empty, .sequence, .alternatives, .group, .repetition, .assertion, .backreference, .namedBackreference, .look,
      .atomic:
      nil
    }
  }

  /// The possible first characters, if there must be one and they are known.
  private static func first(of nodes: ArraySlice<PatternNode>) -> CharacterSet? {
    guard let node = nodes.first else { return nil }
    switch node {
    case .set(let set): return set
    case .group(let body, _), .atomic(let body): return first(of: [body])
    case .sequence(let items): return first(of: items[...])
    case .repetition(let body, let least, _, _): return least > 0 ? first(of: [body]) : nil
    case .alternatives(let choices):
      var result = CharacterSet()
      for choice in choices {
        guard let set = first(of: [choice]), set.isPlain else { return nil }
        result.formUnion(set)
      }
      return result
    case .empty, .assertion, .backreference, .namedBackreference, .look: return nil
    }
  }

  /// The numbers of the groups inside a node.
  private static func groups(in node: PatternNode) -> ClosedRange<Int>? {
    func union(_ nodes: [PatternNode]) -> ClosedRange<Int>? {
      var result: ClosedRange<Int>?
      for node in nodes {
        guard let range = groups(in: node) else { continue }
        result =
          min(
            result?.lowerBound ?? range.lowerBound, range.lowerBound)...max(
            result?.upperBound ?? range.upperBound, range.upperBound)
      }
      return result
    }
    switch node {
    case .sequence(let nodes), .alternatives(let nodes): return union(nodes)
    case .group(let body, let number):
      guard let number else { return groups(in: body) }
      return number...max(number, groups(in: body)?.upperBound ?? number)
    case .repetition(let body, _, _, _), .look(let body, _, _), .atomic(let body): return groups(in: body)
    case .empty, .set, .assertion, .backreference, .namedBackreference: return nil
    }
  }

  /// The minimum and maximum number of bytes that the node matches.
  private static func width(_ node: PatternNode) -> (least: Int, most: Int?) {
    switch node {
    case .empty, .assertion, .look: return (0, 0)
    case .set(let set): return (1, set.isASCII ? 1 : 4)
    case .backreference, .namedBackreference: return (0, nil)
    case .group(let body, _), .atomic(let body): return width(body)
    case .sequence(let items):
      var least = 0
      var most: Int? = 0
      for item in items {
        let width = width(item)
        least += width.least
        most = most.flatMap { sum in width.most.map { sum + $0 } }
      }
      return (least, most)
    case .alternatives(let choices):
      var least = Int.max
      var most: Int? = 0
      for choice in choices {
        let width = width(choice)
        least = min(least, width.least)
        most = most.flatMap { known in width.most.map { max(known, $0) } }
      }
      return (least, most)
    case .repetition(let body, let from, let to, _):
      let width = width(body)
      let (least, overflow) = width.least.multipliedReportingOverflow(by: from)
      let most = to.flatMap { to in width.most.map { $0.multipliedReportingOverflow(by: to).partialValue } }
      return (overflow ? Int(Int32.max) : min(least, Int(Int32.max)), most)
    }
  }
}
