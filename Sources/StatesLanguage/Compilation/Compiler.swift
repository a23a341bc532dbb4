import JSONPath
import JSONata
import OrderedJSON

/// Turns a definition that has been read into a ``StateMachine``.
///
/// The validator has spoken before; what it let through and still cannot be compiled becomes a diagnostic as well.
struct Compiler {
  let source: SourceText
  let type: StateMachineType
  var defaultQueryLanguage = QueryLanguage.jsonPath
  var states: [State?] = []
  var problems: [Diagnostic] = []
  /// The states of the scope that is being compiled.
  var scope: [String: Int] = [:]

  static func compile(_ source: SourceText, type: StateMachineType) throws(InvalidDefinition) -> StateMachine {
    let checked = Validator(type: type).validate(source)
    guard let syntax = checked.syntax, checked.isValid else {
      throw InvalidDefinition(diagnostics: checked.diagnostics)
    }
    var compiler = Compiler(source: source, type: type)
    let machine = compiler.machine(syntax, warnings: checked.diagnostics)
    guard let machine, compiler.problems.isEmpty else {
      throw InvalidDefinition(diagnostics: checked.diagnostics + compiler.problems)
    }
    return machine
  }

  private mutating func machine(_ node: JSONSyntax, warnings: [Diagnostic]) -> StateMachine? {
    defaultQueryLanguage = node["QueryLanguage"]?.stringValue.flatMap(QueryLanguage.init) ?? .jsonPath
    guard let start = compileScope(node) else { return nil }
    var finished: [State] = []
    finished.reserveCapacity(states.count)
    for state in states {
      guard let state else { return nil }
      finished.append(state)
    }
    return StateMachine(
      states: finished, startAt: start, timeoutSeconds: integer(node["TimeoutSeconds"]),
      queryLanguage: defaultQueryLanguage, comment: node["Comment"]?.stringValue, type: type, warnings: warnings)
  }

  /// Compiles the states of a machine, branch or processor; gives the place where it begins.
  mutating func compileScope(_ node: JSONSyntax) -> Int? {
    guard let members = node["States"]?.members, let startAt = node["StartAt"]?.stringValue else {
      fail(node, "StartAt and States are required")
      return nil
    }
    let outer = scope
    defer { scope = outer }
    scope = [:]
    scope.reserveCapacity(members.count)
    let first = states.count
    for (offset, member) in members.enumerated() { scope[member.key] = first + offset }
    states.append(contentsOf: repeatElement(nil, count: members.count))
    for (offset, member) in members.enumerated() {
      states[first + offset] = compileState(member.value, name: member.key)
    }
    guard let start = scope[startAt] else {
      fail(node, "Missing 'Next' target: \(startAt)")
      return nil
    }
    return start
  }

  private mutating func compileState(_ node: JSONSyntax, name: String) -> State? {
    guard let type = node["Type"]?.stringValue.flatMap({ StateType(name: $0) }) else {
      fail(node, "a state needs one of the eight types")
      return nil
    }
    let language = node["QueryLanguage"]?.stringValue.flatMap(QueryLanguage.init) ?? defaultQueryLanguage
    let fields = Fields(node: node, language: language)
    guard let kind = compileKind(type, fields) else { return nil }
    return State(
      name: name, kind: kind, queryLanguage: language, transition: transition(node, type),
      dataFlow: dataFlow(fields, type), assign: assignments(fields, in: ""),
      retriers: (node["Retry"]?.elements ?? []).map { retrier($0) },
      catchers: (node["Catch"]?.elements ?? []).enumerated().compactMap { place, entry in
        catcher(Fields(node: entry, language: language), "Catch[\(place)]/")
      })
  }

  private mutating func compileKind(_ type: StateType, _ fields: Fields) -> StateKind? {
    switch type {
    case .task: return task(fields).map(StateKind.task)
    case .wait: return wait(fields).map(StateKind.wait)
    case .pass: return .pass(PassState(result: fields.language == .jsonPath ? fields["Result"]?.json : nil))
    case .succeed: return .succeed
    case .fail: return .fail(FailState(error: text(fields, "Error"), cause: text(fields, "Cause")))
    case .choice: return choice(fields).map(StateKind.choice)
    case .parallel: return parallel(fields).map(StateKind.parallel)
    case .map: return map(fields).map(StateKind.map)
    }
  }

  private mutating func transition(_ node: JSONSyntax, _ type: StateType) -> Transition {
    switch type {
    case .choice, .succeed, .fail: return .end
    case .task, .wait, .pass, .parallel, .map:
      guard let next = node["Next"] else { return .end }
      return target(next).map(Transition.next) ?? .end
    }
  }

  // MARK: Shared by all states

  /// The fields of a state or of a part of one, with its query language.
  struct Fields {
    let node: JSONSyntax
    let language: QueryLanguage
    subscript(name: String) -> JSONSyntax? { node[name] }
  }

  mutating func fail(_ node: JSONSyntax, _ message: String) {
    problems.append(
      Diagnostic(
        severity: .error, code: "ASL001", awsCode: "SCHEMA_VALIDATION_FAILED", message: message, location: nil,
        range: node.range, position: source.position(of: node.range.start)))
  }

