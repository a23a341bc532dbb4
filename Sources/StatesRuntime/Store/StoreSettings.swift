/// How long ended executions are kept; what belongs to running ones is never forgotten.
public struct StoreRetention: Sendable, Hashable {
  /// How long after its end an execution is forgotten, and its name free again: 90 days, as the service keeps them.
  /// `nil` keeps them for good.
  public var age: Duration?
  /// How many ended executions are kept, the latest; `nil` for any number.
  public var count: Int?

  /// How long ended executions are kept.
  public init(age: Duration? = .seconds(90 * 86_400), count: Int? = nil) {
    self.age = age
    self.count = count
  }
}

/// What a store takes at most: whatever is larger is refused by ``StoreError/invalid(_:)``.
public struct StoreLimits: Sendable, Hashable {
  /// Bytes of an ARN, a list, a name, an order key or an owner.
  public var keyBytes = 2_048
  /// Bytes of a record, a snapshot, a chunk or a document.
  public var bodyBytes = 64 << 20
  /// Bytes of an outline, which stays in memory.
  public var outlineBytes = 1 << 20
  /// Lists that an execution shows in.
  public var lists = 8
  /// Bytes of all changes of a commit: bodies, outlines and keys, and 64 for each change.
  public var commitBytes = 256 << 20
  /// Rows, documents or chunks of a page.
  public var page = 10_000

  /// The limits by default.
  public init() {}
}
