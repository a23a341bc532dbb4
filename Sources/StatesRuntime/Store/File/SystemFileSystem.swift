#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The file system of the computer. Files and folders that it makes are for their user alone.
public struct SystemFileSystem: StorageFileSystem {
  /// The file system of the computer.
  public init() {}

  /// Makes a folder, and those above it, unless it is there.
  public func makeFolder(_ path: String) throws(StorageProblem) {
    var end = path.startIndex
    while true {
      end = path[end...].dropFirst().firstIndex(of: "/") ?? path.endIndex
      let part = path[..<end]
      if mkdir(String(part), 0o700) == 0 {
        // Its name must be durable as well.
        let parent = part.lastIndex(of: "/").map { part[...$0] } ?? "."
        try syncFolder(String(parent))
      } else if errno != EEXIST {
        throw .last(path)
      }
      if end == path.endIndex { break }
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw .last(path) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw StorageProblem(.other, "\(path) is not a folder") }
  }

  /// What a folder holds.
  public func names(in folder: String) throws(StorageProblem) -> [String] {
    guard let stream = opendir(folder) else { throw .last(folder) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }

  /// Opens a file that is there.
  public func open(_ path: String) throws(StorageProblem) -> any StorageFile {
    try SystemFile(path, flags: O_RDWR)
  }

  /// Makes an empty file, over one that is there.
  public func create(_ path: String) throws(StorageProblem) -> any StorageFile {
    try SystemFile(path, flags: O_RDWR | O_CREAT | O_TRUNC)
  }

  /// Gives a file another name, over one that is there, at one stroke.
  public func rename(_ path: String, to newPath: String) throws(StorageProblem) {
    if systemRename(path, newPath) != 0 { throw .last(newPath) }
  }

  /// Removes a file.
  public func remove(_ path: String) throws(StorageProblem) {
    if unlink(path) != 0 { throw .last(path) }
  }

  /// Makes durable which names a folder holds.
  public func syncFolder(_ path: String) throws(StorageProblem) {
    let descriptor = systemOpen(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last(path) }
    defer { close(descriptor) }
    try synchronize(descriptor, path)
  }

  /// Takes the lock of a file by `flock`, and writes its holder's name into it.
  public func lock(_ path: String, holder: String) throws(StorageProblem) -> StorageLocking {
    let file = try SystemFile(path, flags: O_RDWR | O_CREAT)
    guard file.lock() else {
      let code = errno
      guard code == EWOULDBLOCK else { throw StorageProblem(code: code, path) }
      let holder = String(decoding: try file.read(256, at: 0), as: UTF8.self)
      return .held(by: holder.isEmpty ? "another process" : holder)
    }
    try file.truncate(to: 0)
    try file.write(Array("process \(getpid()), \(holder)".utf8), at: 0)
    return .taken(file)
  }
}

/// A file descriptor.
private final class SystemFile: StorageFile {
  private let path: String
  private let descriptor: Int32

  init(_ path: String, flags: Int32) throws(StorageProblem) {
    self.path = path
    descriptor = systemOpen(path, flags | O_NOFOLLOW | O_CLOEXEC)
    if descriptor < 0 { throw .last(path) }
  }

  deinit { close(descriptor) }

  /// Takes the lock of the file, if nobody holds it.
  func lock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

  func size() throws(StorageProblem) -> UInt64 {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .last(path) }
    return UInt64(clamping: status.st_size)
  }

  func read(_ count: Int, at offset: UInt64) throws(StorageProblem) -> [UInt8] {
    do throws(FileBytes.Problem) {
      return try FileBytes.read(descriptor, count: count, at: Int64(clamping: offset))
    } catch {
      throw StorageProblem(.other, "\(path): \(error.reason)")
    }
  }

  func write(_ bytes: [UInt8], at offset: UInt64) throws(StorageProblem) {
    var failure: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count, let start = buffer.baseAddress {
        let more = pwrite(descriptor, start + done, buffer.count - done, off_t(clamping: offset) + off_t(done))
        if more < 0 {
          if errno == EINTR { continue }
          failure = errno
          return
        }
        done += more
      }
    }
    if failure != 0 { throw StorageProblem(code: failure, path) }
  }

  func truncate(to size: UInt64) throws(StorageProblem) {
    if ftruncate(descriptor, off_t(clamping: size)) != 0 { throw .last(path) }
  }

  func sync() throws(StorageProblem) {
    #if canImport(Darwin)
      // fsync alone does not empty the drive's own cache there.
      if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
    #endif
    try synchronize(descriptor, path)
  }
}

private func synchronize(_ descriptor: Int32, _ path: String) throws(StorageProblem) {
  while fsync(descriptor) != 0 {
    if errno != EINTR { throw .last(path) }
  }
}

extension StorageProblem {
  /// What the last system call has failed for.
  fileprivate static func last(_ path: String) -> StorageProblem { StorageProblem(code: errno, path) }

  fileprivate init(code: Int32, _ path: String) {
    let kind: Kind =
      switch code {
      case ENOSPC, EDQUOT: .full
      default: .other
      }
    self.init(kind, "\(path): \(FileBytes.text(of: code))")
  }
}

// Inside types with methods of the same names the system's own are out of sight.
private func systemOpen(_ path: String, _ flags: Int32) -> Int32 { open(path, flags, 0o600) }

private func systemRename(_ path: String, _ newPath: String) -> Int32 { rename(path, newPath) }
