import OrderedJSON

/// A file that a test reads: a definition, a mock file, an input.
struct TestFile {
  /// Where it is.
  let path: String

  /// A file by its path; a relative one begins in the folder of the test's own source file.
  init(_ path: String, besides source: String) {
    guard !path.utf8.starts(with: "/".utf8), let slash = source.utf8.lastIndex(of: 0x2f) else {
      self.path = path
      return
    }
    self.path = String(source[...slash]) + path
  }

  func read() throws(UnreadableFile) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw problem() }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { readBytes(descriptor, $0) }
      if count == 0 { return bytes }
      if count < 0, errno != EINTR { throw problem() }
      bytes.append(contentsOf: buffer[..<max(count, 0)])
      // What never ends, as /dev/zero, must not eat all memory.
      if bytes.count > 1 << 30 { throw UnreadableFile(path: path, reason: "longer than 1 GiB") }
    }
  }

  private func problem() -> UnreadableFile { UnreadableFile(path: path, reason: String(cString: strerror(errno))) }
}

/// A file that a test needs and that cannot be read.
public struct UnreadableFile: Error, Sendable, Hashable, CustomStringConvertible {
  /// Where it was looked for.
  public var path: String
  /// Why it cannot be read.
  public var reason: String

  /// A file and a reason.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// `path: reason`.
  public var description: String { "\(path): \(reason)" }
}

// Inside `TestFile` the name of the system call is taken.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, buffer.baseAddress, buffer.count)
}
