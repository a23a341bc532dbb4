public import OrderedJSON
public import StatesEngine
public import StatesLanguage

/// Says what `states:startExecution` tasks start in a host, for one whose state machines come and go: see
/// ``ExecutionHost``.
///
/// - SeeAlso: Step Functions API, "StartExecution".
public protocol NestedExecutionStarter: Sendable {
  /// What a task starts. It may be asked again for the same task after a crash; an execution that it had started by then is
  /// found by its name.
  ///
  /// - Parameters:
  ///   - stateMachineARN: the ARN that the task gives: of a state machine, a version or an alias.
  ///   - input: the execution's input.
  ///   - name: the execution's name: what the task says, or one that follows from the task.
  ///   - parent: the execution whose task it is.
  /// - Returns: what is started.
  /// - Throws: why nothing is started, with the error's name as the task's Retry and Catch see it:
  ///   `StepFunctions.StateMachineDoesNotExistException`.
  func resolve(
    _ stateMachineARN: String, input: JSON, name: String, startedBy parent: ExecutionIdentity
  ) async throws(TaskFailure) -> ResolvedExecution
}

/// An execution that a task starts, as a ``NestedExecutionStarter`` resolves it.
public struct ResolvedExecution: Sendable {
  /// The definition.
  public var machine: StateMachine
  /// Names, ARNs and role. The name is the one that was asked for, the state machine that of the ARN.
  public var identity: ExecutionIdentity
  /// What is bounded.
  public var quotas: ExecutionQuotas
  /// Lists that contain it besides that of its state machine, as for a start by ``ExecutionHost``.
  public var lists: [String]
  /// What is kept with it, as for a start by ``ExecutionHost``.
  public var attributes: JSON?

  /// Creates the description of an execution to be started.
  public init(
    machine: StateMachine, identity: ExecutionIdentity, quotas: ExecutionQuotas = .service, lists: [String] = [],
    attributes: JSON? = nil
  ) {
    self.machine = machine
    self.identity = identity
    self.quotas = quotas
    self.lists = lists
    self.attributes = attributes
  }
}
