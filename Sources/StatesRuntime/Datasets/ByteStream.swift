/// The bytes of an object, read on demand: those that have not been consumed, and more when needed.
struct ByteStream: Sendable {
  /// The minimum number of bytes per read.
  private static let blockSize = 262_144

  private let location: ObjectLocation
  let limits: DatasetLimits
  private var reader: any DatasetReader
  /// The bytes in the buffer.
  private(set) var bytes: [UInt8] = []
  /// The index of the first byte that has not been consumed.
  private(set) var start = 0
  /// Whether nothing follows ``bytes``.
  private(set) var isAtEnd = false
  /// How many bytes have been read.
  private(set) var count = 0

  /// Opens an object, and decompresses it if it is compressed.
  init(_ location: ObjectLocation, in store: any DatasetStore, _ limits: DatasetLimits) throws(DatasetError) {
    guard let reader = try store.reader(bucket: location.bucket, key: location.key) else {
      throw .itemReaderFailed("\(location) cannot be read: The specified key does not exist.")
    }
    self.location = location
    self.limits = limits
    self.reader = reader
    // The first bytes show the format.
    while bytes.count < 4, !isAtEnd { try fill() }
    if bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
      throw .itemReaderFailed("\(location) cannot be read: ZSTD is not supported here, only GZIP.")
    }
    guard Gzip.isPacked(bytes) else { return }
    self.reader = GzipReader(bytes, from: self.reader, location, limits)
    bytes = []
    isAtEnd = false
    count = 0
  }

  /// Reads the rest of an object that is at most `limit` bytes long.
  mutating func readAll(_ limit: Int) throws(DatasetError) {
    while !isAtEnd {
      try checkLength(limit)
      try fill()
    }
    try checkLength(limit)
  }

  private func checkLength(_ limit: Int) throws(DatasetError) {
    guard bytes.count > limit else { return }
    throw .itemReaderFailed("\(location) cannot be read: it is longer than \(limit) bytes.")
  }

  /// Marks the bytes before an index as consumed.
  mutating func consume(to place: Int) { start = place }

  /// Reads more when the bytes of an item are incomplete: at least as many bytes as are buffered, so that little is
  /// scanned twice.
  mutating func fillItem() throws(DatasetError) {
    guard bytes.count - start <= max(limits.maximumItemBytes, 0) else { throw tooLong() }
    try fill()
  }

  /// The error for an item that is too long.
  func tooLong() -> DatasetError {
    .itemReaderFailed("\(location) has an item of more than \(max(limits.maximumItemBytes, 0)) bytes.")
  }

  /// Reads at least as many bytes as are buffered.
  mutating func fill() throws(DatasetError) {
    guard !isAtEnd else { return }
    bytes.removeFirst(start)
    start = 0
    let more = try reader.next(max(Self.blockSize, bytes.count))
    count += more.count
    if count > max(limits.maximumObjectBytes, 0) {
      throw .itemReaderFailed(
        "\(location) cannot be read: it is longer than \(max(limits.maximumObjectBytes, 0)) bytes.")
    }
    if more.isEmpty {
      isAtEnd = true
    } else if bytes.isEmpty {
      bytes = more
    } else {
      bytes.append(contentsOf: more)
    }
  }
}
