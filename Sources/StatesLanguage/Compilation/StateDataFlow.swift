public import JSONPath
public import OrderedJSON

/// How a state's data goes in and out: the five fields of JSONPath states, the two of JSONata states.
///
/// - SeeAlso: States Language, "Input and Output Processing".
public final class DataFlow: Sendable {
  /// `InputPath`.
  public let inputPath: DocumentSelection
  /// `Parameters` of Task, Pass and Parallel.
  public let parameters: PayloadTemplate?
  /// `ResultSelector`.
  public let resultSelector: PayloadTemplate?
  /// `ResultPath`.
  public let resultPath: ResultPath
  /// `OutputPath`.
  public let outputPath: DocumentSelection
  /// `Arguments` of JSONata states.
  public let arguments: JSONataTemplate?
  /// `Output` of JSONata states.
  public let output: JSONataTemplate?
  /// Whether `InputPath` lets all through.
  public let takesWholeInput: Bool
  /// Whether `ResultPath` puts the result in the input's place.
  public let replacesInput: Bool
  /// Whether `OutputPath` lets all through.
  public let givesWholeOutput: Bool

  /// That of a state with none of the fields: nothing is changed.
  static let plain = DataFlow()

  /// The fields.
  static let fields: FieldSet = [
    .inputPath, .parameters, .resultSelector, .resultPath, .outputPath, .arguments, .output,
  ]

  init(
    inputPath: DocumentSelection = .whole, parameters: PayloadTemplate? = nil, resultSelector: PayloadTemplate? = nil,
    resultPath: ResultPath = .replace, outputPath: DocumentSelection = .whole, arguments: JSONataTemplate? = nil,
    output: JSONataTemplate? = nil
  ) {
    self.inputPath = inputPath
    self.parameters = parameters
    self.resultSelector = resultSelector
    self.resultPath = resultPath
    self.outputPath = outputPath
    self.arguments = arguments
    self.output = output
    takesWholeInput = if case .whole = inputPath { true } else { false }
    replacesInput = if case .replace = resultPath { true } else { false }
    givesWholeOutput = if case .whole = outputPath { true } else { false }
  }
}

/// What `InputPath` or `OutputPath` lets through.
public indirect enum DocumentSelection: Sendable {
  /// All (`$`, or the field is absent).
  case whole
  /// Nothing: `null` means `{}`.
  case nothing
  /// What the path finds.
  case path(PathExpression)
}

/// Where a result goes.
public indirect enum ResultPath: Sendable {
  /// It takes the input's place (`$`, or the field is absent).
  case replace
  /// Nowhere: `null` keeps the input.
  case discard
  /// Into the input.
  case path(ReferencePath)
}

/// `Assign`: the variables that a state sets, all from the values at its entry.
public enum Assignments: Sendable {
  /// A payload template, an object.
  case template(PayloadTemplate)
  /// JSONata, one template a variable.
  case expressions([(name: String, value: JSONataTemplate)])
}

/// A whole number that is written, found by a path, or computed.
public indirect enum NumberSource: Sendable {
  /// Written in the definition.
  case literal(JSONNumber)
  /// Found in the input, the context or a variable (`…Path`).
  case path(PathExpression)
  /// Computed by JSONata.
  case expression(StateExpression)
}

/// A text that is written, found, or computed.
public indirect enum TextSource: Sendable {
  /// Written in the definition.
  case literal(String)
  /// Found by a path or built by an intrinsic function (`…Path`).
  case dynamic(DynamicValue)
  /// Computed by JSONata.
  case expression(StateExpression)
}
