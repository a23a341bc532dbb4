/// How long ended executions are kept; running ones are always kept.
public struct StoreRetention: Sendable, Hashable {
  /// The time after its end when an execution is removed, and its name may be used again: 90 days by default, as in the
  /// service. `nil` keeps executions forever.
  public var age: Duration?
  /// The number of ended executions that are kept, the latest ones; `nil` for any number.
  public var count: Int?

  /// Creates a retention.
  public init(age: Duration? = .seconds(90 * 86_400), count: Int? = nil) {
    self.age = age
    self.count = count
  }
}

/// The largest values that a store accepts: larger ones are refused with ``StoreError/invalid(_:)``.
public struct StoreLimits: Sendable, Hashable {
  /// Bytes of an ARN, a list, a name, an order key or an owner.
  public var keyBytes = 2_048
  /// Bytes of a record, a snapshot, a chunk or a document.
  public var bodyBytes = 64 << 20
  /// Bytes of an outline, which stays in memory.
  public var outlineBytes = 1 << 20
  /// Lists that contain an execution.
  public var lists = 8
  /// Bytes of all changes of a commit: bodies, outlines and keys, and 64 for each change.
  public var commitBytes = 256 << 20
  /// Rows, documents or chunks of a page.
  public var page = 10_000

  /// Creates the default limits.
  public init() {}
}
