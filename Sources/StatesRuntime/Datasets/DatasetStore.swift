/// The source of datasets of distributed Maps and the destination of their results: buckets of objects by key.
///
/// ``InMemoryDatasetStore`` and ``FolderDatasetStore`` are included; your own store may use S3 itself. Objects have no
/// versions here: `VersionId` and `ExpectedBucketOwner` are accepted and have no effect.
public protocol DatasetStore: Sendable {
  /// The bytes of an object, or `nil` if there is none.
  func object(bucket: String, key: String) throws(DatasetError) -> [UInt8]?
  /// A reader of an object's bytes, piece by piece, or `nil` if there is no such object. Without its own
  /// implementation, the whole object is read at once.
  func reader(bucket: String, key: String) throws(DatasetError) -> (any DatasetReader)?
  /// The objects of a bucket whose keys start with a prefix, in the order of their keys' UTF-8 bytes.
  func list(bucket: String, prefix: String) throws(DatasetError) -> [DatasetObject]
  /// Writes an object; an existing one with the same key is replaced.
  func put(_ bytes: [UInt8], bucket: String, key: String) throws(DatasetError)
}

/// Reads an object's bytes piece by piece, so that a large one does not need to be in memory as a whole.
public protocol DatasetReader: Sendable {
  /// The next bytes, at least one, at most `count`; none at the end.
  mutating func next(_ count: Int) throws(DatasetError) -> [UInt8]
}

extension DatasetStore {
  /// A reader of the object, which is read at once.
  public func reader(bucket: String, key: String) throws(DatasetError) -> (any DatasetReader)? {
    try object(bucket: bucket, key: key).map { MemoryDatasetReader($0) }
  }
}

/// Reads bytes that are in memory.
struct MemoryDatasetReader: DatasetReader {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next(_ count: Int) -> [UInt8] {
    let end = at + min(max(count, 0), bytes.count - at)
    defer { at = end }
    return Array(bytes[at..<end])
  }
}

/// An object in a listing.
public struct DatasetObject: Sendable, Hashable {
  /// Its key.
  public var key: String
  /// Its size in bytes.
  public var size: Int
  /// Its entity tag, in quotes as in S3: changes when the object does, and has no other meaning.
  public var etag: String
  /// When it was last changed, in seconds since 1970.
  public var lastModified: Int64

  /// Creates an object.
  public init(key: String, size: Int, etag: String, lastModified: Int64 = 0) {
    self.key = key
    self.size = size
    self.etag = etag
    self.lastModified = lastModified
  }
}

/// Why a dataset cannot be read or written, as the Map state reports it.
public struct DatasetError: Error, Sendable, Hashable {
  /// The error's name, such as `States.ItemReaderFailed`.
  public var error: String
  /// The cause.
  public var cause: String

  /// Creates an error.
  public init(error: String, cause: String) {
    self.error = error
    self.cause = cause
  }

  /// A dataset cannot be read: `States.ItemReaderFailed`.
  public static func itemReaderFailed(_ cause: String) -> DatasetError {
    DatasetError(error: "States.ItemReaderFailed", cause: cause)
  }

  /// Results cannot be written: `States.ResultWriterFailed`.
  public static func resultWriterFailed(_ cause: String) -> DatasetError {
    DatasetError(error: "States.ResultWriterFailed", cause: cause)
  }
}

/// A digest that distinguishes objects in listings (FNV-1a): fast, the same everywhere, not cryptographic.
struct EntityTag {
  private var low: UInt64 = 0xcbf2_9ce4_8422_2325
  private var high: UInt64 = 0x8422_2325_cbf2_9ce4

  mutating func combine(_ byte: UInt8) {
    low = (low ^ UInt64(byte)) &* 0x100_0000_01b3
    high = (high ^ UInt64(byte ^ 0x5a)) &* 0x100_0000_01b3
  }

  mutating func combine(_ number: Int64) {
    for shift in stride(from: 0, to: 64, by: 8) { combine(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  /// 32 hexadecimal digits in quotes.
  var text: String { "\"" + Self.digits(high) + Self.digits(low) + "\"" }

  private static func digits(_ bits: UInt64) -> String {
    let text = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - text.utf8.count) + text
  }
}
