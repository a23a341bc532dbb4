public import OrderedJSON
public import StatesLanguage

/// A state: its name and its fields.
///
/// The protocols that refine this one follow the table of the fields that each type of state may have: what a state
/// cannot have does not compile.
public protocol WorkflowState: DefinitionPart, StateNaming {
  /// The state's name.
  var name: StateName { get }
  /// Creates a state from its fields, `Type` included.
  init(name: StateName, fields: JSON.Object)
}

extension WorkflowState {
  /// The state's name.
  public var stateName: StateName { name }

  /// Sets the query language of this state; by default it is that of the machine.
  public func queryLanguage(_ language: QueryLanguage) -> Self { setting("QueryLanguage", .string(language.rawValue)) }

  init(_ name: some StateNaming, _ type: StateType) {
    self.init(name: name.stateName, fields: ["Type": .string(type.rawValue)])
  }
}

/// A state given by its fields, for what the other types cannot express.
public struct CustomState: WorkflowState {
  /// The state's name.
  public let name: StateName
  /// The state's fields.
  public var fields: JSON.Object

  /// Creates a state from its fields, `Type` included.
  public init(name: StateName, fields: JSON.Object) {
    self.name = name
    self.fields = fields
  }

  /// Creates a state from its fields, `Type` included.
  public init(_ name: some StateNaming, fields: JSON.Object) { self.init(name: name.stateName, fields: fields) }
}

/// A state whose input and output can be filtered or replaced: every state but Fail.
public protocol DataFlowState: WorkflowState {}

extension DataFlowState {
  /// Sets the part of the input that the state sees; `nil` for an empty object. JSONPath only.
  public func inputPath(_ path: String?) -> Self { setting("InputPath", .text(path)) }

  /// Sets the part of the result that becomes the output; `nil` for an empty object. JSONPath only.
  public func outputPath(_ path: String?) -> Self { setting("OutputPath", .text(path)) }

  /// Sets the output. JSONata only.
  public func output(_ output: Payload) -> Self { setting("Output", output.json) }
}

/// A state that can set variables: every state but Succeed and Fail.
public protocol AssigningState: DataFlowState {}

extension AssigningState {
  /// Sets variables when the state succeeds.
  ///
  /// - Parameter variables: an object with the new values by the names of their variables.
  public func assign(_ variables: Payload) -> Self { setting("Assign", variables.json) }
}

/// A state that goes on to one other state or ends its scope: Task, Parallel, Map, Pass, Wait.
public protocol TransitioningState: AssigningState {}

extension TransitioningState {
  /// Sets the next state.
  public func next(_ state: some StateNaming) -> Self { setting("Next", .string(state.stateName.description)) }

  /// Makes the state the last one of its machine, branch or processor.
  public func end() -> Self { setting("End", true) }
}

/// A state that makes a result from an input: Task, Parallel, Map, Pass.
public protocol ResultState: TransitioningState {}

extension ResultState {
  /// Sets the input of the work, or of a Pass state's result. JSONPath only; for a Map an older name of its item
  /// selector.
  public func parameters(_ parameters: Payload) -> Self { setting("Parameters", parameters.json) }

  /// Sets where in the input the result is written; `nil` discards the result. JSONPath only.
  public func resultPath(_ path: String?) -> Self { setting("ResultPath", .text(path)) }
}

/// A state that does work, which can fail: Task, Parallel, Map.
public protocol WorkingState: ResultState {}

extension WorkingState {
  /// Sets what the result is made into before it is written into the input. JSONPath only.
  public func resultSelector(_ selector: Payload) -> Self { setting("ResultSelector", selector.json) }

  /// Adds a retrier. What is `nil` has the service's default.
  ///
  /// - Parameters:
  ///   - errors: the errors to retry after.
  ///   - intervalSeconds: the delay before the first retry; 1 by default.
  ///   - maxAttempts: how often to retry; 3 by default.
  ///   - backoffRate: what the delay is multiplied by for each further retry; 2 by default.
  ///   - maxDelaySeconds: the longest delay.
  ///   - jitterStrategy: whether delays are random; they are not by default.
  public func retry(
    _ errors: ErrorName..., intervalSeconds: Int? = nil, maxAttempts: Int? = nil, backoffRate: Double? = nil,
    maxDelaySeconds: Int? = nil, jitterStrategy: JitterStrategy? = nil
  ) -> Self {
    retry(
      Retry(
        errors, intervalSeconds: intervalSeconds, maxAttempts: maxAttempts, backoffRate: backoffRate,
        maxDelaySeconds: maxDelaySeconds, jitterStrategy: jitterStrategy))
  }

  /// Adds a retrier.
  public func retry(_ retrier: Retry) -> Self { appending("Retry", [.object(retrier.fields)]) }

  /// Adds a catcher.
  ///
  /// - Parameters:
  ///   - errors: the errors to catch.
  ///   - next: the state that goes on after them.
  public func `catch`(_ errors: ErrorName..., next: some StateNaming) -> Self { `catch`(Catch(errors, next: next)) }

  /// Adds a catcher that writes the error output into the input.
  ///
  /// - Parameters:
  ///   - errors: the errors to catch.
  ///   - next: the state that goes on after them.
  ///   - resultPath: where in the input the error and its cause are written; `nil` discards them. JSONPath only.
  public func `catch`(_ errors: ErrorName..., next: some StateNaming, resultPath: String?) -> Self {
    `catch`(Catch(errors, next: next).resultPath(resultPath))
  }

  /// Adds a catcher.
  public func `catch`(_ catcher: Catch) -> Self { appending("Catch", [.object(catcher.fields)]) }
}

/// A working state whose input can be replaced in JSONata: Task, Parallel.
public protocol ArgumentsState: WorkingState {}

extension ArgumentsState {
  /// Sets the input of the work. JSONata only.
  public func arguments(_ arguments: Payload) -> Self { setting("Arguments", arguments.json) }
}
