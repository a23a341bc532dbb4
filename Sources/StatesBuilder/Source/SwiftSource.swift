import OrderedJSON
import StatesLanguage

extension Workflow {
  /// The machine as Swift source that builds it: a file with an enumeration whose member `workflow` is the machine.
  ///
  /// Each state is a property of its own, so that large machines compile as fast as small ones. The source is formatted
  /// as `swift format` leaves it.
  ///
  /// - Parameter name: the name of the enumeration; what is not possible in a name is left out.
  public func swiftSource(name: String) -> String {
    var writer = SwiftSourceWriter(self)
    return writer.file(name: SwiftIdentifiers.typeName(for: name))
  }
}

/// Writes a machine as Swift source: the enumeration of the names, then a property for each state and for what is too
/// large to stand in one.
struct SwiftSourceWriter {
  private let workflow: Workflow
  /// The identifiers of the names in `Names`.
  private var cases: [StateName: String] = [:]
  private var members = SwiftIdentifiers(reserved: ["workflow", "init", "self"])
  private var properties: [(declaration: String, body: SwiftNode)] = []
  /// The identifier of the state that is being written.
  var owner = "workflow"

  init(_ workflow: Workflow) { self.workflow = workflow }

  mutating func file(name: String) -> String {
    let declarations = names()
    let machine = machine()
    var text = "import StatesBuilder\n\nenum \(name) {\n  /// The names of the states.\n"
    text += declarations + "\n  /// The state machine.\n" + Self.property("workflow: Workflow", machine)
    for (declaration, body) in properties { text += "\n" + Self.property(declaration, body) }
    return text + "}\n"
  }

  private static func property(_ declaration: String, _ body: SwiftNode) -> String {
    "  static var \(declaration) {\n    \(body.source(indentation: 4, column: 4))\n  }\n"
  }

  // MARK: Names

  /// Declares the names of all states. Names that differ only in how their characters are composed cannot be
  /// cases together.
  private mutating func names() -> String {
    var identifiers = SwiftIdentifiers(reserved: ["stateName", "rawValue", "hashValue", "hash", "init", "self"])
    var texts: Set<String> = []
    var lines: [String] = []
    var others: [String] = []
    for name in Self.names(in: workflow) where cases[name] == nil {
      let identifier = identifiers.identifier(for: name.description, noun: "state")
      cases[name] = identifier
      let literal = SwiftLiteral.string(name.description)
      if texts.insert(name.description).inserted {
        lines.append(Self.declaration("case \(identifier)", identifier == name.description ? nil : literal))
      } else {
        others.append("    static let \(identifier) = StateName(\(literal))")
      }
    }
    if lines.isEmpty { return "  enum Names {}\n" }
    return "  enum Names: String, StateNaming {\n" + (lines + others).joined(separator: "\n") + "\n  }\n"
  }

  /// A declaration of a name; a long value stands on a line of its own.
  private static func declaration(_ start: String, _ literal: String?) -> String {
    guard let literal else { return "    \(start)" }
    let isLong = start.count + literal.count + 7 > SwiftNode.columns
    return "    \(start) =\(isLong ? "\n      " : " ")\(literal)"
  }

  private static func names(in scope: some StateScope) -> [StateName] {
    scope.states.flatMap { state in
      let inner: [StateName] =
        switch state {
        case let parallel as Parallel: parallel.branches.flatMap { names(in: $0) }
        case let map as Map: map.processor.map { names(in: $0) } ?? []
        default: []
        }
      return [state.name] + inner
    }
  }

  /// A reference to a state.
  func name(_ name: StateName) -> SwiftNode {
    .text(cases[name].map { "Names.\($0)" } ?? "StateName(\(SwiftLiteral.string(name.description)))")
  }

  // MARK: Properties

  /// Moves an expression into a property, and returns a reference to it.
  ///
  /// - Parameters:
  ///   - node: the expression.
  ///   - type: its type.
  ///   - part: what it is of the state that is being written.
  mutating func property(_ node: SwiftNode, type: String, part: String) -> SwiftNode {
    let identifier = members.identifier(for: part, of: owner)
    properties.append(("\(identifier): \(type)", node))
    return .text(identifier)
  }

  /// An expression where it stands if it fits on a line there, otherwise in a property.
  mutating func short(_ node: SwiftNode, type: String, part: String) -> SwiftNode {
    if let line = node.line, line.count <= 100 { return node }
    return property(node, type: type, part: part)
  }

  // MARK: Scopes

  private mutating func machine() -> SwiftNode {
    scope("Workflow", workflow).calling(modifiers(workflow.fields, of: .machine))
  }

  /// A scope's initializer with its states; each of them becomes a property.
  mutating func scope(_ initializer: String, _ scope: some StateScope, _ first: [SwiftNode.Argument] = []) -> SwiftNode
  {
    var arguments = first
    if let start = scope.startAt { arguments.append(SwiftNode.Argument("startAt", name(start))) }
    var states: [SwiftNode] = []
    for state in scope.states { states.append(property(of: state)) }
    let parts = grouped(states, type: "any WorkflowState", part: "States")
    return .block(arguments.isEmpty ? .text(initializer) : .call(initializer, arguments), parts)
  }

  /// The statements of a block; many of them are divided into lists, since long blocks take long to compile.
  mutating func grouped(_ statements: [SwiftNode], type: String, part: String) -> [SwiftNode] {
    let size = 100
    if statements.count <= size { return statements }
    return stride(from: 0, to: statements.count, by: size).map { start in
      let group = statements[start..<min(start + size, statements.count)]
      return property(.array(Array(group)), type: "[\(type)]", part: part)
    }
  }

  private mutating func property(of state: any WorkflowState) -> SwiftNode {
    let (outer, place) = (owner, properties.count)
    defer { owner = outer }
    owner = members.identifier(for: state.name.description, noun: "state")
    let identifier = owner
    let (type, node) = self.state(state)
    // In front of what it consists of.
    properties.insert(("\(identifier): \(type)", node), at: place)
    return .text(identifier)
  }
}
