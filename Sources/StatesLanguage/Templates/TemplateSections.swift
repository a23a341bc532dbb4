import OrderedJSON

/// The sections of a template that definitions refer to.
struct TemplateSections: Sendable {
  /// An object of a template, looked up by name.
  struct Section: Sendable {
    /// The names in their order.
    private(set) var names: [String] = []
    private var values: [String: JSONSyntax] = [:]

    init(_ syntax: JSONSyntax?) {
      for member in syntax?.members ?? [] where values.updateValue(member.value, forKey: member.key) == nil {
        names.append(member.key)
      }
    }

    subscript(name: String) -> JSONSyntax? { values[name] }
  }

  let parameters: Section
  let mappings: Section
  let conditions: Section
  let resources: Section

  /// The sections of a template; `nil` if the value is none.
  init?(_ syntax: JSONSyntax) {
    guard let resources = syntax["Resources"], resources.members != nil else { return nil }
    self.resources = Section(resources)
    parameters = Section(syntax["Parameters"])
    mappings = Section(syntax["Mappings"])
    conditions = Section(syntax["Conditions"])
  }
}
