public import OrderedJSON

/// The data of a state that was tested on its own, step by step; a step that the state lacks or did not reach is `nil`.
///
/// - SeeAlso: Step Functions API, "InspectionData".
public struct StateInspection: Sendable {
  /// The raw input.
  public var input: JSON
  /// The input after `InputPath`.
  public var afterInputPath: JSON?
  /// The input after `Parameters`; for JSONPath states.
  public var afterParameters: JSON?
  /// The input after `Arguments`; for JSONata states.
  public var afterArguments: JSON?
  /// The result of the work: a task's result, or a Pass state's `Result`.
  public var result: JSON?
  /// The result after `ResultSelector`.
  public var afterResultSelector: JSON?
  /// The input including the result, after `ResultPath`.
  public var afterResultPath: JSON?
  /// The items of a Map, after `ItemsPath`.
  public var afterItemsPath: JSON?
  /// The part of the dataset selected by `ItemsPointer`.
  public var afterItemsPointer: JSON?
  /// The items after `ItemSelector`.
  public var afterItemSelector: JSON?
  /// The items after `ItemBatcher`.
  public var afterItemBatcher: JSON?
  /// The Map's `ToleratedFailureCount`.
  public var toleratedFailureCount: Int?
  /// The Map's `ToleratedFailurePercentage`.
  public var toleratedFailurePercentage: Double?
  /// The Map's `MaxConcurrency`.
  public var maxConcurrency: Int?
  /// All variables after the state.
  public var variables: JSON.Object = [:]
  /// The index of the catcher that caught the error.
  public var catchIndex: Int?
  /// The index of the retrier that decided about the error.
  public var retryIndex: Int?
  /// How long the state would wait before the next attempt, without jitter.
  public var retryBackoffMilliseconds: Int64?

  init(input: JSON) { self.input = input }
}
