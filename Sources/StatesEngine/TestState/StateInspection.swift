public import OrderedJSON

/// What a state that was tested on its own did with its data, step by step; a step that it lacks or did not reach is
/// `nil`.
///
/// - SeeAlso: Step Functions API, "InspectionData".
public struct StateInspection: Sendable {
  /// The raw input.
  public var input: JSON
  /// The input after `InputPath`.
  public var afterInputPath: JSON?
  /// The input after `Parameters`; of JSONPath states.
  public var afterParameters: JSON?
  /// The input after `Arguments`; of JSONata states.
  public var afterArguments: JSON?
  /// What the work gave: a task's result, or a Pass state's `Result`.
  public var result: JSON?
  /// The result after `ResultSelector`.
  public var afterResultSelector: JSON?
  /// The input with the result in it, after `ResultPath`.
  public var afterResultPath: JSON?
  /// What a Map iterates over, after `ItemsPath`.
  public var afterItemsPath: JSON?
  /// What `ItemsPointer` selected of the dataset.
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
  /// The place of the catcher that took the error.
  public var catchIndex: Int?
  /// The place of the retrier that decided about the error.
  public var retryIndex: Int?
  /// How long the state would wait before the next attempt, without jitter.
  public var retryBackoffMilliseconds: Int64?

  init(input: JSON) { self.input = input }
}
