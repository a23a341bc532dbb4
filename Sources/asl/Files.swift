import OrderedJSON

/// A file that cannot be read or written, in words for people.
struct FileProblem: Error {
  let message: String
}

/// Files and standard streams by the C library: nothing here needs Foundation.
enum Files {
  /// The bytes of a file; `-` is standard input.
  static func read(_ path: String) throws(FileProblem) -> [UInt8] {
    if path == "-" { return try read(descriptor: 0, name: "standard input") }
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw FileProblem(message: "\(path): \(lastProblem())") }
    defer { close(descriptor) }
    return try read(descriptor: descriptor, name: path)
  }

  /// Whether there is a directory of that path.
  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The files below a directory whose names end so, in order of their names; links are not followed to directories.
  static func files(below directory: String, endingIn end: String) throws(FileProblem) -> [String] {
    guard let handle = opendir(directory) else { throw FileProblem(message: "\(directory): \(lastProblem())") }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    var files: [String] = []
    for name in names.sorted() {
      let path = directory.hasSuffix("/") ? directory + name : directory + "/" + name
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        files += try Self.files(below: path, endingIn: end)
      } else if name.hasSuffix(end) {
        files.append(path)
      }
    }
    return files
  }

  private static func read(descriptor: Int32, name: String) throws(FileProblem) -> [UInt8] {
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    if isKnown, status.st_mode & S_IFMT == S_IFDIR { throw FileProblem(message: "\(name): is a directory") }
    var bytes: [UInt8] = []
    if isKnown, status.st_size > 0 { bytes.reserveCapacity(Int(min(Int64(status.st_size), 1 << 30)) + 1) }
    let size = 1 << 16
    var buffer = [UInt8](repeating: 0, count: size)
    while true {
      let count = buffer.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, size) }
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileProblem(message: "\(name): \(lastProblem())")
      }
      bytes.append(contentsOf: buffer[..<count])
      // What never ends, as /dev/zero, must not eat all memory.
      if bytes.count > 1 << 30 { throw FileProblem(message: "\(name): is longer than 1 GiB") }
    }
  }

  /// Writes a file whole; `-` is standard output.
  static func write(_ bytes: UnsafeBufferPointer<UInt8>, to path: String) throws(FileProblem) {
    let descriptor = path == "-" ? 1 : open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw FileProblem(message: "\(path): \(lastProblem())") }
    defer { if descriptor > 2 { close(descriptor) } }
    guard writeAll(UnsafeRawBufferPointer(bytes), to: descriptor) else {
      throw FileProblem(message: "\(path): \(lastProblem())")
    }
  }

  /// Writes bytes to an open descriptor; `false` when that fails.
  static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = systemWrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if count < 0, errno != EINTR { return false }
      done += max(count, 0)
    }
    return true
  }

  private static func lastProblem() -> String { String(cString: strerror(errno)) }
}

// Inside `Files` the names of the system calls are taken.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
