import OrderedJSON

/// Values that are legitimately different in every run: random ones, times, tokens, and what a history does not tell of
/// its execution (its name and ARN).
enum UnrepeatableValues {
  /// The paths of the expressions in a state whose values differ from run to run; names are without their `.$`.
  static func paths(in state: JSONSyntax) -> [[String]] {
    var found: [[String]] = []
    var open: [(path: [String], value: JSONSyntax)] = [([], state)]
    while let (path, value) = open.popLast() {
      for member in value.members ?? [] {
        // What is in there belongs to other states.
        if path.isEmpty, ["Branches", "ItemProcessor", "Iterator"].contains(member.key) { continue }
        let isPath = member.key.hasSuffix(".$")
        let here = path + [isPath ? String(member.key.dropLast(2)) : member.key]
        if let text = member.value.stringValue {
          if isExpression(text, isPath: isPath || path.isEmpty), isUnrepeatable(text) { found.append(here) }
        } else {
          open.append((here, member.value))
        }
      }
      for (index, element) in (value.elements ?? []).enumerated() {
        if let text = element.stringValue {
          if isExpression(text, isPath: false), isUnrepeatable(text) { found.append(path + [String(index)]) }
        } else {
          open.append((path + [String(index)], element))
        }
      }
    }
    return found
  }

  private static func isExpression(_ text: String, isPath: Bool) -> Bool {
    text.hasPrefix("{%") || (isPath && (text.hasPrefix("$") || text.hasPrefix("States.")))
  }

  private static let functions: Set<String> = ["$uuid", "$random", "$now", "$millis"]
  private static let intrinsics = ["States.UUID", "States.MathRandom"]
  /// The parts of the context object that are the same in every run.
  private static let repeatable = [
    ".Execution.Input", ".Execution.RedriveCount", ".Map.Item", ".State.Name", ".State.RetryCount",
  ]

  /// Whether an expression uses something that differs from run to run, outside its string literals.
  static func isUnrepeatable(_ expression: String) -> Bool {
    let text = Array(expression.utf8)
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == 0x27 || byte == 0x22 {
        index = end(ofStringAt: index, in: text)
      } else if byte == 0x24 || isLetter(byte) {
        let word = word(at: index, in: text)
        if names(word) { return true }
        index += word.utf8.count
      } else {
        index += 1
      }
    }
    return false
  }

  private static func names(_ word: String) -> Bool {
    if functions.contains(word) || intrinsics.contains(word) || word == "$states" { return true }
    let rest: Substring
    if word.hasPrefix("$states.context") {
      rest = word.dropFirst("$states.context".count)
    } else if word.hasPrefix("$$") {
      // In JSONata this is the input, which has no such members.
      rest = word.dropFirst(2)
    } else {
      return false
    }
    return !repeatable.contains { rest.hasPrefix($0) && rest.dropFirst($0.count).first.map { $0 == "." } != false }
  }

  /// A name with the names that follow it after dots.
  private static func word(at start: Int, in text: [UInt8]) -> String {
    var index = start
    while index < text.count, isLetter(text[index]) || text[index] == 0x24 || text[index] == 0x2e { index += 1 }
    return String(decoding: text[start..<index], as: UTF8.self)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x80...0xff: true
    default: false
    }
  }

  private static func end(ofStringAt start: Int, in text: [UInt8]) -> Int {
    var index = start + 1
    while index < text.count, text[index] != text[start] { index += text[index] == 0x5c ? 2 : 1 }
    return index + 1
  }
}
