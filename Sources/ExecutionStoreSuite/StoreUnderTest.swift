public import StatesRuntime

/// How the suite makes and mistreats stores of one kind.
///
/// Only ``open`` is needed; checks that need more are left out where it is `nil`. Every check opens stores of its own,
/// and ``advanceClock`` moves the clock of those that were opened by this value.
public struct StoreUnderTest: Sendable {
  /// A new, empty store.
  public var open: @Sendable (StoreRetention) async throws -> any ExecutionStore
  /// Closes a store, and opens what it has kept.
  public var reopen: (@Sendable (any ExecutionStore) async throws -> any ExecutionStore)?
  /// Lets the process die without closing the store, and opens what was kept. By the seed, anything that the medium
  /// need not have kept is kept or lost.
  public var crash: (@Sendable (any ExecutionStore, UInt64) async throws -> any ExecutionStore)?
  /// Makes the medium of a store fail in its next operations.
  public var fail: (@Sendable (any ExecutionStore, StoreFault) async -> Void)?
  /// Moves the store's clock; the suite waits instead if it is `nil`.
  public var advanceClock: (@Sendable (Duration) async -> Void)?

  /// A kind of store.
  public init(
    open: @escaping @Sendable (StoreRetention) async throws -> any ExecutionStore,
    reopen: (@Sendable (any ExecutionStore) async throws -> any ExecutionStore)? = nil,
    crash: (@Sendable (any ExecutionStore, UInt64) async throws -> any ExecutionStore)? = nil,
    fail: (@Sendable (any ExecutionStore, StoreFault) async -> Void)? = nil,
    advanceClock: (@Sendable (Duration) async -> Void)? = nil
  ) {
    self.open = open
    self.reopen = reopen
    self.crash = crash
    self.fail = fail
    self.advanceClock = advanceClock
  }

  func pass(_ duration: Duration) async {
    if let advanceClock { await advanceClock(duration) } else { try? await Task.sleep(for: duration) }
  }
}

/// What goes wrong below a store.
public enum StoreFault: Sendable, Hashable {
  /// Nothing any more.
  case none
  /// One of the next few operations fails, chosen by the seed; those after it do not.
  case once(UInt64)
  /// No operation succeeds from one of the next few on, chosen by the seed, until the store is crashed.
  case dead(UInt64)
  /// Nothing more can be written, until ``none``.
  case full
}
