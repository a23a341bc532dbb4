#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Folders that last as long as a measurement.
enum TemporaryFolder {
  /// Makes a new one, in `TMPDIR` if that is set.
  static func make() throws -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    for number in 0..<1_000 {
      let folder = "\(parent)/scale-driver-\(getpid())-\(number)"
      if mkdir(folder, 0o700) == 0 { return folder }
      guard errno == EEXIST else { break }
    }
    throw Failure(parent)
  }

  /// Removes a folder with all that is in it.
  static func remove(_ folder: String) {
    guard let handle = opendir(folder) else { return }
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      let path = folder + "/" + name
      if unlink(path) != 0 { remove(path) }
    }
    closedir(handle)
    rmdir(folder)
  }
}

/// What the driver cannot go on with.
struct Failure: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
