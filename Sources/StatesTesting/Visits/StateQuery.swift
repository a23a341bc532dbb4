import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// The state that an expectation is about: a checked name.
struct StateQuery {
  private let state: String
  private let iteration: [Int]?
  private let machines: Set<String>

  /// Whether a visit is one of that state.
  func includes(_ visit: StateVisit) -> Bool {
    visit.state.hasSameUTF8(as: state) && machines.contains(visit.execution.stateMachine)
      && (iteration ?? visit.iteration) == visit.iteration
  }

  /// Whether a task is one of that state.
  func includes(_ task: TaskRequest) -> Bool {
    task.stateName.hasSameUTF8(as: state) && machines.contains(task.stateMachineName)
      && (iteration ?? task.iterations) == task.iterations
  }

  /// Whether a state of an execution is that state, in some iteration.
  func mayInclude(_ name: String, _ identity: ExecutionIdentity) -> Bool {
    name.hasSameUTF8(as: state) && machines.contains(identity.stateMachineName)
  }

  /// Whether only one iteration is meant.
  var hasIteration: Bool { iteration != nil }

  /// Checks a name.
  ///
  /// - Throws: ``UnknownState``, if no state machine of the result has the state.
  init(_ name: String, in machine: String?, of result: ExecutionResult) throws(UnknownState) {
    let own = result.execution.identity.stateMachineName
    let all = Self.machines(of: result)
    var places = all.filter { $0.name.hasSameUTF8(as: own) }
    if let machine {
      let wanted = try Self.machine(machine, of: result)
      places = all.filter { $0.name.hasSameUTF8(as: wanted) }
    } else if !places.contains(where: { Self.has(name, $0.machine) }) {
      let others = all.filter { Self.has(name, $0.machine) }
      if !others.isEmpty { places = others }
    }
    let known = places.filter { Self.has(name, $0.machine) }
    guard let first = known.first else {
      throw UnknownState(name: name, kind: .state, known: places.flatMap { $0.machine.states.map(\.name) })
    }
    if let problem = IterationNames(first.machine).problem(with: name) {
      throw UnknownState(name: name, kind: .iteration(problem: problem), known: [])
    }
    machines = Set(known.map(\.name))
    if first.machine.index(ofState: name) != nil {
      (state, iteration) = (name, nil)
    } else {
      state = MockResources.plainName(name)
      iteration = IterationNames.indexes(of: name)
    }
  }

  private static func has(_ name: String, _ machine: StateMachine) -> Bool {
    machine.index(ofState: name) != nil || machine.index(ofState: MockResources.plainName(name)) != nil
  }

  /// The name of a state machine that is given by its name or its ARN.
  static func machine(_ name: String, of result: ExecutionResult) throws(UnknownState) -> String {
    let wanted = KnownStateMachines.name(of: name)
    let all = machines(of: result)
    guard let found = all.first(where: { $0.name.hasSameUTF8(as: wanted) }) else {
      throw UnknownState(name: name, kind: .stateMachine, known: all.map(\.name))
    }
    return found.name
  }

  /// The state machines of a result: its own, those that were started, those that could have been.
  private static func machines(of result: ExecutionResult) -> [(name: String, machine: StateMachine)] {
    var found = [(name: result.execution.identity.stateMachineName, machine: result.execution.machine)]
    func add(_ name: String, _ machine: StateMachine) {
      if !found.contains(where: { $0.name.hasSameUTF8(as: name) }) { found.append((name, machine)) }
    }
    for child in result.children where child.mapRunChild == nil { add(child.identity.stateMachineName, child.machine) }
    let known = result.workflowNotes?.stateMachines ?? [:]
    for name in known.names {
      if let machine = known[name] { add(KnownStateMachines.name(of: name), machine) }
    }
    return found
  }
}
