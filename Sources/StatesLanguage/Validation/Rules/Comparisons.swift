import LanguageSupport
import OrderedJSON

// The operands of comparisons in Choice rules.

/// The kind of operand that an operator takes.
enum Operand {
  case text, pattern, number, boolean, timestamp, path

  init(_ field: Field) {
    switch field {
    case .stringEquals, .stringLessThan, .stringGreaterThan, .stringLessThanEquals, .stringGreaterThanEquals:
      self = .text
    case .stringMatches: self = .pattern
    case .numericEquals, .numericLessThan, .numericGreaterThan, .numericLessThanEquals, .numericGreaterThanEquals:
      self = .number
    case .timestampEquals, .timestampLessThan, .timestampGreaterThan, .timestampLessThanEquals,
      .timestampGreaterThanEquals:
      self = .timestamp
    case .booleanEquals, .isNull, .isPresent, .isNumeric, .isString, .isBoolean, .isTimestamp: self = .boolean
    default: self = .path
    }
  }
}

extension Inspection {
  /// ASL825, ASL830: the operand fits the operator.
  mutating func checkOperand(_ field: Field, _ view: ObjectView, _ context: StateContext) {
    let operand = Operand(field)
    if operand == .path, view.text(field) != nil { return checkComparisonPath(field, view, context) }
    guard let member = view[field] else { return }
    if case .string(let text) = member.value.content, Self.holdsPlaceholder(text) { return }
    switch (operand, member.value.content) {
    case (.text, .string(let text)): warnIfPath(text, member)
    case (.pattern, .string(let text)): checkPattern(text, member)
    case (.number, .number), (.boolean, .bool): return
    case (.timestamp, .string(let text)):
      if DateTimeText.states.read(text) == nil { report(.operandOfWrongKind, DiagnosticText.timestamp, at: at(member)) }
    case (.text, _), (.pattern, _), (.path, _):
      report(.operandOfWrongKind, DiagnosticText.expected("String"), at: at(member))
    case (.timestamp, _): report(.operandOfWrongKind, DiagnosticText.expected("String"), at: at(member))
    case (.number, _): report(.operandOfWrongKind, DiagnosticText.expected("Number"), at: at(member))
    case (.boolean, _): report(.operandOfWrongKind, DiagnosticText.expected("Boolean"), at: at(member))
    }
  }

  /// ASL830: a backslash escapes a star or a backslash, nothing else.
  private mutating func checkPattern(_ text: String, _ member: JSONSyntax.Member) {
    var isEscaped = false
    for byte in text.utf8 {
      if isEscaped {
        if byte != UInt8(ascii: "*"), byte != UInt8(ascii: "\\") { break }
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      }
    }
    if isEscaped { report(.loneBackslashInPattern, DiagnosticText.loneBackslash, at: at(member)) }
  }

  /// ASL824, ASL505: `Variable`.
  mutating func checkVariable(_ context: StateContext, _ view: ObjectView) {
    if view.text(.variable) != nil { return checkComparisonPath(.variable, view, context) }
    guard let member = view[.variable] else { return }
    report(.variableMissingInComparison, DiagnosticText.expected("String"), at: at(member))
  }

  /// ASLW15: rules after one that always matches, or after one with the same condition.
  mutating func checkRuleOrder(_ rules: [JSONSyntax], _ context: StateContext) {
    guard rules.count > 1, settings.warnings != .never else { return }
    for (place, rule) in rules.enumerated() {
      guard let members = rule.members else { continue }
      if context.language == .jsonata, place + 1 < rules.count, Self.alwaysMatches(members) {
        reportHiddenRule(place + 1, rules, behind: place, DiagnosticText.ruleBehindTrue, "this one always matches")
        return
      }
      // Far apart, or among very many, rules are not compared by hand; and the work must not grow quadratically.
      for earlier in max(0, place - 32)..<place where Self.haveSameCondition(rules[earlier], rule) {
        reportHiddenRule(place, rules, behind: earlier, DiagnosticText.ruleRepeated, "the same condition")
        break
      }
    }
  }

