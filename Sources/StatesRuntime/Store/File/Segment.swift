/// The form of a segment: a header, then records, one for each commit.
///
/// Header (24 bytes): `ASLSTORE`, the format's version, the segment's number, its kind, the checksum of these.
/// Record (20 bytes, then the payload): a marker, the payload's length, a checksum, the length of the segment that was
/// durable before the record was written. By this last number a record that was never acknowledged is told from a
/// damaged one: after a damaged one stands a record that was written when it was durable. The checksum is of the
/// segment's number, the record's offset, the length, the durable length and the payload: bytes that belong elsewhere,
/// or that a caller has put into a body, are no record.
enum Segment {
  /// What a segment holds.
  enum Kind: UInt32, Sendable {
    /// Commits, as they were made.
    case log = 0
    /// What was live when it was copied.
    case copy = 1
  }

  /// What is written.
  static let version: UInt32 = 2
  /// What can be read. Segments of version 1 have no change of the kind that version 2 added; commits may follow in them.
  static let readableVersions: ClosedRange<UInt32> = 1...2
  static let headerSize = 24
  static let recordHeaderSize = 20
  /// The end of the name of a segment that is kept only for people to look at.
  static let damagedSuffix = ".damaged"
  private static let magic: [UInt8] = Array("ASLSTORE".utf8)
  private static let marker: [UInt8] = [0xa5, 0x4c, 0x53, 0x5a]

  static func name(_ number: UInt32) -> String {
    let digits = "\(number)"
    return "segment-" + String(repeating: "0", count: max(0, 10 - digits.count)) + digits
  }

  /// The number of a segment's file; `nil` for other files.
  static func number(_ name: String) -> UInt32? {
    guard name.hasPrefix("segment-"), let number = UInt32(name.dropFirst(8)), Segment.name(number) == name else {
      return nil
    }
    return number
  }

  static func header(_ number: UInt32, _ kind: Kind, version: UInt32 = version) -> [UInt8] {
    var writer = StoreWriter()
    writer.bytes = magic
    writer.fixed(version)
    writer.fixed(number)
    writer.fixed(kind.rawValue)
    writer.fixed(CRC32C.of(writer.bytes))
    return writer.bytes
  }

  /// Checks a header.
  ///
  /// - Returns: what the segment holds.
  @discardableResult
  static func check(_ header: [UInt8], number: UInt32, file: String) throws(StoreError) -> Kind {
    guard header.count == headerSize, header.starts(with: magic) else {
      throw .damaged(file: file, offset: 0, reason: "this is not a segment of a store")
    }
    var reader = StoreReader(header, from: magic.count)
    let found = (try? reader.fixed(UInt32.self)) ?? 0
    guard readableVersions.contains(found) else {
      throw .unsupportedVersion(file: file, version: found, supported: version)
    }
    for kind in [Kind.log, .copy] where header == Segment.header(number, kind, version: found) { return kind }
    throw .damaged(file: file, offset: 8, reason: "the header is damaged, or of another segment")
  }

  /// Leaves room for the header of a record; its payload comes next.
  ///
  /// - Returns: where the record begins.
  static func beginRecord(_ writer: inout StoreWriter) -> Int {
    let start = writer.bytes.count
    writer.bytes.append(contentsOf: repeatElement(0, count: recordHeaderSize))
    return start
  }

  /// Fills the header of a record whose payload is complete.
  ///
  /// - Parameters:
  ///   - start: where the record begins in the writer's bytes.
  ///   - base: where these bytes will be in the segment.
  static func endRecord(
    _ writer: inout StoreWriter, from start: Int, segment: UInt32, base: UInt64, durable: UInt64
  ) {
    let length = UInt32(clamping: writer.bytes.count - start - recordHeaderSize)
    let sum = writer.bytes.withUnsafeBufferPointer { bytes in
      checksum(
        segment: segment, offset: base + UInt64(start), length: length, durable: durable,
        payload: bytes[(start + recordHeaderSize)...])
    }
    var header = StoreWriter()
    header.bytes = marker
    header.fixed(length)
    header.fixed(sum)
    header.fixed(durable)
    for (index, byte) in header.bytes.enumerated() { writer.bytes[start + index] = byte }
  }

  private static func checksum(
    segment: UInt32, offset: UInt64, length: UInt32, durable: UInt64, payload: some Collection<UInt8>
  ) -> UInt32 {
    var frame = StoreWriter()
    frame.fixed(segment)
    frame.fixed(offset)
    frame.fixed(length)
    frame.fixed(durable)
    var checksum = CRC32C()
    checksum.add(frame.bytes)
    checksum.add(payload)
    return checksum.value
  }

  struct Record {
    var durable: UInt64
    var payload: [UInt8]
    /// Where the payload begins in the segment.
    var offset: UInt64
    /// Where the next record begins.
    var end: UInt64
  }

  /// Reads the records of a segment in pieces of bounded size.
  struct Scanner {
    let file: any StorageFile
    let number: UInt32
    let end: UInt64
    private var window: [UInt8] = []
    private var windowStart: UInt64 = 0

    init(file: any StorageFile, number: UInt32, end: UInt64) {
      self.file = file
      self.number = number
      self.end = end
    }

    /// The record at an offset; `nil` if there is no whole one.
    mutating func record(at offset: UInt64) throws(StorageProblem) -> Record? {
      guard offset <= end, end - offset >= UInt64(recordHeaderSize),
        let header = try bytes(recordHeaderSize, at: offset), header.starts(with: marker)
      else { return nil }
      var reader = StoreReader(header, from: 4)
      guard let length = try? reader.fixed(UInt32.self), let expected = try? reader.fixed(UInt32.self),
        let durable = try? reader.fixed(UInt64.self)
      else { return nil }
      let start = offset + UInt64(recordHeaderSize)
      guard end - start >= UInt64(length), let payload = try bytes(Int(length), at: start) else { return nil }
      guard
        expected
          == checksum(segment: number, offset: offset, length: length, durable: durable, payload: payload)
      else { return nil }
      return Record(durable: durable, payload: payload, offset: start, end: start + UInt64(length))
    }

    /// Where the next whole record begins, from an offset on.
    mutating func nextRecord(from offset: UInt64) throws(StorageProblem) -> UInt64? {
      var offset = offset
      let first = marker.first ?? 0
      while offset < end {
        let piece = try bytes(Int(min(end - offset, 1 << 16)), at: offset) ?? []
        if piece.isEmpty { return nil }
        for (index, byte) in piece.enumerated() where byte == first {
          let candidate = offset + UInt64(index)
          if try record(at: candidate) != nil { return candidate }
        }
        offset += UInt64(piece.count)
      }
      return nil
    }

    private mutating func bytes(_ count: Int, at offset: UInt64) throws(StorageProblem) -> [UInt8]? {
      let isInside = offset >= windowStart && offset - windowStart <= UInt64(window.count)
      if !isInside || window.count - Int(offset - windowStart) < count {
        let wanted = min(max(UInt64(count), 1 << 18), end - min(offset, end))
        window = try file.read(Int(clamping: wanted), at: offset)
        windowStart = offset
      }
      let start = Int(offset - windowStart)
      guard window.count - start >= count else { return nil }
      return Array(window[start..<(start + count)])
    }
  }
}
