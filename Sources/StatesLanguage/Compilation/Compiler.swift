import JSONPath
import JSONata
import OrderedJSON

/// Compiles a parsed definition into a ``StateMachine``.
///
/// The validator has run before; anything that it accepted but that cannot be compiled also becomes a diagnostic.
struct Compiler {
  let source: SourceText
  let type: StateMachineType
  /// The texts that the validator has parsed.
  var texts: ParsedTexts
  var defaultQueryLanguage = QueryLanguage.jsonPath
  var states: [StateMachine.State?] = []
  var problems: [Diagnostic] = []
  /// The states of the scope that is being compiled.
  var scope = TextTable<Int>()
  var scopes: [StateMachine.Scope] = []
  /// The state that is being compiled, which contains the scopes found in it.
  private var container: Int?
  /// Payload templates by their text.
  var templates = TextTable<PayloadTemplate>()
  /// The path to the expression that is being compiled.
  var trail = Trail()

  static func compile(
    _ source: SourceText, type: StateMachineType, settings: Validator.Settings
  ) throws(InvalidDefinition) -> StateMachine {
    let (checked, texts) = Validator(type: type, settings: settings).check(source)
    guard let syntax = checked.syntax, let view = ObjectView(syntax), checked.isValid else {
      throw InvalidDefinition(diagnostics: checked.diagnostics, source: source)
    }
    var compiler = Compiler(source: source, type: type, texts: texts)
    if !checked.placeholders.isEmpty {
      for placeholder in checked.placeholders { compiler.refuse(placeholder) }
      throw InvalidDefinition(diagnostics: compiler.problems, source: source)
    }
    let machine = compiler.machine(view, warnings: checked.diagnostics)
    guard let machine, compiler.problems.isEmpty else {
      throw InvalidDefinition(diagnostics: checked.diagnostics + compiler.problems, source: source)
    }
    return machine
  }

  private init(source: SourceText, type: StateMachineType, texts: ParsedTexts) {
    self.source = source
    self.type = type
    self.texts = texts
  }

  private mutating func machine(_ view: ObjectView, warnings: [Diagnostic]) -> StateMachine? {
    defaultQueryLanguage = Self.language(of: view) ?? .jsonPath
    guard let start = compileScope(view) else { return nil }
    var finished: [StateMachine.State] = []
    finished.reserveCapacity(states.count)
    for state in states {
      guard let state else { return nil }
      finished.append(state)
    }
    let fields = FieldReader(view: view, language: defaultQueryLanguage)
    return StateMachine(
      definition: source, states: finished, scopes: scopes, startAt: start,
      timeoutSeconds: fields.integer(.timeoutSeconds),
      queryLanguage: defaultQueryLanguage, comment: fields.text(.comment), type: type, warnings: warnings)
  }

  private static func language(of view: ObjectView) -> QueryLanguage? {
    view[.queryLanguage]?.value.stringValue.flatMap(QueryLanguage.init)
  }

  /// Compiles the states of a machine, branch or processor; returns the index of its first state.
  mutating func compileScope(_ view: ObjectView) -> Int? {
    guard let members = view[.states]?.value.members, let startAt = view[.startAt]?.value.stringValue else {
      fail(view.range, "StartAt and States are required")
      return nil
    }
    let outer = (scope, container)
    defer { (scope, container) = outer }
    scope = TextTable()
    scope.reserveCapacity(members.count)
    let first = states.count
    for (offset, member) in members.enumerated() { scope.set(member.key, first + offset) }
    states.append(contentsOf: repeatElement(nil, count: members.count))
    let index = scopes.count
    scopes.append(StateMachine.Scope(states: first..<states.count, startAt: first, container: container))
    for (offset, member) in members.enumerated() {
      container = first + offset
      states[first + offset] = compileState(member.value, name: member.key)
    }
    guard let start = scope[startAt] else {
      fail(view.range, DiagnosticText.missingTarget(startAt))
      return nil
    }
    scopes[index].startAt = start
    return start
  }

  private mutating func compileState(_ node: JSONSyntax, name: String) -> StateMachine.State? {
    guard let view = ObjectView(node), let type = view[.type]?.value.stringValue.flatMap({ StateType(name: $0) })
    else {
      fail(node.range, "a state needs one of the eight types")
      return nil
    }
    let language = !view.has(.queryLanguage) ? nil : Self.language(of: view)
    let fields = FieldReader(view: view, language: language ?? defaultQueryLanguage)
    guard let kind = compileKind(type, fields) else { return nil }
    return StateMachine.State(
      name: name, kind: kind, queryLanguage: fields.language, transition: transition(fields, type),
      dataFlow: dataFlow(fields, type), assign: assignments(fields, in: ""), retriers: retriers(fields),
      catchers: catchers(fields))
  }

  private mutating func compileKind(_ type: StateType, _ fields: FieldReader) -> StateKind? {
    switch type {
    case .task: return task(fields).map(StateKind.task)
    case .wait: return wait(fields).map(StateKind.wait)
    case .pass:
      // The service treats a Result of null as none: the input is passed on.
      guard fields.language == .jsonPath, let result = fields[.result]?.json, !result.isNull else {
        return .pass(PassState(result: nil))
      }
      return .pass(PassState(result: result))
    case .succeed: return .succeed
    case .fail:
      return .fail(
        FailState(error: text(fields, .error, path: .errorPath), cause: text(fields, .cause, path: .causePath)))
    case .choice: return choice(fields).map(StateKind.choice)
    case .parallel: return parallel(fields).map(StateKind.parallel)
    case .map: return map(fields).map(StateKind.map)
    }
  }

  private mutating func transition(_ fields: FieldReader, _ type: StateType) -> StateMachine.Transition {
    switch type {
    case .choice, .succeed, .fail: return .end
    case .task, .wait, .pass, .parallel, .map:
      guard let next = fields[.next] else { return .end }
      return target(next).map(StateMachine.Transition.next) ?? .end
    }
  }

  // MARK: Shared by all states

  mutating func fail(_ range: SourceRange, _ message: String) {
    problems.append(
      Diagnostic(
        severity: .error, code: "ASL001", awsCode: "SCHEMA_VALIDATION_FAILED", message: message, location: nil,
        range: range, position: source.position(of: range.start)))
  }

  private mutating func refuse(_ placeholder: JSONSyntax.Placeholder) {
    problems.append(
      Diagnostic(
        severity: .error, code: "ASL001", awsCode: AWSCode.invalidJSONDescription.rawValue,
        message: "The placeholder ${\(placeholder.name)} has no value; fill it in before the definition runs",
        location: nil, range: placeholder.range, position: source.position(of: placeholder.range.start)))
  }

  mutating func target(_ node: JSONSyntax) -> Int? {
    guard let name = node.stringValue else {
      fail(node.range, "a transition names a state")
      return nil
    }
    guard let place = scope[name] else {
      fail(node.range, DiagnosticText.missingTarget(name))
      return nil
    }
    return place
  }

  /// The object of a field that has fields of its own.
  mutating func part(_ field: Field, of fields: FieldReader) -> FieldReader? {
    guard let node = fields[field] else { return nil }
    guard let view = ObjectView(node) else {
      fail(node.range, DiagnosticText.expected("Object"))
      return nil
    }
    return FieldReader(view: view, language: fields.language)
  }
}
