/// The bytes of an object as they are needed: those that have not been consumed, and more on demand.
struct ByteStream: Sendable {
  /// How many bytes are read at once, at least.
  private static let blockSize = 262_144
  /// How large a dataset may be: 10 GB.
  private static let maximumBytes = Int(clamping: 10_737_418_240 as Int64)

  private var reader: any DatasetReader
  /// The bytes that are here.
  private(set) var bytes: [UInt8] = []
  /// The first of them that has not been consumed.
  private(set) var start = 0
  /// Whether nothing comes behind ``bytes``.
  private(set) var isAtEnd = false

  /// Opens an object, which is unpacked if it is packed.
  init(_ location: ObjectLocation, in store: any DatasetStore) throws(DatasetError) {
    guard let reader = try store.reader(bucket: location.bucket, key: location.key) else {
      throw .itemReaderFailed("\(location) cannot be read: The specified key does not exist.")
    }
    self.reader = reader
    // The first bytes tell what it is.
    while bytes.count < 4, !isAtEnd { try fill() }
    if bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
      throw .itemReaderFailed("\(location) cannot be read: ZSTD is not supported here, only GZIP.")
    }
    guard Gzip.isPacked(bytes) else { return }
    try readAll()
    do throws(Gzip.Failure) {
      bytes = try Gzip.unpack(bytes, limit: Self.maximumBytes)
    } catch {
      throw .itemReaderFailed("\(location) cannot be unpacked: \(error.message).")
    }
  }

  /// Reads what is left.
  mutating func readAll() throws(DatasetError) {
    while !isAtEnd { try fill() }
  }

  /// The bytes before this place have been consumed.
  mutating func consume(to place: Int) { start = place }

  /// Reads at least as many bytes as are here, so that what is looked through again is never much.
  mutating func fill() throws(DatasetError) {
    guard !isAtEnd else { return }
    bytes.removeFirst(start)
    start = 0
    let more = try reader.next(max(Self.blockSize, bytes.count))
    if more.isEmpty {
      isAtEnd = true
    } else if bytes.isEmpty {
      bytes = more
    } else {
      bytes.append(contentsOf: more)
    }
  }
}
