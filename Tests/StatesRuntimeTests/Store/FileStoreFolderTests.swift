import ExecutionStoreSuite
import Foundation
import LanguageSupport
import StatesEngine
import Testing

@testable import StatesRuntime

/// File stores in folders of the computer.
@Suite struct FileStoreFolderTests {
  private static func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  private static func error(opening folder: String) -> StoreError? {
    do throws(StoreError) {
      _ = try FileStore(folder: folder)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: FileStoreTests.durabilities)
  func keepsThePromises(durability: FileStoreSettings.Durability) async throws {
    let time = Locked(Timestamp(milliseconds: 1_800_000_000_000))
    try await Self.withFolder { root in
      let number = Locked(0)
      @Sendable func open(_ folder: String, _ retention: StoreRetention) throws -> any ExecutionStore {
        var settings = FileStoreSettings()
        settings.durability = durability
        settings.retention = retention
        settings.segmentBytes = 100_000
        settings.compactionBytes = 100_000
        return try FileStore(folder: folder, settings: settings) { time.withLock { $0 } }
      }
      let kind = StoreUnderTest(
        open: { retention in
          let next = number.withLock { number in
            number += 1
            return number
          }
          return try open("\(root)/deep/\(next)", retention)
        },
        reopen: { store in
          let folder = try #require(store as? FileStore).folder
          await store.close()
          return try open(folder, StoreRetention(age: nil))
        },
        advanceClock: { duration in time.withLock { $0 = $0.advanced(byMilliseconds: duration.wholeMilliseconds) } })
      for check in StoreCheck.all { #expect(await check.run(on: kind) == []) }
    }
  }

  @Test func aSecondStoreOnTheFolderIsRefusedByWhoHoldsIt() async throws {
    try await Self.withFolder { folder in
      let store = try FileStore(folder: folder)
      let own = ProcessInfo.processInfo.processIdentifier
      #expect(
        Self.error(opening: folder).map { "\($0)" }
          == "the folder \(folder) is in use by process \(own), swift-states-language")
      await store.close()
      let again = try FileStore(folder: folder)
      await again.close()
    }
  }

  /// A store that is given up without closing it gives back its lock, and has lost nothing.
  @Test func aStoreThatIsForgottenLosesNothing() async throws {
    try await Self.withFolder { folder in
      try await FileStore(folder: folder).commit([FileStoreTests.start("a")])
      let again = try FileStore(folder: folder)
      #expect(again.opening.executions == 1)
      await again.close()
    }
  }

  @Test func aFolderThatIsAFileIsRefused() async throws {
    try await Self.withFolder { folder in
      try Data().write(to: URL(fileURLWithPath: folder))
      #expect(Self.error(opening: folder) == .unavailable("\(folder) is not a folder"))
      #expect(Self.error(opening: folder + "/below") == .unavailable("\(folder)/below: Not a directory"))
    }
  }

  @Test func aLinkInPlaceOfAFileIsRefused() async throws {
    try await Self.withFolder { folder in
      try await FileStore(folder: folder).close()
      try FileManager.default.moveItem(atPath: "\(folder)/MANIFEST", toPath: "\(folder)/elsewhere")
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/MANIFEST", withDestinationPath: "\(folder)/elsewhere")
      let error = try #require(Self.error(opening: folder))
      #expect("\(error)".hasPrefix("\(folder)/MANIFEST: "), "\(error)")
    }
  }

  @Test func onlyItsUserCanReadTheFiles() async throws {
    try await Self.withFolder { folder in
      let store = try FileStore(folder: folder)
      try await store.commit([FileStoreTests.start("a")])
      await store.close()
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names.sorted() == ["LOCK", "MANIFEST", "segment-0000000001"])
      for name in names {
        let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.posixPermissions] as? Int
        #expect(mode == 0o600)
      }
      let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int
      #expect(mode == 0o700)
    }
  }

  // MARK: Counts

  /// A file system on which a sync takes long.
  private struct SlowFileSystem: StorageFileSystem {
    let system = SystemFileSystem()
    let delay: UInt32

    func makeFolder(_ path: String) throws(StorageProblem) { try system.makeFolder(path) }
    func names(in folder: String) throws(StorageProblem) -> [String] { try system.names(in: folder) }
    func open(_ path: String) throws(StorageProblem) -> any StorageFile {
      File(file: try system.open(path), delay: delay)
    }
    func create(_ path: String) throws(StorageProblem) -> any StorageFile {
      File(file: try system.create(path), delay: delay)
    }
    func rename(_ path: String, to newPath: String) throws(StorageProblem) { try system.rename(path, to: newPath) }
    func remove(_ path: String) throws(StorageProblem) { try system.remove(path) }
    func syncFolder(_ path: String) throws(StorageProblem) { try system.syncFolder(path) }
    func lock(_ path: String, holder: String) throws(StorageProblem) -> StorageLocking {
      try system.lock(path, holder: holder)
    }

    final class File: StorageFile {
      let file: any StorageFile
      let delay: UInt32

      init(file: any StorageFile, delay: UInt32) {
        self.file = file
        self.delay = delay
      }

      func size() throws(StorageProblem) -> UInt64 { try file.size() }
      func read(_ count: Int, at offset: UInt64) throws(StorageProblem) -> [UInt8] { try file.read(count, at: offset) }
      func write(_ bytes: [UInt8], at offset: UInt64) throws(StorageProblem) { try file.write(bytes, at: offset) }
      func truncate(to size: UInt64) throws(StorageProblem) { try file.truncate(to: size) }
      func sync() throws(StorageProblem) {
        usleep(delay)
        try file.sync()
      }
    }
  }

  @Test func callersThatWaitTogetherShareASync() async throws {
    try await Self.withFolder { folder in
      let store = try FileStore(folder: folder, fileSystem: SlowFileSystem(delay: 5_000))
      let tasks = 100
      let rounds = 20
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<tasks {
          group.addTask {
            do throws(StoreError) {
              try await store.commit([FileStoreTests.start("\(number)")])
              for round in 0..<rounds {
                try await store.commit([
                  .append(ExecutionWriter("\(number)", fence: 1), from: UInt64(round), records: [[1, 2, 3]])
                ])
              }
            } catch {
              Issue.record("\(error)")
            }
          }
        }
      }
      let statistics = store.statistics
      #expect(statistics.commits == tasks * (rounds + 1))
      #expect(statistics.commits >= 20 * statistics.syncs, "\(statistics)")
      #expect(statistics.batches == statistics.syncs)
      #expect(statistics.largestBatch > 20 && statistics.largestBatch <= tasks)
      #expect(statistics.bytes == statistics.writtenBytes + 24)
      await store.close()
    }
  }

  @Test func aLoneCallerHasASyncForEachCommit() async throws {
    try await Self.withFolder { folder in
      let store = try FileStore(folder: folder)
      for number in 0..<10 { try await store.commit([FileStoreTests.start("\(number)")]) }
      #expect(store.statistics.syncs == 10)
      #expect(store.statistics.commits == 10)
      #expect(store.statistics.changes == 10)
      #expect(store.statistics.largestBatch == 1)
      await store.close()
    }
  }

  @Test func commitsThatNeedNotBeDurableAreNotSynced() async throws {
    for durability in [FileStoreSettings.Durability.write, .memory] {
      try await Self.withFolder { folder in
        var settings = FileStoreSettings()
        settings.durability = durability
        let store = try FileStore(folder: folder, settings: settings)
        for number in 0..<10 { try await store.commit([FileStoreTests.start("\(number)")]) }
        #expect(store.statistics.syncs == 0)
        #expect(store.statistics.commits == 10)
        try await store.flush()
        try await store.flush()
        #expect(store.statistics.syncs == 1)
        await store.close()
      }
    }
  }
}
