public import OrderedJSON

/// A state that passes on its input, possibly changed, or a fixed result.
public struct Pass: ResultState {
  /// The state's name.
  public let name: StateName
  /// The state's fields.
  public var fields: JSON.Object

  /// Creates a state from its fields, `Type` included.
  public init(name: StateName, fields: JSON.Object) {
    self.name = name
    self.fields = fields
  }

  /// Creates a Pass state.
  public init(_ name: some StateNaming) { self.init(name, .pass) }

  /// Sets a fixed result, in which paths and expressions mean nothing. JSONPath only.
  public func result(_ result: JSON) -> Self { setting("Result", result) }
}

/// A state that ends its machine, branch or iteration with success.
public struct Succeed: DataFlowState {
  /// The state's name.
  public let name: StateName
  /// The state's fields.
  public var fields: JSON.Object

  /// Creates a state from its fields, `Type` included.
  public init(name: StateName, fields: JSON.Object) {
    self.name = name
    self.fields = fields
  }

  /// Creates a Succeed state.
  public init(_ name: some StateNaming) { self.init(name, .succeed) }
}

/// A state that ends the execution, or the surrounding state, with an error.
public struct Fail: WorkflowState {
  /// The state's name.
  public let name: StateName
  /// The state's fields.
  public var fields: JSON.Object

  /// Creates a state from its fields, `Type` included.
  public init(name: StateName, fields: JSON.Object) {
    self.name = name
    self.fields = fields
  }

  /// Creates a Fail state.
  ///
  /// - Parameters:
  ///   - name: the state's name.
  ///   - error: the name of the error.
  ///   - cause: an explanation for people.
  public init(_ name: some StateNaming, error: String? = nil, cause: String? = nil) {
    self.init(name, .fail)
    fields["Error"] = error.map(JSON.string)
    fields["Cause"] = cause.map(JSON.string)
  }

  /// Sets the name of the error as a JSONata expression.
  public func error(expression: String) -> Self { setting("Error", .expression(expression)) }

  /// Sets the path or the intrinsic function that gives the name of the error. JSONPath only.
  public func errorPath(_ path: String) -> Self { setting("ErrorPath", .string(path)) }

  /// Sets the explanation as a JSONata expression.
  public func cause(expression: String) -> Self { setting("Cause", .expression(expression)) }

  /// Sets the path or the intrinsic function that gives the explanation. JSONPath only.
  public func causePath(_ path: String) -> Self { setting("CausePath", .string(path)) }
}
