import JSONPath
import OrderedJSON
import StatesLanguage

/// Makes the conditions of Choice rules true or false, as far as they are simple.
extension StarterWishes {
  /// Puts values in the document for which a condition holds, or does not.
  mutating func wish(_ condition: ChoiceCondition, holds: Bool, _ aliases: [String: [PathStep]]) {
    switch condition {
    case .and(let parts):
      if holds {
        for part in parts { wish(part, holds: true, aliases) }
      } else if let part = parts.first {
        wish(part, holds: false, aliases)
      }
    case .or(let parts):
      if !holds {
        for part in parts { wish(part, holds: false, aliases) }
      } else if let part = parts.first {
        wish(part, holds: true, aliases)
      }
    case .not(let part): wish(part, holds: !holds, aliases)
    case .comparison(let comparison): wish(comparison, holds: holds)
    case .expression(let expression): wish(expression.text, holds: holds, aliases)
    case .literal: break
    }
  }

  private mutating func wish(_ comparison: ChoiceCondition.Comparison, holds: Bool) {
    guard let path = Self.steps(of: comparison.variable.text), !path.isEmpty else { return }
    switch comparison.test {
    case .isOfKind(let kind, let expected):
      let isWanted = expected == holds
      if case .present = kind {
        if isWanted { set(path, "value", replacing: false) } else { remove(path) }
        return
      }
      set(path, Self.value(of: kind, isWanted), replacing: true)
    case .matches(let pattern):
      set(path, .string(holds ? pattern.example : "?" + pattern.example + "?"), replacing: true)
    case .compare(_, let relation, .literal(let value)):
      set(path, Self.value(relation, value, holds), replacing: true)
    case .compare(_, let relation, .timestamp(let literal)):
      let wanted = Self.relation(relation, holds)
      let text =
        switch wanted {
        case .equals, .lessThanEquals, .greaterThanEquals: literal.text
        case .lessThan: "1970-01-01T00:00:00Z"
        case .greaterThan: "2999-01-01T00:00:00Z"
        }
      set(path, .string(text), replacing: true)
    case .compare(_, let relation, .path(let other)):
      guard let otherPath = Self.steps(of: other.text), !otherPath.isEmpty else { return }
      let base = value(at: otherPath) ?? 1
      set(otherPath, base, replacing: true)
      set(path, Self.value(relation, base, holds), replacing: true)
    }
  }

  private mutating func remove(_ path: [PathStep]) {
    guard case .name(let name)? = path.last, var parent = value(at: path.dropLast())?.objectValue else { return }
    parent[name] = nil
    set(path.dropLast(), .object(parent), replacing: true)
  }

  private static func value(of kind: ChoiceOperator.Kind, _ isWanted: Bool) -> JSON {
    switch kind {
    case .present: "value"
    case .null: isWanted ? .null : 1
    case .numeric: isWanted ? 1 : "value"
    case .string: isWanted ? "value" : 1
    case .boolean: isWanted ? true : "value"
    case .timestamp: isWanted ? "2024-01-01T00:00:00Z" : "value"
    }
  }

  /// The relation that holds if another one does not; for "not equal", greater.
  private static func relation(_ relation: ChoiceOperator.Relation, _ holds: Bool) -> ChoiceOperator.Relation {
    guard !holds else { return relation }
    switch relation {
    case .equals: return .greaterThan
    case .lessThan: return .greaterThanEquals
    case .greaterThan: return .lessThanEquals
    case .lessThanEquals: return .greaterThan
    case .greaterThanEquals: return .lessThan
    }
  }

  /// A value in a relation to another one.
  private static func value(_ relation: ChoiceOperator.Relation, _ other: JSON, _ holds: Bool) -> JSON {
    let wanted = Self.relation(relation, holds)
    switch other {
    case .bool(let value): return .bool(holds ? value : !value)
    case .string(let text):
      switch wanted {
      case .equals, .lessThanEquals, .greaterThanEquals: return other
      case .lessThan: return ""
      case .greaterThan: return .string(text + "~")
      }
    case .number(let number):
      let value = number.doubleValue
      guard value.isFinite, abs(value) < 1e15 else { return other }
      let moved: Double
      switch wanted {
      case .equals, .lessThanEquals, .greaterThanEquals: return other
      case .lessThan: moved = value - 1
      case .greaterThan: moved = value + 1
      }
      return Int(exactly: moved).map { .integer($0) } ?? .double(moved)
    case .null, .array, .object: return other
    }
  }

  // MARK: JSONata

  /// The operators, those first that contain others.
  private static let operators: [(text: String, relation: ChoiceOperator.Relation, isNegated: Bool)] = [
    ("!=", .equals, true), ("<=", .lessThanEquals, false), (">=", .greaterThanEquals, false), ("<", .lessThan, false),
    (">", .greaterThan, false), ("=", .equals, false),
  ]

