public import OrderedJSON
public import StatesEngine

/// Is told what a host does: for logs, metrics and traces.
///
/// It is called where the work is done, and should return at once.
public protocol ExecutionObserver: Sendable {
  /// Something has happened.
  func observe(_ event: HostEvent)
}

/// What is known of the execution that an event belongs to.
public struct HistorySource: Sendable, Hashable {
  /// What was given to ``ExecutionHost/start(_:input:inputText:identity:seed:quotas:lists:attributes:)``.
  public var attributes: JSON?
  /// How often the execution has been redriven, the redrive that the event tells of included.
  public var redriveCount: Int

  /// Creates it.
  public init(attributes: JSON?, redriveCount: Int) {
    self.attributes = attributes
    self.redriveCount = redriveCount
  }
}

/// What a host tells an ``ExecutionObserver``.
public enum HostEvent: Sendable {
  /// An execution has started or has been redriven, and the store has it; an express one has begun.
  case started(executionARN: String, stateMachineARN: String)
  /// An execution has ended, and the store knows; an express one, which the store does not have, has ended. Told once for
  /// each end, after ``started(executionARN:stateMachineARN:)``; never if the process ends in between.
  case ended(executionARN: String, stateMachineARN: String, ExecutionResult.Status)
  /// An event was added to the history of an execution; it may not be written down yet. Express executions, of which
  /// nothing is written down, are included; children of map runs are not.
  ///
  /// ``ExecutionHost/history(of:from:_:limit:)`` shows an event when the store has it: asked in this host after this was
  /// observed, it waits for that.
  case history(executionARN: String, HistoryEvent, HistorySource)
  /// The store has what has happened to an execution, or to a child of one of its map runs, until now: told once for each
  /// commit, of the execution at the top of the tree. Before ``ended(executionARN:stateMachineARN:_:)``, where it ends.
  case written(executionARN: String)
  /// A handler has been called: the first attempt, or a retry.
  case taskAttempt(executionARN: String, stateName: String, attempt: Int)
  /// A handler has returned after so long.
  case taskReturned(executionARN: String, stateName: String, after: Duration)
  /// An execution has left memory.
  case parked(executionARN: String)
  /// An execution has come back into memory, after so many records had been repeated.
  case loaded(executionARN: String, records: Int)
  /// A host has taken up the executions that it found in its store.
  case recovered(executions: Int)
  /// The store has written the changes of so many executions, which took it so long.
  case committed(executions: Int, bytes: Int, after: Duration)
  /// The store cannot write; what waits for it is tried again.
  case stalled(executionARN: String, StoreError)
  /// An execution cannot go on here.
  case broken(executionARN: String, reason: String)
}
