import OrderedJSON

/// What follows a command's name, read word by word.
struct DebuggerArguments {
  /// A task that a command is about.
  enum Task: Sendable {
    /// The only one that is open.
    case only
    /// That with a number.
    case number(Int)
    /// That of a state: `Ship` or `Ship[2]`.
    case state(String)
  }

  private(set) var rest: String

  init(_ text: String) { rest = Self.trimmed(text[...]) }

  var isEmpty: Bool { rest.isEmpty }

  /// The next word.
  mutating func word() -> String? {
    guard !rest.isEmpty else { return nil }
    let word = rest.prefix { !$0.isWhitespace }
    let taken = String(word)
    rest = Self.trimmed(rest[word.endIndex...])
    return taken
  }

  /// Everything that is left.
  mutating func all() -> String? {
    guard !rest.isEmpty else { return nil }
    defer { rest = "" }
    return rest
  }

  /// The next word, or a string in double quotes as JSON has it.
  mutating func phrase() throws(DebuggerProblem) -> String? {
    guard rest.utf8.first == UInt8(ascii: "\"") else { return word() }
    var isEscaped = false
    for index in rest.utf8.indices.dropFirst() {
      if isEscaped {
        isEscaped = false
      } else if rest.utf8[index] == UInt8(ascii: "\\") {
        isEscaped = true
      } else if rest.utf8[index] == UInt8(ascii: "\"") {
        let end = rest.utf8.index(after: index)
        let text = String(rest[..<end])
        rest = Self.trimmed(rest[end...])
        guard let string = (try? JSON(parsing: text))?.stringValue else {
          throw DebuggerProblem("\(DebuggerText.short(text)) is not a JSON string")
        }
        return string
      }
    }
    throw DebuggerProblem("a quotation mark is missing after \(DebuggerText.short(rest))")
  }

  /// Nothing more may follow.
  func end() throws(DebuggerProblem) {
    if !isEmpty { throw DebuggerProblem("nothing is expected here: '\(DebuggerText.short(rest))'") }
  }

  /// What a command without arguments prints.
  func ended(_ lines: @autoclosure () -> [String]) throws(DebuggerProblem) -> [String] {
    try end()
    return lines()
  }

  /// The only word that is left.
  mutating func only(_ what: String) throws(DebuggerProblem) -> String {
    let word = try needed(what)
    try end()
    return word
  }

  /// A number from 1 on, if one is left.
  mutating func count(_ usual: Int) throws(DebuggerProblem) -> Int {
    guard let word = word() else { return usual }
    guard let count = Int(word), count > 0 else {
      throw DebuggerProblem("'\(DebuggerText.short(word))' is not a number from 1 on")
    }
    try end()
    return count
  }

  /// The task, which is all that is left.
  mutating func onlyTask() throws(DebuggerProblem) -> Task {
    let task = try task()
    try end()
    return task
  }

  mutating func needed(_ what: String) throws(DebuggerProblem) -> String {
    guard let word = word() else { throw DebuggerProblem("give \(what)") }
    return word
  }

  mutating func neededAll(_ what: String) throws(DebuggerProblem) -> String {
    guard let all = all() else { throw DebuggerProblem("give \(what)") }
    return all
  }

  mutating func neededPhrase(_ what: String) throws(DebuggerProblem) -> String {
    guard let phrase = try phrase() else { throw DebuggerProblem("give \(what)") }
    return phrase
  }

  /// The task at the beginning: `#N` or `@STATE`, where a name with spaces is quoted: `@"Ship it"`.
  mutating func task() throws(DebuggerProblem) -> Task {
    switch rest.utf8.first {
    case UInt8(ascii: "#"):
      let word = try needed("a task")
      guard let number = Int(word.dropFirst()) else {
        throw DebuggerProblem("'\(DebuggerText.short(word))' is not a task; 'where' shows the open ones")
      }
      return .number(number)
    case UInt8(ascii: "@"):
      rest = String(rest.dropFirst())
      return .state(try neededPhrase("a state after '@'"))
    default: return .only
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
