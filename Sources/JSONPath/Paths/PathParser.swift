import OrderedJSON

/// Reads the steps of a path, always the shortest match, from left to right.
///
///     step     = "." name | "." "*" | ".." step | "." bracket | bracket
///     bracket  = "[*]" | "[" … decided by the first of ' ? @ - : and digits in it … "]"
struct PathParser {
  let source: PathBytes
  private var at: Int
  private let end: Int
  /// Whether this path is compared in a filter, and cannot have a filter itself.
  private let isOperand: Bool
  private var steps: [PathStep] = []
  private(set) var traps: [PathTrap] = []

  /// Reads the steps between two positions.
  static func program(
    _ source: PathBytes, in range: Range<Int>, isOperand: Bool, traps: inout [PathTrap]
  ) throws(PathSyntaxError) -> PathProgram {
    var parser = PathParser(source: source, in: range, isOperand: isOperand)
    try parser.parse()
    traps += parser.traps
    return PathProgram(steps: parser.steps)
  }

  private init(source: PathBytes, in range: Range<Int>, isOperand: Bool) {
    self.source = source
    at = range.lowerBound
    end = range.upperBound
    self.isOperand = isOperand
  }

  private func failure(_ message: String, at offset: Int? = nil) -> PathSyntaxError {
    PathSyntaxError(message, offset: offset ?? at)
  }

  private mutating func parse() throws(PathSyntaxError) {
    guard at < end else { return }
    guard source[at] == 0x2e || source[at] == 0x5b else { throw failure("expected '.' or '[' after the root") }
    if end - at >= 2, source[end - 1] == 0x2e, source[end - 2] == 0x2e {
      throw failure("a path must not end with '..'", at: end - 1)
    }
    var namesStart: Int?
    while at < end {
      let start = at
      let count = steps.count
      try step()
      if steps.count > PathProgram.maximumSteps {
        throw failure("a path may have no more than \(PathProgram.maximumSteps) steps")
      }
      guard steps.count > count else { continue }
      if let namesStart { traps.append(PathTrap(kind: .namesInside, range: namesStart..<start)) }
      namesStart = nil
      switch steps[steps.count - 1] {
      case .names: namesStart = start
      case .index(let index) where index < 0:
        traps.append(PathTrap(kind: .negativeIndex, range: start..<at, replacement: "[(@.length\(index))]"))
      case .slice(.between(let from, let to)) where from < 0 || to < 0:
        traps.append(PathTrap(kind: .negativeBound, range: start..<at))
      case .name(let name) where name.hasSuffix(")") && source[at - 1] != 0x5d && name.contains("("):
        traps.append(PathTrap(kind: .function(name), range: start..<at))
      case .name, .index, .indexes, .fromEnd, .slice, .wildcard, .filter, .descent: break
      }
    }
  }

  private mutating func step() throws(PathSyntaxError) {
    switch source[at] {
    case 0x20:
      throw failure("a space is not allowed here: a name with spaces is written in brackets and quotes, ['my name']")
    case 0x5b: try bracket()
    case 0x2e:
      at += 1
      guard at < end else { throw failure("a path must not end with '.'") }
      if source[at] == 0x2e {
        steps.append(.descent)
        at += 1
      } else {
        name()
      }
    case 0x2a:
      steps.append(.wildcard)
      at += 1
    default: name()
    }
  }

  /// Reads a name, all characters up to the next dot, bracket or space; between a dot and a bracket it may be empty.
  private mutating func name() {
    let start = at
    while at < end, source[at] != 0x2e, source[at] != 0x5b, source[at] != 0x20 { at += 1 }
    guard at > start else { return }
    let isWildcard = at == start + 1 && source[start] == 0x2a
    steps.append(isWildcard ? .wildcard : .name(source.text(start, at)))
  }

  // MARK: Brackets

  /// Reads `[…]`: nested brackets are counted, quotes are ignored.
  private mutating func bracket() throws(PathSyntaxError) {
    var close = at + 1
    var depth = 1
    while close < end, depth > 0 {
      if source[close] == 0x5b { depth += 1 }
      if source[close] == 0x5d { depth -= 1 }
      close += 1
    }
    let fragment = at..<close
    if fragment.count == 3, source[at + 1] == 0x2a, source[at + 2] == 0x5d {
      steps.append(.wildcard)
    } else {
      steps.append(try step(in: fragment))
    }
    at = close
  }

  private mutating func step(in fragment: Range<Int>) throws(PathSyntaxError) -> PathStep {
    for place in fragment {
      switch source[place] {
      case 0x27: return try names(from: place, to: fragment.upperBound)
      case 0x3f: return .filter(try filter(at: place, in: fragment))
      case 0x40: return try fromEnd(from: place, to: fragment.upperBound)
      case 0x2d, 0x3a, 0x30...0x39: return try numbers(from: place, to: fragment.upperBound)
      default: break
      }
    }
    throw failure("expected a name in single quotes, an index, a slice, '*' or '?(…)' in the brackets")
  }

