import ExecutionStoreSuite
import LanguageSupport
import StatesEngine
import Testing

@testable import StatesRuntime

/// File stores over a simulated medium, and the clock that they share.
final class SimulatedStores: Sendable {
  private let time = Locked(Timestamp(milliseconds: 1_800_000_000_000))
  private let media = Locked<[ObjectIdentifier: SimulatedMedium]>([:])
  private let settings: FileStoreSettings

  init(_ change: (inout FileStoreSettings) -> Void = { _ in }) {
    var settings = FileStoreSettings()
    change(&settings)
    self.settings = settings
  }

  /// Segments and compactions small enough that every check meets many.
  static func small(_ durability: FileStoreSettings.Durability = .fsync) -> SimulatedStores {
    SimulatedStores { settings in
      settings.durability = durability
      settings.segmentBytes = 2_000
      settings.compactionBytes = 4_000
    }
  }

  func open(_ medium: SimulatedMedium, _ retention: StoreRetention = StoreRetention(age: nil)) throws -> FileStore {
    var settings = settings
    settings.retention = retention
    let time = time
    let store = try FileStore(folder: "store", settings: settings, fileSystem: SimulatedFileSystem(medium)) {
      time.withLock { $0 }
    }
    media.withLock { $0[ObjectIdentifier(store)] = medium }
    return store
  }

  private func medium(of store: any ExecutionStore) throws -> SimulatedMedium {
    let identity = try ObjectIdentifier(#require(store as? FileStore))
    return try #require(media.withLock { $0[identity] })
  }

  /// Stores for the suite: what a crash loses depends on what commits wait for.
  var underTest: StoreUnderTest {
    let durability = settings.durability
    var kind = StoreUnderTest(
      open: { retention in try self.open(SimulatedMedium(), retention) },
      reopen: { store in
        let medium = try self.medium(of: store)
        await store.close()
        return try self.open(medium)
      },
      advanceClock: { duration in
        self.time.withLock { $0 = $0.advanced(byMilliseconds: duration.wholeMilliseconds) }
      })
    if durability == .memory { return kind }
    kind.crash = { store, seed in
      let medium = try self.medium(of: store)
      medium.crash(seed: seed, losesPower: durability == .fsync)
      return try self.open(medium)
    }
    kind.fail = { store, fault in try? self.medium(of: store).fail(fault) }
    return kind
  }
}

@Suite struct FileStoreTests {
  static let durabilities: [FileStoreSettings.Durability] = [.fsync, .write, .memory]

  @Test(arguments: StoreCheck.all)
  func keepsThePromise(check: StoreCheck) async {
    let kind = SimulatedStores().underTest
    #expect(check.applies(to: kind))
    #expect(await check.run(on: kind) == [])
  }

