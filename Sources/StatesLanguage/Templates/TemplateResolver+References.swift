import OrderedJSON

extension TemplateResolver {
  // MARK: References

  mutating func given(_ name: String, _ range: SourceRange) -> TemplateValue? {
    guard let value = values[name] else { return nil }
    used.insert(name)
    return .text(MappedText(value, for: range))
  }

  /// `Ref`.
  mutating func reference(_ name: String, _ range: SourceRange) throws(TemplateProblem) -> TemplateValue {
    if let given = given(name, range) { return given }
    if name == "AWS::NoValue" { return .none }
    if name == "AWS::NotificationARNs" { return .list([]) }
    if let value = pseudoParameter(name) { return .text(MappedText(value, for: range)) }
    if let parameter = sections.parameters[name] { return try self.parameter(name, parameter, range) }
    guard sections.resources[name] != nil else { return unknown(name, range) }
    return .text(MappedText(filled(form(of: name).ref, for: name), for: range))
  }

  /// `AWS::Region` and its kin, as given by hand or in the project's account.
  func pseudoParameter(_ name: String) -> String? {
    if let value = values[name] { return value }
    func region() -> String { values["AWS::Region"] ?? "us-east-1" }
    switch name {
    case "AWS::AccountId": return "123456789012"
    case "AWS::Partition": return ARN.partition(of: region())
    case "AWS::Region": return region()
    case "AWS::StackId":
      return filled(ResourceForm(type: "AWS::CloudFormation::Stack").arn, name: values["AWS::StackName"] ?? "Stack")
    case "AWS::StackName": return "Stack"
    case "AWS::URLSuffix": return ARN.partition(of: region()) == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"
    default: return nil
    }
  }

  private mutating func parameter(
    _ name: String, _ parameter: JSONSyntax, _ range: SourceRange
  ) throws(TemplateProblem) -> TemplateValue {
    let type = parameter["Type"]?.stringValue ?? "String"
    // The default of such a parameter is the name of a value that is kept elsewhere.
    let isKeptElsewhere = type.utf8.starts(with: "AWS::SSM::Parameter::Value".utf8)
    if !isKeptElsewhere, let value = parameter["Default"] ?? parameter["AllowedValues"]?.elements?.first {
      let text: MappedText
      switch value.content {
      case .string(let string): text = MappedText(string, for: range)
      case .number, .bool: text = MappedText(source.text(in: value.range), for: range)
      case .null, .array, .object: throw problem("the default of a parameter is a string or a number", at: value)
      }
      guard type == "CommaDelimitedList" || type.utf8.starts(with: "List<".utf8) else { return .text(text) }
      let parts = text.string.split(separator: ",", omittingEmptySubsequences: false)
      return .list(parts.map { .text(MappedText(String($0.drop { $0 == " " }), for: range)) })
    }
    if type == "Number" {
      return .text(MappedText(parameter["MinValue"].map { source.text(in: $0.range) } ?? "1", for: range))
    }
    if let guess = guess(name, range) { return guess }
    note("the parameter '\(name)' has no default and no value was given", at: range)
    return placeholder(name, range)
  }

  /// A name that is not in the template.
  private mutating func unknown(_ name: String, _ range: SourceRange) -> TemplateValue {
    if takesNotes { noteUnknown(name, range) }
    return guess(name, range) ?? placeholder(name, range)
  }

  private mutating func noteUnknown(_ name: String, _ range: SourceRange) {
    // SAM makes resources that the template only refers to: `OrdersRole`, `Orders.Alias`.
    countSteps(sections.resources.names.count)
    let isMade = sections.resources.names.contains {
      name.hasPrefix($0) && sections.resources[$0]?["Type"]?.stringValue?.hasPrefix("AWS::Serverless::") == true
    }
    guard !isMade else { return }
    let known = sections.parameters.names + sections.resources.names
    let near = known.count > 2_000 ? nil : Suggestions.nearest(to: name, among: known)
    note(
      "the template has no parameter or resource '\(name.prefix(80))'" + (near.map { "; did you mean '\($0)'?" } ?? ""),
      at: range)
  }

  /// A value of another stack.
  mutating func outside(_ name: String, _ range: SourceRange) -> TemplateValue {
    given(name, range) ?? guess(name, range) ?? placeholder(name, range)
  }