  mutating func target(_ node: JSONSyntax) -> Int? {
    guard let name = node.stringValue else {
      fail(node, "a transition names a state")
      return nil
    }
    guard let place = scope[name] else {
      fail(node, "Missing 'Next' target: \(name)")
      return nil
    }
    return place
  }

  func integer(_ node: JSONSyntax?) -> Int? { node?.numberValue?.integerValue.flatMap { Int(exactly: $0) } }

  mutating func path(_ node: JSONSyntax) -> PathExpression? {
    guard let text = node.stringValue else {
      fail(node, "a path is a string")
      return nil
    }
    do { return try PathExpression(text, acceptsBareWords: true) } catch {
      fail(node, error.message)
      return nil
    }
  }

  mutating func referencePath(_ node: JSONSyntax) -> ReferencePath? {
    guard let text = node.stringValue else {
      fail(node, "a reference path is a string")
      return nil
    }
    do { return try ReferencePath(text) } catch {
      fail(node, error.message)
      return nil
    }
  }

  mutating func payload(_ node: JSONSyntax) -> PayloadTemplate? {
    do { return try PayloadTemplate(node.json) } catch {
      fail(node, error.message)
      return nil
    }
  }

  mutating func expression(_ text: String, _ field: String, _ node: JSONSyntax) -> StateExpression? {
    do { return try StateExpression(text, field: field) } catch {
      fail(node, error.message)
      return nil
    }
  }

  mutating func jsonata(_ node: JSONSyntax, _ field: String) -> JSONataTemplate? {
    do { return try JSONataTemplate(node.json, field: field) } catch {
      fail(node, error.message)
      return nil
    }
  }

  /// A template in the fields' language: `names` are tried in order.
  mutating func argument(_ fields: Fields, _ name: String, jsonata field: String? = nil) -> ArgumentTemplate? {
    guard let node = fields[name] else { return nil }
    switch fields.language {
    case .jsonPath: return payload(node).map(ArgumentTemplate.payload)
    case .jsonata: return jsonata(node, field ?? name).map(ArgumentTemplate.jsonata)
    }
  }

  /// A number that stands under `name`, or is found by the path under `name` + `Path`.
  mutating func number(_ fields: Fields, _ name: String, field: String? = nil) -> NumberSource? {
    if let node = fields[name] {
      switch node.content {
      case .number(let number): return .literal(number)
      case .string(let text):
        if fields.language == .jsonata, let inside = StateExpression.inside(text) {
          return expression(inside, field ?? name, node).map(NumberSource.expression)
        }
        fail(node, "\(name) must be a number")
      case .null, .bool, .array, .object: fail(node, "\(name) must be a number")
      }
      return nil
    }
    guard let node = fields[name + "Path"] else { return nil }
    return path(node).map(NumberSource.path)
  }

  /// A text that stands under `name`, or is found or built by what stands under `name` + `Path`.
  mutating func text(_ fields: Fields, _ name: String, field: String? = nil) -> TextSource? {
    if let node = fields[name] {
      guard let text = node.stringValue else {
        fail(node, "\(name) must be a string")
        return nil
      }
      if fields.language == .jsonata, let inside = StateExpression.inside(text) {
        return expression(inside, field ?? name, node).map(TextSource.expression)
      }
      return .literal(text)
    }
    guard let node = fields[name + "Path"] else { return nil }
    guard let text = node.stringValue else {
      fail(node, "\(name)Path must be a string")
      return nil
    }
    do { return .dynamic(try DynamicValue(text)) } catch {
      fail(node, error.message)
      return nil
    }
  }

  private mutating func dataFlow(_ fields: Fields, _ type: StateType) -> DataFlow {
    switch fields.language {
    case .jsonPath:
      return DataFlow(
        inputPath: selection(fields["InputPath"]),
        parameters: type == .map ? nil : fields["Parameters"].flatMap { payload($0) },
        resultSelector: fields["ResultSelector"].flatMap { payload($0) }, resultPath: resultPath(fields["ResultPath"]),
        outputPath: selection(fields["OutputPath"]))
    case .jsonata:
      return DataFlow(
        arguments: fields["Arguments"].flatMap { jsonata($0, "Arguments") },
        output: fields["Output"].flatMap { jsonata($0, "Output") })
    }
  }

  private mutating func selection(_ node: JSONSyntax?) -> DocumentSelection {
    guard let node else { return .whole }
    if node.isNull { return .nothing }
    guard let path = path(node) else { return .whole }
    if case .input = path.root, path.isWholeRoot { return .whole }
    return .path(path)
  }

  mutating func resultPath(_ node: JSONSyntax?) -> ResultPath {
    guard let node else { return .replace }
    if node.isNull { return .discard }
    if node.stringValue == "$" { return .replace }
    return referencePath(node).map(ResultPath.path) ?? .replace
  }

  mutating func assignments(_ fields: Fields, in prefix: String) -> Assignments? {
    guard let node = fields["Assign"] else { return nil }
    switch fields.language {
    case .jsonPath: return payload(node).map(Assignments.template)
    case .jsonata:
      var result: [(name: String, value: JSONataTemplate)] = []
      for member in node.members ?? [] {
        guard let value = jsonata(member.value, "\(prefix)Assign/\(member.key)") else { return nil }
        result.append((member.key, value))
      }
      return .expressions(result)
    }
  }
}
