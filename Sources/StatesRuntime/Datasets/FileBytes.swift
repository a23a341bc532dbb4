#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Reads files with the C library: nothing here needs Foundation.
package enum FileBytes {
  /// Why a file cannot be read.
  package struct Problem: Error {
    /// The system's message.
    package let reason: String

    package init(reason: String) { self.reason = reason }

    /// Why the last system call failed.
    package static var last: Problem { Problem(reason: text(of: errno)) }
  }

  /// The system's message for an error number.
  package static func text(of code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether a file or directory exists at a path.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Reads the whole file at a path.
  ///
  /// - Parameter maximum: the maximum number of bytes; `/dev/zero` would otherwise take all memory.
  package static func read(path: String, maximum: Int) throws(Problem) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    return try read(descriptor, maximum: maximum)
  }

  /// Reads everything from an open descriptor.
  package static func read(_ descriptor: Int32, maximum: Int) throws(Problem) -> [UInt8] {
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    if isKnown, status.st_mode & S_IFMT == S_IFDIR { throw Problem(reason: "is a directory") }
    var bytes: [UInt8] = []
    if isKnown, status.st_size > 0 { bytes.reserveCapacity(Int(min(Int64(status.st_size), Int64(maximum))) + 1) }
    while true {
      let piece = try readPiece(descriptor)
      if piece.isEmpty { return bytes }
      bytes.append(contentsOf: piece)
      if bytes.count > maximum { throw Problem(reason: "is longer than \(maximum >> 20) MiB") }
    }
  }

  /// Reads up to 64 KiB of the next bytes from an open descriptor; empty at its end.
  package static func readPiece(_ descriptor: Int32) throws(Problem) -> [UInt8] {
    var count = 0
    let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
      repeat { count = systemRead(descriptor, buffer.baseAddress, buffer.count) } while count < 0 && errno == EINTR
      filled = max(count, 0)
    }
    guard count >= 0 else { throw .last }
    return piece
  }

  /// Reads up to `count` bytes of a file from an offset on, fewer at its end.
  package static func read(_ descriptor: Int32, count: Int, at offset: Int64) throws(Problem) -> [UInt8] {
    // The empty array is shared by all threads, and filling it would write its length.
    if count <= 0 { return [] }
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < buffer.count, let start = buffer.baseAddress {
        let more = pread(descriptor, start + filled, buffer.count - filled, off_t(offset) + off_t(filled))
        if more == 0 { break }  // the file has become shorter
        if more < 0 {
          if errno == EINTR { continue }
          failure = errno
          break
        }
        filled += more
      }
    }
    if failure != 0 { throw Problem(reason: text(of: failure)) }
    return bytes
  }
}

// Inside `FileBytes` the name of the system call is shadowed.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
