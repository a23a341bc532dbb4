/// What a host may take, and how it goes about.
public struct HostSettings: Sendable, Hashable {
  /// How many handlers run at once, of all executions together; at least one.
  public var maximumConcurrentTasks = 128
  /// How many executions that only wait stay in memory; further ones are parked as soon as they wait.
  public var residentLimit = 1_000
  /// How long an execution must have done nothing to be parked, which it is after twice that at the latest; `nil` parks
  /// only those beyond ``residentLimit``.
  public var parksAfter: Duration? = .seconds(5)
  /// How long after a failure to write the store is tried again.
  public var retriesAfter: Duration = .seconds(1)
  /// How long the host owns its executions without renewing that, by the store's clock; `nil` for as long as the store
  /// is open, as stores of one process want it.
  public var lease: Duration?

  /// The settings by default.
  public init() {}
}
