import OrderedJSON
import StatesLanguage

extension SwiftSourceWriter {
  /// A state as its type and the expression that makes it.
  mutating func state(_ state: any WorkflowState) -> (type: String, SwiftNode) {
    let fields = state.fields
    guard let type = fields["Type"]?.stringValue.flatMap(StateType.init),
      let (base, used) = base(type, name(state.name), fields)
    else {
      return (
        "CustomState",
        .call("CustomState", [SwiftNode.Argument(nil, name(state.name)), fieldsArgument(fields)])
      )
    }
    var rest = fields
    for field in used + ["Type"] { rest[field] = nil }
    return (type.rawValue, base.calling(modifiers(rest, of: .state(type))))
  }

  /// The initializer of a state and the fields that it sets; `nil` if the state lacks what it takes.
  private mutating func base(_ type: StateType, _ name: SwiftNode, _ fields: JSON.Object) -> (SwiftNode, [String])? {
    let first = SwiftNode.Argument(nil, name)
    func call(_ label: String, _ value: SwiftNode) -> SwiftNode {
      .call(type.rawValue, [first, SwiftNode.Argument(label, value)])
    }
    switch type {
    case .task:
      guard let resource = fields["Resource"]?.stringValue else { return nil }
      return (call("resource", .string(resource)), ["Resource"])
    case .wait: return wait(fields, call)
    case .pass, .succeed: return (.call(type.rawValue, [first]), [])
    case .fail:
      var arguments = [first]
      var used: [String] = []
      for (field, label) in [("Error", "error"), ("Cause", "cause")] {
        guard let text = fields[field]?.stringValue, Self.expression(text) == nil else { continue }
        arguments.append(SwiftNode.Argument(label, .string(text)))
        used.append(field)
      }
      return (.call(type.rawValue, arguments), used)
    case .choice:
      guard let rules = fields["Choices"]?.arrayValue, rules.allSatisfy({ $0.objectValue != nil }) else { return nil }
      var nodes: [SwiftNode] = []
      for rule in rules.compactMap(\.objectValue) { nodes.append(self.rule(rule)) }
      return (.block(.call(type.rawValue, [first]), grouped(nodes, type: "When", part: "Rules")), ["Choices"])
    case .parallel:
      guard let branches = fields["Branches"]?.arrayValue, branches.allSatisfy(Self.isScope) else { return nil }
      var nodes: [SwiftNode] = []
      for branch in branches.map(Branch.init) {
        nodes.append(scope("Branch", branch).calling(modifiers(branch.fields, of: .branch)))
      }
      return (.block(.call(type.rawValue, [first]), grouped(nodes, type: "Branch", part: "Branches")), ["Branches"])
    case .map: return map(fields, name)
    }
  }

  private func wait(_ fields: JSON.Object, _ call: (String, SwiftNode) -> SwiftNode) -> (SwiftNode, [String])? {
    let times = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"].filter { fields[$0] != nil }
    guard times.count == 1, let field = times.first, let value = fields[field] else { return nil }
    let label = Self.lowercased(field)
    if field == "Seconds", let seconds = value.integerValue { return (call(label, .text("\(seconds)")), [field]) }
    guard let text = value.stringValue else { return nil }
    if !field.hasSuffix("Path"), let expression = Self.expression(text) {
      return (call(label + "Expression", .string(expression)), [field])
    }
    return field == "Seconds" ? nil : (call(label, .string(text)), [field])
  }

  private mutating func map(_ fields: JSON.Object, _ name: SwiftNode) -> (SwiftNode, [String])? {
    let (item, iterator) = (fields["ItemProcessor"], fields["Iterator"])
    guard (item == nil) != (iterator == nil), let json = item ?? iterator, Self.isScope(json) else { return nil }
    let processor = Map.Processor(json)
    let first = SwiftNode.Argument(nil, name)
    if item != nil, processor.fields.isEmpty { return (scope("Map", processor, [first]), ["ItemProcessor"]) }
    var rest = processor.fields
    var mode: [SwiftNode.Argument] = []
    if let node = rest["ProcessorConfig"].flatMap(Self.mode) {
      mode = [SwiftNode.Argument(nil, .text(node))]
      rest["ProcessorConfig"] = nil
    }
    let node = scope("Map.Processor", processor, mode).calling(modifiers(rest, of: .processor))
    let reference = property(node, type: "Map.Processor", part: "Processor")
    let argument = SwiftNode.Argument(item == nil ? "iterator" : nil, reference)
    return (.call("Map", [first, argument]), ["ItemProcessor", "Iterator"])
  }

  private static func mode(_ config: JSON) -> String? {
    for type in StateMachineType.allCases where config == Map.Mode.distributed(type).json {
      return ".distributed(.\(type))"
    }
    return config == Map.Mode.inline.json ? ".inline" : nil
  }

  /// Whether a value is an object with states that are objects.
  private static func isScope(_ json: JSON) -> Bool {
    guard let states = json["States"]?.objectValue else { return false }
    return states.members.allSatisfy { $0.value.objectValue != nil } && json["StartAt"]?.stringValue != nil
  }

