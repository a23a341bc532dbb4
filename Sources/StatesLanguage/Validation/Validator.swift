public import OrderedJSON

/// Finds every problem of a definition. Never gives up: what is understood is checked, whatever else is wrong.
///
/// ```swift
/// let result = Validator().validate(SourceText(text))
/// for problem in result.diagnostics { print(problem) }
/// ```
public struct Validator: Sendable {
  /// What to look for, besides errors, and how far.
  public struct Settings: Sendable, Hashable {
    /// When warnings are given.
    public enum Warnings: String, Sendable, Hashable {
      /// Only when there is no error: what is refused is mended first.
      case whenValid
      /// Beside errors too.
      case always
      /// Never.
      case never
    }

    /// When warnings are given.
    public var warnings: Warnings
    /// How deeply Parallel and Map states, and rules in `And`, `Or`, `Not`, may be nested; no more than 100.
    public var maximumNesting: Int
    /// How many bytes a definition may have; `nil` for any number. The service allows 1,048,576.
    public var maximumBytes: Int?
    /// Whether `${Name}` may stand where a value belongs, as in templates that a deployment tool fills in. Such a value
    /// is unknown: nothing is said of it but a warning. The service itself reads JSON alone.
    public var readsPlaceholders: Bool
    /// The models of service APIs that the parameters of tasks are checked against.
    public var models: ServiceModelLibrary

    /// Makes settings.
    public init(
      warnings: Warnings = .whenValid, maximumNesting: Int = 60, maximumBytes: Int? = 1_048_576,
      readsPlaceholders: Bool = true, models: ServiceModelLibrary = ServiceModelLibrary()
    ) {
      self.maximumBytes = maximumBytes
      self.readsPlaceholders = readsPlaceholders
      self.models = models
      self.warnings = warnings
      self.maximumNesting = max(1, min(maximumNesting, 100))
    }
  }

  /// What became of a text.
  public struct Result: Sendable {
    /// The definition with its places, if the text is JSON.
    public var syntax: JSONSyntax?
    /// The problems: what is written in the order of the text, what leads where, warnings.
    public var diagnostics: [Diagnostic]
    /// What has to be filled in before the text is a definition: `${Name}` where a value belongs. Those inside strings
    /// are not here.
    public var placeholders: [JSONSyntax.Placeholder]

    /// Whether the service would take the definition: there is no error.
    public var isValid: Bool { !diagnostics.contains { $0.severity == .error } }
  }

  /// Which kind of state machine the definition is for.
  public var type: StateMachineType
  /// What to look for, besides errors, and how far.
  public var settings: Settings

  /// Makes a validator.
  public init(type: StateMachineType = .standard, settings: Settings = Settings()) {
    self.type = type
    self.settings = settings
  }

  /// The problems of a definition that has been read: what is written in the order of the text, then what leads
  /// where, then warnings.
  public func diagnostics(for definition: JSONSyntax, in source: SourceText) -> [Diagnostic] {
    var inspection = Inspection(source: source, type: type, settings: settings)
    inspection.inspectMachine(definition)
    return inspection.findings()
  }

  /// The problems of one state that stands alone, as TestState takes it: where it leads to is not looked at.
  ///
  /// - Parameters:
  ///   - state: the state.
  ///   - name: the name it has in locations; the service says `StateName`.
  ///   - source: the text it was read from.
  public func diagnostics(
    forState state: JSONSyntax, named name: String = "StateName", in source: SourceText
  ) -> [Diagnostic] {
    var inspection = Inspection(source: source, type: type, settings: settings)
    inspection.inspectLoneState(state, name)
    return inspection.findings()
  }

  /// Reads a text and finds its problems.
  ///
  /// - Returns: the definition, if the text is JSON, and the problems. A text that is not JSON has one.
  public func validate(_ source: SourceText) -> Result { check(source).result }

  /// The same, with all that has been parsed on the way.
  func check(_ source: SourceText) -> (result: Result, texts: ParsedTexts) {
    var inspection = Inspection(source: source, type: type, settings: settings)
    let syntax = inspection.read()
    if let syntax { inspection.inspectMachine(syntax) }
    let result = Result(
      syntax: syntax, diagnostics: inspection.findings(), placeholders: inspection.placeholders)
    return (result, inspection.texts)
  }
}

extension Inspection {
  /// The machine: its own fields, then its states.
  mutating func inspectMachine(_ definition: JSONSyntax) {
    guard let view = ObjectView(definition) else { return reportNoObject(definition) }
    checkRepeated(view)
    let language = machineLanguage(view)
    checkFields(view, .machine, language)
    checkMachine(view)
    let surroundings = Surroundings(machineLanguage: language, isExpress: type == .express, scope: 0, nesting: 0)
    inspectStates(view, in: surroundings, parent: nil, isSealed: false)
    checkLabels()
    checkDanglingTransitions()
    checkVariables()
  }

  /// A state without a machine around it.
  mutating func inspectLoneState(_ syntax: JSONSyntax, _ name: String) {
    scopes.append(Scope(parent: nil, isSealed: false))
    scopes[0].states.append(Scope.State(name: name, keyRange: syntax.range))
    _ = names.add(name, scope: 0, state: 0, keyRange: syntax.range)
    trail.push(.name(Field.states.name))
    trail.push(.name(name))
    inspectState(
      syntax, at: 0,
      in: Surroundings(machineLanguage: .jsonPath, isExpress: type == .express, scope: 0, nesting: 0))
    trail.pop()
    trail.pop()
    dangling.removeAll { $0.scope == 0 }
    reads.removeAll()
    checkLabels()
    checkDanglingTransitions()
    checkVariables()
  }

  /// The states of a machine, branch or processor, then what leads where between them.
  mutating func inspectStates(
    _ view: ObjectView, in outer: Surroundings, parent: (scope: Int, state: Int)?, isSealed: Bool
  ) {
    var surroundings = outer
    surroundings.scope = scopes.count
    scopes.append(Scope(parent: parent, isSealed: isSealed))
    guard let states = checkStatesObject(view) else { return }
    registerNames(states, scope: surroundings.scope)
    checkStart(view, scope: surroundings.scope)
    trail.push(.name(Field.states.name))
    for (place, member) in states.enumerated() {
      trail.push(.name(member.key))
      inspectState(member.value, at: place, in: surroundings)
      trail.pop()
    }
    trail.pop()
    checkFlow(of: surroundings.scope, statesKey: view.members.last { $0.key == Field.states.name }?.keyRange)
  }

  /// One state: what every state has, then what its type has.
  mutating func inspectState(_ syntax: JSONSyntax, at place: Int, in surroundings: Surroundings) {
    guard let view = ObjectView(syntax) else {
      return reportNoState(syntax, at: place, in: surroundings.scope)
    }
    checkRepeated(view)
    let language = stateLanguage(view, surroundings)
    let context = StateContext(language: language, surroundings: surroundings, state: place, view: view)
    checkName(context)
    checkComment(view, .commentNotAString)
    switch stateType(view) {
    case .task: inspectTask(context)
    case .parallel: inspectParallel(context)
    case .map: inspectMap(context)
    case .pass: inspectPass(context)
    case .wait: inspectWait(context)
    case .choice: inspectChoice(context)
    case .succeed: inspectSucceed(context)
    case .fail: inspectFail(context)
    case nil: inspectUntyped(context)
    }
  }
}
