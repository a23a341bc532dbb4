import ExecutionStoreSuite
import LanguageSupport
import StatesEngine
import Testing

@testable import StatesRuntime

/// What is told of folders that a store cannot be opened from. The tests may run as a user whom no permission binds, so
/// the file system that refuses is a simulated one.
@Suite struct FileStoreDamageTests {
  private static let segment = "store/segment-0000000001"
  private static let manifest = "store/MANIFEST"

  /// A folder with a record of every kind of change, closed or left as it is.
  private static func written(isClosed: Bool, isCompacted: Bool = false) async throws -> [String: [UInt8]] {
    let medium = SimulatedMedium()
    let store = try SimulatedStores { $0.pieceBytes = 100 }.open(medium)
    let writer = ExecutionWriter("a", fence: 1)
    let changes: [StoreChange] = [
      FileStoreTests.start("a"), .append(writer, from: 0, records: [Array("body".utf8), []]),
      .snapshot(writer, before: 1, body: [1, 2]), .update(writer, wake: Timestamp(milliseconds: 5), outline: [4]),
      .history(writer, first: 1, count: 2, body: [5, 6]), .release(writer), FileStoreTests.start("b"),
      .end(ExecutionWriter("b", fence: 1), status: .failed, at: Timestamp(milliseconds: 9), snapshot: [7]),
      .redrive(ExecutionWriter("b", fence: 1), owner: nil, at: Timestamp(milliseconds: 10)),
      FileStoreTests.start("c"), .end(ExecutionWriter("c", fence: 1), status: .aborted, at: Timestamp(milliseconds: 9)),
      .forget(arn: "c"), .putDocument(DocumentKey(.tags, "d"), order: "o", body: [8]),
      .putDocument(DocumentKey(.tags, "e"), order: "o", body: []), .deleteDocument(DocumentKey(.tags, "e")),
    ]
    for change in changes { try await store.commit([change]) }
    if isCompacted {
      try await store.commit([
        .history(writer, first: 3, count: 1, body: [UInt8](repeating: 3, count: 200)),
        .history(writer, first: 4, count: 1, body: [2]),
      ])
      store.compact()
      while store.statistics.compactions == 0 { try await Task.sleep(for: .milliseconds(1)) }
    }
    try await store.commit([FileStoreTests.start("last")])
    if isClosed { await store.close() } else { medium.crash(seed: 1) }
    return medium.files
  }

  private static func open(
    _ files: [String: [UInt8]], damage: FileStoreSettings.Damage = .refuse
  ) throws(StoreError) -> (store: FileStore, medium: SimulatedMedium) {
    let medium = SimulatedMedium()
    medium.files = files
    var settings = FileStoreSettings()
    settings.damage = damage
    return (try FileStore(folder: "store", settings: settings, fileSystem: SimulatedFileSystem(medium)), medium)
  }

  private static func error(opening files: [String: [UInt8]]) -> StoreError? {
    do throws(StoreError) {
      _ = try open(files)
      return nil
    } catch {
      return error
    }
  }

  // MARK: Flipped bytes

  /// In a folder that was closed every flipped byte is found; what is whole beside it is kept where that is asked for.
  @Test func everyFlippedByteIsFound() async throws {
    let files = try await Self.written(isClosed: true)
    #expect(Set(files.keys) == [Self.segment, Self.manifest])
    for (path, bytes) in files {
      for index in bytes.indices {
        var damaged = files
        damaged[path]?[index] ^= 0x10
        let error = try #require(Self.error(opening: damaged), "\(path) \(index)")
        switch error {
        case .damaged(let file, let offset, _):
          #expect(file == path)
          #expect(offset <= index, "\(path) \(index): \(error)")
        case .unsupportedVersion(let file, _, _):
          #expect(file == path && 8..<12 ~= index, "\(path) \(index)")
        default: Issue.record("\(path) \(index): \(error)")
        }
        guard path == Self.segment, !(8..<12 ~= index) else { continue }
        let (store, _) = try Self.open(damaged, damage: .keepWhole)
        #expect(store.opening.problemCount > 0, "\(path) \(index)")
        #expect(store.opening.problems.allSatisfy { $0.hasPrefix("\(Self.segment), offset ") })
        // One record is lost, and what follows from it.
        #expect(store.opening.problemCount <= 6, "\(path) \(index): \(store.opening.problems)")
        await store.close()
      }
    }
  }

  /// Only in the last commit of a store that was not closed it looks like one that was under way; that is cut off.
  @Test func aFlippedByteInTheLastCommitIsCutOff() async throws {
    let files = try await Self.written(isClosed: false)
    let bytes = try #require(files[Self.segment])
    var cut = 0
    for index in bytes.indices {
      var damaged = files
      damaged[Self.segment]?[index] ^= 0x10
      do throws(StoreError) {
        let (store, _) = try Self.open(damaged)
        cut += 1
        #expect(store.opening.cutBytes > 0)
        #expect(store.opening.executions == 2)
        await store.close()
      } catch {
        #expect("\(error)".contains(Self.segment), "\(index): \(error)")
      }
    }
    #expect(cut > 20 && cut < 70, "\(cut)")
  }

