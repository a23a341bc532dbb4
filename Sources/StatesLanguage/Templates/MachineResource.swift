import OrderedJSON

/// A resource of a template that is a state machine.
struct MachineResource {
  private enum Kind: String {
    case stepFunctions = "AWS::StepFunctions::StateMachine"
    case serverless = "AWS::Serverless::StateMachine"

    /// The property that says standard or express.
    var typeProperty: String {
      switch self {
      case .stepFunctions: "StateMachineType"
      case .serverless: "Type"
      }
    }

    /// The properties of which one says what the definition is.
    var definitionProperties: [String] {
      switch self {
      case .stepFunctions: ["Definition", "DefinitionString", "DefinitionS3Location"]
      case .serverless: ["Definition", "DefinitionUri"]
      }
    }
  }

  private let kind: Kind
  private let resource: JSONSyntax

  /// Takes a resource; `nil` if it is not a state machine.
  init?(_ resource: JSONSyntax) {
    guard let kind = resource["Type"]?.stringValue.flatMap(Kind.init) else { return nil }
    self.kind = kind
    self.resource = resource
  }

  func machine(
    _ logicalID: String, _ resolver: inout TemplateResolver
  ) throws(TemplateProblem) -> DefinitionTemplate.Machine {
    let properties = resource["Properties"]
    let given = kind.definitionProperties.filter { properties?[$0] != nil }
    guard let property = given.first, given.count == 1, let value = properties?[property] else {
      let wanted = kind.definitionProperties.joined(separator: ", ")
      throw resolver.problem(
        given.isEmpty
          ? "'\(logicalID)' has none of the properties \(wanted)"
          : "'\(logicalID)' has \(given.joined(separator: " and ")); only one of them is allowed", at: resource)
    }
    let type = try type(properties, &resolver)
    let substitutions = try substitutions(properties, &resolver)
    let definition: DefinitionTemplate.Definition
    switch property {
    case "Definition":
      var text = MappedText()
      guard try resolver.write(value, to: &text) else {
        throw resolver.problem("the Definition of '\(logicalID)' is AWS::NoValue", at: value)
      }
      definition = .text(try filled(text, substitutions, &resolver))
    case "DefinitionString":
      definition = .text(try filled(try resolver.text(value, of: property), substitutions, &resolver))
    default: definition = .file(try file(value, property, logicalID, &resolver))
    }
    return DefinitionTemplate.Machine(
      logicalID: logicalID, type: type, definition: definition, notes: resolver.notes, used: resolver.used,
      substitutions: substitutions)
  }

  private func type(
    _ properties: JSONSyntax?, _ resolver: inout TemplateResolver
  ) throws(TemplateProblem) -> StateMachineType {
    guard let value = properties?[kind.typeProperty] else { return .standard }
    let text = try resolver.text(value, of: kind.typeProperty).string
    if let type = StateMachineType(rawValue: text) { return type }
    resolver.note("\(kind.typeProperty) is STANDARD or EXPRESS, not '\(text.prefix(80))'", at: value.range)
    return .standard
  }

  // MARK: Placeholders

  /// The values of placeholders: those of `DefinitionSubstitutions`, and over them those given by hand.
  private func substitutions(
    _ properties: JSONSyntax?, _ resolver: inout TemplateResolver
  ) throws(TemplateProblem) -> [String: Substitution] {
    var texts: [String: String] = [:]
    if let value = properties?["DefinitionSubstitutions"] {
      guard let members = value.members else {
        throw resolver.problem("DefinitionSubstitutions is an object", at: value)
      }
      for member in members { texts[member.key] = try resolver.text(member.value, of: member.key).string }
    }
    // Values may have placeholders in turn. Each pass fills in those of the values, so a few passes are enough, and
    // values that need themselves do not grow without end.
    for _ in 0..<4 where texts.values.contains(where: Inspection.holdsPlaceholder) {
      let known = texts
      for (name, text) in known where Inspection.holdsPlaceholder(text) {
        let origin = properties?["DefinitionSubstitutions"]?.range ?? resource.range
        let filled = try DefinitionSubstitutions.filling(MappedText(text, for: origin), of: resolver.source) {
          $0 == name ? nil : known[$0].map(Substitution.text)
        }
        try resolver.spend(filled.text.bytes.count, at: origin)
        texts[name] = filled.text.string
      }
    }
    var substitutions = texts.mapValues(Substitution.text)
    for (name, value) in resolver.values { substitutions[name] = .value(value) }
    return substitutions
  }

  private func filled(
    _ text: MappedText, _ substitutions: [String: Substitution], _ resolver: inout TemplateResolver
  ) throws(TemplateProblem) -> SourceText {
    guard !substitutions.isEmpty else { return SourceText(text, of: resolver.source) }
    let filled = try DefinitionSubstitutions.filling(text, of: resolver.source) { substitutions[$0] }
    resolver.used.formUnion(filled.used)
    for placeholder in filled.remaining {
      resolver.note("the placeholder ${\(placeholder.name)} has no value", at: placeholder.origin)
    }
    return SourceText(filled.text, of: resolver.source)
  }

  // MARK: Files

  /// The path of the definition's file.
  private func file(
    _ value: JSONSyntax, _ property: String, _ logicalID: String, _ resolver: inout TemplateResolver
  ) throws(TemplateProblem) -> String {
    // The CDK writes what goes to S3 next to the template.
    if let metadata = resource["Metadata"], metadata["aws:asset:property"]?.stringValue == property,
      let path = metadata["aws:asset:path"]?.stringValue
    {
      return path
    }
    var place = value
    if property == "DefinitionUri", value.members == nil || TemplateFunction(value) != nil {
      let path = try resolver.text(value, of: property).string
      if !path.utf8.starts(with: "s3://".utf8) { return path }
      throw resolver.problem(elsewhere(logicalID, path), at: value)
    }
    if let members = value.members, TemplateFunction(value) == nil {
      var parts: [String] = []
      for name in ["Bucket", "Key"] {
        guard let part = members.last(where: { $0.key == name })?.value else { continue }
        place = part
        parts.append(try resolver.text(part, of: name).string)
      }
      if parts.count == 2 {
        throw resolver.problem(elsewhere(logicalID, "s3://\(parts.joined(separator: "/"))"), at: value)
      }
    }
    throw resolver.problem("\(property) is an object with Bucket and Key", at: place)
  }

  private func elsewhere(_ logicalID: String, _ location: String) -> String {
    "the definition of '\(logicalID)' is not in the template but in \(location.prefix(1_024)): "
      + "download it and name that file"
  }
}