  @Test(arguments: durabilities, StoreCheck.all)
  func keepsThePromiseWithSmallSegments(durability: FileStoreSettings.Durability, check: StoreCheck) async {
    #expect(await check.run(on: SimulatedStores.small(durability).underTest) == [])
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func doesWhatTheModelDoesThroughCrashesAndFaults(seed: UInt64) async {
    let stores = seed % 2 == 0 ? SimulatedStores() : .small(Self.durabilities[Int(seed / 2) % 3])
    let failures = await StoreCheck.randomChanges(seed: seed, steps: 300).run(on: stores.underTest)
    #expect(failures == [])
  }

  // MARK: What is not promised for every durability

  static func start(_ name: String) -> StoreChange {
    .start(NewExecution(arn: name, lists: ["m"], started: Timestamp(milliseconds: 1), owner: nil))
  }

  /// Without waiting for the medium, a crash loses the last commits, never one before another that is there.
  @Test(arguments: [FileStoreSettings.Durability.write, .memory], 0..<30 as Range<UInt64>)
  func whatSurvivesALossOfPowerIsABeginning(durability: FileStoreSettings.Durability, seed: UInt64) async throws {
    let stores = SimulatedStores.small(durability)
    let medium = SimulatedMedium()
    let store = try stores.open(medium)
    try await store.commit([Self.start("a")])
    try await store.flush()
    for number in 0..<40 as Range<UInt64> {
      try await store.commit([.append(ExecutionWriter("a", fence: 1), from: number, records: [[UInt8(number)]])])
      if number == 9 { try await store.flush() }
    }
    medium.crash(seed: seed)
    let again = try stores.open(medium)
    let records = try await again.journal(of: "a")?.records ?? []
    #expect(records.count >= 10)
    #expect(records == (0..<records.count).map { [UInt8($0)] })
    await again.close()
  }

  @Test func whatIsInMemoryOnlyIsWrittenSoonAndByClosing() async throws {
    let stores = SimulatedStores { settings in
      settings.durability = .memory
      settings.writeInterval = .milliseconds(1)
    }
    let medium = SimulatedMedium()
    let store = try stores.open(medium)
    let size = { medium.files["store/segment-0000000001"]?.count ?? 0 }
    try await store.commit([Self.start("a")])
    while size() == Segment.headerSize { try await Task.sleep(for: .milliseconds(1)) }
    try await store.commit([Self.start("b")])
    #expect(try await store.execution("b") != nil)
    await store.close()
    medium.crash(seed: 1)
    let again = try stores.open(medium)
    #expect(again.opening.executions == 2)
    await again.close()
  }

  /// More than the buffer holds: commits fail, none is made in part, and they go on when there is room.
  @Test func whatCannotBeKeptInMemoryIsToldWhenTheMediumIsFull() async throws {
    let stores = SimulatedStores { $0.durability = .memory }
    let medium = SimulatedMedium()
    let store = try stores.open(medium)
    try await store.commit([Self.start("a")])
    medium.fail(.full)
    let body = [UInt8](repeating: 7, count: 200_000)
    var made: UInt64 = 0
    for _ in 0..<20 {
      do throws(StoreError) {
        try await store.commit([.append(ExecutionWriter("a", fence: 1), from: made, records: [body])])
        made += 1
      } catch {
        #expect(error == .full("no space left on device"))
      }
    }
    #expect(made < 8)
    await #expect(throws: StoreError.full("no space left on device")) { try await store.flush() }
    #expect(try await store.journal(of: "a")?.records == Array(repeating: body, count: Int(made)))
    medium.fail(.none)
    try await store.commit([.append(ExecutionWriter("a", fence: 1), from: made, records: [body])])
    try await store.flush()
    medium.crash(seed: 3)
    let again = try stores.open(medium)
    #expect(try await again.journal(of: "a")?.records.count == Int(made) + 1)
    await again.close()
  }

  /// Who is refused because of a commit that is then not made is told why that was not made.
  @Test func aRefusalDoesNotDependOnACommitThatFails() async throws {
    for seed in 0..<40 as Range<UInt64> {
      let medium = SimulatedMedium()
      let store = try SimulatedStores().open(medium)
      medium.fail(.once(seed))
      let errors = await withTaskGroup(of: StoreError?.self) { group in
        for _ in 0..<4 {
          group.addTask {
            do throws(StoreError) {
              try await store.commit([Self.start("a")])
              return nil
            } catch {
              return error
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      let isThere = try await store.execution("a") != nil
      #expect(errors.contains(nil) == isThere)
      #expect(isThere || !errors.contains(.executionExists("a")), "seed \(seed)")
      await store.close()
    }
  }

  // MARK: Compaction

  @Test func filesDoNotGrowWithWhatIsForgotten() async throws {
    let store = try SimulatedStores { settings in
      settings.segmentBytes = 20_000
      settings.compactionBytes = 50_000
    }.open(SimulatedMedium())
    try await store.commit([Self.start("a")])
    let body = [UInt8](repeating: 7, count: 1_000)
    for number in 0..<1_000 as Range<UInt64> {
      let writer = ExecutionWriter("a", fence: 1)
      try await store.commit([
        .append(writer, from: number, records: [body]), .snapshot(writer, before: number + 1, body: body),
      ])
    }
    while store.statistics.bytes > 200_000 { try await Task.sleep(for: .milliseconds(5)) }
    #expect(store.statistics.compactions > 0)
    #expect(store.statistics.compactionProblem == nil)
    #expect(try await store.journal(of: "a") == StoredJournal(snapshot: body, first: 1_000, records: []))
    await store.close()
  }

  /// Files that hold little else than what is live are left alone, however large outlines are.
  @Test func whatIsLiveIsNotWrittenAnewAgainAndAgain() async throws {
    let store = try SimulatedStores { $0.compactionBytes = 10_000 }.open(SimulatedMedium())
    for number in 0..<50 {
      let new = NewExecution(
        arn: "\(number)", lists: [], started: Timestamp(milliseconds: 1), owner: nil,
        outline: [UInt8](repeating: 1, count: 10_000))
      try await store.commit([.start(new)])
    }
    #expect(store.statistics.compactions == 0)
    store.compact()
    while store.statistics.compactions == 0 { try await Task.sleep(for: .milliseconds(1)) }
    for number in 0..<20 { try await store.commit([.update(ExecutionWriter("\(number)", fence: 1), wake: nil)]) }
    #expect(store.statistics.compactions == 1)
    await store.close()
  }

  /// An execution with more than a record of a copy holds comes back whole.
  @Test func anExecutionOfManyMegabytesIsCopiedInPieces() async throws {
    let stores = SimulatedStores()
    let medium = SimulatedMedium()
    let store = try stores.open(medium)
    let writer = ExecutionWriter("a", fence: 1)
    try await store.commit([Self.start("a"), .snapshot(writer, before: 0, body: [9])])
    let body = [UInt8](repeating: 5, count: 300_000)
    for number in 0..<10 as Range<UInt64> {
      try await store.commit([
        .append(writer, from: number, records: [body]), .history(writer, first: 1 + 2 * number, count: 2, body: body),
      ])
    }
    let journal = try await store.journal(of: "a")
    let history = try await store.history(of: "a", from: nil, .ascending, limit: 100)
    store.compact()
    while store.statistics.compactions == 0 { try await Task.sleep(for: .milliseconds(1)) }
    #expect(store.statistics.segments == 2)
    try await store.commit([.append(writer, from: 10, records: [[1]])])
    await store.close()
    let again = try stores.open(medium)
    #expect(
      try await again.journal(of: "a")
        == journal.map { StoredJournal(snapshot: $0.snapshot, first: 0, records: $0.records + [[1]]) })
    #expect(try await again.history(of: "a", from: nil, .ascending, limit: 100) == history)
    #expect(history.count == 10)
    await again.close()
  }
}
