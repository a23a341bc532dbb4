import ExecutionStoreSuite
import Foundation
import GRDB
import StatesEngine
import StatesRuntime
import StatesSQLite
import Testing

/// Stores in databases of a temporary folder, and the clock that they share.
actor SQLiteStores {
  nonisolated let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "sqlite-stores-\(UUID().uuidString)")
  private let clock = TestClock()
  private var settings: [String: SQLiteStoreSettings] = [:]
  private var count = 0

  init() throws {
    // Before the first database is opened.
    _ = FaultyMedium.shared
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func newPath() -> String {
    count += 1
    return folder.appendingPathComponent("\(count).sqlite").path
  }

  func newPath(keeping data: Data) throws -> String {
    let path = newPath()
    try data.write(to: URL(fileURLWithPath: path))
    return path
  }

  nonisolated var now: Timestamp { clock.now }

  nonisolated func advance(by duration: Duration) { clock.advance(by: duration) }

  func open(
    _ path: String? = nil, _ retention: StoreRetention? = nil, _ change: (inout SQLiteStoreSettings) -> Void = { _ in }
  ) throws -> SQLiteStore {
    let path = path ?? newPath()
    var settings = settings[path] ?? SQLiteStoreSettings()
    if let retention { settings.retention = retention }
    change(&settings)
    self.settings[path] = settings
    let clock = clock
    return try SQLiteStore(path: path, settings: settings) { clock.now }
  }

  /// Opens what is left of a store when the power is lost.
  func crash(_ store: SQLiteStore, seed: UInt64) throws -> SQLiteStore {
    let path = newPath()
    try FaultyMedium.shared.crash(store.path, to: path, seed: seed)
    settings[path] = settings[store.path]
    return try open(path)
  }

  nonisolated var underTest: StoreUnderTest {
    StoreUnderTest(
      open: { retention in try await self.open(nil, retention) },
      reopen: { store in
        let store = try #require(store as? SQLiteStore)
        await store.close()
        return try await self.open(store.path)
      },
      crash: { store, seed in try await self.crash(#require(store as? SQLiteStore), seed: seed) },
      fail: { store, fault in
        guard let path = (store as? SQLiteStore)?.path else { return }
        switch fault {
        case .none: FaultyMedium.shared.fail(path, .none)
        case .once(let seed): FaultyMedium.shared.fail(path, .once(Int(seed % 25)))
        case .dead(let seed): FaultyMedium.shared.fail(path, .dead(Int(seed % 25)))
        case .full: FaultyMedium.shared.fail(path, .full)
        }
      },
      advanceClock: { self.clock.advance(by: $0) })
  }
}

final class TestClock: @unchecked Sendable {
  private let lock = NSLock()
  private var time = Timestamp(milliseconds: 1_800_000_000_000)

  var now: Timestamp { lock.withLock { time } }

  func advance(by duration: Duration) {
    lock.withLock { time = time.advanced(bySeconds: duration.components.seconds) }
    let rest = duration.components.attoseconds / 1_000_000_000_000_000
    lock.withLock { time = time.advanced(byMilliseconds: rest) }
  }
}

@Suite struct SQLiteStoreTests {
  @Test(arguments: StoreCheck.all)
  func keepsThePromise(check: StoreCheck) async throws {
    let stores = try SQLiteStores()
    let failures = await check.run(on: stores.underTest)
    #expect(failures == [])
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func doesWhatTheModelDoes(seed: UInt64) async throws {
    let stores = try SQLiteStores()
    let failures = await StoreCheck.randomChanges(seed: seed, steps: 300).run(on: stores.underTest)
    #expect(failures == [])
  }

  /// Wherever the medium fails: in the end even an empty commit overwrites what the log may hold of the failed one.
  @Test func aFailedCommitIsOverwritten() async throws {
    let stores = try SQLiteStores()
    let key = DocumentKey(.tags, "a")
    var made = 0
    for operations in 0..<20 {
      let store = try await stores.open()
      FaultyMedium.shared.fail(store.path, .once(operations))
      let isMade = await (try? store.commit([.putDocument(key, order: "", body: [1])])) != nil
      made += isMade ? 1 : 0
      try await store.commit([])
      // All that was written is kept.
      let again = try await stores.crash(store, seed: 0)
      #expect(try await (again.document(key) != nil) == isMade, "after \(operations) operations")
      await store.close()
      await again.close()
    }
    #expect(made > 0 && made < 15)
  }
}

/// What is found when a database is opened.
@Suite struct SQLiteOpeningTests {
  private func opening(_ path: String) async throws -> StoreError? {
    do throws(StoreError) {
      await (try SQLiteStore(path: path)).close()
      return nil
    } catch {
      return error
    }
  }

  private func sqlite(_ path: String, _ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }

  @Test func aSecondStoreIsRefusedUntilTheFirstIsClosed() async throws {
    let stores = try SQLiteStores()
    let store = try await stores.open()
    guard case .inUse(let path, let holder) = try await opening(store.path) else {
      Issue.record("the second store was not refused as it should be")
      return
    }
    #expect(path == store.path)
    #expect(holder.contains("\(ProcessInfo.processInfo.processIdentifier)"))
    await store.close()
    #expect(try await opening(store.path) == nil)
  }

  @Test func aFileThatIsNoDatabaseIsRefused() async throws {
    let stores = try SQLiteStores()
    let path = try await stores.newPath(keeping: Data(repeating: 65, count: 10_000))
    guard case .damaged(path, 0, let reason) = try await opening(path) else {
      Issue.record("the file was not refused as it should be")
      return
    }
    #expect(reason.contains("not a database"))
  }

  @Test func aDatabaseOfSomethingElseIsRefusedAndNotTouched() async throws {
    let stores = try SQLiteStores()
    let path = await stores.newPath()
    try sqlite(path, "CREATE TABLE other (x); INSERT INTO other VALUES (1)")
    #expect(
      try await opening(path) == .damaged(file: path, offset: 0, reason: "this is a database of something else"))
    let queue = try DatabaseQueue(path: path)
    let tables = try await queue.read { try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema") }
    #expect(tables == ["other"])
  }

  @Test func aLaterVersionIsRefused() async throws {
    let stores = try SQLiteStores()
    let store = try await stores.open()
    await store.close()
    try sqlite(store.path, "PRAGMA user_version = 7")
    #expect(
      try await opening(store.path) == .unsupportedVersion(file: store.path, version: 7, supported: 1))
  }

  @Test func aDatabaseThatCannotBeMadeIsRefused() async throws {
    guard case .unavailable = try await opening("/dev/null/store.sqlite") else {
      Issue.record("the path was not refused as it should be")
      return
    }
  }

  /// Pages that do not hold what was written to them.
  @Test func aDamagedPageIsTold() async throws {
    let stores = try SQLiteStores()
    let store = try await stores.open()
    try await store.commit(
      (0..<200).map {
        .putDocument(DocumentKey(.tags, "\($0)"), order: "", body: [UInt8](repeating: 7, count: 3_000))
      })
    await store.close()
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: store.path))
    let size = try handle.seekToEnd()
    for page in stride(from: 12 * 4_096 as UInt64, to: size, by: 4_096) {
      try handle.seek(toOffset: page)
      try handle.write(contentsOf: Data(repeating: 0x5A, count: 64))
    }
    try handle.close()
    await #expect {
      let again = try await stores.open(store.path)
      for number in 0..<200 { _ = try await again.document(DocumentKey(.tags, "\(number)")) }
    } throws: { error in
      if case .damaged(store.path, 0, _) = error as? StoreError { true } else { false }
    }
  }

  @Test func filesAreForTheirUserAlone() async throws {
    let stores = try SQLiteStores()
    let store = try await stores.open()
    try await store.commit([.putDocument(DocumentKey(.tags, "a"), order: "", body: [1])])
    for suffix in ["", "-wal", "-shm", "-lock"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: store.path + suffix)
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(suffix)")
    }
    await store.close()
  }
}

