public import OrderedJSON

/// A state that runs branches at the same time; its result is the array of their outputs.
public struct Parallel: ArgumentsState {
  /// The state's name.
  public let name: StateName
  /// The state's fields.
  public var fields: JSON.Object

  /// Creates a state from its fields, `Type` included.
  public init(name: StateName, fields: JSON.Object) {
    self.name = name
    self.fields = fields
  }

  /// Creates a Parallel state.
  public init(_ name: some StateNaming, @ListBuilder<Branch> _ branches: () -> [Branch]) {
    self.init(name, .parallel)
    fields["Branches"] = .array(branches().map(\.json))
  }

  /// The branches, as the fields have them.
  public var branches: [Branch] { fields["Branches"]?.arrayValue?.map(Branch.init) ?? [] }
}

/// A branch of a Parallel state.
public struct Branch: StateScope {
  /// The fields of the branch besides `StartAt` and `States`.
  public var fields: JSON.Object = [:]
  /// The first state; `nil` for the first of ``states``.
  public var startAt: StateName?
  /// The states of the branch.
  public var states: [any WorkflowState]

  /// Creates a branch.
  ///
  /// - Parameters:
  ///   - startAt: the state with which the branch starts; by default the first one.
  ///   - states: the states of the branch.
  public init(startAt: (any StateNaming)? = nil, @ListBuilder<any WorkflowState> _ states: () -> [any WorkflowState]) {
    self.startAt = startAt?.stateName
    self.states = states()
  }

  init(_ json: JSON) {
    states = []
    read(json.objectValue ?? [:])
  }
}
