import OrderedJSON

/// A file that cannot be read or written, in words for people.
struct FileProblem: Error {
  let message: String
}

/// Files and standard streams by the C library: nothing here needs Foundation.
enum Files {
  /// The bytes of a text file, without a byte-order mark; `-` is standard input.
  static func read(_ path: String) throws(FileProblem) -> [UInt8] {
    if path == "-" { return SourceText.withoutByteOrderMark(try read(descriptor: 0, name: "standard input")) }
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw FileProblem(message: "\(path): \(lastProblem())") }
    defer { close(descriptor) }
    return SourceText.withoutByteOrderMark(try read(descriptor: descriptor, name: path))
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
    if isKnown, status.st_size > 0 { bytes.reserveCapacity(Int(min(Int64(status.st_size), Int64(maximumBytes))) + 1) }
    while true {
      let piece = try readPiece(of: descriptor, name: name)
      if piece.isEmpty { return bytes }
      bytes.append(contentsOf: piece)
      try checkLength(bytes.count, of: name)
    }
  }

  /// What never ends, as /dev/zero, must not take all memory. An array that grows is there twice for a moment, so this is a
  /// quarter of a gibibyte.
  private static let maximumBytes = 256 << 20

  /// Refuses what is longer than anything that is read here.
  static func checkLength(_ count: Int, of name: String) throws(FileProblem) {
    if count > maximumBytes { throw FileProblem(message: "\(name): is longer than 256 MiB") }
  }

  /// Up to 64 KiB of what an open descriptor gives next; nothing at its end.
  static func readPiece(of descriptor: Int32, name: String) throws(FileProblem) -> [UInt8] {
    var count = 0
    let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
      repeat { count = systemRead(descriptor, buffer.baseAddress, buffer.count) } while count < 0 && errno == EINTR
      filled = max(count, 0)
    }
    guard count >= 0 else { throw FileProblem(message: "\(name): \(lastProblem())") }
    return piece
  }

  /// Writes a file whole; `-` is standard output.
  static func write(_ bytes: UnsafeBufferPointer<UInt8>, to path: String) throws(FileProblem) {
    try write(to: path) { write throws(FileProblem) in try write(bytes) }
  }

  /// Writes a file piece by piece; `-` is standard output.
  ///
  /// - Parameter body: gets what writes a piece; what it throws ends the writing.
  static func write(
    to path: String, _ body: ((UnsafeBufferPointer<UInt8>) throws(FileProblem) -> Void) throws(FileProblem) -> Void
  ) throws(FileProblem) {
    let isStandardOutput = path == "-"
    let name = isStandardOutput ? "standard output" : path
    let descriptor = isStandardOutput ? 1 : open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw FileProblem(message: "\(name): \(lastProblem())") }
    var problem: FileProblem?
    do throws(FileProblem) {
      try body { piece throws(FileProblem) in
        guard writeAll(UnsafeRawBufferPointer(piece), to: descriptor) else {
          throw FileProblem(message: "\(name): \(lastProblem())")
        }
      }
    } catch {
      problem = error
    }
    // Some file systems report only here that there is no room left.
    if !isStandardOutput, close(descriptor) != 0, problem == nil {
      problem = FileProblem(message: "\(name): \(lastProblem())")
    }
    if let problem { throw problem }
  }

  /// Writes bytes to an open descriptor; `false` when that fails, with the reason in `errno`.
  static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = systemWrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if count > 0 {
        done += count
      } else if count < 0, errno == EAGAIN {
        // The stream was made non-blocking by the program at its other end.
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
      } else if count == 0 || errno != EINTR {
        return false
      }
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
