/// How a ``FileStore`` works.
public struct FileStoreSettings: Sendable {
  /// What a commit waits for, and so what survives. Whatever is lost, it is the last commits: what an opening finds
  /// holds all commits up to some moment, each as a whole.
  public enum Durability: Sendable, Hashable {
    /// The medium: what is acknowledged survives a loss of power.
    case fsync
    /// The operating system: what is acknowledged survives the end of the process, not a loss of power.
    case write
    /// Nothing: what is acknowledged is written within ``FileStoreSettings/writeInterval``, and by ``FileStore/flush()``
    /// and ``FileStore/close()``; what was not may be lost with the process. When a megabyte cannot be written, commits
    /// fail.
    case memory
  }

  /// What to do about files that do not hold what was written to them.
  public enum Damage: Sendable, Hashable {
    /// Opening fails with ``StoreError/damaged(file:offset:reason:)``; nothing is touched.
    case refuse
    /// What is whole is kept, and ``FileStore/opening`` lists what is not. Damaged files stay in the folder, under
    /// their name with `.damaged` once nothing needs them any more.
    case keepWhole
  }

  /// What a commit waits for.
  public var durability: Durability = .fsync
  /// With the durability `.memory`, after how long what was acknowledged is written.
  public var writeInterval: Duration = .milliseconds(200)
  /// What to do about damaged files.
  public var damage: Damage = .refuse
  /// How long ended executions are kept.
  public var retention = StoreRetention()
  /// What the store takes at most; ``StoreLimits/commitBytes`` counts up to a gibibyte.
  public var limits = StoreLimits()
  /// At how many bytes a segment ends and the next one begins.
  public var segmentBytes: UInt64 = 64 << 20
  /// Live data is written anew, and old segments are removed, when they hold more bytes than this beyond twice what is
  /// live.
  public var compactionBytes: UInt64 = 64 << 20
  /// How many bytes of bodies a compaction reads and writes at once; at least one body.
  var pieceBytes = 1 << 20

  /// The settings by default.
  public init() {}

  /// The same settings with what the files' form can hold: the length of a record has 32 bits.
  var bounded: FileStoreSettings {
    var settings = self
    settings.limits.commitBytes = min(limits.commitBytes, 1 << 30)
    return settings
  }
}
