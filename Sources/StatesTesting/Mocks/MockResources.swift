import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// The mocked tasks of a run: answers by state and attempt.
///
/// A state in a Map may be mocked for a single iteration: `Ship[2]` answers iteration 2, `Ship[0][1]` iteration 1 of an
/// inner Map in iteration 0 of the outer one. A plain name answers all others.
struct MockResources: Sendable {
  /// The answers for the attempts of a state.
  struct Script: Sendable {
    /// The answers by ranges of attempts, from 0.
    var answers: [(attempts: ClosedRange<Int>, answer: MockAnswer)]
    /// Which inputs of the task it answers; all if there is no condition.
    var condition: (@Sendable (JSON) -> Bool)?
    /// Whether every iteration, and every execution, begins with the first answer; otherwise attempts are counted over
    /// all of them, as in Step Functions Local.
    var isPerIteration = false

    /// The position of the answer for an attempt.
    func place(ofAttempt attempt: Int) -> Int? { answers.firstIndex { $0.attempts.contains(attempt) } }
  }

  /// A name that is mocked.
  struct Name: Hashable, Comparable, Sendable {
    /// The state machine; `nil` for the one under test.
    var machine: String?
    /// The state, possibly with an iteration.
    var state: String

    static func < (left: Name, right: Name) -> Bool {
      (left.machine ?? "", left.state) < (right.machine ?? "", right.state)
    }
  }

  /// By name: those with conditions, the one that was set last first, then the one without.
  private var scripts: [Name: [Script]] = [:]

  /// Adds the answers for a state: those without a condition replace all that it has; those with one come first.
  mutating func add(_ script: Script, for name: Name) {
    scripts[name] = script.condition == nil ? [script] : [script] + (scripts[name] ?? [])
  }

  /// Adds the answers of others.
  mutating func add(_ others: MockResources) {
    for (name, added) in others.scripts {
      for script in added.reversed() { add(script, for: name) }
    }
  }

  /// The activities of a machine that no mocked state calls.
  func missingActivities(of machine: StateMachine) -> Set<String> {
    let mocked = Set(scripts.keys.filter { $0.machine == nil }.flatMap { [$0.state, Self.plainName($0.state)] })
    var missing: Set<String> = []
    var called: Set<String> = []
    for state in machine.states {
      guard case .task(let task) = state.kind, case .activity(let arn) = task.resource else { continue }
      if mocked.contains(state.name) { called.insert(arn) } else { missing.insert(arn) }
    }
    return missing.subtracting(called)
  }

  // MARK: Checks

  /// A result that does not fit the response of the API that its state calls, or cannot be checked.
  struct Warning: CustomStringConvertible {
    let state: String
    let problem: String
    /// Whether the result does not fit; otherwise it cannot be checked.
    let isMisfit: Bool
    var description: String { "the mock of the state '\(state)': \(problem)" }
  }

  /// The warnings about mocked results, sorted by state; each problem once.
  ///
  /// - Parameters:
  ///   - machine: the machine that has the states.
  ///   - mode: which members are checked.
  ///   - known: the problems that are not to be reported again; those that are found are added.
  func warnings(
    for machine: StateMachine, _ models: ServiceModelLibrary, _ mode: FieldValidationMode = .present,
    besides known: inout Set<String>
  ) -> [Warning] {
    var warnings: [Warning] = []
    for (name, scripts) in scripts.sorted(by: { $0.key < $1.key }) {
      guard let index = machine.index(ofState: name.state) ?? machine.index(ofState: Self.plainName(name.state)),
        case .task(let task) = machine.states[index].kind, case .integration(let integration) = task.resource
      else { continue }
      for result in scripts.flatMap(\.answers).compactMap(\.answer.result) {
        let verdict = ResultValidation.verdict(on: result, of: integration, mode: mode, models, isOfRun: true)
        guard let problem = verdict.warning, known.insert(problem).inserted else { continue }
        warnings.append(Warning(state: name.state, problem: problem, isMisfit: verdict.isRefusal))
      }
    }
    return warnings
  }

