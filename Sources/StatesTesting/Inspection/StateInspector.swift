public import OrderedJSON
public import StatesEngine
public import StatesLanguage

/// The data of the states of an execution, step by step: what the history says, and, between that, what the engine computes
/// once more with the code of TestState.
///
/// ```swift
/// let inspector = StateInspector(machine, identity: identity, history: execution.history)
/// if let state = inspector.state(enteredBy: 12) {
///   for stage in state.stages { print(stage.name, stage.value ?? .null, stage.note ?? "") }
/// }
/// ```
///
/// The history may be that of an execution that has not ended, or of a child of a map run. A history without its data gives
/// stages of `null`: see ``HistoryReader/hasAllData``. What no history has is a task's token: ``unknownTaskToken`` stands
/// for it in what is computed.
///
/// Values of the history are as large as they are there; those that are computed stay within the quotas of an execution.
/// The items of a Map are listed as often as the Map's fields change them. An inspection takes time that grows
/// with the events up to the end of the state, and with the work of the state itself.
public struct StateInspector: Sendable {
  /// What an inspected state did with its data.
  public struct State: Sendable {
    /// The state's name.
    public var name: String
    /// The steps that it has come to, in order.
    public var stages: [DataStage]
    /// The variables when it was entered.
    public var variables: JSON.Object
    /// The variables after it was exited; `nil` if it was not.
    public var variablesAfter: JSON.Object?
    /// The context object as it was at the end of the state, or is now.
    public var context: JSON
    /// The last event of the state; that of the history if it has not ended.
    public var lastEvent: Int
  }

  /// What stands for a task's token in computed values.
  public static let unknownTaskToken = "unknown-task-token"

  private let machine: StateMachine
  private let identity: ExecutionIdentity
  private let quotas: ExecutionQuotas
  private let history: ContiguousArray<HistoryEvent>
  private let trace: ExecutionTrace

  /// Reads a history.
  ///
  /// - Parameters:
  ///   - machine: the state machine that was executed.
  ///   - identity: the execution, for the context object. Its role, and how often it has been redriven, are taken from the
  ///     history.
  ///   - quotas: the limits of what is computed: of payloads, variables, and the steps of expressions.
  ///   - history: the events from the first, in order.
  public init(
    _ machine: StateMachine, identity: ExecutionIdentity, quotas: ExecutionQuotas = .service,
    history: some Sequence<HistoryEvent>
  ) {
    self.quotas = quotas
    self.machine = machine
    self.identity = identity
    self.history = ContiguousArray(history)
    trace = ExecutionTrace(self.history)
  }

  /// The data of a state that was entered, step by step.
  ///
  /// - Parameter eventID: the number of the event with which the state was entered.
  /// - Returns: the state as it was at its end, or as it is after the last event; `nil` if the event is of another kind.
  public func state(enteredBy eventID: Int) -> State? {
    guard history.indices.contains(eventID - 1), case .stateEntered(let state, _) = history[eventID - 1].details,
      history[eventID - 1].id == eventID, let visit = trace.visit(ofEvent: eventID)
    else { return nil }
    let last = trace.visits[visit].leftEvent ?? history.count
    var scopes = HistoryScopes()
    var context = ContextSource(identity, input: .null, startTime: trace.started)
    for event in history.prefix(last) {
      scopes.append(event, of: history)
      switch event.details {
      case .executionStarted(let input, let roleARN):
        context.input = input.json
        context.identity.roleARN = roleARN
      case .executionRedriven(let count): context.redrive(count, at: event.timestamp)
      default: break
      }
    }
    guard let branch = scopes.branch(ofEvent: eventID), scopes.branches[branch].enteredEvent == eventID else {
      return nil
    }
    let data = BranchData(
      machine: machine, scopes: scopes, context: context, now: history[eventID - 1].timestamp,
      unknownToken: Self.unknownTaskToken, quotas: quotas)
    guard var stages = data.stages(of: branch) else { return nil }
    // What fails before its work begins, or with a computed error, has no event of its own.
    if trace.visits[visit].end == .failed, let error = trace.visits[visit].error,
      !stages.contains(where: { $0.name == "error" })
    {
      stages.append(DataStage("error", error.json, note: DebuggerText.text(error)))
    }
    let isFinished = scopes.branches[branch].isFinished
    return State(
      name: state.name, stages: stages, variables: scopes.branches[branch].entryVariables,
      variablesAfter: isFinished ? scopes.branches[branch].variables : nil, context: data.context(of: branch),
      lastEvent: last)
  }

  /// The data of a state, step by step; empty if the event is not the entry of a state.
  ///
  /// - Parameter eventID: the number of the event with which the state was entered.
  public func stages(ofStateEnteredBy eventID: Int) -> [DataStage] { state(enteredBy: eventID)?.stages ?? [] }
}
