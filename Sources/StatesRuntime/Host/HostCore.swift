import LanguageSupport
import StatesEngine
import StatesLanguage

/// What the executions of a host share: handlers and their limit, clocks, tokens, deadlines, and what is written where.
final class HostCore: Sendable {
  let resources: ResourceRouter
  let datasets: any DatasetStore
  let datasetLimits: DatasetLimits
  let clock: any Clock<Duration>
  let wallClock: @Sendable () -> Timestamp
  let spawn: Spawn
  /// Begins what goes on besides, which time does not wait for.
  let spawnUpkeep: Spawn
  let pool: HandlerPool
  let tokens = TokenIndex()
  let table = HostTable()
  let directory: ActivityDirectory
  /// The children of map runs that have not ended, of a host that records them.
  let children = ChildIndex()
  let alarm: Alarm
  /// Whether executions that have succeeded are kept for the result.
  let keepsChildren: Bool
  private let machines: Locked<KnownStateMachines>
  private let closed = Locked(false)
  /// The clock by which other hosts are waited for: they do not wait for a virtual clock.
  let sharedClock: any Clock<Duration>
  /// What belongs to a host that writes down what happens; an execution that runs by itself has none of it.
  let durable: DurableServices?

  /// - Parameters:
  ///   - limit: how many handlers run at once.
  ///   - durable: makes what belongs to a host that writes down what happens.
  init(
    resources: ResourceRouter, datasets: any DatasetStore, datasetLimits: DatasetLimits,
    stateMachines: KnownStateMachines, keepsChildren: Bool, clock: any Clock<Duration>,
    wallClock: @escaping @Sendable () -> Timestamp, limit: Int,
    spawn: @escaping Spawn = { body in Task { await body() } },
    durable: DurableServices? = nil
  ) {
    self.resources = resources
    directory = ActivityDirectory(.all(but: resources.missingActivities))
    self.datasets = datasets
    self.datasetLimits = datasetLimits
    self.clock = clock
    sharedClock = clock is VirtualClock ? ContinuousClock() : clock
    self.wallClock = wallClock
    spawnUpkeep = spawn
    let spawn = (clock as? VirtualClock).map { $0.spawn } ?? spawn
    self.spawn = spawn
    self.keepsChildren = keepsChildren
    self.durable = durable
    machines = Locked(stateMachines)
    pool = HandlerPool(limit: limit, spawn: spawn)
    let bell = Bell()
    alarm = Alarm(clock: clock, wallClock: wallClock, spawn: spawn) { await bell.ring($0) }
    bell.core.withLock { $0 = WeakCore(core: self) }
  }

  /// Whether nothing is done any more.
  var isClosed: Bool { closed.withLock { $0 } }

  /// From now on nothing is done.
  func close() {
    closed.withLock { $0 = true }
    alarm.stop()
  }

  /// The state machines that tasks can start in the same process.
  var stateMachines: KnownStateMachines {
    get { machines.withLock { $0 } }
    set { machines.withLock { $0 = newValue } }
  }

  /// Changes the state machines that tasks can start.
  func updateStateMachines(_ change: (inout KnownStateMachines) -> Void) { machines.withLock { change(&$0) } }

  /// The options of the trees.
  var treeOptions: ExecutionTree.Options {
    // A host starts executions of their own for tasks.
    var options = ExecutionTree.Options(
      stateMachines: durable == nil ? stateMachines : [:], keepsChildren: keepsChildren)
    options.recordsChildren = durable?.settings.recordsChildren ?? false
    return options
  }
}

/// What a host that writes down what happens has besides.
final class DurableServices: Sendable {
  let store: any ExecutionStore
  let commits: GroupCommit
  let settings: HostSettings
  /// The name by which the host owns executions.
  let owner: String
  let observer: (any ExecutionObserver)?
  /// Says what tasks start, besides executions of the state machines that are known.
  let starter: (any NestedExecutionStarter)?
  let activities = ActivityQueues()
  let definitions: DefinitionTable
  /// Executions that have ended, the latest.
  let ended = EndedDescriptions()
  /// What a host has besides that shares its store with others; none without leases.
  let fleet: Fleet?

  init(
    _ store: any ExecutionStore, _ settings: HostSettings, owner: String, observer: (any ExecutionObserver)?,
    starter: (any NestedExecutionStarter)?
  ) {
    self.store = store
    self.starter = starter
    self.settings = settings.bounded
    self.owner = owner
    self.observer = observer
    definitions = DefinitionTable()
    commits = GroupCommit(store, observer: observer)
    fleet = settings.lease == nil ? nil : Fleet(store, owner: owner)
  }
}

/// Who is told of deadlines, without keeping it alive.
private final class Bell: Sendable {
  let core = Locked(WeakCore(core: nil))

  func ring(_ number: ExecutionNumber) async {
    guard let core = core.withLock({ $0.core }) else { return }
    // What is no longer here has no deadline.
    do throws(HostError) {
      try await core.with(number) { await $0.deadlineHasCome() } as Void
    } catch {
      // Its children may go on.
      if let ended = core.children.ended(number) { _ = await ended.deadlineHasCome() }
      // Otherwise the observer knows why it does not go on.
      guard error.isTransient, let pause = core.durable?.settings.retriesAfter else { return }
      // Those whose deadlines come meanwhile do not wait for this one.
      core.alarm.set(number, at: core.wallClock().advanced(byMilliseconds: pause.wholeMilliseconds))
    }
  }
}

private struct WeakCore: Sendable {
  weak var core: HostCore?
}
