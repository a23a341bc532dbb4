public import OrderedJSON

/// What a path, an intrinsic function or a payload template may see.
public struct Scope: Sendable {
  /// The document that `$` names: a state's input or result.
  public var input: JSON
  /// The document that `$$` names: the context object.
  public var context: JSON
  /// The workflow variables, which `$name` names.
  public var variables: JSON.Object
  /// How many bytes a text may have that an intrinsic function writes or reads.
  public var maximumTextBytes: Int
  /// How many steps the evaluation of one path may take before it is given up with an error. A step is about one look
  /// at one value: a member taken, an element tested by a filter, a few bytes compared, an instruction of a regular
  /// expression. What a path or an intrinsic function makes counts a step for every four bytes; so the steps bound the
  /// memory, too.
  public var maximumPathSteps: Int

  /// What an evaluation may take where nothing else is said: a second or two.
  public static let defaultMaximumPathSteps = 10_000_000

  /// Makes a scope; what is not given is an empty object.
  public init(
    input: JSON = .object(JSON.Object()), context: JSON = .object(JSON.Object()),
    variables: JSON.Object = JSON.Object(), maximumTextBytes: Int = 268_435_456,
    maximumPathSteps: Int = defaultMaximumPathSteps
  ) {
    self.input = input
    self.context = context
    self.variables = variables
    self.maximumTextBytes = maximumTextBytes
    self.maximumPathSteps = maximumPathSteps
  }
}
