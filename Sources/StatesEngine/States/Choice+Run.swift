import LanguageSupport
import JSONPath
import OrderedJSON
import StatesLanguage

extension Execution {
  mutating func runChoice(_ b: Int, _ state: StateMachine.State, _ choice: ChoiceState) throws(StateError) -> Step {
    let effective = state.queryLanguage == .jsonPath ? try effectiveInput(b, state) : branches[b].input
    for place in choice.rules.indices where try holds(choice.rules[place].condition, in: b, effective) {
      let rule = choice.rules[place]
      if coverage != nil { cover(.rule(state: Int(branches[b].state), index: place)) }
      return try leaveChoice(
        b, state, effective, template: rule.output, assign: rule.assign, target: rule.next)
    }
    guard let target = choice.defaultTarget else { throw runtimeError(b, ErrorText.noChoice) }
    if coverage != nil { cover(.defaultRule(state: Int(branches[b].state))) }
    return try leaveChoice(
      b, state, effective, template: state.dataFlow.output, assign: state.assign, target: target)
  }

  private mutating func leaveChoice(
    _ b: Int, _ state: StateMachine.State, _ effective: Payload, template: JSONataTemplate?, assign: Assignments?,
    target: Int
  ) throws(StateError) -> Step {
    let output: Payload
    switch state.queryLanguage {
    case .jsonPath: output = try passedThrough(b, state, effective)
    case .jsonata: output = try jsonataOutput(b, template)
    }
    let assigned = try assignments(assign, in: b, document: effective, result: nil, errorOutput: nil)
    return try leave(b, state, output: output, assigned: assigned, to: .next(target))
  }

  private mutating func holds(
    _ condition: ChoiceCondition, in b: Int, _ document: Payload
  ) throws(StateError) -> Bool {
    switch condition {
    case .literal(let value): return value
    case .expression(let expression):
      let value = try evaluate(expression, in: b)
      guard let holds = value.boolValue else {
        throw evaluationError(b, expression, ErrorText.unexpectedResult("boolean", value))
      }
      return holds
    case .and(let conditions):
      for nested in conditions where try !holds(nested, in: b, document) { return false }
      return true
    case .or(let conditions):
      for nested in conditions where try holds(nested, in: b, document) { return true }
      return false
    case .not(let nested): return try !holds(nested, in: b, document)
    case .comparison(let comparison): return try holds(comparison.test, of: comparison.variable, in: b, document)
    }
  }

  private mutating func holds(
    _ test: ChoiceTest, of variable: PathExpression, in b: Int, _ document: Payload
  ) throws(StateError) -> Bool {
    if case .isOfKind(.present, let expected) = test {
      let scope = scope(b, document.json, needsContext: variable.root == .context)
      return variable.exists(in: scope) == expected
    }
    let value = try operand(variable, in: b, document)
    switch test {
    case .isOfKind(let kind, let expected): return value.isOf(kind) == expected
    case .matches(let pattern):
      guard case .string(let text) = value else { return false }
      return pattern.matches(text)
    case .compare(let family, let relation, .literal(let other)):
      return ChoiceComparison.holds(family, relation, value, other)
    case .compare(_, let relation, .timestamp(let other)):
      guard case .string(let text) = value, let moment = DateTimeText.states.read(text) else { return false }
      return ChoiceComparison.compare(moment, other.moment, relation)
    case .compare(let family, let relation, .path(let path)):
      let other = try operand(path, in: b, document)
      return ChoiceComparison.holds(family, relation, value, family == .numeric ? other.asNumber : other)
    }
  }

  private mutating func operand(_ path: PathExpression, in b: Int, _ document: Payload) throws(StateError) -> JSON {
    do throws(PathError) {
      return try findNode(path, in: document, b)
    } catch {
      throw runtimeError(b, ErrorText.invalidChoicePath(path.text))
    }
  }
}

/// How the values of Choice rules compare. Values of different types never match; that is not an error.
enum ChoiceComparison {
  static func holds(
    _ family: ChoiceOperator.Family, _ relation: ChoiceOperator.Relation, _ left: JSON, _ right: JSON
  ) -> Bool {
    switch (family, left, right) {
    case (.string, .string(let a), .string(let b)): return compare(a, b, relation)
    case (.numeric, .number(let a), .number(let b)): return compare(a, b, relation)
    case (.boolean, .bool(let a), .bool(let b)): return a == b
    case (.timestamp, .string(let a), .string(let b)):
      guard let first = DateTimeText.states.read(a), let second = DateTimeText.states.read(b) else { return false }
      return compare(first, second, relation)
    default: return false
    }
  }

  static func compare<Value: Comparable>(
    _ a: Value, _ b: Value, _ relation: ChoiceOperator.Relation
  ) -> Bool {
    switch relation {
    case .equals: a == b
    case .lessThan: a < b
    case .greaterThan: a > b
    case .lessThanEquals: a <= b
    case .greaterThanEquals: a >= b
    }
  }

  /// Strings by UTF-16 code units, as Java compares them.
  private static func compare(_ a: String, _ b: String, _ relation: ChoiceOperator.Relation) -> Bool {
    switch relation {
    case .equals: a.hasSameUTF8(as: b)
    case .lessThan: a.precedesByUTF16(b)
    case .greaterThan: b.precedesByUTF16(a)
    case .lessThanEquals: !b.precedesByUTF16(a)
    case .greaterThanEquals: !a.precedesByUTF16(b)
    }
  }
}

extension JSON {
  /// The number that the service reads from the value of a `Numeric…Path` operator, which is the result of Jackson's
  /// `asDouble`: only the left operand must be a number.
  fileprivate var asNumber: JSON {
    switch self {
    case .number: self
    case .bool(let value): .integer(value ? 1 : 0)
    case .string(let text): .double(Double(javaText: text) ?? 0)
    case .null, .array, .object: .integer(0)
    }
  }

  fileprivate func isOf(_ kind: ChoiceOperator.Kind) -> Bool {
    switch (kind, self) {
    case (.present, _), (.null, .null), (.numeric, .number), (.string, .string), (.boolean, .bool): true
    case (.timestamp, .string(let text)): DateTimeText.states.read(text) != nil
    default: false
    }
  }
}

extension Double {
  /// Reads a decimal number as Java's `Double.parseDouble` does: spaces around it and a suffix `d` or `f` are ignored.
  fileprivate init?(javaText text: String) {
    var bytes = text.utf8[...]
    while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    if let last = bytes.last, last | 0x20 == 0x64 || last | 0x20 == 0x66 { bytes.removeLast() }
    let isDecimal = bytes.allSatisfy {
      (0x30...0x39).contains($0) || $0 == 0x2b || $0 == 0x2d || $0 == 0x2e || $0 | 0x20 == 0x65
    }
    guard isDecimal, let number = Double(String(decoding: bytes, as: UTF8.self)) else { return nil }
    self = min(max(number, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
  }
}
