import OrderedJSON
import Testing

@testable import StatesEngine
@testable import StatesRuntime

@Suite struct GzipTests {
  /// `n`, `1`, `2`, `3` in lines, packed in each way, and with a name in the header.
  private static let stored = "H4sIAAAAAAAEAwEIAPf/bgoxCjIKMwrVx67CCAAAAA=="
  private static let fixed = "H4sIAAAAAAACA8vjMuQy4jLmAgDVx67CCAAAAA=="
  private static let named = "H4sICAAAAAAC/3Jvd3MuY3N2AMvjMuQy4jLmAgDVx67CCAAAAA=="
  /// Sixty lines `row i mod 17,i² mod 101`.
  private static let dynamic =
    "H4sIAAAAAAACA0XRy43DMAwE0HuqSAE8iBR/qipALtv+GtKMcuLAskcP9Pfz9x4yXt9nquieJr7nlLWni+YOIRY7pMzzpMTP"
    + "Oy15PlrSp0WH6ECxiiE93fOkKdknuaxTq88FOE2J0zekCzojL5q+AnAWgD0ANAewFEBdANYg0Iy+Kvrm9S2jL4w+dfpqwefB"
    + "7U34mvuLpG/Al+B1gJcBnhd487e/Ii+oW0ld3+311VVfXUKHoDwzvn4bnKUh/Lu4uGjZun8nCpawKwIAAA=="

  /// Unpacks with the reader that datasets come through, `piece` packed bytes at a time.
  private static func unpack(_ bytes: [UInt8], piece: Int = .max, limit: Int? = nil) throws -> [UInt8] {
    var limits = DatasetLimits()
    if let limit { limits.maximumObjectBytes = limit }
    let source = Pieces(bytes: bytes, most: piece)
    var reader = GzipReader([], from: source, ObjectLocation(bucket: "d", key: "k"), limits)
    var result: [UInt8] = []
    while true {
      let more = try reader.next(100)
      if more.isEmpty { return result }
      result += more
    }
  }

  private struct Pieces: DatasetReader {
    let bytes: [UInt8]
    let most: Int
    var at = 0

    mutating func next(_ count: Int) -> [UInt8] {
      let end = at + min(count, most, bytes.count - at)
      defer { at = end }
      return Array(bytes[at..<end])
    }
  }

  private static let lines = "n\n1\n2\n3\n"

  @Test(arguments: [stored, fixed, named])
  func unpacks(packed: String) throws {
    let bytes = Self.bytes(packed)
    #expect(Gzip.isPacked(bytes))
    #expect(String(decoding: try Self.unpack(bytes), as: UTF8.self) == Self.lines)
  }

  @Test func unpacksCodesOfItsOwn() throws {
    let expected = (0..<60).map { "row \($0 % 17),\($0 * $0 % 101)\n" }.joined()
    #expect(String(decoding: try Self.unpack(Self.bytes(Self.dynamic)), as: UTF8.self) == expected)
  }

  @Test func unpacksFilesThatFollowEachOther() throws {
    let both = Self.bytes(Self.fixed) + Self.bytes(Self.stored)
    #expect(String(decoding: try Self.unpack(both), as: UTF8.self) == Self.lines + Self.lines)
  }

  @Test(arguments: [stored, fixed, named, dynamic])
  func refusesWhatIsCutOff(packed: String) {
    let bytes = Self.bytes(packed)
    for count in 0..<bytes.count {
      #expect(throws: DatasetError.self) { try Self.unpack(Array(bytes[..<count])) }
    }
  }

  @Test(arguments: [stored, fixed, named, dynamic])
  func noticesEveryBitThatHasChanged(packed: String) throws {
    let bytes = Self.bytes(packed)
    let right = try Self.unpack(bytes)
    for place in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[place] ^= 1 << UInt8(bit)
        // Dates and names in the header, and what fills a byte up, may be what they like.
        if let result = try? Self.unpack(changed, limit: 100_000) { #expect(result == right) }
      }
    }
  }

  @Test(arguments: [1, 2, 3, 7, 100])
  func piecesOfAnySizeGiveTheSameBytes(piece: Int) throws {
    for packed in [Self.stored, Self.fixed, Self.named, Self.dynamic] {
      let bytes = Self.bytes(packed)
      #expect(try Self.unpack(bytes + bytes, piece: piece) == Self.unpack(bytes + bytes))
    }
  }

  /// What is unpacked is bounded by the packed bytes that it came from, so that the time is, too.
  @Test func boundsWhatIsUnpackedByThePackedBytes() throws {
    let bytes = Self.bytes(Self.dynamic)
    let count = try Self.unpack(bytes).count
    var limits = DatasetLimits()
    limits.freeUnpackedBytes = 10
    func read() throws -> [UInt8] {
      var reader = GzipReader([], from: MemoryDatasetReader(bytes), ObjectLocation(bucket: "d", key: "k"), limits)
      return try reader.next(1_000_000)
    }
    limits.maximumExpansion = count / bytes.count
    #expect(throws: DatasetError.self) { try read() }
    limits.maximumExpansion += 1
    #expect(try read().count == count)
  }

  @Test func manyEmptyFilesCostNoMoreThanTheirBytes() throws {
    let empty = Self.bytes("H4sIAAAAAAAAAwMAAAAAAAAAAAA=")
    #expect(try Self.unpack(empty).isEmpty)
    let many = Array(repeatElement(empty, count: 2_000).joined()) + Self.bytes(Self.fixed)
    #expect(String(decoding: try Self.unpack(many), as: UTF8.self) == Self.lines)
  }

  @Test func boundsWhatIsUnpacked() throws {
    let bytes = Self.bytes(Self.dynamic)
    let count = try Self.unpack(bytes).count
    #expect(try Self.unpack(bytes, limit: count).count == count)
    #expect(throws: DatasetError.self) { try Self.unpack(bytes, limit: count - 1) }
  }

  @Test func readsPackedDatasets() throws {
    let store = InMemoryDatasetStore([
      "d": [
        "k": Self.bytes(Self.fixed), "broken": Array(Self.bytes(Self.fixed).dropLast()), "z": [0x28, 0xb5, 0x2f, 0xfd],
      ]
    ])
    func read(_ key: String) -> Result<[MapRunItem], DatasetError> {
      let request = ItemReadingRequest(
        resource: "arn:aws:states:::s3:getObject", arguments: ["Bucket": "d", "Key": .string(key)],
        config: ["InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"], maxItems: nil)
      return ItemReaders.read(request, from: store)
    }
    #expect(try read("k").get().map(\.value) == [["n": "1"], ["n": "2"], ["n": "3"]])
    #expect(throws: DatasetError.itemReaderFailed("s3://d/broken cannot be unpacked: the file ends too early.")) {
      try read("broken").get()
    }
    #expect(throws: DatasetError.itemReaderFailed("s3://d/z cannot be read: ZSTD is not supported here, only GZIP.")) {
      try read("z").get()
    }
  }

  /// Reads base64.
  private static func bytes(_ text: String) -> [UInt8] {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var bytes: [UInt8] = []
    var bits = 0
    var count = 0
    for digit in text.utf8 {
      guard let value = digits.firstIndex(of: digit) else { break }
      bits = (bits << 6 | value) & 0xffff
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    return bytes
  }
}
