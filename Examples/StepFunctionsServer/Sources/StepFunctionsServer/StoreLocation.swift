import Foundation
import StatesSQLite
import StatesRuntime

#if PostgreSQL
  import StatesPostgreSQL
#endif

/// Where a server keeps everything.
public enum StoreLocation: Sendable, Hashable, CustomStringConvertible {
  /// In memory: gone when the process ends.
  case memory
  /// In a folder of files, of one process at a time.
  case file(String)
  /// In a SQLite database, of one process at a time.
  case sqlite(String)
  /// In a PostgreSQL database that several servers may share; the address as libpq reads it.
  case postgres(String)

  /// Reads `memory`, `file:PATH`, `sqlite:PATH`, `postgres:URL`; an address that begins with `postgres://` or
  /// `postgresql://` is one as a whole. `nil` if it is none of them.
  public init?(_ text: String) {
    if text == "memory" {
      self = .memory
      return
    }
    if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
      self = .postgres(text)
      return
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty else { return nil }
    switch parts[0] {
    case "file": self = .file(String(parts[1]))
    case "sqlite": self = .sqlite(String(parts[1]))
    case "postgres", "postgresql": self = .postgres(String(parts[1]))
    default: return nil
    }
  }

  /// The location as it may be shown: without password.
  public var description: String {
    switch self {
    case .memory: "memory"
    case .file(let path): "file:\(path)"
    case .sqlite(let path): "sqlite:\(path)"
    case .postgres: "postgres"
    }
  }

  /// Whether other servers may use the same store.
  var isShared: Bool { if case .postgres = self { true } else { false } }

  /// Opens the store.
  func open(_ retention: StoreRetention) async throws -> any ExecutionStore {
    switch self {
    case .memory: return MemoryStore(retention: retention)
    case .file(let path):
      var settings = FileStoreSettings()
      settings.retention = retention
      return try FileStore(folder: path, settings: settings)
    case .sqlite(let path):
      try Self.makeFolder(of: path)
      var settings = SQLiteStoreSettings()
      settings.retention = retention
      return try SQLiteStore(path: path, settings: settings)
    case .postgres(let url):
      #if PostgreSQL
        var settings = PostgreSQLStoreSettings()
        settings.retention = retention
        return try await PostgreSQLStore(url: url, settings: settings)
      #else
        _ = url
        throw ServerProblem(
          "this server was built without PostgreSQL; build it with: swift build --traits PostgreSQL")
      #endif
    }
  }

  /// Removes all that a closed store has kept.
  func erase() throws {
    switch self {
    case .memory: break
    case .file(let path): try Self.remove(path)
    case .sqlite(let path): for suffix in ["", "-wal", "-shm", "-lock"] { try Self.remove(path + suffix) }
    case .postgres: throw ServerProblem("a store in PostgreSQL cannot be reset, as other servers may use it")
    }
  }

  private static func makeFolder(of path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private static func remove(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    try FileManager.default.removeItem(atPath: path)
  }
}

/// Why a server does not start, in words for its owner.
public struct ServerProblem: Error, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let description: String

  init(_ description: String) { self.description = description }
}
