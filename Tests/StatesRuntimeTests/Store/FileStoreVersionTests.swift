import StatesEngine
import Testing

@testable import StatesRuntime

/// What version 1 of the format has written. Its files were made by the code of that version.
@Suite struct FileStoreVersionTests {
  /// A copy of the executions `a`, which was redriven twice, and `b`; then two redrives of `b`.
  private static let files = [
    "store/MANIFEST":
      "41534c4d414e49460100000001000000040000000200000003000000d800000000000000020000009c000000000000008062"
      + "ed99",
    "store/segment-0000000002":
      "41534c53544f524501000000020000000000000094336c0fa54c535a0f000000efeb378e1800000000000000080162030d00"
      + "000000000000010107a54c535a0b00000019a0dbaa3b000000000000000901620e00000000000000a54c535a0f0000004ffa"
      + "d1445a00000000000000080162030f00000000000000010107a54c535a0b0000007a7a21d57d000000000000000901621000"
      + "000000000000",
    "store/segment-0000000003":
      "41534c53544f52450100000003000000010000000be4159ba54c535a020000002c98480400000000000000000d01a54c535a"
      + "35000000211b75bf00000000000000000c016101016d000101000000000000000c000000000000000000000000000080ffff"
      + "ffffffffff7f02010101060101020000000104a54c535a2c00000074bee7a800000000000000000c016201016d0001010000"
      + "000000000000000000000000800000000000000080ffffffffffffff7f00000000a54c535a0d000000ac6cfce20000000000"
      + "0000000104746167730164016f010108",
  ]

  private static func open(_ medium: SimulatedMedium) throws -> FileStore {
    try FileStore(folder: "store", fileSystem: SimulatedFileSystem(medium))
  }

  @Test func aFolderOfVersion1IsReadAndGoesOn() async throws {
    let medium = SimulatedMedium()
    medium.files = Self.files.mapValues { hex in
      let digits = Array(hex)
      return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0..<$0 + 2]), radix: 16) }
    }
    var store = try Self.open(medium)
    // How often `a` was redriven before it was copied was not written.
    for count in [2, 3] {
      let a = try #require(try await store.execution("a"))
      #expect(
        (a.redriveCount, a.redriven?.milliseconds, a.nextRecord, a.nextEvent) == (count - 1, 10 + Int64(count), 2, 3))
      let b = try #require(try await store.execution("b"))
      #expect((b.redriveCount, b.redriven?.milliseconds) == (count, 14 + Int64(count)))
      #expect(try await store.journal(of: "b")?.snapshot == [7])
      #expect(try await store.history(of: "a", from: nil, .ascending, limit: 9).map(\.body) == [[4]])
      #expect(try await store.document(DocumentKey(.tags, "d"))?.body == [8])
      // A redrive, and a compaction, in the middle: after it all is of version 2.
      if count == 2 {
        try await store.commit(
          [a, b].flatMap { row -> [StoreChange] in
            [
              .end(row.writer, status: .failed, at: Timestamp(milliseconds: 20), snapshot: row.arn == "a" ? [6] : [7]),
              .redrive(row.writer, owner: nil, at: Timestamp(milliseconds: row.arn == "a" ? 13 : 17)),
            ]
          })
        store.compact()
        while store.statistics.compactions == 0 { try await Task.sleep(for: .milliseconds(1)) }
      }
      await store.close()
      store = try Self.open(medium)
    }
    await store.close()
    #expect(medium.files["store/MANIFEST"]?[8] == 2)
  }
}
