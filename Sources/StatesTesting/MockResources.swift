import LanguageSupport
import OrderedJSON
import StatesEngine
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

    func answer(attempt: Int) -> MockAnswer? { answers.first { $0.attempts.contains(attempt) }?.answer }
  }

  private var scripts: [String: Script] = [:]

  var stateNames: [String] { scripts.keys.map(Self.plainName).sorted() }

  /// The answers for a state, by its name.
  subscript(name: String) -> Script? {
    get { scripts[name] }
    set { scripts[name] = newValue }
  }

  /// The activities of a machine that no mocked state calls.
  func missingActivities(of machine: StateMachine) -> Set<String> {
    let mocked = Set(stateNames)
    var missing: Set<String> = []
    var called: Set<String> = []
    for state in machine.states {
      guard case .task(let task) = state.kind, case .activity(let arn) = task.resource else { continue }
      if mocked.contains(state.name) || scripts[state.name] != nil { called.insert(arn) } else { missing.insert(arn) }
    }
    return missing.subtracting(called)
  }

  /// A result that does not fit the response of the API that its state calls, or cannot be checked.
  struct Warning: CustomStringConvertible {
    let state: String
    let problem: String
    var description: String { "the mock of the state '\(state)': \(problem)" }
  }

  /// The warnings about mocked results, sorted by state; each problem once.
  ///
  /// - Parameter known: the problems that are not to be reported again; those that are found are added.
  func warnings(
    for machine: StateMachine, _ models: ServiceModelLibrary, besides known: inout Set<String>
  ) -> [Warning] {
    var warnings: [Warning] = []
    for (name, script) in scripts.sorted(by: { $0.key < $1.key }) {
      guard let index = machine.index(ofState: name) ?? machine.index(ofState: Self.plainName(name)),
        case .task(let task) = machine.states[index].kind, case .integration(let integration) = task.resource
      else { continue }
      for result in script.answers.compactMap(\.answer.result) {
        let verdict = ResultValidation.verdict(
          on: result, of: integration, mode: .present, models, isOfRun: true)
        guard let problem = verdict.warning, known.insert(problem).inserted else { continue }
        warnings.append(Warning(state: name, problem: problem))
      }
    }
    return warnings
  }

  /// Adds the answers of others; for a state that is in both, theirs win.
  mutating func add(_ others: MockResources) { scripts.merge(others.scripts) { $1 } }

  /// The plain name, `Ship` for `Ship[0][1]`.
  static func plainName(_ name: String) -> String {
    guard name.hasSuffix("]"), let bracket = name.firstIndex(of: "[") else { return name }
    let tail = name[bracket...].utf8
    let isIndexes = tail.allSatisfy { $0 == 0x5b || $0 == 0x5d || ($0 >= 0x30 && $0 <= 0x39) }
    return isIndexes ? String(name[..<bracket]) : name
  }

  /// The names under which a task may be mocked, the one with the most precedence first.
  static func names(of task: TaskRequest) -> [String] {
    let indexes = task.iterations.map { "[\($0)]" }.joined()
    return indexes.isEmpty ? [task.stateName] : [task.stateName + indexes, task.stateName]
  }

  /// A handler that plays the answers from the beginning; tasks that are not mocked go to `others`.
  func handler(
    others: (@Sendable (TaskRequest) -> TaskReport)? = nil, stateMachines: KnownStateMachines = [:]
  ) -> @Sendable (TaskRequest) -> TaskReport {
    // The number of attempts of each state in this run so far.
    let attempts = Locked<[String: Int]>([:])
    let scripts = scripts
    return { task in
      for name in Self.names(of: task) {
        guard let script = scripts[name] else { continue }
        let attempt = attempts.withLock { counts in
          defer { counts[name, default: 0] += 1 }
          return counts[name, default: 0]
        }
        if let answer = script.answer(attempt: attempt) { return answer.report(task) }
        return TaskReport(
          .rejected(cause: "The mock of the state '\(name)' has no answer for attempt \(attempt)"))
      }
      if let others { return others(task) }
      // The known state machines can be listed; functions and activities are mocked by their states.
      let hint = stateMachines.isEmpty ? "" : UnknownTask(task).hint(stateMachines: stateMachines)
      return TaskReport(
        .rejected(cause: "The state '\(task.stateName)' calls '\(task.resource.arn)', which is not mocked" + hint))
    }
  }
}