  /// The ARN that a name probably means.
  private func guess(_ name: String, _ range: SourceRange) -> TemplateValue? {
    guard let guess = ResourceForm.guess(from: name) else { return nil }
    return .text(MappedText(filled(ResourceForm(type: guess.type).arn, name: guess.name), for: range))
  }

  // MARK: Attributes

  mutating func attribute(_ argument: JSONSyntax, _ node: JSONSyntax) throws(TemplateProblem) -> TemplateValue {
    if let parts = argument.elements, parts.count == 2, let resource = parts[0].stringValue {
      return try attribute(resource, try text(parts[1], of: "an attribute's name").string, node.range)
    }
    guard let name = argument.stringValue, let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")) else {
      throw misused(.getAtt, at: node)
    }
    return try attribute(String(name[..<dot]), String(name[name.utf8.index(after: dot)...]), node.range)
  }

  mutating func attribute(
    _ resource: String, _ attribute: String, _ range: SourceRange
  ) throws(TemplateProblem) -> TemplateValue {
    let name = "\(resource).\(attribute)"
    if let given = given(name, range) { return given }
    guard let type = sections.resources[resource]?["Type"]?.stringValue else {
      if sections.resources[resource] == nil { return unknown(resource, attribute, range) }
      return guess(name, range) ?? placeholder(name, range)
    }
    // What these give is decided by other templates and programs.
    if type.utf8.starts(with: "Custom::".utf8) || type.utf8.starts(with: "AWS::CloudFormation::".utf8) {
      return outside(name, range)
    }
    let form = ResourceForm(type: type)
    let pattern =
      form.attributes[attribute] ?? (attribute.lowercased().hasSuffix("arn") ? form.arn : "{n}-\(attribute.prefix(80))")
    return .text(MappedText(filled(pattern, for: resource), for: range))
  }

  private mutating func unknown(_ resource: String, _ attribute: String, _ range: SourceRange) -> TemplateValue {
    _ = unknown(resource, range)
    return guess(resource + "." + attribute, range) ?? placeholder("\(resource).\(attribute)", range)
  }

  private func form(of resource: String) -> ResourceForm {
    ResourceForm(type: sections.resources[resource]?["Type"]?.stringValue ?? "")
  }

  private mutating func filled(_ pattern: String, for resource: String) -> String {
    let name = name(of: resource)
    return filled(pattern, name: name, owner: pattern.contains("{f}") ? owner(of: resource) : "")
  }

  private func filled(_ pattern: String, name: String, owner: String = "") -> String {
    var result = ""
    var rest = pattern[...]
    while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")), rest[open...].utf8.count >= 3 {
      result += rest[..<open]
      let key = rest.utf8.index(after: open)
      switch rest.utf8[key] {
      case UInt8(ascii: "p"): result += pseudoParameter("AWS::Partition") ?? ""
      case UInt8(ascii: "r"): result += pseudoParameter("AWS::Region") ?? ""
      case UInt8(ascii: "a"): result += pseudoParameter("AWS::AccountId") ?? ""
      case UInt8(ascii: "d"): result += name.lowercased()
      case UInt8(ascii: "f"): result += owner
      default: result += name
      }
      rest = rest[rest.utf8.index(key, offsetBy: 2)...]
    }
    return result + rest
  }

  /// A resource's name: the one that it gives itself, or its logical id.
  private mutating func name(of resource: String) -> String {
    if let known = resourceNames[resource] { return known ?? resource }
    guard let property = form(of: resource).nameProperty,
      let node = sections.resources[resource]?["Properties"]?[property]
    else { return resource }
    resourceNames[resource] = .some(nil)
    // A name that cannot be found out, for example because it refers to itself, is the logical id.
    let text = (try? text(node, of: property))?.string ?? ""
    let isPlain =
      !text.isEmpty && text.utf8.count <= TemplateLimits.nameBytes
      && text.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    let name = isPlain && !Inspection.holdsPlaceholder(text) ? text : resource
    resourceNames[resource] = name
    return name
  }

  /// The name of the function or state machine that a version or an alias belongs to.
  private mutating func owner(of resource: String) -> String {
    let properties = sections.resources[resource]?["Properties"]
    guard let node = properties?["FunctionName"] ?? properties?["StateMachineArn"] else { return resource }
    // As with names: one that cannot be found out is the logical id.
    guard let name = try? text(node, of: "a name").string else { return resource }
    return name.split(separator: ":").last.map(String.init) ?? resource
  }
}
