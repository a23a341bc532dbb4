public import OrderedJSON

/// Finds every problem of a definition. Never gives up: what is understood is checked, whatever else is wrong.
public struct Validator: Sendable {
  /// Which kind of state machine the definition is for.
  public var type: StateMachineType

  /// Makes a validator.
  public init(type: StateMachineType = .standard) { self.type = type }

  /// The problems of a definition that has been read, in the order of the text.
  public func diagnostics(for definition: JSONSyntax, in source: SourceText) -> [Diagnostic] {
    []
  }
}
