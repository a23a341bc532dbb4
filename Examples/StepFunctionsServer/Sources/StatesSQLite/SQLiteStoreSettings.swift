public import StatesRuntime

/// How a ``SQLiteStore`` works.
public struct SQLiteStoreSettings: Sendable {
  /// How long ended executions are kept.
  public var retention = StoreRetention()
  /// What the store takes at most.
  public var limits = StoreLimits()
  /// How many reads may be under way at once, each on a connection of its own; at least one.
  public var readers = 4
  /// How many ended executions one commit removes at most, when retention no longer keeps them.
  public var forgottenAtOnce = 64
  /// How many events the executions that one commit removes may have together, beyond the first of them.
  public var forgottenEvents = 50_000

  /// The settings by default.
  public init() {}
}
