public import OrderedJSON

extension Execution {
  /// An external event for an execution. Each is passed in with the time at which it happened.
  public enum Input: Sendable {
    /// The execution starts.
    case start
    /// A worker has started the task.
    case taskStarted(TaskID, worker: String?)
    /// The request of a `.sync` or `.waitForTaskToken` task was answered.
    case taskSubmitted(TaskID, output: JSON)
    /// The task succeeded. `text` is the original text of the output, if the history is to show it verbatim.
    case taskSucceeded(TaskID, output: JSON, text: String? = nil)
    /// The task failed; error and cause may be absent, as in SendTaskFailure.
    case taskFailed(TaskID, error: String?, cause: String?)
    /// The task could not be started, for a reason that no Retry or Catch sees (`States.Runtime`).
    case taskRejected(TaskID, cause: String)
    /// The worker has sent a heartbeat.
    case taskHeartbeat(TaskID)
    /// The activities with these ARNs do not exist, and all others do: scheduling a task of a missing one fails with
    /// `States.Runtime`. Without this input every activity exists; it applies until the next one, and may be given
    /// before ``start`` and after the execution's end.
    case missingActivities(Set<String>)
    /// The state machine has been deleted: what would make the execution go on from now on (an answer to a task, a
    /// deadline) ends it with `States.Runtime` instead, and leaves no event of its own. A redrive goes on nevertheless.
    case stateMachineDeleted
    /// These deadlines have been reached, all at this time.
    case timersFired([TimerID])
    /// StopExecution.
    case abort(error: String?, cause: String?)
    /// Items of a distributed Map have been read: at least one, or the last ones. More are requested when there is
    /// room. `total` is the number of all items, if the request asks for it.
    case itemsRead(MapRunID, items: [MapRunItem], isLast: Bool = true, total: Int? = nil)
    /// A distributed Map's items cannot be read.
    case itemReadingFailed(MapRunID, error: String, cause: String)
    /// UpdateMapRun: new settings for a map run of this execution that is running; what is `nil` stays as it is. Nothing
    /// happens if there is no such run.
    ///
    /// - `maxConcurrency`: the number of children that may run at the same time; 0 for the service's maximum. More start
    ///   at once if it is larger; if it is smaller, those that are running continue.
    /// - `toleratedFailureCount`, `toleratedFailurePercentage`: looked at when the next child fails.
    indirect case updateMapRun(
      mapRunARN: String, maxConcurrency: Int? = nil, toleratedFailureCount: Int? = nil,
      toleratedFailurePercentage: Double? = nil)
    /// A child execution of a distributed Map has ended.
    case childEnded(MapRunID, index: Int, ChildOutcome)
    /// A distributed Map's results have been written.
    case resultsWritten(MapRunID, output: JSON)
    /// A distributed Map's results cannot be written.
    case resultWritingFailed(MapRunID, error: String, cause: String)
  }
}

/// One attempt of a Task state. An answer for an attempt that has ended is ignored.
public struct TaskID: Sendable, Hashable {
  var branch: Int32
  var serial: Int32
}

/// One deadline. A deadline that is no longer valid is ignored when it is reached.
public struct TimerID: Sendable, Hashable {
  package enum Kind: Int32, Sendable, Hashable, CaseIterable {
    /// A Wait state's end.
    case wait
    /// The end of a pause before a retry.
    case retry
    /// A task's timeout.
    case taskTimeout
    /// A missed heartbeat.
    case heartbeat
    /// The timeout of the whole execution.
    case execution
  }

  var branch: Int32
  var serial: Int32
  package internal(set) var kind: Kind

  /// Whether it is a timeout or heartbeat of a task.
  package func concerns(_ task: TaskID) -> Bool {
    (kind == .taskTimeout || kind == .heartbeat) && branch == task.branch && serial == task.serial
  }
}

/// One run of a distributed Map.
public struct MapRunID: Sendable, Hashable {
  var branch: Int32
  var serial: Int32
}

/// One item of a distributed Map's dataset.
public struct MapRunItem: Sendable {
  /// The item.
  public var value: JSON
  /// The member's name if an object is iterated.
  public var key: String?
  /// The source of the item: `STATE_DATA` or an S3 URI.
  public var source: String

  /// Creates an item.
  public init(value: JSON, key: String? = nil, source: String) {
    self.value = value
    self.key = key
    self.source = source
  }
}

/// How a child execution of a distributed Map ended.
public enum ChildOutcome: Sendable {
  /// With an output.
  case succeeded(output: JSON)
  /// With an error.
  indirect case failed(error: String?, cause: String?)
  /// It timed out.
  case timedOut
  /// It was stopped.
  case aborted
}