  /// The same for an expression of the forms `a and b`, `a or b`, `a > 1`, `a in [1, 2]`, `$exists(a)`, `$count(a) > 1`,
  /// `$not(a)` and `a`. Others are left alone.
  private mutating func wish(_ text: String, holds: Bool, _ aliases: [String: [PathStep]]) {
    let text = Self.trimmed(text)
    for (word, isAnd) in [(" or ", false), (" and ", true)] where text.contains(word) {
      let parts = Self.split(text, at: word)
      guard parts.count > 1 else { continue }
      let needsAll = isAnd == holds
      for part in needsAll ? parts : Array(parts.prefix(1)) { wish(part, holds: holds, aliases) }
      return
    }
    if let inner = Self.argument(of: "$not", text) { return wish(inner, holds: !holds, aliases) }
    if let inner = Self.argument(of: "$exists", text) {
      guard let path = Self.path(inner, aliases) else { return }
      if holds { set(path, "value", replacing: false) } else { remove(path) }
      return
    }
    if let position = Self.split(text, at: " in ") as [String]?, position.count == 2,
      let path = Self.path(position[0], aliases)
    {
      let first = position[1].dropFirst().prefix { $0 != "," && $0 != "]" }
      guard let value = Self.literal(String(first)) else { return }
      return set(path, holds ? value : "other", replacing: true)
    }
    for (symbol, relation, isNegated) in Self.operators {
      let parts = Self.split(text, at: symbol)
      guard parts.count == 2, let value = Self.literal(parts[1]) else { continue }
      let wanted = holds != isNegated
      if let inner = Self.argument(of: "$count", parts[0]), let path = Self.path(inner, aliases) {
        let count = Self.value(relation, value, wanted).integerValue.flatMap { Int(exactly: $0) } ?? 1
        set(path, .array(Array(repeating: document, count: max(0, min(count, 20)))), replacing: true)
      } else if let path = Self.path(parts[0], aliases) {
        set(path, Self.value(relation, value, wanted), replacing: true)
      }
      return
    }
    if let path = Self.path(text, aliases) { set(path, .bool(holds), replacing: true) }
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    if text.first == "(", text.last == ")", !text.dropFirst().dropLast().contains("(") {
      text = text.dropFirst().dropLast()
    }
    return String(text)
  }

  /// Splits where no bracket or quotation mark is open.
  private static func split(_ text: String, at separator: String) -> [String] {
    let bytes = Array(text.utf8)
    let wanted = Array(separator.utf8)
    var parts: [String] = []
    var start = 0
    var index = 0
    var depth = 0
    var quote: UInt8?
    while index < bytes.count {
      let byte = bytes[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      } else if [UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{")].contains(byte) {
        depth += 1
      } else if [UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(byte) {
        depth -= 1
      }
      if depth == 0, quote == nil, bytes[index...].starts(with: wanted) {
        parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
        index += wanted.count
        start = index
      } else {
        index += 1
      }
    }
    parts.append(String(decoding: bytes[start...], as: UTF8.self))
    return parts
  }

  private static func argument(of function: String, _ text: String) -> String? {
    let text = trimmed(text)
    guard text.hasPrefix(function + "("), text.hasSuffix(")") else { return nil }
    return String(text.dropFirst(function.count + 1).dropLast())
  }

  private static func literal(_ text: String) -> JSON? {
    let text = trimmed(text)
    if text.count > 1, text.first == "'", text.last == "'" { return .string(String(text.dropFirst().dropLast())) }
    guard let value = try? JSON(parsing: Array(text.utf8)) else { return nil }
    switch value {
    case .null, .bool, .number, .string: return value
    case .array, .object: return nil
    }
  }

  /// The path in the document that an expression reads: after `$states.input`, after `$states.result`, or through a variable
  /// that was assigned from such a path.
  private static func path(_ text: String, _ aliases: [String: [PathStep]]) -> [PathStep]? {
    let text = trimmed(text)
    for prefix in ["$states.input", "$states.result"] where text.hasPrefix(prefix) {
      var rest = Array(text.utf8.dropFirst(prefix.utf8.count))[...]
      let path = steps(&rest)
      return rest.isEmpty && !path.isEmpty ? path : nil
    }
    guard text.first == "$" else { return nil }
    var rest = Array(text.utf8.dropFirst())[...]
    let name = rest.prefix(while: isName)
    rest = rest.dropFirst(name.count)
    guard let start = aliases[String(decoding: name, as: UTF8.self)] else { return nil }
    let path = steps(&rest)
    return rest.isEmpty ? start + path : nil
  }
}
