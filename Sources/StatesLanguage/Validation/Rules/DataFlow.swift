import OrderedJSON

/// When a field is evaluated, which determines the contents of `$states`.
enum Moment {
  /// Before the state's work: input and context.
  case before
  /// After the work of a state that has a result: input, result, context.
  case afterResult
  /// After the work of a state without a result: input and context.
  case afterWait
  /// In a catcher: input, error output, context.
  case caught

  /// The contents of `$states`.
  var fields: [String] {
    switch self {
    case .before, .afterWait: ["input", "context"]
    case .afterResult: ["input", "context", "result"]
    case .caught: ["input", "context", "errorOutput"]
    }
  }
}

extension Inspection {
  /// Checks the data fields that states have in common: paths, templates, expressions, variables.
  mutating func checkDataFlow(_ context: StateContext) {
    guard !context.view.present.intersection(Self.dataFields).isEmpty else { return }
    checkInputOutputPath(.inputPath, context)
    checkInputOutputPath(.outputPath, context)
    checkResultPath(context)
    checkTemplate(.parameters, context)
    checkTemplate(.resultSelector, context)
    checkValue(.arguments, context, .before)
    guard !context.view.present.intersection(Self.resultFields).isEmpty else { return }
    let moment = moment(context)
    checkValue(.output, context, moment)
    checkAssign(context, moment)
  }

  private static let dataFields: FieldSet = [
    .inputPath, .outputPath, .resultPath, .parameters, .resultSelector, .arguments, .output, .assign,
  ]

  private static let resultFields: FieldSet = [.output, .assign]

  /// When the state's own `Output` and `Assign` are evaluated.
  private func moment(_ context: StateContext) -> Moment {
    switch context.view[.type]?.value.stringValue.flatMap(StateType.init(name:)) {
    case .task, .parallel, .map: .afterResult
    case .pass, .wait, .choice, .succeed, .fail, nil: .afterWait
    }
  }
}