  /// Reads the names in single quotes up to the next `]`; anything outside quotes is ignored.
  private func names(from start: Int, to end: Int) throws(PathSyntaxError) -> PathStep {
    var names: [String] = []
    var open: Int?
    for place in start..<end {
      switch source[place] {
      case 0x5d: return names.count == 1 ? .name(names[0]) : .names(names)
      case 0x27:
        if let begin = open { names.append(source.text(begin, place)) }
        open = open == nil ? place + 1 : nil
      default: break
      }
    }
    throw failure("'[' is not closed")
  }

  /// Reads `@.length-1)`, ignoring the two characters from the `@` on.
  private func fromEnd(from start: Int, to end: Int) throws(PathSyntaxError) -> PathStep {
    var place = start + 2
    var name: [UInt8] = []
    while place < end, source[place] != 0x2d {
      if source[place] != 0x20, source[place] != 0x28, source[place] != 0x29 { name.append(source[place]) }
      place += 1
    }
    guard place < end, name.elementsEqual("length".utf8) || name.elementsEqual("size".utf8) else {
      throw failure("only '(@.length-n)' and '(@.size()-n)' can be calculated in brackets", at: start)
    }
    var number: [UInt8] = []
    while place < end, source[place] != 0x29 {
      if source[place] != 0x20 { number.append(source[place]) }
      place += 1
    }
    guard place < end else { throw failure("'(' is not closed", at: start) }
    return .fromEnd(try integer(number, at: start))
  }

  /// Reads indexes and slices up to the first other character.
  private func numbers(from start: Int, to end: Int) throws(PathSyntaxError) -> PathStep {
    enum Slice { case from, to, between }
    var place = start
    var numbers: [Int] = []
    var digits: [UInt8] = []
    var isList = false
    var slice: Slice?

    /// Collects digits, `-` and spaces; the spaces are ignored.
    func collect() {
      while place < end, Self.isNumberByte(source[place]) {
        if source[place] != 0x20 { digits.append(source[place]) }
        place += 1
      }
    }

    while place < end, Self.isNumberByte(source[place]) || source[place] == 0x2c || source[place] == 0x3a {
      switch source[place] {
      case 0x3a where digits.isEmpty:
        // `.from` and `.to` take precedence over `.between` if there are too many parts.
        if slice != .from { slice = .to }
        place += 1
        collect()
        numbers.append(try integer(digits, at: start))
        digits = []
      case 0x3a:
        numbers.append(try integer(digits, at: start))
        digits = []
        place += 1
        collect()
        if digits.isEmpty {
          slice = .from
        } else {
          if slice == nil { slice = .between }
          numbers.append(try integer(digits, at: start))
          digits = []
        }
      case 0x2c:
        numbers.append(try integer(digits, at: start))
        digits = []
        isList = true
      default:
        if source[place] != 0x20 { digits.append(source[place]) }
      }
      if place < end, source[place] == 0x5d { break }
      place += 1
    }
    guard place < end else { throw failure("'[' is not closed") }
    if !digits.isEmpty { numbers.append(try integer(digits, at: start)) }
    guard let first = numbers.first else { throw failure("expected an index", at: start) }
    switch slice {
    case .from where numbers.count == 1 || !isList: return .slice(.from(first))
    case .to where !isList: return .slice(.to(first))
    case .between where !isList && numbers.count > 1: return .slice(.between(first, numbers[1]))
    default: return numbers.count == 1 ? .index(first) : .indexes(numbers)
    }
  }

  private static func isNumberByte(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x2d || (byte >= 0x30 && byte <= 0x39)
  }

  private func integer(_ digits: [UInt8], at place: Int) throws(PathSyntaxError) -> Int {
    let text = String(decoding: digits, as: UTF8.self)
    guard let value = Int32(text) else { throw failure("'\(text)' is not an index of 32 bits", at: place) }
    return Int(value)
  }

  // MARK: Filters

  private mutating func filter(at mark: Int, in fragment: Range<Int>) throws(PathSyntaxError) -> FilterExpression {
    guard !isOperand else { throw failure("a path in a filter cannot have a filter itself", at: mark) }
    let open = source.bytes[fragment.lowerBound...mark].lastIndex(of: 0x5b) ?? fragment.lowerBound
    var parser = FilterParser(source: source)
    let filter = try parser.filter(at: mark, in: open..<fragment.upperBound)
    traps += parser.traps
    return filter
  }
}
