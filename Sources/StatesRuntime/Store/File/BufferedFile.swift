import LanguageSupport

/// A file whose last bytes are in memory until they are flushed; reads see all.
///
/// One thread at a time writes and flushes; any may read. A flush that fails loses nothing: it can be tried again.
final class BufferedFile: StorageFile {
  /// How many bytes wait at most.
  static let capacity = 1 << 20

  private struct Tail: Sendable {
    var start: UInt64
    var bytes: [UInt8] = []
    var end: UInt64 { start + UInt64(bytes.count) }
  }

  private let file: any StorageFile
  private let tail: Locked<Tail>

  /// - Parameter length: how many bytes of the file count.
  init(_ file: any StorageFile, length: UInt64) {
    self.file = file
    tail = Locked(Tail(start: length))
  }

  func size() throws(StorageProblem) -> UInt64 { tail.withLock { $0.end } }

  func read(_ count: Int, at offset: UInt64) throws(StorageProblem) -> [UInt8] {
    let (start, buffered) = tail.withLock { tail in
      let first = Int(clamping: offset - min(offset, tail.start))
      let wanted = Int(clamping: (offset + UInt64(max(count, 0))) - min(offset + UInt64(max(count, 0)), tail.start))
      return (tail.start, Array(tail.bytes.prefix(wanted).dropFirst(first)))
    }
    guard offset < start else { return buffered }
    return try file.read(Int(min(UInt64(max(count, 0)), start - offset)), at: offset) + buffered
  }

  func write(_ bytes: [UInt8], at offset: UInt64) throws(StorageProblem) {
    let isBuffered = tail.withLock { tail in
      guard offset == tail.end, tail.bytes.count + bytes.count <= Self.capacity else { return false }
      tail.bytes.append(contentsOf: bytes)
      return true
    }
    if isBuffered { return }
    try flush()
    try file.write(bytes, at: offset)
    tail.withLock { $0.start = max($0.start, offset + UInt64(bytes.count)) }
  }

  func truncate(to size: UInt64) throws(StorageProblem) {
    let kept = tail.withLock { tail in
      tail.bytes = Array(tail.bytes.prefix(Int(clamping: size - min(size, tail.start))))
      tail.start = min(tail.start, size)
      return tail.start
    }
    try file.truncate(to: kept)
  }

  func sync() throws(StorageProblem) {
    try flush()
    try file.sync()
  }

  /// Gives the system what waits.
  func flush() throws(StorageProblem) {
    let (start, bytes) = tail.withLock { ($0.start, $0.bytes) }
    guard !bytes.isEmpty else { return }
    try file.write(bytes, at: start)
    tail.withLock { tail in
      tail.start += UInt64(bytes.count)
      tail.bytes.removeFirst(bytes.count)
    }
  }
}
