import OrderedJSON

extension TemplateResolver {
  // MARK: Conditions

  mutating func condition(_ name: String, _ node: JSONSyntax) throws(TemplateProblem) -> Bool {
    guard let condition = sections.conditions[name] else {
      let near = Suggestions.nearest(to: name, among: sections.conditions.names).map { "; did you mean '\($0)'?" } ?? ""
      throw problem("the template has no condition '\(name.prefix(80))'\(near)", at: node)
    }
    guard !openConditions.contains(name) else {
      throw problem("the condition '\(name.prefix(80))' depends on itself", at: condition)
    }
    openConditions.append(name)
    defer { openConditions.removeLast() }
    return try holds(condition)
  }

  /// Whether a condition is true.
  private mutating func holds(_ node: JSONSyntax) throws(TemplateProblem) -> Bool {
    try step(at: node)
    try enter(node)
    defer { calls -= 1 }
    guard let member = node.members?.first, node.members?.count == 1 else {
      throw problem("a condition is an object with one function", at: node)
    }
    let parts = member.value.elements ?? []
    switch member.key {
    case "Condition":
      guard let name = member.value.stringValue else { break }
      return try condition(name, node)
    case "Fn::Equals" where parts.count == 2:
      let left = try text(parts[0], of: "a value of Fn::Equals")
      return try left.bytes == text(parts[1], of: "a value of Fn::Equals").bytes
    case "Fn::Not" where parts.count == 1: return try !holds(parts[0])
    case "Fn::And":
      for part in parts where try !holds(part) { return false }
      return true
    case "Fn::Or":
      for part in parts where try holds(part) { return true }
      return false
    default: break
    }
    throw problem("a condition is made of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition", at: node)
  }
}
