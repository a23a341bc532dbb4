public import OrderedJSON
public import StatesLanguage
import StatesRuntime

extension WorkflowTest {
  /// The error for mocking a state that cannot be mocked.
  public struct UnknownTask: Error, Sendable, Hashable, CustomStringConvertible {
    /// The state's name.
    public var name: String
    /// The state machine that should have the state, if it is not the one under test.
    public var stateMachine: String?
    /// The type of the state with that name, or `nil` if the definition has none.
    public var type: StateType?
    /// The Task states of the definition.
    public var tasks: [String]
    /// What is wrong with the mock, if the state can be mocked.
    public var problem: String?

    /// A description of the problem.
    public var description: String {
      let definition = stateMachine.map { "the definition of '\($0)'" } ?? "the definition"
      let list = tasks.map { "'\($0)'" }.joined(separator: ", ")
      if let problem { return "the mock of '\(name)': \(problem)" }
      let known = tasks.isEmpty ? "\(definition) has no Task states" : "the Task states are \(list)"
      if let type { return "'\(name)' is a \(type.rawValue) state, and only Task states can be mocked; \(known)" }
      let near = Suggestions.nearest(to: MockResources.plainName(name), among: tasks)
      return "\(definition) has no state '\(name)'; \(known)" + (near.map { "; did you mean '\($0)'?" } ?? "")
    }
  }

  /// Sets the answers of a Task state: one for each attempt, the last one for all that follow. Attempts are counted over
  /// retries and repeated visits; every iteration of a Map, and every execution that a task starts, begins with the first
  /// answer.
  ///
  /// ```swift
  /// try test.mock("Charge", .throw("Gateway.Busy"), .return(["paid": true]))
  /// try test.mock("Ship[2]", .throw("OutOfStock"))
  /// try test.mock("Charge", when: { $0["amount"] == 0 }, .return(["paid": false]))
  /// ```
  ///
  /// - Parameters:
  ///   - state: the state's name; `Ship[2]` is the state in iteration 2 of its Map only.
  ///   - machine: the name of a state machine in ``stateMachines`` that has the state, if it is not the one under test.
  ///   - condition: which inputs of the task, after `Parameters` or `Arguments`, it answers. Such answers come before those
  ///     without a condition, the ones that were set last first.
  ///   - answers: at least one. Without a condition they replace all that the state has.
  public mutating func mock(
    _ state: String, in machine: String? = nil, when condition: (@Sendable (JSON) -> Bool)? = nil,
    _ answers: MockAnswer...
  ) throws(UnknownTask) {
    try mock(state, in: machine, when: condition, answers: answers)
  }

  /// Sets the answers of a Task state, given as an array.
  ///
  /// - Parameters:
  ///   - state: the state's name; `Ship[2]` is the state in iteration 2 of its Map only.
  ///   - machine: the name of a state machine in ``stateMachines`` that has the state, if it is not the one under test.
  ///   - condition: which inputs of the task it answers.
  ///   - answers: at least one.
  public mutating func mock(
    _ state: String, in machine: String? = nil, when condition: (@Sendable (JSON) -> Bool)? = nil,
    answers: [MockAnswer]
  ) throws(UnknownTask) {
    let (owner, definition) = try owner(machine, of: state)
    let known = definition.index(ofState: MockResources.plainName(state)) ?? definition.index(ofState: state)
    let type = known.map { definition.states[$0].type }
    guard type == .task else {
      let tasks = definition.states.filter { $0.type == .task }.map(\.name)
      throw UnknownTask(name: state, stateMachine: owner, type: type, tasks: tasks)
    }
    func refusal(_ problem: String) -> UnknownTask {
      UnknownTask(name: state, stateMachine: owner, type: type, tasks: [], problem: problem)
    }
    if answers.isEmpty { throw refusal("it has no answers") }
    if let problem = answers.lazy.compactMap(\.problem).first { throw refusal(problem) }
    if let problem = IterationNames(definition).problem(with: state) { throw refusal(problem) }
    var script = MockResources.Script(answers: [], condition: condition, isPerIteration: true)
    for (place, answer) in answers.enumerated() {
      script.answers.append((place...(place == answers.count - 1 ? .max : place), answer))
    }
    var mock = MockResources()
    mock.add(script, for: MockResources.Name(machine: owner, state: state))
    if let misfit = add(mock, for: definition) { throw refusal(misfit) }
  }

  /// The state machine whose state is mocked: its name, if it is not the one under test, and its definition.
  private func owner(_ machine: String?, of state: String) throws(UnknownTask) -> (name: String?, StateMachine) {
    guard let machine else { return (nil, self.machine) }
    let name = KnownStateMachines.name(of: machine)
    if name.hasSameUTF8(as: stateMachineName) { return (nil, self.machine) }
    guard let definition = stateMachines[machine] ?? stateMachines.first(named: name) else {
      let near = Suggestions.nearest(to: name, among: stateMachines.names.map(KnownStateMachines.name))
      throw UnknownTask(
        name: state, stateMachine: nil, type: nil, tasks: [],
        problem: "'stateMachines' has no state machine '\(machine)'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
    }
    return (name, definition)
  }

  /// Adds mocks of the states of one machine, and the warnings about them.
  ///
  /// - Returns: why a result does not fit, if such results are refused; nothing is added then.
  mutating func add(_ others: MockResources, for definition: StateMachine) -> String? {
    var known = knownProblems
    let found = others.warnings(for: definition, models, fieldValidation ?? .present, besides: &known)
    if fieldValidation != nil, let misfit = found.first(where: \.isMisfit) { return misfit.problem }
    knownProblems = known
    mocks.add(others)
    for warning in found {
      warnings.append(warning.description)
      StandardError.write("warning: \(warning)")
    }
    return nil
  }
}

extension KnownStateMachines {
  /// The machine with a name, however it is known.
  fileprivate func first(named name: String) -> StateMachine? {
    names.first { Self.name(of: $0).hasSameUTF8(as: name) }.flatMap { self[$0] }
  }
}
