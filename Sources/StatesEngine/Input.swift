public import OrderedJSON

extension Execution {
  /// What can happen to an execution from outside. Each goes in with the time at which it happened.
  public enum Input: Sendable {
    /// The execution begins.
    case start
    /// A worker took the task up.
    case taskStarted(TaskID, worker: String?)
    /// The request of a `.sync` or `.waitForTaskToken` task was answered.
    case taskSubmitted(TaskID, output: JSON)
    /// The task is done. `text` is the output as it came in, where the history is to show it letter by letter.
    case taskSucceeded(TaskID, output: JSON, text: String? = nil)
    /// The task failed; either may be absent, as in SendTaskFailure.
    case taskFailed(TaskID, error: String?, cause: String?)
    /// The task could not even be started, for a reason that no Retry or Catch sees (`States.Runtime`).
    case taskRejected(TaskID, cause: String)
    /// The worker is alive.
    case taskHeartbeat(TaskID)
    /// These activities, by their ARNs, do not exist, and all others do: a task of a missing one that is to be scheduled
    /// fails with `States.Runtime`. Until this is said every activity exists; it counts until it is said anew, and may be
    /// said before ``start`` and after the execution's end.
    case missingActivities(Set<String>)
    /// These deadlines have come, all at this time.
    case timersFired([TimerID])
    /// StopExecution.
    case abort(error: String?, cause: String?)
    /// Items of a distributed Map have been read: at least one, or the last ones. More are asked for when there is room.
    /// `total` is the number of all of them, where the request wants it.
    case itemsRead(MapRunID, items: [MapRunItem], isLast: Bool = true, total: Int? = nil)
    /// A distributed Map's items cannot be read.
    case itemReadingFailed(MapRunID, error: String, cause: String)
    /// A child execution of a distributed Map has ended.
    case childEnded(MapRunID, index: Int, ChildOutcome)
    /// A distributed Map's results have been written.
    case resultsWritten(MapRunID, output: JSON)
    /// A distributed Map's results cannot be written.
    case resultWritingFailed(MapRunID, error: String, cause: String)
  }
}

/// One attempt at a Task state. An answer for an attempt that is over is ignored.
public struct TaskID: Sendable, Hashable {
  var branch: Int32
  var serial: Int32
}

/// One deadline. A deadline that no longer counts is ignored when it comes.
public struct TimerID: Sendable, Hashable {
  enum Kind: Int32, Sendable, Hashable, CaseIterable {
    /// A Wait state's end.
    case wait
    /// The end of a pause before a retry.
    case retry
    /// A task's time is up.
    case taskTimeout
    /// A task has not been heard from.
    case heartbeat
    /// The whole execution's time is up.
    case execution
  }

  var branch: Int32
  var serial: Int32
  var kind: Kind
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
  /// The member's name when an object is iterated.
  public var key: String?
  /// Where the item is from: `STATE_DATA` or an S3 URI.
  public var source: String

  /// An item.
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
  /// Its time was up.
  case timedOut
  /// It was stopped.
  case aborted
}
