public import OrderedJSON
public import StatesLanguage

extension Execution {
  /// A request from an execution to its driver. Results are only reported by an ``Execution/Input``.
  public enum Command: Sendable {
    /// Have the task performed; report when it starts and how it ends.
    case scheduleTask(TaskID, TaskRequest)
    /// The task's request was answered before the execution was suspended: it is not to be sent again, and what is awaited is
    /// an answer with its token, or the end of its job. Only ``Execution/pendingCommands(holding:)`` gives it.
    case awaitTask(TaskID, TaskRequest)
    /// Nobody waits for the task any more.
    case cancelTask(TaskID)
    /// Report when that time is reached. Replaces an earlier deadline with the same ID.
    case setTimer(TimerID, at: Timestamp)
    /// The deadline no longer counts.
    case cancelTimer(TimerID)
    /// Read the dataset of a distributed Map, or continue reading it.
    indirect case readItems(MapRunID, ItemReadingRequest)
    /// Start a child execution of a distributed Map.
    indirect case startChild(MapRunID, ChildRequest)
    /// Continue a child execution of a distributed Map that did not succeed; start it if nothing is known about it.
    indirect case redriveChild(MapRunID, ChildRequest)
    /// Stop all children of a distributed Map.
    case stopChildren(MapRunID)
    /// Let all children of a distributed Map continue without awaiting them. This happens to express children when
    /// their run fails.
    case leaveChildren(MapRunID)
    /// Write the results of a distributed Map.
    indirect case writeResults(MapRunID, ResultWritingRequest)
    /// The children of this map run will not be redriven: what was kept of them for that purpose can be discarded.
    case dropChildren(mapRunARN: String)
    /// The execution has ended; ``Execution/status`` tells how.
    case finished
  }
}

/// A task to be performed.
///
/// Every attempt is a request of its own: a retry has another ``deduplicationID`` and, if it has one, another
/// ``taskToken``. A request that a host sends again after a crash is the same one.
public final class TaskRequest: Sendable {
  /// The execution whose task it is.
  let origin: TaskOrigin
  /// Which attempt of the execution it is.
  package let id: TaskID
  /// The name of the state.
  public let stateName: String
  /// The iterations of Maps that the state is in, outermost first.
  public let iterations: [Int]
  /// The resource that performs it.
  public let resource: TaskResource
  /// The payload: the evaluated Parameters or Arguments, or the input.
  public let payload: Execution.Payload
  /// The timeout, or `nil` if none is set.
  public let timeoutSeconds: Int?
  /// The heartbeat interval, or `nil` if none is set.
  public let heartbeatSeconds: Int?
  /// `Credentials.RoleArn`, evaluated.
  public let roleARN: String?
  /// The token with which a worker answers; only for activities, `.waitForTaskToken` and `.sync`.
  public let taskToken: String?
  /// How often the state has been retried before this attempt.
  public let retryCount: Int

  init(
    _ id: TaskID, of origin: TaskOrigin, stateName: String, iterations: [Int], resource: TaskResource,
    payload: Execution.Payload, timeoutSeconds: Int?, heartbeatSeconds: Int?, roleARN: String?, taskToken: String?,
    retryCount: Int
  ) {
    self.id = id
    self.origin = origin
    self.stateName = stateName
    self.iterations = iterations
    self.resource = resource
    self.payload = payload
    self.timeoutSeconds = timeoutSeconds
    self.heartbeatSeconds = heartbeatSeconds
    self.roleARN = roleARN
    self.taskToken = taskToken
    self.retryCount = retryCount
  }

  /// The payload's value.
  public var input: JSON { payload.json }
}

/// A dataset to be read for a distributed Map.
public struct ItemReadingRequest: Sendable {
  /// `ItemReader.Resource`.
  public internal(set) var resource: String
  /// The evaluated Parameters or Arguments: bucket, key, prefix.
  public internal(set) var arguments: JSON
  /// `ReaderConfig` with all values computed.
  public internal(set) var config: JSON.Object
  /// The most items to read, or `nil` for all.
  public internal(set) var maxItems: Int?
  /// How many items have already been read: reading continues after them.
  public internal(set) var position = 0
  /// Whether the number of all items is to be reported with the first of them.
  public internal(set) var countsItems = false
}

/// A child execution of a distributed Map.
public struct ChildRequest: Sendable {
  /// Its index among the children, from 0: that of the item or the batch.
  public internal(set) var index: Int
  /// Its input.
  public internal(set) var input: JSON
  /// The length of the input's compact text, if the quotas require it.
  let inputByteCount: Int
  /// An upper bound of the input's depth, if its parent has created it, and holds it.
  let inputDepthBound: Int?
  /// How many items it represents.
  public internal(set) var itemCount: Int
  /// The index of the state at which it starts.
  public internal(set) var startAt: Int
  /// Standard or express.
  public internal(set) var type: StateMachineType
  /// `Label`, or the name generated instead.
  public internal(set) var label: String
  /// The map run's ARN.
  public internal(set) var mapRunARN: String
  /// Whether a record of it will be written when it has succeeded.
  public internal(set) var isRecorded: Bool
  /// The contents of `$$.Map.Item` in it.
  let item: MapItemContext
  /// Who the map run's children are.
  let family: ExecutionFamily?
}

/// Results of a distributed Map to be written, or to be combined with what is known about the children.
public struct ResultWritingRequest: Sendable {
  /// `ResultWriter.Resource`; `nil` if nothing is exported and the records are the state's result.
  public internal(set) var resource: String?
  /// The evaluated Parameters or Arguments: bucket and prefix.
  public internal(set) var arguments: JSON
  /// `NONE`, `COMPACT` or `FLATTEN`.
  public internal(set) var transformation: String
  /// `JSON` or `JSONL`.
  public internal(set) var outputType: String
  /// The map run's ARN.
  public internal(set) var mapRunARN: String
  /// The outcome of each child, in order; `nil` for one that has not been started because the run fails.
  public internal(set) var outcomes: [ChildOutcome?]
  /// The inputs of the children that have not been started, by their indexes.
  public internal(set) var unstartedInputs: [Int: JSON] = [:]
  /// How often the run has been redriven.
  public internal(set) var redriveCount = 0
  /// The indexes of the children that succeeded before the last redrive of the run: their records have been written.
  public internal(set) var earlierPlaces: Set<Int> = []
  /// The size in bytes at which another file is started; a single record may be larger.
  public internal(set) var maximumFileBytes: Int
}

extension TaskRequest {
  /// The same task with another input, for handlers that unwrap what an integration wraps.
  public func replacingInput(_ input: JSON) -> TaskRequest {
    TaskRequest(
      id, of: origin, stateName: stateName, iterations: iterations, resource: resource,
      payload: Execution.Payload(input, depthBound: payload.depthBound), timeoutSeconds: timeoutSeconds,
      heartbeatSeconds: heartbeatSeconds, roleARN: roleARN, taskToken: taskToken, retryCount: retryCount)
  }
}
