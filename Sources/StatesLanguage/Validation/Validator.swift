public import OrderedJSON

/// Finds every problem of a definition. Never gives up: everything that can be read is checked, whatever else is wrong.
///
/// ```swift
/// let result = Validator().validate(SourceText(text))
/// for problem in result.diagnostics { print(problem) }
/// ```
public struct Validator: Sendable {
  /// Which problems to report besides errors, and the limits.
  public struct Settings: Sendable, Hashable {
    /// When warnings are reported.
    public enum Warnings: String, Sendable, Hashable {
      /// Only if there is no error: errors are fixed first.
      case whenValid
      /// Together with errors, too.
      case always
      /// Never.
      case never
    }

    /// When warnings are reported.
    public var warnings: Warnings
    /// How deeply Parallel and Map states, and rules in `And`, `Or`, `Not`, may be nested; no more than 100.
    public var maximumNesting: Int
    /// How many bytes a definition may have; `nil` for no limit. The service allows 1,048,576.
    public var maximumBytes: Int?
    /// Whether `${Name}` is allowed in the position of a value, as in templates that a deployment tool fills in. Such a
    /// value is unknown: only a warning is reported for it. The service itself only reads JSON.
    public var readsPlaceholders: Bool
    /// The models of service APIs that the parameters of tasks are checked against.
    public var models: ServiceModelLibrary

    /// Creates settings.
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

  /// The result of validating a definition.
  public struct Result: Sendable {
    /// The definition with its source ranges, if the text is JSON.
    public var syntax: JSONSyntax?
    /// The problems: those of the text in its order, those of the flow, warnings.
    public var diagnostics: [Diagnostic]
    /// The placeholders to be filled in before the text is a definition: `${Name}` in the position of a value. Those
    /// inside strings are not included.
    public var placeholders: [JSONSyntax.Placeholder]

    /// Whether the service would accept the definition: there is no error.
    public var isValid: Bool { !diagnostics.contains { $0.severity == .error } }
  }

  /// The type of state machine that the definition is for.
  public var type: StateMachineType
  /// Which problems to report besides errors, and the limits.
  public var settings: Settings

  /// Creates a validator.
  public init(type: StateMachineType = .standard, settings: Settings = Settings()) {
    self.type = type
    self.settings = settings
  }

  /// The problems of a parsed definition: those of the text in its order, then those of the flow, then warnings.
  public func diagnostics(for definition: JSONSyntax, in source: SourceText) -> [Diagnostic] {
    var inspection = Inspection(source: source, type: type, settings: settings)
    inspection.inspectMachine(definition)
    return inspection.findings()
  }

  /// The problems of a single state, as in TestState: its targets are not checked.
  ///
  /// - Parameters:
  ///   - state: the state.
  ///   - name: the name it has in locations; the service says `StateName`.
  ///   - source: the text from which it was parsed.
  public func diagnostics(
    forState state: JSONSyntax, named name: String = "StateName", in source: SourceText
  ) -> [Diagnostic] {
    var inspection = Inspection(source: source, type: type, settings: settings)
    inspection.inspectLoneState(state, name)
    return inspection.findings()
  }

  /// Parses a definition and finds its problems.
  ///
  /// - Returns: the definition, if the text is JSON, and the problems. Text that is not JSON has one.
  public func validate(_ source: SourceText) -> Result { check(source).result }

  /// The same, with everything that has been parsed on the way.
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
  /// Checks the machine: its own fields, then its states.
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

  /// Checks a state without a machine around it.
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

  /// Checks the states of a machine, branch or processor, then the flow between them.
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

  /// Checks a state: first the fields of every state, then those of its type.
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
