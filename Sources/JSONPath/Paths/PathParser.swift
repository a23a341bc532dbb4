import OrderedJSON

/// Reads the steps of a path, the dialect being Jayway's; where that is lenient to a fault (it forgives one stray
/// character at the end) this is strict.
///
///     step     = "." name | "." "*" | ".." step | "[" names | indexes | slice | "*" | filter "]" | "." name "(" … ")"
struct PathParser {
  let source: PathBytes
  var at: Int
  let end: Int
  /// How many filters and function arguments this path is inside of.
  let depth: Int
  private var steps: [PathStep] = []

  /// How deeply filters and parentheses may be nested.
  static let maximumDepth = 32

  /// Reads the steps between two places.
  static func program(
    _ source: PathBytes, from start: Int, to end: Int, depth: Int
  ) throws(PathSyntaxError) -> PathProgram {
    var parser = PathParser(source: source, at: start, end: end, depth: depth)
    try parser.parse()
    return PathProgram(steps: Self.invertingScan(parser.steps))
  }

  private init(source: PathBytes, at: Int, end: Int, depth: Int) {
    self.source = source
    self.at = at
    self.end = end
    self.depth = depth
  }

  /// `$..a.sum()` is calculated as `$.sum($..a)`: the function sees all matches together.
  private static func invertingScan(_ steps: [PathStep]) -> [PathStep] {
    guard case .descent? = steps.first, case .function(let call)? = steps.last else { return steps }
    let rest = PathProgram(steps: Array(steps.dropLast()))
    return [.function(PathFunctionCall(name: call.name, arguments: [.path(rest)]))]
  }

  func failure(_ message: String, at offset: Int? = nil) -> PathSyntaxError {
    PathSyntaxError(message, offset: offset ?? at)
  }

  private mutating func parse() throws(PathSyntaxError) {
    guard depth <= Self.maximumDepth else { throw failure("filters are nested too deeply") }
    guard at < end else { return }
    guard source[at] == 0x2e || source[at] == 0x5b else { throw failure("expected '.' or '[' behind the root") }
    while at < end {
      try step()
      if steps.count > PathProgram.maximumSteps {
        throw failure("a path may have no more than \(PathProgram.maximumSteps) steps")
      }
      if case .function? = steps.last, at < end { throw failure("a function can only be the last step") }
    }
  }

  private mutating func step() throws(PathSyntaxError) {
    if source[at] == 0x2e {
      at += 1
      if at < end, source[at] == 0x2e {
        steps.append(.descent)
        at += 1
      }
      guard at < end else { throw failure("a path must not end with '.'") }
      guard source[at] != 0x2e else { throw failure("too many dots") }
    }
    switch source[at] {
    case 0x5b: try bracket()
    case 0x2a:
      steps.append(.wildcard)
      at += 1
    default: try name()
    }
  }

  // MARK: Names and functions

  private mutating func name() throws(PathSyntaxError) {
    let start = at
    while at < end {
      switch source[at] {
      case 0x20: throw failure("a name with blanks must stand in brackets and quotes: ['my name']")
      case 0x2e, 0x5b: return steps.append(.name(source.text(start, at)))
      case 0x28: return steps.append(.function(try call(source.text(start, at))))
      default: at += 1
      }
    }
    steps.append(.name(source.text(start, end)))
  }

  /// Reads the arguments of a function; the parser stands on the `(`.
  private mutating func call(_ name: String) throws(PathSyntaxError) -> PathFunctionCall {
    guard !name.isEmpty else { throw failure("expected a name") }
    guard let close = source.closing(at, open: 0x28, close: 0x29, to: end) else {
      throw failure("the arguments of '\(name)' are not closed by ')'")
    }
    var arguments: [PathFunctionArgument] = []
    var start = at + 1
    while start < close {
      let comma = argumentEnd(from: start, to: close)
      if let argument = try argument(from: start, to: comma) { arguments.append(argument) }
      start = comma + 1
    }
    at = close + 1
    return PathFunctionCall(name: name, arguments: arguments)
  }

  private func argumentEnd(from start: Int, to end: Int) -> Int {
    var place = start
    var depth = 0
    while place < end {
      switch source[place] {
      case 0x22, 0x27: place = source.unescaped(source[place], from: place + 1, to: end) ?? end
      case 0x28, 0x5b, 0x7b: depth += 1
      case 0x29, 0x5d, 0x7d: depth -= 1
      case 0x2c: if depth == 0 { return place }
      default: break
      }
      place += 1
    }
    return end
  }

