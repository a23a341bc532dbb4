/// How much of a dataset is read, and how much of it is in memory at once. Every limit can be changed; an invalid
/// value, such as a negative one, counts as the nearest valid one.
///
/// - SeeAlso: Step Functions Developer Guide, "Service quotas", and "ItemReader (Map)".
public struct DatasetLimits: Sendable, Hashable {
  /// The maximum length of an object, uncompressed, in bytes: 10 GB in the service.
  public var maximumObjectBytes = Int(clamping: 10_737_418_240 as Int64)
  /// The maximum length of an item in bytes, as JSON text or as in its object: 8 MB in the service.
  public var maximumItemBytes = 8_388_608
  /// The maximum length of a manifest in bytes: it is read as a whole.
  public var maximumManifestBytes = 16_777_216
  /// How many bytes, uncompressed, are read again from objects that a manifest lists more than once: a short manifest
  /// that lists an object, or itself, many times would otherwise cause any amount of work.
  public var maximumRepeatedBytes = 268_435_456
  /// The maximum ratio of uncompressed to compressed bytes of an object, apart from ``freeUnpackedBytes``.
  public var maximumExpansion = 100
  /// How many bytes may be uncompressed regardless of the ratio.
  public var freeUnpackedBytes = 67_108_864
  /// The maximum number of items per read.
  public var itemsPerReading = 1_000
  /// The number of bytes of items per read: a read stops with the item that reaches it.
  public var bytesPerReading = 1_048_576

  /// The service's limits, where it has any.
  public static let service = DatasetLimits()

  /// Creates the service's limits, where it has any.
  public init() {}

  /// The maximum number of bytes that `packed` compressed bytes may produce.
  func unpackedBytes(from packed: Int) -> Int {
    let (product, overflow) = packed.multipliedReportingOverflow(by: max(maximumExpansion, 0))
    let (sum, overflowAgain) = product.addingReportingOverflow(max(freeUnpackedBytes, 0))
    return min(overflow || overflowAgain ? .max : sum, max(maximumObjectBytes, 0))
  }
}

/// The remaining budget of one read: a number of items and of bytes.
struct ReadingBudget {
  private(set) var items: Int
  private(set) var bytes: Int

  /// Allows at least one item.
  init(items: Int, bytes: Int) {
    self.items = max(items, 1)
    self.bytes = max(bytes, 1)
  }

  var isSpent: Bool { items <= 0 || bytes <= 0 }

  /// Deducts an item of `count` bytes, which may be more than are left.
  mutating func spend(_ count: Int) {
    items -= 1
    bytes -= min(max(count, 0), max(bytes, 0))
  }
}
