public import OrderedJSON
public import StatesLanguage

extension Execution {
  /// What an execution wants done. Nothing comes back but by an ``Execution/Input``.
  public enum Command: Sendable {
    /// Have the task done; report when it starts and how it ends.
    case scheduleTask(TaskID, TaskRequest)
    /// The task's request was answered before the execution was suspended: it is not to be sent again, and what is awaited is
    /// an answer with its token, or the end of its job. Only ``Execution/pendingCommands(holding:)`` gives it.
    case awaitTask(TaskID, TaskRequest)
    /// Nobody waits for the task any more.
    case cancelTask(TaskID)
    /// Report when that time has come. Replaces an earlier deadline of the same id.
    case setTimer(TimerID, at: Timestamp)
    /// The deadline no longer counts.
    case cancelTimer(TimerID)
    /// Read the dataset of a distributed Map, or go on reading it.
    indirect case readItems(MapRunID, ItemReadingRequest)
    /// Start a child execution of a distributed Map.
    indirect case startChild(MapRunID, ChildRequest)
    /// Go on with a child execution of a distributed Map that did not end well; start it where nothing is known of it.
    indirect case redriveChild(MapRunID, ChildRequest)
    /// Stop all children of a distributed Map.
    case stopChildren(MapRunID)
    /// Let all children of a distributed Map go on: nobody waits for them any more. That is what becomes of express children
    /// when their run fails.
    case leaveChildren(MapRunID)
    /// Write the results of a distributed Map.
    indirect case writeResults(MapRunID, ResultWritingRequest)
    /// No redrive will go on with the children of this map run: what was kept of them for that can go.
    case dropChildren(mapRunARN: String)
    /// The execution has ended; ``Execution/status`` says how.
    case finished
  }
}

/// A task to be done.
public final class TaskRequest: Sendable {
  /// The state.
  public let stateName: String
  /// Which iterations of Maps the state is in, the outermost first.
  public let iterations: [Int]
  /// Who does it.
  public let resource: TaskResource
  /// What is sent: the evaluated Parameters or Arguments, or the input.
  public let payload: Execution.Payload
  /// The time it may take, or `nil` where none is set.
  public let timeoutSeconds: Int?
  /// The longest silence, or `nil` where none is set.
  public let heartbeatSeconds: Int?
  /// `Credentials.RoleArn`, evaluated.
  public let roleARN: String?
  /// The region, as history events show it.
  public let region: String
  /// The token with which a worker answers; only for activities, `.waitForTaskToken` and `.sync`.
  public let taskToken: String?
  /// How often the state has been retried before this attempt.
  public let retryCount: Int

  init(
    stateName: String, iterations: [Int], resource: TaskResource, payload: Execution.Payload, timeoutSeconds: Int?,
    heartbeatSeconds: Int?, roleARN: String?, region: String, taskToken: String?, retryCount: Int
  ) {
    self.stateName = stateName
    self.iterations = iterations
    self.resource = resource
    self.payload = payload
    self.timeoutSeconds = timeoutSeconds
    self.heartbeatSeconds = heartbeatSeconds
    self.roleARN = roleARN
    self.region = region
    self.taskToken = taskToken
    self.retryCount = retryCount
  }

  /// What is sent.
  public var input: JSON { payload.json }
}

/// A dataset to be read for a distributed Map.
public struct ItemReadingRequest: Sendable {
  /// `ItemReader.Resource`.
  public internal(set) var resource: String
  /// The evaluated Parameters or Arguments: bucket, key, prefix.
  public internal(set) var arguments: JSON
  /// `ReaderConfig` with everything computed.
  public internal(set) var config: JSON.Object
  /// The most items to read, or `nil` for all.
  public internal(set) var maxItems: Int?
  /// How many items have been read already: reading goes on behind them.
  public internal(set) var position = 0
  /// Whether the number of all items is to be reported with the first of them.
  public internal(set) var countsItems = false
}

/// A child execution of a distributed Map.
public struct ChildRequest: Sendable {
  /// Its place among the children, from 0: the item's or the batch's.
  public internal(set) var index: Int
  /// Its input.
  public internal(set) var input: JSON
  /// The length of the input's compact text, as far as the quotas ask for it.
  let inputByteCount: Int
  /// A number of levels that the input does not exceed, where its parent made it, and holds it.
  let inputDepthBound: Int?
  /// How many items it stands for.
  public internal(set) var itemCount: Int
  /// The state where it begins.
  public internal(set) var startAt: Int
  /// Standard or express.
  public internal(set) var type: StateMachineType
  /// `Label`, or the name made in its stead.
  public internal(set) var label: String
  /// The map run's ARN.
  public internal(set) var mapRunARN: String
  /// Whether a record of it will be written when it has ended well.
  public internal(set) var isRecorded: Bool
  /// What `$$.Map.Item` shows in it.
  let item: MapItemContext
  /// Who the map run's children are.
  let family: ExecutionFamily?
}

/// Results of a distributed Map to be written, or to be put together with what is known of the children.
public struct ResultWritingRequest: Sendable {
  /// `ResultWriter.Resource`; `nil` when nothing is exported and the records are the state's result.
  public internal(set) var resource: String?
  /// The evaluated Parameters or Arguments: bucket and prefix.
  public internal(set) var arguments: JSON
  /// `NONE`, `COMPACT` or `FLATTEN`.
  public internal(set) var transformation: String
  /// `JSON` or `JSONL`.
  public internal(set) var outputType: String
  /// The map run's ARN.
  public internal(set) var mapRunARN: String
  /// How each child ended, in order; `nil` for one that has not been started because the run fails.
  public internal(set) var outcomes: [ChildOutcome?]
  /// The inputs of the children that have not been started, by their places.
  public internal(set) var unstartedInputs: [Int: JSON] = [:]
  /// How often the run has been redriven.
  public internal(set) var redriveCount = 0
  /// The places of the children that ended well before the run was redriven last: their records have been written.
  public internal(set) var earlierPlaces: Set<Int> = []
  /// How many bytes a file may have before another is begun; a single record may have more.
  public internal(set) var maximumFileBytes: Int
}

extension TaskRequest {
  /// The same task with another input, for handlers that unwrap what an integration wraps.
  public func replacingInput(_ input: JSON) -> TaskRequest {
    TaskRequest(
      stateName: stateName, iterations: iterations, resource: resource,
      payload: Execution.Payload(input, depthBound: payload.depthBound), timeoutSeconds: timeoutSeconds,
      heartbeatSeconds: heartbeatSeconds, roleARN: roleARN, region: region, taskToken: taskToken, retryCount: retryCount
    )
  }
}
