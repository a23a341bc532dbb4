import OrderedJSON

// The parameters of integrations.

extension Inspection {
  /// `Parameters` or `Arguments` of a Task that calls a service (ASL880 to ASL884, ASLW30).
  mutating func checkParameters(_ context: StateContext) {
    guard let text = context.view.text(.resource), !Self.holdsPlaceholder(text), let resource = ResourceARN(text),
      resource.isIntegration
    else { return }
    let field: Field = context.language == .jsonPath ? .parameters : .arguments
    guard let member = context.view[field] else { return reportNoParameters(field, text, context) }
    guard case .object(let given) = member.value.content else { return }
    checkRequest(given, of: resource, member, context)
    if resource.service == "http", !resource.isSDK { checkConnection(given, member, context) }
  }

  /// ASL880.
  private mutating func reportNoParameters(_ field: Field, _ resource: String, _ context: StateContext) {
    let other: Field = field == .parameters ? .arguments : .parameters
    guard !context.view.has(other), let member = context.view[.resource] else { return }
    report(.parametersMissing, DiagnosticText.parametersRequired(field.name, resource), at: at(member))
  }

  /// ASL881 to ASL883, ASLW30.
  private mutating func checkRequest(
    _ given: [JSONSyntax.Member], of resource: ResourceARN, _ member: JSONSyntax.Member, _ context: StateContext
  ) {
    let index = integrations.index(ofRequest: resource)
    let brace = SourceRange(start: member.value.range.start, end: member.value.range.start + 1)
    let problems = integrations[request: index]?.problems(with: given, context.language, openingBrace: brace) ?? []
    for problem in problems {
      let rule: DiagnosticRule =
        switch problem.kind {
        case .missing: .requiredMemberMissing
        case .unknown: resource.isSDK ? .unknownMember : .unknownMemberOfOptimizedIntegration
        case .refused: .unknownMember
        case .kind: .memberOfWrongKind
        }
      report(rule, problem.message, at: Place(location: trail.location(.name(member.key)), range: problem.range))
    }
  }

  /// ASL884: the connection of an HTTP task, if it is a literal.
  private mutating func checkConnection(
    _ given: [JSONSyntax.Member], _ member: JSONSyntax.Member, _ context: StateContext
  ) {
    guard let authentication = given.last(where: { $0.key == "Authentication" }),
      let connection = authentication.value.member("ConnectionArn")?.value
    else { return }
    if case .string(let text) = connection.content {
      if Self.holdsPlaceholder(text) || (context.language == .jsonata && Self.isExpression(text)) { return }
      let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
      if parts.count == 6, parts[0] == "arn", parts[2] == "events", parts[5].hasPrefix("connection/") { return }
    }
    report(
      .connectionNotAnARN, DiagnosticText.connection,
      at: Place(location: trail.location(.name(member.key)), range: connection.range))
  }
}