  @Test func aFlippedByteInACopyIsFound() async throws {
    let files = try await Self.written(isClosed: true, isCompacted: true)
    let copy = try #require(files.keys.first { files[$0]?[16] == 1 && $0 != Self.manifest })
    let bytes = try #require(files[copy])
    for index in bytes.indices {
      var damaged = files
      damaged[copy]?[index] ^= 0x80
      let error = try #require(Self.error(opening: damaged), "\(index)")
      #expect("\(error)".contains(copy))
    }
  }

  @Test func aDamagedRecordIsToldAndWhatIsWholeCanBeKept() async throws {
    var files = try await Self.written(isClosed: true)
    let bytes = try #require(files[Self.segment])
    let body = Array("body".utf8)
    let index = try #require(bytes.indices.first { bytes[$0...].starts(with: body) })
    files[Self.segment]?[index] ^= 1
    let error = try #require(Self.error(opening: files))
    guard case .damaged(_, let offset, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(
      "\(error)"
        == "\(Self.segment), offset \(offset): a record is damaged (31 bytes); restore the file from a backup, "
        + "or open the store with damage: .keepWhole to go on with what is whole")

    let (store, medium) = try Self.open(files, damage: .keepWhole)
    #expect(
      store.opening.problems == [
        "\(error)",
        "\(Self.segment), offset \(offset + 31): this commit does not follow from those before it: a: the next "
          + "number is 0, not 1",
      ])
    #expect(try await store.execution("a")?.nextRecord == 0)
    #expect(try await store.execution("a")?.outline == [4])
    #expect(try await store.execution("b") != nil)
    try await store.commit([FileStoreTests.start("new")])
    while store.statistics.compactions == 0 { try await Task.sleep(for: .milliseconds(1)) }
    await store.close()
    // What is whole was written anew, and the damaged file is kept.
    #expect(medium.files[Self.segment + ".damaged"] == files[Self.segment])
    let (again, _) = try Self.open(medium.files)
    #expect(again.opening.problemCount == 0)
    #expect(again.opening.executions == 4)
    await again.close()
  }

  /// What a caller stores is never taken for a record, not even where one is damaged.
  @Test func aRecordInsideABodyIsNoRecord() async throws {
    let source = SimulatedMedium()
    let first = try SimulatedStores().open(source)
    try await first.commit([FileStoreTests.start("forged")])
    await first.close()
    let record = Array(try #require(source.files[Self.segment])[24...])

    let medium = SimulatedMedium()
    let store = try SimulatedStores().open(medium)
    try await store.commit([.putDocument(DocumentKey(.tags, "d"), order: "", body: record)])
    try await store.commit([FileStoreTests.start("a")])
    await store.close()
    var files = medium.files
    files[Self.segment]?[24] ^= 1
    let (again, _) = try Self.open(files, damage: .keepWhole)
    #expect(again.opening.problemCount == 1)
    #expect(try await again.execution("forged") == nil)
    #expect(try await again.execution("a") != nil)
    await again.close()
  }

  @Test func aBodyThatIsDamagedWhileTheStoreIsOpenIsTold() async throws {
    let files = try await Self.written(isClosed: true)
    let (store, medium) = try Self.open(files)
    medium.state.withLock { state in
      state.current = state.current.mapValues { bytes in bytes.map { $0 ^ 1 } }
    }
    do throws(StoreError) {
      _ = try await store.document(DocumentKey(.tags, "d"))
      Issue.record("a damaged body was read")
    } catch {
      #expect("\(error)".hasSuffix("these 1 bytes are not what was written"))
      #expect("\(error)".hasPrefix("\(Self.segment), offset "))
    }
    await store.close()
  }

  // MARK: Missing and other files

  @Test func aMissingSegmentIsTold() async throws {
    var files = try await Self.written(isClosed: true, isCompacted: true)
    let segment = try #require(files.keys.filter { $0 != Self.manifest }.min())
    files[segment] = nil
    let expected = StoreError.damaged(
      file: segment, offset: 0, reason: "the segment is missing; restore it from a backup")
    #expect(Self.error(opening: files) == expected)
    let (store, _) = try Self.open(files, damage: .keepWhole)
    #expect(store.opening.problems.first == "\(expected)")
    try await store.commit([FileStoreTests.start("new")])
    await store.close()
  }

  @Test func aSegmentThatIsTooShortIsTold() async throws {
    var files = try await Self.written(isClosed: true)
    let bytes = try #require(files[Self.segment])
    files[Self.segment] = Array(bytes.dropLast(3))
    #expect(
      Self.error(opening: files)
        == .damaged(
          file: Self.segment, offset: UInt64(bytes.count - 3),
          reason: "the segment has \(bytes.count - 3) bytes, it had \(bytes.count)"))
  }

