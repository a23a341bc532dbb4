import OrderedJSON

/// What a command says: results on standard output, words for people on standard error.
enum Output {
  /// Writes a line to standard output.
  static func line(_ text: String) { write(text + "\n") }

  /// Writes a complaint to standard error.
  static func complain(_ text: String) {
    let bytes = Array("asl: \(text)\n".utf8)
    bytes.withUnsafeBytes { _ = Files.writeAll($0, to: 2) }
  }

  private static func write(_ text: String) {
    let bytes = Array(text.utf8)
    if !bytes.withUnsafeBytes({ Files.writeAll($0, to: 1) }) { complain("standard output cannot be written") }
  }
}
