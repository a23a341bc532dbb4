public import JSONPath
public import OrderedJSON

/// The data-flow fields of a state: five in JSONPath states, two in JSONata states.
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
  /// Whether `InputPath` selects everything.
  public let takesWholeInput: Bool
  /// Whether `ResultPath` replaces the input with the result.
  public let replacesInput: Bool
  /// Whether `OutputPath` selects everything.
  public let givesWholeOutput: Bool

  /// The data flow of a state with none of the fields: nothing is changed.
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

/// What `InputPath` or `OutputPath` selects.
public indirect enum DocumentSelection: Sendable {
  /// Everything (`$`, or the field is absent).
  case whole
  /// Nothing: `null` means `{}`.
  case nothing
  /// The value of the path.
  case path(PathExpression)
}

/// Where a result is placed.
public indirect enum ResultPath: Sendable {
  /// It replaces the input (`$`, or the field is absent).
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
  /// JSONata, one template per variable.
  case expressions([(name: String, value: JSONataTemplate)])
}

/// An integer that is a literal, the value of a path, or computed.
public indirect enum NumberSource: Sendable {
  /// A literal in the definition.
  case literal(JSONNumber)
  /// Found in the input, the context or a variable (`…Path`).
  case path(PathExpression)
  /// Computed by JSONata.
  case expression(StateExpression)
}

/// A string that is a literal, the value of a path, or computed.
public indirect enum TextSource: Sendable {
  /// A literal in the definition.
  case literal(String)
  /// The value of a path or an intrinsic function (`…Path`).
  case dynamic(DynamicValue)
  /// Computed by JSONata.
  case expression(StateExpression)
}
