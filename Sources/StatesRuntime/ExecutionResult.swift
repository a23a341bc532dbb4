public import OrderedJSON
public import StatesEngine

/// The result of an execution, as DescribeExecution and GetExecutionHistory report it.
public struct ExecutionResult: Sendable {
  /// The status of an execution.
  public enum Status: String, Sendable, Hashable {
    /// It is running, or waits for something that will never happen.
    case running = "RUNNING"
    /// It succeeded.
    case succeeded = "SUCCEEDED"
    /// It failed.
    case failed = "FAILED"
    /// It timed out.
    case timedOut = "TIMED_OUT"
    /// It was stopped.
    case aborted = "ABORTED"
  }

  /// The execution in its final state.
  public let execution: Execution
  /// The child executions of its distributed Maps and the executions that its tasks started, in the order in which they
  /// started: those that have not ended, those that can be redriven, and the others if the driver keeps them.
  public internal(set) var children: [Execution]
  /// Why a snapshot could not be restored, where the driver was told to suspend at every step.
  public let snapshotProblem: SnapshotError?

  /// What it, its children and the executions that its tasks started have covered of their definitions, if the driver
  /// records that. After a redrive, what has been covered since.
  public internal(set) var coverage: [MachineCoverage] = []

  /// What is known about children that are not kept and may be needed after a redrive, by map run.
  var records: [String: EndedExecutions.Run] = [:]

  /// What a test kit knows about the run besides.
  package var notes: (any RunNotes)?

  /// Creates a result.
  public init(execution: Execution, children: [Execution] = [], snapshotProblem: SnapshotError? = nil) {
    self.execution = execution
    self.children = children
    self.snapshotProblem = snapshotProblem
  }

  /// Its status.
  public var status: Status { Status(execution.status) }

  /// The output, if it succeeded.
  public var output: JSON? { if case .succeeded(let payload) = execution.status { payload.json } else { nil } }

  /// The output as text, if it succeeded.
  public var outputText: String? { if case .succeeded(let payload) = execution.status { payload.text } else { nil } }

  /// The error's name, if it failed or was stopped with one.
  public var error: String? { ending?.error }

  /// The cause, if it failed or was stopped with one.
  public var cause: String? { ending?.cause }

  /// The deadline that ended it, if one did: its kind, and its state. Not a part of ``json``, which is what the service
  /// shows.
  public var missedDeadline: MissedDeadline? { execution.missedDeadline }

  private var ending: ErrorOutput? {
    switch execution.status {
    case .failed(let output), .aborted(let output): output
    case .running, .succeeded, .timedOut: nil
    }
  }

  /// The events in order.
  public var history: ContiguousArray<HistoryEvent> { execution.history }

  /// The description of a map run of this execution, or of one of its ``children``, as in DescribeMapRun; `nil` for
  /// others.
  public func mapRun(_ arn: String) -> MapRunDescription? {
    execution.mapRun(arn) ?? children.lazy.compactMap { $0.mapRun(arn) }.first
  }

  /// The map runs of this execution, in the order in which they started.
  public var mapRuns: [MapRunDescription] { execution.mapRunARNs.compactMap { execution.mapRun($0) } }

  /// The tasks that it and its children wait for: those that have been scheduled and have not ended.
  public var openTasks: [TaskRequest] { execution.openTasks + children.flatMap(\.openTasks) }

  /// The states that it and its children are in; none once they have ended.
  public var currentStates: [CurrentState] { execution.currentStates + children.flatMap(\.currentStates) }

  /// The names of the states that were entered, in order.
  public var path: [String] {
    history.compactMap { event in
      if case .stateEntered(let state, _) = event.details { state.name } else { nil }
    }
  }

  /// The execution as DescribeExecution shows it: dates in ISO-8601, the output as a string.
  public var json: JSON { ExecutionDescription(execution).json }
}

/// What a test kit knows about a run besides what the execution did.
package protocol RunNotes: Sendable {}

extension ExecutionResult.Status {
  /// The name of an execution's status.
  public init(_ status: Execution.Status) {
    switch status {
    case .running: self = .running
    case .succeeded: self = .succeeded
    case .failed: self = .failed
    case .timedOut: self = .timedOut
    case .aborted: self = .aborted
    }
  }
}