  @Test func aMissingManifestIsTold() async throws {
    var files = try await Self.written(isClosed: true)
    files[Self.manifest] = nil
    #expect(
      Self.error(opening: files)
        == .damaged(
          file: Self.manifest, offset: 0,
          reason: "the manifest is missing, but segments are there; restore it from a backup"))
  }

  /// A manifest of an earlier backup does not make newer segments disappear.
  @Test func aManifestThatIsOlderThanItsSegmentsIsTold() async throws {
    let medium = SimulatedMedium()
    let stores = SimulatedStores { $0.segmentBytes = 60 }
    let store = try stores.open(medium)
    try await store.commit([FileStoreTests.start("a")])
    let old = medium.files[Self.manifest]
    try await store.commit([FileStoreTests.start("b")])
    await store.close()
    medium.files[Self.manifest] = old
    let expected = StoreError.damaged(
      file: Self.manifest, offset: 0,
      reason: "the manifest is older than segment-0000000002, which holds commits; restore all files of one backup")
    #expect(Self.error(opening: medium.files) == expected)
    let (again, kept) = try Self.open(medium.files, damage: .keepWhole)
    #expect(again.opening.problems == ["\(expected)"])
    #expect(again.opening.executions == 1)
    #expect(kept.files["store/segment-0000000002.damaged"] == medium.files["store/segment-0000000002"])
    await again.close()
  }

  @Test(arguments: [segment, manifest])
  func aNewerVersionIsTold(path: String) async throws {
    var files = try await Self.written(isClosed: true)
    files[path]?[8] = 3
    let error = try #require(Self.error(opening: files))
    #expect(error == .unsupportedVersion(file: path, version: 3, supported: 2))
    #expect("\(error)" == "\(path) has format version 3; this version of the library reads versions up to 2")
  }

  @Test(arguments: [true, false])
  func aTornTailIsCut(isClosed: Bool) async throws {
    let files = try await Self.written(isClosed: isClosed)
    let bytes = try #require(files[Self.segment])
    for tail in [[1], Array(bytes[24..<50]), [UInt8](repeating: 0, count: 5_000)] {
      var torn = files
      torn[Self.segment] = bytes + tail
      let (store, medium) = try Self.open(torn)
      #expect(store.opening.cutBytes == UInt64(tail.count))
      #expect(store.opening.executions == 3)
      #expect(medium.files[Self.segment] == bytes)
      await store.close()
    }
  }

  // MARK: Permissions

  @Test func aFolderThatCannotBeReadIsTold() async throws {
    let medium = SimulatedMedium()
    medium.files = try await Self.written(isClosed: true)
    medium.state.withLock { $0.openRefusal = "Permission denied" }
    #expect(throws: StoreError.unavailable("\(Self.manifest): Permission denied")) {
      try FileStore(folder: "store", fileSystem: SimulatedFileSystem(medium))
    }
  }

  @Test func aFolderThatCannotBeWrittenIsTold() async throws {
    let medium = SimulatedMedium()
    medium.files = try await Self.written(isClosed: true)
    medium.state.withLock { $0.changeRefusal = "Read-only file system" }
    #expect(throws: StoreError.unavailable("Read-only file system")) {
      try FileStore(folder: "store", fileSystem: SimulatedFileSystem(medium))
    }
  }

  /// A medium that becomes read-only while the store is open: commits fail, reads go on, and commits again later.
  @Test func aMediumThatBecomesReadOnlyIsTold() async throws {
    let (store, medium) = try Self.open(try await Self.written(isClosed: true))
    medium.state.withLock { $0.changeRefusal = "Read-only file system" }
    for _ in 0..<3 {
      await #expect(throws: StoreError.unavailable("Read-only file system")) {
        try await store.commit([FileStoreTests.start("new")])
      }
    }
    #expect(try await store.journal(of: "a")?.records == [[]])
    medium.state.withLock { $0.changeRefusal = nil }
    try await store.commit([FileStoreTests.start("new")])
    #expect(try await store.execution("new") != nil)
    await store.close()
  }

  @Test func aFullMediumIsToldWhenTheFolderIsOpened() async throws {
    let medium = SimulatedMedium()
    medium.files = try await Self.written(isClosed: true)
    medium.fail(.full)
    #expect(throws: StoreError.full("no space left on device")) {
      try FileStore(folder: "store", fileSystem: SimulatedFileSystem(medium))
    }
    medium.fail(.none)
    let store = try FileStore(folder: "store", fileSystem: SimulatedFileSystem(medium))
    #expect(store.opening.executions == 3)
    await store.close()
  }
}
