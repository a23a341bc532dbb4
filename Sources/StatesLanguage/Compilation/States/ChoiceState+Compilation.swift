import JSONPath
import OrderedJSON

extension Compiler {
  mutating func choice(_ fields: Fields) -> ChoiceState? {
    guard let entries = fields["Choices"]?.elements else {
      fail(fields.node, "These fields are required: [Choices]")
      return nil
    }
    var rules: [ChoiceRule] = []
    for (place, entry) in entries.enumerated() {
      guard let rule = rule(Fields(node: entry, language: fields.language), "Choices[\(place)]/") else { return nil }
      rules.append(rule)
    }
    return ChoiceState(rules: rules, defaultTarget: fields["Default"].flatMap { target($0) })
  }

  private mutating func rule(_ fields: Fields, _ prefix: String) -> ChoiceRule? {
    guard let nextNode = fields["Next"], let next = target(nextNode) else {
      fail(fields.node, "These fields are required: [Next]")
      return nil
    }
    let assign = assignments(fields, in: prefix)
    switch fields.language {
    case .jsonPath:
      return condition(fields.node).map { ChoiceRule(condition: $0, next: next, output: nil, assign: assign) }
    case .jsonata:
      return jsonataCondition(fields, prefix).map {
        ChoiceRule(
          condition: $0, next: next, output: fields["Output"].flatMap { jsonata($0, prefix + "Output") },
          assign: assign)
      }
    }
  }

  private mutating func jsonataCondition(_ fields: Fields, _ prefix: String) -> ChoiceCondition? {
    guard let node = fields["Condition"] else {
      fail(fields.node, "These fields are required: [Condition]")
      return nil
    }
    if let value = node.boolValue { return .literal(value) }
    guard let inside = node.stringValue.flatMap(StateExpression.inside) else {
      fail(node, "Condition must be a boolean or a JSONata expression")
      return nil
    }
    return expression(inside, prefix + "Condition", node).map(ChoiceCondition.expression)
  }

  private mutating func condition(_ node: JSONSyntax) -> ChoiceCondition? {
    if let nested = node["And"] { return conditions(nested).map(ChoiceCondition.and) }
    if let nested = node["Or"] { return conditions(nested).map(ChoiceCondition.or) }
    if let nested = node["Not"] { return condition(nested).map(ChoiceCondition.not) }
    guard let variable = node["Variable"], let path = path(variable) else {
      fail(node, "a comparison needs a Variable")
      return nil
    }
    for member in node.members ?? [] {
      guard let known = ChoiceOperator.named(member.key) else { continue }
      return test(known, member.value).map {
        .comparison(ChoiceCondition.Comparison(variable: path, test: $0))
      }
    }
    fail(node, "a comparison needs an operator")
    return nil
  }

  private mutating func conditions(_ node: JSONSyntax) -> [ChoiceCondition]? {
    guard let entries = node.elements else {
      fail(node, "And and Or take an array")
      return nil
    }
    var result: [ChoiceCondition] = []
    for entry in entries {
      guard let nested = condition(entry) else { return nil }
      result.append(nested)
    }
    return result
  }

  private mutating func test(_ known: ChoiceOperator, _ operand: JSONSyntax) -> ChoiceTest? {
    switch known.form {
    case .literal(let family, let relation): return .compare(family, relation, .literal(operand.json))
    case .path(let family, let relation): return path(operand).map { .compare(family, relation, .path($0)) }
    case .pattern:
      if let pattern = operand.stringValue.flatMap(StringPattern.init) { return .matches(pattern) }
    case .kind(let kind):
      if let expected = operand.boolValue { return .isOfKind(kind, expected) }
    }
    fail(operand, "not an operand for \(known.name)")
    return nil
  }
}
