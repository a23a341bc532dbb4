import Testing

@testable import StatesRuntime

@Suite struct StoreFileFormatTests {
  @Test func theChecksumIsCastagnolis() {
    #expect(CRC32C.of(Array("123456789".utf8)) == 0xe306_9283)
    #expect(CRC32C.of([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(CRC32C.of([]) == 0)
    var pieces = CRC32C()
    let bytes = (0..<100).map { UInt8($0) }
    for start in stride(from: 0, to: 100, by: 7) { pieces.add(bytes[start..<min(start + 7, 100)]) }
    #expect(pieces.value == CRC32C.of(bytes))
  }

  @Test func numbersComeBack() throws {
    var writer = StoreWriter()
    let numbers: [UInt64] = [0, 1, 127, 128, 16_383, 16_384, .max, .max - 1, 1 << 63]
    for number in numbers { writer.number(number) }
    writer.string("é🜁")
    writer.data([])
    var reader = StoreReader(writer.bytes)
    for number in numbers { #expect(try reader.number() == number) }
    #expect(try reader.string() == "é🜁")
    #expect(try reader.data() == [])
    #expect(reader.isAtEnd)
  }

  /// What no writer has written is refused, whatever lengths it names.
  @Test func garbageIsRefused() {
    var state: UInt64 = 3
    for _ in 0..<20_000 {
      let bytes = (0..<40).map { index in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return index == 0 ? UInt8(state >> 60) : UInt8(truncatingIfNeeded: state >> 33)
      }
      _ = try? StoreRecords.read(bytes)
      #expect(throws: StoreError.self) { try StoreManifest(bytes, file: "MANIFEST") }
    }
    #expect(throws: StoreReader.Malformed.self) { try StoreRecords.read([200]) }
    #expect(throws: StoreReader.Malformed.self) {
      try StoreRecords.read([4, 1, 0x61, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])
    }
  }
}
