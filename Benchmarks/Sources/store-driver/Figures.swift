import StatesEngine
import StatesRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a file store costs. Prints JSON.
enum Figures {
  /// Callers at the same time, each of which commits one record after the other.
  static func commits(_ folder: String, writers: Int, rounds: Int, milliseconds: Int) async throws {
    let store = try FileStore(folder: folder, fileSystem: SlowFileSystem(delay: UInt32(clamping: milliseconds * 1_000)))
    for writer in 0..<writers { try await store.commit([.start(execution(writer))]) }
    let before = store.statistics
    let began = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<writers {
        group.addTask {
          let own = ExecutionWriter(execution(writer).arn, fence: 1)
          for round in 0..<rounds as Range<Int> {
            try await store.commit([.append(own, from: UInt64(round), records: [[1, 2, 3]])])
          }
        }
      }
      try await group.waitForAll()
    }
    let seconds = seconds(since: began)
    let after = store.statistics
    let (commits, syncs) = (after.commits - before.commits, after.syncs - before.syncs)
    print(
      #"{"writers":\#(writers),"commits":\#(commits),"syncs":\#(syncs),"commits_per_sync":\#(commits / max(syncs, 1)),"#
        + #""largest_batch":\#(after.largestBatch),"seconds":\#(seconds),"commits_per_second":\#(Double(commits) / seconds)}"#
    )
    await store.close()
  }

  /// Executions that wait, each with a snapshot of 300 bytes: some 600 bytes of files.
  static func rows(_ folder: String, number: Int) async throws {
    var settings = FileStoreSettings()
    settings.durability = .write
    let store = try FileStore(folder: folder, settings: settings)
    let before = residentBytes()
    let body = [UInt8](repeating: 1, count: 300)
    for first in stride(from: 0, to: number, by: 100) {
      let changes: [StoreChange] = (first..<min(first + 100, number)).flatMap { one in
        [.start(execution(one)), .snapshot(ExecutionWriter(execution(one).arn, fence: 1), before: 0, body: body)]
      }
      try await store.commit(changes)
    }
    let written = residentBytes() - before
    let bytes = store.statistics.bytes
    await store.close()

    let began = ContinuousClock.now
    let again = try FileStore(folder: folder, settings: settings)
    let opened = seconds(since: began)
    let reading = ContinuousClock.now
    var after: ExecutionCursor?
    var read = 0
    while true {
      let page = try await again.executions(.unfinished(after: after, limit: 1_000))
      if page.isEmpty { break }
      for row in page { read += try await again.journal(of: row.arn)?.snapshot?.count ?? 0 }
      after = page.last?.cursor
    }
    let recovered = seconds(since: reading)
    let compacting = ContinuousClock.now
    again.compact()
    var slowest = 0.0
    var probe = 0
    while again.statistics.compactions == 0 {
      let one = ContinuousClock.now
      try await again.commit([.putDocument(DocumentKey(.tags, "probe"), order: "", body: [1])])
      slowest = max(slowest, seconds(since: one))
      probe += 1
    }
    print(
      #"{"executions":\#(again.opening.executions),"file_bytes_each":\#(bytes / UInt64(number)),"#
        + #""memory_bytes_each":\#(written / number),"open_seconds":\#(opened),"read_all_seconds":\#(recovered),"#
        + #""read_bytes":\#(read),"compaction_seconds":\#(seconds(since: compacting)),"commits_meanwhile":\#(probe),"#
        + #""slowest_commit_seconds":\#(slowest)}"#)
    await again.close()
  }

  private static func execution(_ number: Int) -> NewExecution {
    NewExecution(
      arn: "arn:aws:states:us-east-1:123456789012:execution:orders:01234567-89ab-cdef-0123-\(100_000_000_000 + number)",
      lists: ["arn:aws:states:us-east-1:123456789012:stateMachine:orders"],
      started: Timestamp(milliseconds: Int64(number)), owner: "host", wake: Timestamp(milliseconds: Int64(number)))
  }

  private static func seconds(since began: ContinuousClock.Instant) -> Double {
    let (seconds, attoseconds) = (ContinuousClock.now - began).components
    return Double(seconds) + Double(attoseconds) / 1e18
  }

  /// Where the system says it; 0 elsewhere.
  private static func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    fgets(&line, Int32(line.count), file)
    let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
      separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}

/// The file system of the computer, on which a sync takes so many microseconds longer.
struct SlowFileSystem: StorageFileSystem {
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