  /// One argument; `nil` for what is neither a path nor JSON, which the dialect passes over.
  private func argument(from start: Int, to end: Int) throws(PathSyntaxError) -> PathFunctionArgument? {
    let first = source.significant(from: start, to: end)
    var last = end
    while last > first, source[last - 1] == 0x20 { last -= 1 }
    guard first < last else { return nil }
    switch source[first] {
    case 0x24, 0x40:
      return .path(try PathParser.program(source, from: first + 1, to: last, depth: depth + 1))
    case 0x22, 0x2d, 0x7b, 0x30...0x39:
      return .value(try RelaxedJSON.parse(source, from: first, to: last))
    default: return nil
    }
  }

  // MARK: Brackets

  private mutating func bracket() throws(PathSyntaxError) {
    let inside = source.significant(from: at + 1, to: end)
    guard inside < end else { throw failure("'[' is not closed") }
    switch source[inside] {
    case 0x22, 0x27: try names(from: inside)
    case 0x2a:
      let close = source.significant(from: inside + 1, to: end)
      guard close < end, source[close] == 0x5d else { throw failure("expected ']' behind '*'", at: close) }
      steps.append(.wildcard)
      at = close + 1
    case 0x3f: try filter(from: inside + 1)
    case 0x2d, 0x3a, 0x30...0x39: try indexes(from: inside)
    default: throw failure("expected a name in quotes, an index, a slice, '*' or '?(…)'", at: inside)
    }
  }

  /// `['a', 'b']`: the quote of the first name is the quote of all.
  private mutating func names(from start: Int) throws(PathSyntaxError) {
    let quote = source[start]
    var names: [String] = []
    var place = start
    while true {
      guard let close = source.unescaped(quote, from: place + 1, to: end) else {
        throw failure("a name in quotes is not closed", at: place)
      }
      names.append(try source.unescapedText(place + 1, close, keepsEscapedQuotes: quote == 0x27))
      let next = source.significant(from: close + 1, to: end)
      guard next < end, source[next] == 0x2c || source[next] == 0x5d else {
        throw failure("expected ',' or ']' behind a name", at: next)
      }
      if source[next] == 0x5d {
        steps.append(names.count == 1 ? .name(names[0]) : .names(names))
        at = next + 1
        return
      }
      place = source.significant(from: next + 1, to: end)
      guard place < end, source[place] == quote else { throw failure("expected a name in like quotes", at: place) }
    }
  }

  private mutating func indexes(from start: Int) throws(PathSyntaxError) {
    var close = start
    var isSlice = false
    while close < end, source[close] != 0x5d {
      switch source[close] {
      case 0x20, 0x2c, 0x2d, 0x30...0x39: break
      case 0x3a: isSlice = true
      default: throw failure("only digits, '-', ',' and ':' can stand here", at: close)
      }
      close += 1
    }
    guard close < end else { throw failure("'[' is not closed") }
    if isSlice {
      steps.append(.slice(try slice(from: at + 1, to: close)))
    } else {
      var places: [Int] = []
      var part = start
      while true {
        var comma = part
        while comma < close, source[comma] != 0x2c { comma += 1 }
        places.append(try integer(from: part, to: comma))
        part = comma + 1
        if comma == close { break }
      }
      steps.append(places.count == 1 ? .index(places[0]) : .indexes(places))
    }
    at = close + 1
  }

  private func slice(from start: Int, to close: Int) throws(PathSyntaxError) -> PathSlice {
    // A third part, the step, has no effect; so it is in the service's dialect.
    var parts: [Int?] = []
    var part = start
    for place in start...close where parts.count < 2 && (place == close || source[place] == 0x3a) {
      parts.append(place == part ? nil : try integer(from: part, to: place, allowsBlanks: false))
      part = place + 1
    }
    switch (parts[0], parts.count > 1 ? parts[1] : nil) {
    case (let from?, let to?): return .between(from, to)
    case (let from?, nil): return .from(from)
    case (nil, let to?): return .to(to)
    case (nil, nil): throw failure("a slice needs a beginning or an end", at: start)
    }
  }

  private func integer(from start: Int, to end: Int, allowsBlanks: Bool = true) throws(PathSyntaxError) -> Int {
    var first = start
    var last = end
    if allowsBlanks {
      first = source.significant(from: start, to: end)
      while last > first, source[last - 1] == 0x20 { last -= 1 }
    }
    guard let value = Int32(source.text(first, last)) else {
      throw failure("not an index of 32 bits: '\(source.text(first, last))'", at: first)
    }
    return Int(value)
  }

  // MARK: Filters

  /// Reads `(…)]`; `start` is behind the `?`.
  private mutating func filter(from start: Int) throws(PathSyntaxError) {
    var parser = FilterParser(source: source, at: start, end: end, depth: depth)
    steps.append(.filter(try parser.filter()))
    at = parser.at
  }
}
