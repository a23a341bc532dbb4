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

  /// Makes a scope; what is not given is an empty object.
  public init(
    input: JSON = .object(JSON.Object()), context: JSON = .object(JSON.Object()),
    variables: JSON.Object = JSON.Object(),
    maximumTextBytes: Int = 268_435_456
  ) {
    self.input = input
    self.context = context
    self.variables = variables
    self.maximumTextBytes = maximumTextBytes
  }
}
