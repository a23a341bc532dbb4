public import OrderedJSON

/// One step of a state's data: what it was after a field was applied, or what was decided.
public struct DataStage: Sendable, Hashable {
  /// The step: `input`, the name of a field (`InputPath`, `Parameters`, `Arguments`, `ItemsPath`, `Items`, `ItemSelector`,
  /// `ItemBatcher`, `ResultSelector`, `ResultPath`, `Assign`, `Output`, `OutputPath`), `result`, `error`, `Retry`, `Catch`,
  /// `Next`, or `output` where no field changes it.
  public var name: String
  /// The data after the step; `nil` for a decision.
  public var value: JSON?
  /// The decision, or the error, in words.
  public var note: String?

  /// Creates a step.
  public init(_ name: String, _ value: JSON? = nil, note: String? = nil) {
    self.name = name
    self.value = value
    self.note = note
  }
}
