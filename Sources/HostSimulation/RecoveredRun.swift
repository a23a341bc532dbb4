import LanguageSupport
public import OrderedJSON
public import StatesEngine
public import StatesLanguage
public import StatesRuntime

/// Runs one execution in virtual time through hosts that each live until their first commit: the next one takes the
/// execution over from what is written down, after every input.
///
/// It must give what a straight run gives. Express executions are not written down and run straight in one host.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
public struct RecoveredRun: Sendable {
  /// How the execution stood when nothing went on any more.
  public let description: ExecutionDescription
  /// Its history, as GetExecutionHistory shows it with dates in ISO 8601.
  public let history: [JSON]
  /// How many hosts had it.
  public let hosts: Int

  /// Runs an execution.
  ///
  /// - Parameters:
  ///   - machine: the definition.
  ///   - input: the input.
  ///   - inputText: the input as it came in, where the history is to show it letter by letter.
  ///   - identity: names and ARNs.
  ///   - seed: what everything random comes from.
  ///   - quotas: what is bounded.
  ///   - resources: the handlers of tasks. Each is called once for an attempt: what it gave is remembered by
  ///     `TaskRequest.deduplicationID`, as a well-made handler does.
  ///   - datasets: the store that distributed Maps use.
  ///   - startTime: when the execution starts.
  /// - Throws: why it cannot be recovered.
  public static func run(
    _ machine: StateMachine, input: JSON, inputText: String? = nil, identity: ExecutionIdentity,
    seed: ExecutionSeed = .fixed(0), quotas: ExecutionQuotas = .service, resources: ResourceRouter,
    datasets: any DatasetStore = InMemoryDatasetStore(), startTime: Timestamp = .virtualStart
  ) throws(HostError) -> RecoveredRun {
    let run = ShortLives(resources, datasets, startTime)
    // That of an express execution is another one.
    let execution = Execution(machine, input: input, identity: identity, seed: seed)
    return try run.run(execution.identity.executionARN) { host throws(HostError) in
      try await host.start(
        machine, input: input, inputText: inputText, identity: identity, seed: seed, quotas: quotas)
    }
  }
}

/// The hosts of a run, one after the other. All of it runs on the thread of its scheduler.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
private final class ShortLives: StoreFaults, @unchecked Sendable {
  private let scheduler = Scheduler()
  private let outside: SimulatedProcess
  private let store: MemoryStore
  private let resources: ResourceRouter
  private let datasets: any DatasetStore
  private let startTime: Timestamp
  private var host: SimulatedHost?
  private var past: [SimulatedHost] = []
  /// What handlers gave, and when they were done.
  private var reports: [String: (report: TaskReport, end: Duration)] = [:]
  /// Nothing crashes any more.
  private var isOver = false
  private var problem: HostError?
  private var found: (description: ExecutionDescription, history: [JSON])?

  init(_ resources: ResourceRouter, _ datasets: any DatasetStore, _ startTime: Timestamp) {
    self.resources = resources
    self.datasets = datasets
    self.startTime = startTime
    let scheduler = scheduler
    outside = SimulatedProcess("outside", scheduler)
    store = MemoryStore(clock: { Self.time(startTime, scheduler) })
  }

  private static func time(_ start: Timestamp, _ scheduler: Scheduler) -> Timestamp {
    Timestamp(milliseconds: start.milliseconds &+ scheduler.now.milliseconds)
  }

  func run(
    _ arn: String, start: @escaping @Sendable (ExecutionHost) async throws(HostError) -> ExecutionDescription
  ) throws(HostError) -> RecoveredRun {
    let first = makeHost()
    host = first
    outside.spawn {
      if case .refused(let error) = await first.ask(start) { self.problem = error }
    }
    // Until there is nothing to do and nothing to wait for.
    _ = scheduler.run { false }
    isOver = true
    outside.spawn {
      switch await self.lastHost().ask({ host throws(HostError) in
        try await host.recover()
        return (try await host.describe(arn), try await Self.history(arn, host))
      }) {
      case .answered(let answer): self.found = answer
      case .refused(let error): self.problem = self.problem ?? error
      case .crashed: break
      }
    }
    _ = scheduler.run { self.found != nil || self.problem != nil }
    defer { end() }
    if let problem { throw problem }
    guard let found else { throw .unknownExecution(arn) }
    return RecoveredRun(description: found.description, history: found.history, hosts: past.count + 1)
  }

  private static func history(_ arn: String, _ host: ExecutionHost) async throws(HostError) -> [JSON] {
    var events: [JSON] = []
    do throws(HostError) {
      while true {
        let page = try await host.history(of: arn, from: UInt64(events.count) + 1, limit: 1_000)
        if page.isEmpty { return events }
        events += page
      }
    } catch {
      // Nothing is kept of an express execution.
      if case .unknownExecution = error { return events }
      throw error
    }
  }

  private func makeHost() -> SimulatedHost {
    let process = SimulatedProcess("host", scheduler)
    let (scheduler, startTime) = (scheduler, startTime)
    var settings = HostSettings()
    settings.maximumConcurrentTasks = .max
    settings.parksAfter = nil
    let owner = "host \(past.count + 1)"
    let host = ExecutionHost(
      store: SimulatedStore(base: store, faults: self, process: process),
      resources: resources.around(worker: { self.worker(of: $0) }) { task, perform in
        await self.perform(task, process, perform)
      }, datasets: datasets,
      settings: settings, owner: owner, clock: SimulatedClock(process: process),
      wallClock: { Self.time(startTime, scheduler) }, spawn: { process.spawn($0) })
    return SimulatedHost(process, owner: owner, host)
  }

  private func lastHost() -> SimulatedHost { host ?? makeHost() }

  /// A mocked worker's name is known with its answer.
  private func worker(of task: TaskRequest) -> String? {
    if reports[task.deduplicationID] == nil, let report = resources.performAtOnce(task) {
      reports[task.deduplicationID] = (report, end(report))
    }
    return reports[task.deduplicationID]?.report.worker
  }

  private func end(_ report: TaskReport) -> Duration { scheduler.now + .milliseconds(max(report.milliseconds, 0)) }

  private func perform(
    _ task: TaskRequest, _ process: SimulatedProcess, _ perform: @Sendable () async -> TaskReport
  ) async -> TaskReport {
    let (report, end): (TaskReport, Duration)
    if let known = reports[task.deduplicationID] {
      (report, end) = known
    } else {
      report = await perform()
      end = self.end(report)
      reports[task.deduplicationID] = (report, end)
    }
    if end > scheduler.now { try? await scheduler.sleep(process, until: end) }
    return report
  }

  // MARK: Faults

  func willReach(_ process: SimulatedProcess) async throws(StoreError) {}
  func willCommit(_ process: SimulatedProcess) async throws(StoreError) {}
  func didClaim(_ process: SimulatedProcess) async throws(StoreError) {}

  func didCommit(_ process: SimulatedProcess) async throws(StoreError) {
    guard !isOver, let host, host.process === process else { return }
    past.append(host)
    let next = makeHost()
    self.host = next
    outside.spawn {
      try? await self.store.renewLease(of: host.owner, for: .zero)
      if case .refused(let error) = await next.ask({ host throws(HostError) in try await host.recover() }) {
        self.problem = error
      }
    }
    host.crash()
    // Nothing after this runs before the run has ended.
    await Task.yield()
    throw .closed
  }

  private func end() {
    for host in past + [lastHost()] {
      host.process.end()
      host.process.spawn { await host.host.shutDown() }
    }
    outside.end()
    _ = scheduler.run { false }
    // Their handlers know this run.
    host = nil
    past = []
  }
}
