public import JSONPath
public import OrderedJSON

/// The fields specific to Task states.
public final class TaskState: Sendable {
  /// What performs the work.
  public let resource: TaskResource
  /// `TimeoutSeconds` or `TimeoutSecondsPath`.
  public let timeout: NumberSource?
  /// `HeartbeatSeconds` or `HeartbeatSecondsPath`.
  public let heartbeat: NumberSource?
  /// `Credentials`, an object with `RoleArn`.
  public let credentials: ArgumentTemplate?

  init(
    resource: TaskResource, timeout: NumberSource?, heartbeat: NumberSource?, credentials: ArgumentTemplate?
  ) {
    self.resource = resource
    self.timeout = timeout
    self.heartbeat = heartbeat
    self.credentials = credentials
  }
}

/// A value built from the state's input, in either query language.
public enum ArgumentTemplate: Sendable {
  /// A payload template.
  case payload(PayloadTemplate)
  /// JSON with expressions.
  case jsonata(JSONataTemplate)
}

/// The fields specific to Pass states.
public final class PassState: Sendable {
  /// `Result`, used as it is.
  public let result: JSON?

  init(result: JSON?) { self.result = result }
}

/// The fields specific to Fail states.
public final class FailState: Sendable {
  /// `Error` or `ErrorPath`.
  public let error: TextSource?
  /// `Cause` or `CausePath`.
  public let cause: TextSource?

  init(error: TextSource?, cause: TextSource?) {
    self.error = error
    self.cause = cause
  }
}

/// The fields specific to Wait states: how long to wait.
public final class WaitState: Sendable {
  /// The end of the wait.
  public enum Until: Sendable {
    /// `Seconds` or `SecondsPath`.
    case seconds(NumberSource)
    /// `Timestamp` as a literal.
    case timestamp(TimestampLiteral)
    /// `Timestamp`, computed by JSONata.
    case timestampExpression(StateExpression)
    /// `TimestampPath`.
    case timestampPath(PathExpression)
  }
  /// The end of the wait.
  public let until: Until

  init(until: Until) { self.until = until }
}

/// The fields specific to Choice states.
public final class ChoiceState: Sendable {
  /// `Choices`, tried in order.
  public let rules: [ChoiceRule]
  /// `Default`.
  public let defaultTarget: Int?

  init(rules: [ChoiceRule], defaultTarget: Int?) {
    self.rules = rules
    self.defaultTarget = defaultTarget
  }
}

/// The fields specific to Parallel states.
public final class ParallelState: Sendable {
  /// The index of the first state of each branch.
  public let branches: [Int]

  init(branches: [Int]) { self.branches = branches }
}

/// The fields specific to Map states.
public final class MapState: Sendable {
  /// The index of the first state of an iteration.
  public let processor: Int
  /// Inline or distributed.
  public let mode: MapMode
  /// The items to iterate over.
  public let items: MapItems
  /// `ItemSelector` (or the older `Parameters`).
  public let itemSelector: ArgumentTemplate?
  /// `MaxConcurrency` or its path.
  public let maxConcurrency: NumberSource?
  /// The fields of a distributed Map; on an inline one they are not supported.
  public let distributed: DistributedMapFields

  init(
    processor: Int, mode: MapMode, items: MapItems, itemSelector: ArgumentTemplate?, maxConcurrency: NumberSource?,
    distributed: DistributedMapFields
  ) {
    self.processor = processor
    self.mode = mode
    self.items = items
    self.itemSelector = itemSelector
    self.maxConcurrency = maxConcurrency
    self.distributed = distributed
  }
}

/// How a Map runs its items.
public enum MapMode: Sendable, Hashable {
  /// As iterations within the execution.
  case inline
  /// As child executions of that type.
  case distributed(StateMachineType)
}

/// The items of a Map that reads no dataset.
public enum MapItems: Sendable {
  /// The effective input.
  case input
  /// `ItemsPath`, and the same as a reference path if it is one.
  case path(PathExpression, ReferencePath?)
  /// `Items`.
  case template(JSONataTemplate)
}

/// The fields of a distributed Map.
public struct DistributedMapFields: Sendable {
  /// `Label`.
  public var label: String?
  /// `ItemReader`.
  public var itemReader: ItemReader?
  /// `ItemBatcher`.
  public var itemBatcher: ItemBatcher?
  /// `ResultWriter`.
  public var resultWriter: ResultWriter?
  /// `ToleratedFailureCount` or its path.
  public var toleratedFailureCount: NumberSource?
  /// `ToleratedFailurePercentage` or its path.
  public var toleratedFailurePercentage: NumberSource?

  /// Whether any field that needs a distributed Map is present.
  public var needsDistributedMode: Bool { itemReader != nil || itemBatcher != nil || resultWriter != nil }
}

/// `ItemReader`: the location of a distributed Map's dataset.
public struct ItemReader: Sendable {
  /// `arn:aws:states:::s3:getObject` or `…:s3:listObjectsV2`.
  public var resource: String
  /// `Parameters` or `Arguments`.
  public var arguments: ArgumentTemplate?
  /// `ReaderConfig` without computed values.
  public var config: JSON.Object
  /// `MaxItems` or its path.
  public var maxItems: NumberSource?
  /// `ItemsPointer`, which may be computed.
  public var itemsPointer: TextSource?
}

/// `ItemBatcher`: how items are grouped.
public struct ItemBatcher: Sendable {
  /// `MaxItemsPerBatch` or its path.
  public var maxItemsPerBatch: NumberSource?
  /// `MaxInputBytesPerBatch` or its path.
  public var maxInputBytesPerBatch: NumberSource?
  /// `BatchInput`.
  public var batchInput: ArgumentTemplate?
}

/// `ResultWriter`: where and how results are written.
public struct ResultWriter: Sendable {
  /// `arn:aws:states:::s3:putObject`, or `nil` if the results remain in the state.
  public var resource: String?
  /// `Parameters` or `Arguments`.
  public var arguments: ArgumentTemplate?
  /// `WriterConfig.Transformation`: `NONE`, `COMPACT`, `FLATTEN`.
  public var transformation: String?
  /// `WriterConfig.OutputType`: `JSON`, `JSONL`.
  public var outputType: String?
}
