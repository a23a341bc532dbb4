public import JSONPath
public import OrderedJSON

/// How a state's data goes in and out: the five fields of JSONPath states, the two of JSONata states.
///
/// - SeeAlso: States Language, "Input and Output Processing".
public struct DataFlow: Sendable {
  /// `InputPath`.
  public var inputPath = DocumentSelection.whole
  /// `Parameters` of Task, Pass and Parallel.
  public var parameters: PayloadTemplate?
  /// `ResultSelector`.
  public var resultSelector: PayloadTemplate?
  /// `ResultPath`.
  public var resultPath = ResultPath.replace
  /// `OutputPath`.
  public var outputPath = DocumentSelection.whole
  /// `Arguments` of JSONata states.
  public var arguments: JSONataTemplate?
  /// `Output` of JSONata states.
  public var output: JSONataTemplate?
}

/// What `InputPath` or `OutputPath` lets through.
public enum DocumentSelection: Sendable {
  /// All (`$`, or the field is absent).
  case whole
  /// Nothing: `null` means `{}`.
  case nothing
  /// What the path finds.
  case path(PathExpression)
}

/// Where a result goes.
public enum ResultPath: Sendable {
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
public enum NumberSource: Sendable {
  /// Written in the definition.
  case literal(JSONNumber)
  /// Found in the input, the context or a variable (`…Path`).
  case path(PathExpression)
  /// Computed by JSONata.
  case expression(StateExpression)
}

/// A text that is written, found, or computed.
public enum TextSource: Sendable {
  /// Written in the definition.
  case literal(String)
  /// Found by a path or built by an intrinsic function (`…Path`).
  case dynamic(DynamicValue)
  /// Computed by JSONata.
  case expression(StateExpression)
}
