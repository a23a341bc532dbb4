public import OrderedJSON

/// States that run as one: a whole machine, a branch of a Parallel state, the processor of a Map state.
public protocol StateScope: DefinitionPart {
  /// The name in `StartAt`; `nil` for the first of ``states``.
  var startAt: StateName? { get set }
  /// The states, in the order in which they are printed.
  var states: [any WorkflowState] { get set }
}

extension StateScope {
  /// The scope as it is in a definition: its fields, `StartAt`, then `States`.
  public var json: JSON {
    var object = fields
    if let start = startAt ?? states.first?.stateName { object["StartAt"] = .string(start.description) }
    // A name that is used twice stays twice in the text, where the validator finds it.
    object["States"] = .object(
      JSON.Object(
        distinct: ContiguousArray(
          states.map { JSON.Object.Member(key: $0.name.description, value: .object($0.fields)) })))
    return .object(object)
  }

  /// Divides the fields of a scope in a definition.
  mutating func read(_ object: JSON.Object) {
    for member in object.members {
      switch (member.key, member.value) {
      case ("StartAt", .string(let name)): startAt = StateName(name)
      case ("States", .object(let states)): self.states = states.members.map(Self.state)
      case (let key, let value): fields[key] = value
      }
    }
  }

  private static func state(_ member: JSON.Object.Member) -> any WorkflowState {
    let name = StateName(member.key)
    let fields = member.value.objectValue ?? [:]
    return switch fields["Type"]?.stringValue.flatMap(StateType.init) {
    case .task: Task(name: name, fields: fields)
    case .choice: Choice(name: name, fields: fields)
    case .wait: Wait(name: name, fields: fields)
    case .parallel: Parallel(name: name, fields: fields)
    case .map: Map(name: name, fields: fields)
    case .pass: Pass(name: name, fields: fields)
    case .succeed: Succeed(name: name, fields: fields)
    case .fail: Fail(name: name, fields: fields)
    case nil: CustomState(name: name, fields: fields)
    }
  }
}
