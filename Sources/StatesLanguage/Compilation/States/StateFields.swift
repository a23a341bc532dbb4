public import JSONPath
public import OrderedJSON

/// The fields of a Task state's own.
public final class TaskState: Sendable {
  /// Who does the work.
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

/// The fields of a Pass state's own.
public final class PassState: Sendable {
  /// `Result`, taken as it stands.
  public let result: JSON?

  init(result: JSON?) { self.result = result }
}

/// The fields of a Fail state's own.
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

/// The fields of a Wait state's own: until when.
public final class WaitState: Sendable {
  /// What is waited for.
  public enum Until: Sendable {
    /// `Seconds` or `SecondsPath`.
    case seconds(NumberSource)
    /// `Timestamp`, written.
    case timestamp(TimestampLiteral)
    /// `Timestamp`, computed by JSONata.
    case timestampExpression(StateExpression)
    /// `TimestampPath`.
    case timestampPath(PathExpression)
  }
  /// What is waited for.
  public let until: Until

  init(until: Until) { self.until = until }
}

/// The fields of a Choice state's own.
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

/// The fields of a Parallel state's own.
public final class ParallelState: Sendable {
  /// Where each branch begins.
  public let branches: [Int]

  init(branches: [Int]) { self.branches = branches }
}

/// The fields of a Map state's own.
public final class MapState: Sendable {
  /// Where an iteration begins.
  public let processor: Int
  /// Inline or distributed.
  public let mode: MapMode
  /// What is iterated over.
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

/// What a Map iterates over when it reads no dataset.
public enum MapItems: Sendable {
  /// The effective input.
  case input
  /// `ItemsPath`, and the same as a reference path where it is one.
  case path(PathExpression, ReferencePath?)
  /// `Items`.
  case template(JSONataTemplate)
}

/// What only a distributed Map has.
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

  /// Whether any field that needs a distributed Map is there.
  public var needsDistributedMode: Bool { itemReader != nil || itemBatcher != nil || resultWriter != nil }
}

/// `ItemReader`: where a distributed Map's dataset is.
public struct ItemReader: Sendable {
  /// `arn:aws:states:::s3:getObject` or `…:s3:listObjectsV2`.
  public var resource: String
  /// `Parameters` or `Arguments`.
  public var arguments: ArgumentTemplate?
  /// `ReaderConfig` without what is computed.
  public var config: JSON.Object
  /// `MaxItems` or its path.
  public var maxItems: NumberSource?
  /// `ItemsPointer`, perhaps computed.
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
  /// `arn:aws:states:::s3:putObject`, or `nil` when results stay in the state.
  public var resource: String?
  /// `Parameters` or `Arguments`.
  public var arguments: ArgumentTemplate?
  /// `WriterConfig.Transformation`: `NONE`, `COMPACT`, `FLATTEN`.
  public var transformation: String?
  /// `WriterConfig.OutputType`: `JSON`, `JSONL`.
  public var outputType: String?
}
