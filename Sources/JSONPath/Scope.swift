public import OrderedJSON

/// The data that a path, an intrinsic function or a payload template can access.
public struct Scope: Sendable {
  /// The document that `$` refers to: a state's input or result.
  public var input: JSON
  /// The document that `$$` refers to: the context object.
  public var context: JSON
  /// The workflow variables, which `$name` refers to.
  public var variables: JSON.Object
  /// The maximum length in bytes of a string that an intrinsic function writes or reads.
  public var maximumTextBytes: Int
  /// How many steps the evaluation of one path may take before it fails with an error. A step is about one access to
  /// one value: a member read, an element tested by a filter, a few bytes compared, an instruction of a regular
  /// expression. The output of a path or an intrinsic function counts one step for every four bytes, so the steps also
  /// bound the memory.
  public var maximumPathSteps: Int

  /// The default limit of an evaluation: a second or two.
  public static let defaultMaximumPathSteps = 10_000_000

  /// Creates a scope; what is not given is an empty object.
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