/// Retention removes a bounded number of executions with each commit.
@Suite struct SQLiteRetentionTests {
  @Test func aCommitRemovesABoundedNumber() async throws {
    let stores = try SQLiteStores()
    let store = try await stores.open(nil, StoreRetention(age: .seconds(60))) { $0.forgottenAtOnce = 10 }
    let now = stores.now
    let changes = (0..<25).flatMap { number -> [StoreChange] in
      let writer = ExecutionWriter("e\(number)", fence: 1)
      return [
        .start(NewExecution(arn: writer.arn, lists: ["m"], started: now, owner: nil)),
        .end(writer, status: .succeeded, at: now.advanced(byMilliseconds: Int64(number))),
      ]
    }
    try await store.commit(changes)
    stores.advance(by: .seconds(61))
    var counts: [Int] = []
    for number in 0..<4 {
      try await store.commit([.putDocument(DocumentKey(.tags, "\(number)"), order: "", body: [])])
      counts.append(try await store.executions(ExecutionQuery(list: "m")).count)
    }
    #expect(counts == [15, 5, 0, 0])
    await store.close()
  }

  @Test func aCommitRemovesABoundedNumberOfEvents() async throws {
    let stores = try SQLiteStores()
    let store = try await stores.open(nil, StoreRetention(age: nil, count: 1)) { $0.forgottenEvents = 250 }
    let now = stores.now
    let changes = (0..<9).flatMap { number -> [StoreChange] in
      let writer = ExecutionWriter("e\(number)", fence: 1)
      return [
        .start(NewExecution(arn: writer.arn, lists: ["m"], started: now, owner: nil)),
        .history(writer, first: 1, count: 100, body: [1]),
        .end(writer, status: .succeeded, at: now.advanced(byMilliseconds: Int64(number))),
      ]
    }
    try await store.commit(changes)
    var counts: [Int] = []
    for number in 0..<5 {
      try await store.commit([.putDocument(DocumentKey(.tags, "\(number)"), order: "", body: [])])
      counts.append(try await store.executions(ExecutionQuery(list: "m")).count)
    }
    #expect(counts == [7, 5, 3, 1, 1])
    await store.close()
  }
}
