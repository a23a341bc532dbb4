public import OrderedJSON
public import StatesLanguage

/// A state machine, written in Swift.
///
/// ```swift
/// enum Step: String, StateNaming { case wait, check, done }
///
/// let polling = Workflow(startAt: Step.wait) {
///   Wait(Step.wait, seconds: 30).next(Step.check)
///   Choice(Step.check) {
///     When(Variable("$.status").stringEquals("READY"), next: Step.done)
///   }
///   .default(Step.wait)
///   Succeed(Step.done)
/// }
/// print(polling.aslText)
/// ```
///
/// What the types cannot check, the validator does: ``diagnostics(type:settings:)``.
public struct Workflow: StateScope {
  /// The fields of the machine besides `StartAt` and `States`.
  public var fields: JSON.Object = [:]
  /// The first state; `nil` for the first of ``states``.
  public var startAt: StateName?
  /// The states of the top level.
  public var states: [any WorkflowState]

  /// Creates a machine.
  ///
  /// - Parameters:
  ///   - startAt: the state with which executions start; by default the first one.
  ///   - states: the states of the top level.
  public init(startAt: (any StateNaming)? = nil, @ListBuilder<any WorkflowState> _ states: () -> [any WorkflowState]) {
    self.startAt = startAt?.stateName
    self.states = states()
  }

  /// Reads a definition.
  ///
  /// - Parameters:
  ///   - source: the definition's text.
  ///   - type: the type of state machine that it is for.
  ///   - settings: the limits of the validator. Placeholders in the position of values are never accepted.
  /// - Throws: `InvalidDefinition` with all problems, if the service would refuse it.
  public init(parsing source: SourceText, type: StateMachineType = .standard, settings: Validator.Settings = .init())
    throws(InvalidDefinition)
  {
    var settings = settings
    settings.readsPlaceholders = false
    let result = Validator(type: type, settings: settings).validate(source)
    guard result.isValid, let object = result.syntax?.json.objectValue else {
      throw InvalidDefinition(diagnostics: result.diagnostics, source: source)
    }
    states = []
    read(object)
  }

  /// Reads a definition.
  ///
  /// - Throws: `InvalidDefinition` with all problems, if the service would refuse it.
  public init(parsing text: String, type: StateMachineType = .standard) throws(InvalidDefinition) {
    try self.init(parsing: SourceText(text), type: type)
  }

  /// Sets `Version`, which can only be `1.0`.
  public func version(_ version: String) -> Self { setting("Version", .string(version)) }

  /// Sets how long an execution may take.
  public func timeoutSeconds(_ seconds: Int) -> Self { setting("TimeoutSeconds", .integer(seconds)) }

  /// Sets the query language of the states that do not set their own; JSONPath by default.
  public func queryLanguage(_ language: QueryLanguage) -> Self { setting("QueryLanguage", .string(language.rawValue)) }

  /// The definition as a JSON value.
  public var definition: JSON { json }

  /// The definition as JSON text, indented by two spaces.
  public var aslText: String { JSONPrinter.pretty.string(definition) }

  /// Every problem of the definition, as the validator finds it; positions are those in ``aslText``.
  ///
  /// - Parameters:
  ///   - type: the type of state machine that the definition is for.
  ///   - settings: which problems to report besides errors, and the limits.
  public func diagnostics(type: StateMachineType = .standard, settings: Validator.Settings = .init()) -> [Diagnostic] {
    Validator(type: type, settings: settings).validate(SourceText(aslText)).diagnostics
  }

  /// Compiles the machine, so that it can be run.
  ///
  /// - Throws: `InvalidDefinition` with all problems; each names its state.
  public func stateMachine(type: StateMachineType = .standard, settings: Validator.Settings = .init())
    throws(InvalidDefinition) -> StateMachine
  {
    try StateMachine(parsing: SourceText(aslText), type: type, settings: settings)
  }
}
