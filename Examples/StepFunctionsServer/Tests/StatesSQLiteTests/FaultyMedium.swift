import Foundation
import GRDBSQLite

/// The medium below all databases of the test process: a layer of SQLite over that of the system, which notes what has
/// not been synced, and fails when it is told to.
///
/// What is done to a file is counted and noted by its path; shared memory is not part of the medium.
final class FaultyMedium: @unchecked Sendable {
  enum Fault: Sendable {
    case none
    /// The operation after so many fails, once.
    case once(Int)
    /// All fail after so many.
    case dead(Int)
    case full
  }

  /// A write that the medium need not have kept.
  private struct Unsynced {
    var offset: Int
    /// What was there before, which may be less than what was written.
    var before: [UInt8]
    var after: [UInt8]
    /// The size of the file after it.
    var size: Int
    var sizeBefore: Int
  }

  static let shared = FaultyMedium()

  private let lock = NSLock()
  private var faults: [String: Fault] = [:]
  private var unsynced: [String: [Unsynced]] = [:]
  private let system: UnsafeMutablePointer<sqlite3_vfs>
  private let layer = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
  private let name = strdup("faulty")
  /// The functions that files of the layer have, by the system's functions, which databases and logs have their own of.
  private var layered: [UnsafePointer<sqlite3_io_methods>: UnsafePointer<sqlite3_io_methods>] = [:]
  private var files: [UnsafeMutablePointer<sqlite3_file>: (path: String, methods: sqlite3_io_methods)] = [:]

  private init() {
    guard let system = sqlite3_vfs_find(nil) else { preconditionFailure("SQLite has no file system") }
    self.system = system
    layer.initialize(to: system.pointee)
    layer.pointee.zName = UnsafePointer(name)
    layer.pointee.pNext = nil
    layer.pointee.xOpen = { _, path, file, flags, outFlags in
      FaultyMedium.shared.open(path, file, flags, outFlags)
    }
    sqlite3_vfs_register(layer, 1)
  }

  // MARK: Faults

  /// Makes operations on a database and its log fail.
  func fail(_ database: String, _ fault: Fault) { lock.withLock { faults[database] = fault } }

  /// Copies what the medium holds of a database after a loss of power: of what was not synced, whatever the seed says.
  func crash(_ database: String, to copy: String, seed: UInt64) throws {
    try lock.withLock {
      var random = seed &* 0x9E37_79B9_7F4A_7C15 | 1
      for suffix in ["", "-wal"] {
        guard let data = FileManager.default.contents(atPath: database + suffix) else { continue }
        var bytes = Array(data)
        let writes = unsynced[database + suffix] ?? []
        for write in writes.reversed() {
          bytes = Array(bytes.prefix(write.sizeBefore))
          for (index, byte) in write.before.enumerated() where write.offset + index < bytes.count {
            bytes[write.offset + index] = byte
          }
        }
        for write in writes {
          random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          // All, none, or any of them.
          guard seed % 3 == 0 || seed % 3 == 1 && random >> 33 & 1 == 1 else { continue }
          if bytes.count < write.size { bytes += Array(repeating: 0, count: write.size - bytes.count) }
          for (index, byte) in write.after.enumerated() { bytes[write.offset + index] = byte }
        }
        try Data(bytes).write(to: URL(fileURLWithPath: copy + suffix))
      }
    }
  }

  /// Whether an operation on a file fails now, and how.
  private func failure(_ path: String, isWrite: Bool) -> Int32? {
    let database = path.hasSuffix("-wal") ? String(path.dropLast(4)) : path
    switch faults[database] ?? .none {
    case .none: return nil
    case .once(let count):
      faults[database] = count > 0 ? .once(count - 1) : Fault.none
      return count > 0 ? nil : SQLITE_IOERR
    case .dead(let count):
      if count > 0 { faults[database] = .dead(count - 1) }
      return count > 0 ? nil : SQLITE_IOERR
    case .full: return isWrite ? SQLITE_FULL : nil
    }
  }

  // MARK: Files

  private func open(
    _ path: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
    _ outFlags: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    let code = system.pointee.xOpen(system, path, file, flags, outFlags)
    guard code == SQLITE_OK, let file, let path, let found = file.pointee.pMethods else { return code }
    guard flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL) != 0 else { return code }
    lock.withLock {
      files[file] = (String(cString: path), found.pointee)
      file.pointee.pMethods = layered[found] ?? layer(over: found)
    }
    return code
  }

  private func layer(over methods: UnsafePointer<sqlite3_io_methods>) -> UnsafePointer<sqlite3_io_methods> {
    let own = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    own.initialize(to: methods.pointee)
    own.pointee.xWrite = { FaultyMedium.shared.write($0, $1, Int($2), Int($3)) }
    own.pointee.xSync = { FaultyMedium.shared.sync($0, $1) }
    own.pointee.xTruncate = { FaultyMedium.shared.truncate($0, Int($1)) }
    own.pointee.xClose = { FaultyMedium.shared.close($0) }
    layered[methods] = UnsafePointer(own)
    return UnsafePointer(own)
  }

  private func write(
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ bytes: UnsafeRawPointer?, _ count: Int, _ offset: Int
  ) -> Int32 {
    lock.withLock {
      guard let file, let bytes, let (path, methods) = files[file] else { return SQLITE_IOERR }
      if let failure = failure(path, isWrite: true) { return failure }
      var size: sqlite3_int64 = 0
      _ = methods.xFileSize(file, &size)
      let readable = max(0, min(count, Int(size) - offset))
      var before = [UInt8](repeating: 0, count: readable)
      if readable > 0 { _ = methods.xRead(file, &before, Int32(readable), sqlite3_int64(offset)) }
      let after = Array(UnsafeRawBufferPointer(start: bytes, count: count))
      unsynced[path, default: []].append(
        Unsynced(
          offset: offset, before: before, after: after, size: max(Int(size), offset + count), sizeBefore: Int(size)))
      return methods.xWrite(file, bytes, Int32(count), sqlite3_int64(offset))
    }
  }

  private func sync(_ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32) -> Int32 {
    lock.withLock {
      guard let file, let path = files[file]?.path else { return SQLITE_IOERR }
      if failure(path, isWrite: false) != nil { return SQLITE_IOERR }
      unsynced[path] = []
      // The tests take care of what a loss of power does: nothing needs to wait for the disk.
      return SQLITE_OK
    }
  }

  private func truncate(_ file: UnsafeMutablePointer<sqlite3_file>?, _ size: Int) -> Int32 {
    lock.withLock {
      guard let file, let (path, methods) = files[file] else { return SQLITE_IOERR }
      if failure(path, isWrite: false) != nil { return SQLITE_IOERR }
      unsynced[path] = []
      return methods.xTruncate(file, sqlite3_int64(size))
    }
  }

  private func close(_ file: UnsafeMutablePointer<sqlite3_file>?) -> Int32 {
    lock.withLock {
      guard let file, let (_, methods) = files.removeValue(forKey: file) else { return SQLITE_IOERR }
      return methods.xClose(file)
    }
  }
}
