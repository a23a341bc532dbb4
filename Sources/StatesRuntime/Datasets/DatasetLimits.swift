/// How much of a dataset is read, and how much of it is in memory at once. Every bound can be changed; a value that makes
/// no sense, as a negative one, counts as the nearest that does.
///
/// - SeeAlso: Step Functions Developer Guide, "Service quotas", and "ItemReader (Map)".
public struct DatasetLimits: Sendable, Hashable {
  /// How long an object may be, unpacked, in bytes: 10 GB in the service.
  public var maximumObjectBytes = Int(clamping: 10_737_418_240 as Int64)
  /// How long an item may be in bytes, as JSON text or as it stands in its object: 8 MB in the service.
  public var maximumItemBytes = 8_388_608
  /// How long a manifest may be in bytes: it is read as a whole.
  public var maximumManifestBytes = 16_777_216
  /// How many bytes, unpacked, are read again of objects that a manifest lists more than once: a short manifest that lists
  /// an object, or itself, many times would ask for any amount of work.
  public var maximumRepeatedBytes = 268_435_456
  /// How many times as long as its packed bytes an object may be, besides ``freeUnpackedBytes``.
  public var maximumExpansion = 100
  /// How many bytes may be unpacked, however few they were packed.
  public var freeUnpackedBytes = 67_108_864
  /// How many items are read at once at most.
  public var itemsPerReading = 1_000
  /// How many bytes of items are read at once: reading stops with the item that reaches them.
  public var bytesPerReading = 1_048_576

  /// The service's bounds, where it has one.
  public static let service = DatasetLimits()

  /// The service's bounds, where it has one.
  public init() {}

  /// The most that may come out of so many packed bytes.
  func unpackedBytes(from packed: Int) -> Int {
    let (product, overflow) = packed.multipliedReportingOverflow(by: max(maximumExpansion, 0))
    let (sum, overflowAgain) = product.addingReportingOverflow(max(freeUnpackedBytes, 0))
    return min(overflow || overflowAgain ? .max : sum, max(maximumObjectBytes, 0))
  }
}

/// What one reading may still take: so many items, so many bytes.
struct ReadingBudget {
  private(set) var items: Int
  private(set) var bytes: Int

  /// At least one item.
  init(items: Int, bytes: Int) {
    self.items = max(items, 1)
    self.bytes = max(bytes, 1)
  }

  var isSpent: Bool { items <= 0 || bytes <= 0 }

  /// Takes an item of so many bytes off, which may be more than there are left.
  mutating func spend(_ count: Int) {
    items -= 1
    bytes -= min(max(count, 0), max(bytes, 0))
  }
}
