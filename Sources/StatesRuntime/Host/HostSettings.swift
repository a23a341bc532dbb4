/// What a host may take, and how it goes about. Pauses are a millisecond at least, and a hundred years at most.
public struct HostSettings: Sendable, Hashable {
  /// How many handlers run at once, of all executions together; at least one.
  public var maximumConcurrentTasks = 128
  /// How many executions that only wait stay in memory; further ones are parked as soon as they wait.
  public var residentLimit = 1_000
  /// How long an execution must have done nothing to be parked, which it is after twice that at the latest; `nil` parks
  /// only those beyond ``residentLimit``, as does a ``VirtualClock``.
  public var parksAfter: Duration? = .seconds(5)
  /// How long after a failure to write the store is tried again.
  public var retriesAfter: Duration = .seconds(1)
  /// How long the host owns its executions without renewing that, by the store's clock; `nil` for as long as the store
  /// is open, as stores of one process want it.
  ///
  /// With a lease the store is one that hosts share: each answers for the executions of all, and takes over those of a host
  /// whose lease has expired.
  public var lease: Duration?
  /// How often a host that shares its store looks for what others want of it, unless the store tells it
  /// (``StoreSignals``). For the tasks of activities it looks less often, every two and a half times as long.
  public var inboxPolling: Duration = .milliseconds(100)
  /// How long a host waits for another one to do what it was asked for; then it withdraws the request with
  /// ``HostError/notDurable(_:)``, and its caller may repeat it.
  public var inboxPatience: Duration = .seconds(50)

  /// Whether the children of distributed Maps are executions of the store once they have ended, each with its history if
  /// it is a standard one: then ``ExecutionHost/mapRun(_:)``, ``ExecutionHost/children(of:statuses:after:limit:)``,
  /// ``ExecutionHost/describe(_:)`` and the like answer for map runs and children. It costs what the children's inputs,
  /// outputs and histories take, in the store and in the commits of their parents.
  public var recordsChildren = false

  /// The settings by default.
  public init() {}

  /// The settings with pauses that keep no core busy, and that clocks can sleep.
  var bounded: HostSettings {
    func bounded(_ pause: Duration) -> Duration { min(max(pause, .milliseconds(1)), .seconds(36_500 * 86_400)) }
    var settings = self
    settings.parksAfter = parksAfter.map(bounded)
    settings.retriesAfter = bounded(retriesAfter)
    settings.inboxPolling = bounded(inboxPolling)
    settings.inboxPatience = bounded(inboxPatience)
    // It is renewed three times.
    settings.lease = lease.map { bounded(max($0, .milliseconds(3))) }
    return settings
  }
}
