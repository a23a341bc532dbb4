import LanguageSupport
public import OrderedJSON
import StatesEngine
public import StatesRuntime

extension WorkflowTest {
  /// Runs the workflow in many of the orders in which things could happen, and reports the outcomes that differ.
  ///
  /// A run of ``run(input:name:)`` takes one order of many: tasks answer in the order in which they were scheduled, branches
  /// take turns as they started. In the service none of this is certain. Here a seed decides how long each task takes whose
  /// answer has no delay of its own, in which order branches go on that can, and in which order things happen that
  /// are due at the same time. Waits, timeouts, pauses before retries, and the order of what one branch does are what they are.
  ///
  /// ```swift
  /// let exploration = test.explore(seeds: 0..<200, input: ["order": 7])
  /// print(exploration)                                     // each outcome, and the seed that shows it
  /// let strange = test.run(input: ["order": 7], order: exploration.outcomes[0].seeds[0])
  /// ```
  ///
  /// - Parameters:
  ///   - seeds: the seeds of the orders, one run for each.
  ///   - input: the input.
  ///   - name: the name of the execution.
  ///   - longestTask: the longest time that a task takes, in seconds; less than its timeout and its heartbeat in any case.
  /// - Returns: the outcomes, by status, output, error and path.
  public func explore(
    seeds: some Sequence<UInt64> = 0..<100 as Range<UInt64>, input: JSON = [:], name: String = "test",
    longestTask: Double = 60
  ) -> Exploration {
    var exploration = Exploration()
    for seed in seeds {
      exploration.add(run(input: input, name: name, order: seed, longestTask: longestTask), seed)
    }
    return exploration
  }

  /// Runs the workflow in the order that a seed decides: the same for the same seed.
  ///
  /// - Parameters:
  ///   - input: the input.
  ///   - name: the name of the execution.
  ///   - seed: the seed of the order.
  ///   - longestTask: the longest time that a task takes, in seconds.
  /// - SeeAlso: ``explore(seeds:input:name:longestTask:)``
  public func run(
    input: JSON = [:], name: String = "test", order seed: UInt64, longestTask: Double = 60
  ) -> ExecutionResult {
    let usage = Locked(MockUsage())
    var driver = driver(usage)
    driver.interleaving = Interleaving(seed: seed, longestTask: longestTask)
    return finished(usage, driver.run(execution(input, name)))
  }
}

/// The outcomes of a workflow in many orders: see ``WorkflowTest/explore(seeds:input:name:longestTask:)``.
public struct Exploration: Sendable {
  /// One outcome.
  public struct Outcome: Sendable {
    /// How the execution ended.
    public let status: ExecutionResult.Status
    /// The output, if it succeeded.
    public let output: JSON?
    /// The error's name, if it failed.
    public let error: String?
    /// The states that were entered, for each thread of control: `Charge → Ship`, `Each[2]: Pack → Label`. In which
    /// order the threads took turns does not matter.
    public let path: [String]
    /// The seeds that show this outcome, in order; at least one.
    public fileprivate(set) var seeds: [UInt64]
  }

  /// The outcomes, in the order in which they were found.
  public private(set) var outcomes: [Outcome] = []

  /// Whether all orders had the same outcome.
  public var isDeterministic: Bool { outcomes.count <= 1 }

  fileprivate mutating func add(_ result: ExecutionResult, _ seed: UInt64) {
    let found = Outcome(
      status: result.status, output: result.output, error: result.error, path: result.threadPaths, seeds: [seed])
    if let index = outcomes.firstIndex(where: { $0.isSame(as: found) }) {
      outcomes[index].seeds.append(seed)
    } else {
      outcomes.append(found)
    }
  }
}

extension Exploration.Outcome {
  fileprivate func isSame(as other: Self) -> Bool {
    status == other.status && error == other.error && path == other.path && output == other.output
  }
}

extension Exploration: CustomStringConvertible {
  /// Each outcome with the number of its seeds, and one that shows it.
  public var description: String {
    outcomes.map { outcome in
      let end = outcome.output?.description ?? outcome.error ?? ""
      return "\(outcome.seeds.count) of \(seedCount), such as seed \(outcome.seeds[0]): \(outcome.status.rawValue)"
        + (end.isEmpty ? "" : " \(end.prefix(200))") + "\n  " + outcome.path.joined(separator: "\n  ")
    }.joined(separator: "\n")
  }

  private var seedCount: Int { outcomes.reduce(0) { $0 + $1.seeds.count } }
}

extension ExecutionResult {
  /// The states that each thread of control has entered; sorted, but for that of the execution itself, which is first.
  fileprivate var threadPaths: [String] {
    var threads = ThreadPaths()
    for event in history { threads.add(event, in: history) }
    return threads.texts
  }
}

/// Which thread of control each event of a history belongs to, and the states that each has entered.
private struct ThreadPaths {
  private struct Thread {
    var label = ""
    var parent: Int?
    var states: [String] = []
  }

  private var threads = [Thread()]
  /// The thread of each event; that of event 0 is the execution's own.
  private var owners = [0]

  mutating func add(_ event: HistoryEvent, in history: ContiguousArray<HistoryEvent>) {
    let previous = event.previousEventID
    var owner = owners.indices.contains(previous) ? owners[previous] : 0
    switch event.details {
    case .mapIterationStarted(let state, let index):
      // An iteration may start because another one has ended.
      let parent = self.owner(of: state.name, from: owner)
      owner = begin("\(state.name)[\(index)]: ", in: parent)
    case .stateEntered(let state, _):
      if previous > 0, case .parallelStateStarted = history[previous - 1].details { owner = begin("", in: owner) }
      threads[owner].states.append(state.name)
    case .stateExited(let state, _, _): owner = self.owner(of: state.name, from: owner)
    default: break
    }
    owners.append(owner)
  }

  private mutating func begin(_ label: String, in parent: Int) -> Int {
    threads.append(Thread(label: label, parent: parent))
    return threads.count - 1
  }

  /// The thread that is in a state: the given one, or one around it.
  private func owner(of state: String, from thread: Int) -> Int {
    var found: Int? = thread
    while let current = found {
      if threads[current].states.last == state { return current }
      found = threads[current].parent
    }
    return thread
  }

  var texts: [String] {
    let texts = threads.map { $0.label + $0.states.joined(separator: " → ") }
    return [texts[0]] + texts.dropFirst().sorted()
  }
}
