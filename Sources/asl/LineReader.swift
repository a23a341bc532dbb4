/// Lines from an open descriptor, read in chunks of 64 KiB.
struct LineReader {
  private let descriptor: Int32
  private let name: String
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false

  /// - Parameters:
  ///   - descriptor: what is read.
  ///   - name: its name in messages.
  init(_ descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  /// The next line without its line break, or `nil` after the last.
  mutating func next() throws(FileProblem) -> [UInt8]? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0a) {
        let line = Array(buffer[start..<end])
        start = end + 1
        return line
      }
      if isAtEnd {
        guard start < buffer.count else { return nil }
        let line = Array(buffer[start...])
        start = buffer.count
        return line
      }
      if start > 0 {
        buffer.removeFirst(start)
        start = 0
      }
      searched = buffer.count
      try Files.checkLength(buffer.count, of: "a line of \(name)")
      let piece = try Files.readPiece(of: descriptor, name: name)
      if piece.isEmpty { isAtEnd = true } else { buffer.append(contentsOf: piece) }
    }
  }
}