  // MARK: Rules

  private mutating func rule(_ fields: JSON.Object) -> SwiftNode {
    var condition = fields
    var rest: JSON.Object = [:]
    for member in fields.members where ["Next", "Comment", "Assign", "Output"].contains(member.key) {
      condition[member.key] = nil
      if member.key != "Next" { rest[member.key] = member.value }
    }
    guard let next = fields["Next"]?.stringValue else { return .call("When", [fieldsArgument(fields)]) }
    let target = SwiftNode.Argument("next", name(StateName(next)))
    var arguments: [SwiftNode.Argument]
    switch (condition.count, condition["Condition"]) {
    case (1, .bool(let value)?): arguments = [SwiftNode.Argument(nil, .text("\(value)"))]
    case (1, .string(let text)?):
      guard let expression = Self.expression(text) else { return .call("When", [fieldsArgument(fields)]) }
      arguments = [SwiftNode.Argument("expression", .string(expression))]
    case (_, nil):
      arguments = [SwiftNode.Argument(nil, short(self.condition(condition).node, type: "Condition", part: "Condition"))]
    default: return .call("When", [fieldsArgument(fields)])
    }
    arguments.append(target)
    return .call("When", arguments).calling(modifiers(rest, of: .rule))
  }

  /// A condition, and how many comparisons it has.
  private mutating func condition(_ fields: JSON.Object) -> (node: SwiftNode, weight: Int) {
    var rest = fields
    rest["Comment"] = nil
    let comment = fields["Comment"]?.stringValue
    if comment == nil, fields["Comment"] != nil { return (fallback(fields), 1) }
    if rest.count == 2, let path = rest["Variable"]?.stringValue,
      let comparison = rest.members.first(where: { $0.key != "Variable" }),
      let operand = Self.operand(comparison.key, comparison.value)
    {
      let node = SwiftNode.chain(
        .call("Variable", .string(path)), [.call("." + Self.lowercased(comparison.key), .text(operand))])
      return commented(node, comment, 1)
    }
    guard rest.count == 1, let only = rest.members.first else { return (fallback(fields), 1) }
    switch (only.key, only.value) {
    case ("Not", .object(let inner)):
      let (node, weight) = condition(inner)
      let argument = part(node, weight)
      return commented(.call(".not", argument.node), comment, argument.weight + 1)
    case ("And", .array(let parts)) where parts.allSatisfy({ $0.objectValue != nil }),
      ("Or", .array(let parts)) where parts.allSatisfy({ $0.objectValue != nil }):
      var arguments: [SwiftNode.Argument] = []
      var total = 1
      for inner in parts.compactMap(\.objectValue) {
        let (node, weight) = condition(inner)
        let argument = part(node, weight)
        arguments.append(SwiftNode.Argument(nil, argument.node))
        total += argument.weight
      }
      return commented(.call("." + Self.lowercased(only.key), arguments), comment, total)
    default: return (fallback(fields), 1)
    }
  }

  private mutating func fallback(_ fields: JSON.Object) -> SwiftNode { .call("Condition", [fieldsArgument(fields)]) }

  /// A part of a condition, in a property if it is large: many nested calls take long to compile.
  private mutating func part(_ node: SwiftNode, _ weight: Int) -> (node: SwiftNode, weight: Int) {
    if weight <= 3, let line = node.line, line.count <= 100 { return (node, weight) }
    return (property(node, type: "Condition", part: "Condition"), 1)
  }

  private func commented(_ node: SwiftNode, _ comment: String?, _ weight: Int) -> (SwiftNode, Int) {
    guard let comment else { return (node, weight) }
    // An implicit member takes no further members.
    var node = node
    if case .call(let name, let arguments) = node, name.hasPrefix(".") { node = .call("Condition" + name, arguments) }
    return (node.calling([.call(".comment", .string(comment))]), weight)
  }

  /// The operand of a comparison as a literal, if it has the operator's type.
  private static func operand(_ name: String, _ value: JSON) -> String? {
    guard comparisons.contains(name) else { return nil }
    if name.hasSuffix("Path") { return value.stringValue.map(SwiftLiteral.string) }
    if name.hasPrefix("Is") || name.hasPrefix("Boolean") { return value.boolValue.map { "\($0)" } }
    return name.hasPrefix("Numeric") ? double(value) : value.stringValue.map(SwiftLiteral.string)
  }

  /// The operators of comparisons.
  private static let comparisons: Set<String> = {
    var names: Set<String> = ["StringMatches", "BooleanEquals", "BooleanEqualsPath"]
    for type in ["String", "Numeric", "Timestamp"] {
      for relation in ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"] {
        names.formUnion([type + relation, type + relation + "Path"])
      }
    }
    for kind in ["Present", "Null", "String", "Numeric", "Boolean", "Timestamp"] { names.insert("Is" + kind) }
    return names
  }()
}