  /// ASLW07: no `Default`, and rules that may all fail to match.
  mutating func checkDefault(_ rules: [JSONSyntax], _ context: StateContext) {
    guard context.view[.default] == nil, let choices = context.view[.choices] else { return }
    if rules.contains(where: { $0.members.map(Self.alwaysMatches) ?? false }) { return }
    for (place, rule) in rules.enumerated().prefix(64) {
      if rules[..<place].suffix(16).contains(where: { Self.areOpposites($0, rule) }) { return }
    }
    report(
      .noDefault, DiagnosticText.noDefault, at: Place(location: trail.location(), range: choices.keyRange))
  }

  /// Whether one of two rules is true whenever the other is not: one flag tested for both values, or two halves of an
  /// order.
  private static func areOpposites(_ left: JSONSyntax, _ right: JSONSyntax) -> Bool {
    guard let a = left.members, let b = right.members, let x = comparison(a), let y = comparison(b),
      let p = left[Field.variable.name]?.stringValue, let q = right[Field.variable.name]?.stringValue, p == q
    else {
      if let inner = left[Field.not.name] { return haveSameCondition(inner, right) }
      if let inner = right[Field.not.name] { return haveSameCondition(left, inner) }
      return false
    }
    if x.key == y.key, let one = x.value.boolValue, let other = y.value.boolValue { return one != other }
    let halves: [(String, String)] = [("LessThan", "GreaterThanEquals"), ("GreaterThan", "LessThanEquals")]
    return halves.contains { half in
      [(x, y), (y, x)].contains { pair in
        guard pair.0.key.hasSuffix(half.0), pair.1.key.hasSuffix(half.1) else { return false }
        return pair.0.key.dropLast(half.0.count) == pair.1.key.dropLast(half.1.count)
          && isSame(pair.0.value, pair.1.value)
      }
    }
  }

  private static func comparison(_ members: [JSONSyntax.Member]) -> JSONSyntax.Member? {
    members.first { Field($0).map(FieldSet.comparisons.contains) ?? false }
  }

  private mutating func reportHiddenRule(
    _ place: Int, _ rules: [JSONSyntax], behind earlier: Int, _ message: String, _ note: String
  ) {
    trail.push(.index(place))
    report(
      .ruleNeverReached, message, at: here(rules[place].range),
      notes: [Diagnostic.Note(message: note, range: rules[earlier].range)])
    trail.pop()
  }

  private static func alwaysMatches(_ members: [JSONSyntax.Member]) -> Bool {
    guard let condition = members.last(where: { $0.key.hasSameUTF8(as: Field.condition.name) }) else { return false }
    return condition.value.boolValue == true
  }

  /// Whether two rules test the same, regardless of their targets.
  private static func haveSameCondition(_ left: JSONSyntax, _ right: JSONSyntax) -> Bool {
    guard let a = left.members, let b = right.members else { return false }
    var place = 0
    for member in a where isTest(member) {
      while place < b.count, !isTest(b[place]) { place += 1 }
      guard place < b.count, isSame(member, b[place]) else { return false }
      place += 1
    }
    return !b[place...].contains(where: isTest)
  }

  private static func isTest(_ member: JSONSyntax.Member) -> Bool {
    switch member.key {
    case "Next", "Comment", "Assign", "Output": false
    default: true
    }
  }

  private static func isSame(_ left: JSONSyntax.Member, _ right: JSONSyntax.Member) -> Bool {
    left.key.hasSameUTF8(as: right.key) && isSame(left.value, right.value)
  }

  private static func isSame(_ left: JSONSyntax, _ right: JSONSyntax) -> Bool {
    switch (left.content, right.content) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a.hasSameUTF8(as: b)
    case (.array(let a), .array(let b)): a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
    case (.object(let a), .object(let b)): a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
    case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): false
    }
  }
}
