public import OrderedJSON

/// Finds every problem of a definition. Never gives up: what is understood is checked, whatever else is wrong.
public struct Validator: Sendable {
  /// Which kind of state machine the definition is for.
  public var type: StateMachineType

  /// Makes a validator.
  public init(type: StateMachineType = .standard) { self.type = type }

  /// Reads and checks a text: the tree as far as it is JSON, and all problems in the order of the text.
  public func check(_ source: SourceText) -> (syntax: JSONSyntax?, diagnostics: [Diagnostic]) {
    do {
      let syntax = try JSONSyntaxParser().parse(source)
      return (syntax, diagnostics(for: syntax, in: source))
    } catch {
      let range = SourceRange(start: error.offset, end: error.offset)
      return (
        nil,
        [
          Diagnostic(
            severity: .error, code: "ASL101", awsCode: "INVALID_JSON_DESCRIPTION", message: error.message,
            location: nil, range: range, position: error.position)
        ]
      )
    }
  }

  /// The problems of a definition that has been read, in the order of the text.
  public func diagnostics(for definition: JSONSyntax, in source: SourceText) -> [Diagnostic] {
    []
  }
}
