import Foundation
import GRDB
import StatesRuntime
import StatesSQL

/// Opens a database for one process: takes its lock, brings its schema up to date, and takes over its executions.
struct SQLiteOpening {
  let pool: DatabasePool
  let lock: any AnyObject & Sendable
  let revision: UInt64

  init(path: String, readers: Int) throws(StoreError) {
    do {
      lock = try Self.lock(path)
      try Self.makeFile(path)
      var configuration = Configuration()
      configuration.foreignKeysEnabled = false
      configuration.maximumReaderCount = max(readers, 1)
      // Only a tool that reads the file can be in the way, for a moment.
      configuration.busyMode = .timeout(5)
      configuration.prepareDatabase { database in try database.execute(sql: SQLiteQueries.configure) }
      let pool = try DatabasePool(path: path, configuration: configuration)
      self.pool = pool
      revision = try pool.writeWithoutTransaction { database in try Self.prepare(database, path) }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  private static func lock(_ path: String) throws -> any AnyObject & Sendable {
    let fileSystem = SystemFileSystem()
    do {
      if let end = path.lastIndex(of: "/"), end > path.startIndex { try fileSystem.makeFolder(String(path[..<end])) }
      switch try fileSystem.lock("\(path)-lock", holder: "swift-states-language") {
      case .taken(let lock): return lock
      case .held(let holder): throw StoreError.inUse(folder: path, by: holder)
      }
    } catch let problem as StorageProblem {
      switch problem.kind {
      case .full: throw StoreError.full(problem.reason)
      default: throw StoreError.unavailable(problem.reason)
      }
    }
  }

  /// Makes the file, for its user alone: SQLite gives its other files the same permissions.
  private static func makeFile(_ path: String) throws {
    if FileManager.default.fileExists(atPath: path) { return }
    guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
      throw StoreError.unavailable("\(path) cannot be made")
    }
  }

  private static func prepare(_ database: Database, _ path: String) throws -> UInt64 {
    try database.execute(sql: SQLiteQueries.configureWriter)
    try database.inTransaction(.immediate) {
      try migrate(database, path)
      try SQLiteStatement(database, SQLiteQueries.takeOver).run()
      try SQLiteStatement(database, SQLiteQueries.countOpening).run()
      return .commit
    }
    guard let revision = try SQLiteStatement(database, SQLiteQueries.readRevision).first(read: { $0.unsigned(0) })
    else { throw DamagedRow("the counter of revisions is missing") }
    return revision
  }

  private static func migrate(_ database: Database, _ path: String) throws {
    func number(_ sql: String) throws -> Int64 { try SQLiteStatement(database, sql).first { $0.integer(0) } ?? 0 }
    let version = try number(SQLiteQueries.readVersion)
    let application = try number(SQLiteQueries.readApplication)
    let isEmpty = try version == 0 && application == 0 && number(SQLiteQueries.countTables) == 0
    guard isEmpty || application == SQLiteQueries.application else {
      throw DamagedRow("this is a database of something else")
    }
    guard version <= SQLiteQueries.version, let from = Int(exactly: version), from >= 0 else {
      throw StoreError.unsupportedVersion(
        file: path, version: UInt32(clamping: version), supported: UInt32(clamping: SQLiteQueries.version))
    }
    guard version < SQLiteQueries.version else { return }
    for migration in SQLiteQueries.migrations.dropFirst(from) { try database.execute(sql: migration) }
    try database.execute(sql: SQLiteQueries.writeVersion(SQLiteQueries.version))
  }
}