  /// The answers that have not been used, by the names of their states.
  func unused(_ usage: MockUsage) -> [UnusedMock] {
    scripts.sorted { $0.key < $1.key }.flatMap { name, scripts in
      scripts.enumerated().compactMap { place, script in
        let used = usage.used(of: MockUsage.ScriptID(name: name, place: place))
        let unused = script.answers.indices.filter { !used.contains($0) }
        guard !unused.isEmpty else { return nil }
        return UnusedMock(
          state: name.state, stateMachine: name.machine, isConditional: script.condition != nil,
          answers: unused.map { $0 + 1 }, count: script.answers.count)
      }
    }
  }

  // MARK: Names

  /// The plain name, `Ship` for `Ship[0][1]`.
  static func plainName(_ name: String) -> String {
    guard name.hasSuffix("]"), let bracket = name.firstIndex(of: "[") else { return name }
    let tail = name[bracket...].utf8
    let isIndexes = tail.allSatisfy { $0 == 0x5b || $0 == 0x5d || ($0 >= 0x30 && $0 <= 0x39) }
    return isIndexes ? String(name[..<bracket]) : name
  }

  /// The names under which a task may be mocked, the one with the most precedence first.
  ///
  /// - Parameter own: the name of the state machine under test; without it, those of others are not told apart.
  static func names(of task: TaskRequest, own: String?) -> [Name] {
    let machine = own == nil || own == task.stateMachineName ? nil : task.stateMachineName
    let indexes = task.iterations.map { "[\($0)]" }.joined()
    let plain = Name(machine: machine, state: task.stateName)
    return indexes.isEmpty ? [plain] : [Name(machine: machine, state: task.stateName + indexes), plain]
  }

  // MARK: Answering

  /// The answers for a task, if it has any.
  private func script(for task: TaskRequest, own: String?) -> (id: MockUsage.ScriptID, script: Script)? {
    for name in Self.names(of: task, own: own) {
      for (place, script) in (scripts[name] ?? []).enumerated() where script.condition?(task.input) ?? true {
        return (MockUsage.ScriptID(name: name, place: place), script)
      }
    }
    return nil
  }

  /// Whether there are answers for a task.
  func answers(_ task: TaskRequest, own: String? = nil) -> Bool { script(for: task, own: own) != nil }

  /// The answer to a task, of which `usage` then knows; `nil` if there are no answers for it.
  ///
  /// - Parameters:
  ///   - own: the name of the state machine under test; without it, the states of others are not told apart.
  ///   - usage: how far the answers have been used.
  func answer(to task: TaskRequest, own: String? = nil, _ usage: inout MockUsage) -> MockAnswer? {
    guard let (id, script) = script(for: task, own: own) else { return nil }
    let attempt = usage.count(task, id, perIteration: script.isPerIteration)
    guard let place = script.place(ofAttempt: attempt) else {
      let cause = "The mock of the state '\(id.name.state)' has no answer for attempt \(attempt)"
      return MockAnswer(TaskReport(.rejected(cause: cause)))
    }
    usage.use(place, of: id)
    return script.answers[place].answer
  }

  /// A handler that plays the answers.
  ///
  /// - Parameters:
  ///   - own: the name of the state machine under test; without it, the states of others are not told apart.
  ///   - usage: how far the answers have been used.
  ///   - stateMachines: the state machines that tasks can start, to be listed if a task is not mocked.
  func handler(
    own: String? = nil, usage: Locked<MockUsage> = Locked(MockUsage()), stateMachines: KnownStateMachines = [:]
  ) -> @Sendable (TaskRequest) -> TaskReport {
    { task in
      let answer = usage.withLock { self.answer(to: task, own: own, &$0) }
      return answer?.report(task) ?? TaskReport(.rejected(cause: unmocked(task, own: own, stateMachines)))
    }
  }

  /// Why a task has no answer.
  private func unmocked(_ task: TaskRequest, own: String?, _ stateMachines: KnownStateMachines) -> String {
    let call = "The state '\(task.stateName)' calls '\(task.resource.arn)', which is "
    if Self.names(of: task, own: own).contains(where: { scripts[$0] != nil }) {
      return call + "not mocked for this input: no condition of its mocks holds"
    }
    // The known state machines can be listed; functions and activities are mocked by their states.
    return call + "not mocked" + (stateMachines.isEmpty ? "" : UnknownTask(task).hint(stateMachines: stateMachines))
  }
}
