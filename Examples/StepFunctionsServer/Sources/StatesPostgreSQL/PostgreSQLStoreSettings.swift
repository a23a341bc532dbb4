#if PostgreSQL
  public import StatesRuntime

  /// How a ``PostgreSQLStore`` works.
  public struct PostgreSQLStoreSettings: Sendable {
    /// The schema that holds the tables. The parameter `schema` of a URL goes before this.
    public var schema = "states"
    /// How long ended executions are kept. Servers that share a database should agree on it: each removes what it does
    /// not keep.
    public var retention = StoreRetention()
    /// What the store takes at most. Kinds of documents may have 255 bytes at most, whatever is said here, and lists, names
    /// and ARNs 2,048, for the sake of indexes.
    public var limits = StoreLimits()
    /// How many connections read; at least one.
    public var readers = 3
    /// How many ended executions are removed at once, when retention no longer keeps them.
    public var forgottenAtOnce = 256
    /// How many events they may have together, beyond the first of them.
    public var forgottenEvents = 100_000
    /// How long calls try to get a connection that was lost before they fail with ``StoreError/unavailable(_:)``.
    public var patience: Duration = .seconds(2)
    /// How long signals are gathered before they are sent together.
    public var signalInterval: Duration = .milliseconds(10)
    /// How long a lease without an end lasts when its store dies; it is renewed while the store is open.
    public var lease: Duration = .seconds(30)

    /// The settings by default.
    public init() {}

    var bounded: PostgreSQLStoreSettings {
      var settings = self
      settings.limits.keyBytes = min(limits.keyBytes, 2_048)
      settings.readers = max(readers, 1)
      settings.forgottenAtOnce = max(forgottenAtOnce, 1)
      return settings
    }
  }
#endif
