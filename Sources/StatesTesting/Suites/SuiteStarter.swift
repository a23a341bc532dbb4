import JSONPath
public import OrderedJSON
import StatesEngine
public import StatesLanguage
import StatesRuntime

extension TestSuite {
  /// Writes a first suite for a definition: cases that pass and together reach the states that simple inputs, results and
  /// errors of tasks can lead to. What they expect is what the definition does today, so read it before you trust it.
  ///
  /// - Parameters:
  ///   - machine: the definition.
  ///   - definition: the definition's file, as the suite is to name it.
  /// - Returns: the suite, and the names of the states that no case reaches.
  public static func starter(for machine: StateMachine, definition: String) -> (suite: JSON, missing: [String]) {
    var starter = SuiteStarter(machine)
    starter.build()
    var suite: JSON.Object = ["definition": .string(definition)]
    if machine.type == .express { suite["type"] = "EXPRESS" }
    if !starter.datasets.isEmpty { suite["datasets"] = .object(starter.datasets) }
    suite["cases"] = .array(starter.cases)
    return (.object(suite), starter.missing)
  }
}

/// Searches for cases: for each state that no case has reached yet, one that makes the rules and errors on the way to it
/// happen.
private struct SuiteStarter {
  private let machine: StateMachine
  private let routes: StarterRoutes
  private let base: StarterWishes
  /// Where the values of variables come from.
  private let aliases: [String: [StarterWishes.PathStep]]
  /// The objects that distributed Maps read.
  let datasets: JSON.Object
  private(set) var cases: [JSON] = []
  private var reached: Set<Int> = []
  /// What has been done, in events; a mock counts as much as ten of them.
  private var work = 0

  /// The states that no case reaches.
  var missing: [String] { machine.states.indices.filter { !reached.contains($0) }.map { machine.states[$0].name } }

  /// So many cases at most, so that a definition of thousands of states ends.
  private static let mostCases = 200
  /// So many events at most in one case.
  private static let mostEvents = 5_000
  /// So much work at most, since cases that reach nothing new are not kept, but take time.
  private static let mostWork = 200_000

  init(_ machine: StateMachine) {
    self.machine = machine
    routes = StarterRoutes(machine)
    let reading = StarterReading(machine)
    base = reading.wishes
    aliases = reading.aliases
    datasets = reading.datasets
  }

  mutating func build() {
    attempt("runs", [])
    for index in machine.states.indices where !reached.contains(index) && cases.count < Self.mostCases {
      guard work < Self.mostWork else { return }
      guard let way = routes.way(to: index) else { continue }
      attempt("reaches \(machine.states[index].name)", way)
    }
  }

  /// Runs one case, and keeps it if it reaches something new.
  private mutating func attempt(_ name: String, _ way: [StarterRoutes.Hop]) {
    var wishes = base
    var errors: [Int: String] = [:]
    for hop in way { wish(hop, &wishes, &errors) }
    let results = machine.states.indices.reduce(into: [Int: JSON]()) { results, index in
      guard case .task = machine.states[index].kind else { return }
      results[index] = self.result(of: machine.states[index], wishes)
    }
    var test = WorkflowTest(machine)
    test.quotas.maximumHistoryEvents = Self.mostEvents
    test.datasets = SuiteDatasets.store(datasets)
    for (index, result) in results.sorted(by: { $0.key < $1.key }) {
      let answer: MockAnswer = errors[index].map { .throw($0, cause: "mocked") } ?? .return(result)
      do { try test.mock(machine.states[index].name, answer) } catch { return }
    }
    let result = test.run(input: wishes.document)
    work += 10 * results.count + result.history.count
    // A suite has no limit of its own: what only this one has ended goes on there.
    guard result.status != .running, result.history.count < Self.mostEvents else { return }
    let entered = Set(
      result.coverage.filter { $0.machine.isSame(as: machine) }.flatMap(\.counts.counts.keys).compactMap { point in
        if case .entry(let state) = point { state } else { nil }
      })
    guard cases.isEmpty || !entered.isSubset(of: reached) else { return }
    reached.formUnion(entered)
    let mocks = results.filter { entered.contains($0.key) }.sorted { $0.key < $1.key }.map { index, result in
      let answer: JSON = errors[index].map { ["throw": .string($0), "cause": "mocked"] } ?? ["return": result]
      return (machine.states[index].name, answer)
    }
    cases.append(testCase(name, wishes.document, mocks, result))
  }

  private func testCase(_ name: String, _ input: JSON, _ mocks: [(String, JSON)], _ result: ExecutionResult) -> JSON {
    var expect: JSON.Object = ["status": .string(result.status.rawValue)]
    if let error = result.error { expect["error"] = .string(error) }
    if let output = result.output { expect["output"] = output }
    expect["path"] = .array(result.path.map(JSON.string))
    var entry: JSON.Object = ["name": .string(name), "input": input]
    if !mocks.isEmpty {
      var object = JSON.Object()
      for (state, answer) in mocks { object[state] = answer }
      entry["mocks"] = .object(object)
    }
    entry["expect"] = .object(expect)
    return .object(entry)
  }

  // MARK: Making a way

  private func wish(_ hop: StarterRoutes.Hop, _ wishes: inout StarterWishes, _ errors: inout [Int: String]) {
    let state = machine.states[hop.state]
    switch hop.step {
    case .next, .inside: break
    case .rule(let place):
      guard case .choice(let choice) = state.kind else { return }
      // Those before it first, so that what both are about is decided by the one that is meant.
      for rule in choice.rules[..<place] { wishes.wish(rule.condition, holds: false, aliases) }
      wishes.wish(choice.rules[place].condition, holds: true, aliases)
    case .defaultRule:
      guard case .choice(let choice) = state.kind else { return }
      for rule in choice.rules { wishes.wish(rule.condition, holds: false, aliases) }
    case .catcher(let place):
      let error = Self.error(for: state.catchers[place])
      if case .task = state.kind {
        errors[hop.state] = error
      } else if let (task, way) = routes.task(inside: hop.state) {
        for inner in way { wish(inner, &wishes, &errors) }
        errors[task] = error
      }
    }
  }

  /// An error that the catcher takes.
  private static func error(for catcher: Catcher) -> String {
    switch catcher.errorEquals.first {
    case .name(let name): name
    case .timeout, .heartbeatTimeout: "States.Timeout"
    case .all, .taskFailed, nil: "Mocked.Error"
    }
  }

  /// A result for a task: all that is wished for, so that it is found wherever the result is put.
  private func result(of state: StateMachine.State, _ wishes: StarterWishes) -> JSON {
    var result = wishes
    if case .path(let path) = state.dataFlow.resultPath, let steps = StarterWishes.steps(of: path.text) {
      result.merge(wishes.value(at: steps))
    }
    return result.document
  }
}

/// The objects of distributed Maps.
enum SuiteDatasets {
  /// A store with buckets of strings by key.
  static func store(_ buckets: JSON.Object) -> InMemoryDatasetStore {
    var content: [String: [String: [UInt8]]] = [:]
    for bucket in buckets.members {
      for object in bucket.value.objectValue?.members ?? [] {
        content[bucket.key, default: [:]][object.key] = Array((object.value.stringValue ?? "").utf8)
      }
    }
    return InMemoryDatasetStore(content)
  }
}
