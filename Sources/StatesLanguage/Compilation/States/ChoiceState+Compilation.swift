import JSONPath
import OrderedJSON

extension Compiler {
  mutating func choice(_ fields: FieldReader) -> ChoiceState? {
    guard let entries = fields[.choices]?.elements else {
      fail(fields.range, DiagnosticText.required([Field.choices.name]))
      return nil
    }
    var rules: [ChoiceRule] = []
    rules.reserveCapacity(entries.count)
    for (place, entry) in entries.enumerated() {
      guard let view = ObjectView(entry) else {
        fail(entry.range, DiagnosticText.expected("Object"))
        return nil
      }
      guard let rule = rule(FieldReader(view: view, language: fields.language), "Choices[\(place)]/") else {
        return nil
      }
      rules.append(rule)
    }
    return ChoiceState(rules: rules, defaultTarget: fields[.default].flatMap { target($0) })
  }

  private mutating func rule(_ fields: FieldReader, _ prefix: @autoclosure () -> String) -> ChoiceRule? {
    guard let nextNode = fields[.next], let next = target(nextNode) else {
      fail(fields.range, DiagnosticText.required([Field.next.name]))
      return nil
    }
    let assign = fields.has(.assign) ? assignments(fields, in: prefix()) : nil
    switch fields.language {
    case .jsonPath:
      return condition(fields.view).map { ChoiceRule(condition: $0, next: next, output: nil, assign: assign) }
    case .jsonata:
      let name = prefix()
      return jsonataCondition(fields, name).map {
        ChoiceRule(
          condition: $0, next: next, output: fields[.output].flatMap { jsonata($0, name + "Output") }, assign: assign)
      }
    }
  }

  private mutating func jsonataCondition(_ fields: FieldReader, _ prefix: String) -> ChoiceCondition? {
    guard let node = fields[.condition] else {
      fail(fields.range, DiagnosticText.required([Field.condition.name]))
      return nil
    }
    if let value = node.boolValue { return .literal(value) }
    guard let inside = node.stringValue.flatMap(StateExpression.inside) else {
      fail(node.range, "Condition must be a boolean or a JSONata expression")
      return nil
    }
    return expression(inside, prefix + "Condition", node).map(ChoiceCondition.expression)
  }

  private mutating func condition(_ view: ObjectView) -> ChoiceCondition? {
    if let nested = view[.and] { return conditions(nested.value).map(ChoiceCondition.and) }
    if let nested = view[.or] { return conditions(nested.value).map(ChoiceCondition.or) }
    if let nested = view[.not] { return condition(nested.value).map(ChoiceCondition.not) }
    guard let variable = view[.variable]?.value, let path = path(variable) else {
      fail(view.range, "a comparison needs a Variable")
      return nil
    }
    guard let field = view.present.intersection(.comparisons).first, let form = ChoiceOperator.form(of: field),
      let operand = view[field]?.value
    else {
      fail(view.range, "a comparison needs an operator")
      return nil
    }
    return test(field, form, operand).map {
      .comparison(ChoiceCondition.Comparison(variable: path, test: $0))
    }
  }

  private mutating func condition(_ node: JSONSyntax) -> ChoiceCondition? {
    guard let view = ObjectView(node) else {
      fail(node.range, DiagnosticText.expected("Object"))
      return nil
    }
    return condition(view)
  }

  private mutating func conditions(_ node: JSONSyntax) -> [ChoiceCondition]? {
    guard let entries = node.elements else {
      fail(node.range, "And and Or take an array")
      return nil
    }
    var result: [ChoiceCondition] = []
    result.reserveCapacity(entries.count)
    for entry in entries {
      guard let nested = condition(entry) else { return nil }
      result.append(nested)
    }
    return result
  }

  private mutating func test(_ field: Field, _ form: ChoiceOperator.Form, _ operand: JSONSyntax) -> ChoiceTest? {
    switch form {
    case .literal(.timestamp, let relation):
      return timestamp(operand).map { .compare(.timestamp, relation, .timestamp($0)) }
    case .literal(let family, let relation): return .compare(family, relation, .literal(operand.json))
    case .path(let family, let relation): return path(operand).map { .compare(family, relation, .path($0)) }
    case .pattern:
      if let pattern = operand.stringValue.flatMap(StringPattern.init) { return .matches(pattern) }
    case .kind(let kind):
      if let expected = operand.boolValue { return .isOfKind(kind, expected) }
    }
    fail(operand.range, "not an operand for \(field.name)")
    return nil
  }
}
