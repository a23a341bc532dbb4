import OrderedJSON

extension Inspection {
  /// A Pass state.
  mutating func inspectPass(_ context: StateContext) {
    checkFields(context.view, .pass, context.language)
    checkTransition(context)
    checkDataFlow(context)
    if let result = context.view[.result], context.language == .jsonPath { checkStaticResult(result) }
  }
}
