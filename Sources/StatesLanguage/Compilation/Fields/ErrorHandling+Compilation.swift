import OrderedJSON

extension Compiler {
  func retrier(_ node: JSONSyntax) -> Retrier {
    Retrier(
      errorEquals: patterns(node), intervalSeconds: integer(node["IntervalSeconds"]) ?? 1,
      maxAttempts: integer(node["MaxAttempts"]) ?? 3, backoffRate: node["BackoffRate"]?.numberValue?.doubleValue ?? 2,
      maxDelaySeconds: integer(node["MaxDelaySeconds"]), hasFullJitter: node["JitterStrategy"]?.stringValue == "FULL")
  }

  mutating func catcher(_ fields: Fields, _ prefix: String) -> Catcher? {
    guard let nextNode = fields["Next"], let next = target(nextNode) else {
      fail(fields.node, "These fields are required: [Next]")
      return nil
    }
    return Catcher(
      errorEquals: patterns(fields.node), next: next,
      resultPath: fields.language == .jsonPath ? resultPath(fields["ResultPath"]) : .replace,
      output: fields.language == .jsonata ? fields["Output"].flatMap { jsonata($0, prefix + "Output") } : nil,
      assign: assignments(fields, in: prefix))
  }

  private func patterns(_ node: JSONSyntax) -> [ErrorPattern] {
    (node["ErrorEquals"]?.elements ?? []).compactMap(\.stringValue).map(ErrorPattern.init)
  }
}
