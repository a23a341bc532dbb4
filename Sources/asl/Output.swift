import OrderedJSON

/// What a command says: results on standard output, words for people on standard error.
enum Output {
  /// Writes a line to standard output.
  static func line(_ text: String) { write(text + "\n", to: "-") }

  /// Writes a complaint to standard error.
  static func complain(_ text: String) {
    let bytes = Array("asl: \(text)\n".utf8)
    bytes.withUnsafeBytes { _ = Files.writeAll($0, to: 2) }
  }

  private static func write(_ text: String, to path: String) {
    var text = text
    do throws(FileError) {
      try text.withUTF8 { (bytes) throws(FileError) in try Files.write(bytes, to: path) }
    } catch {
      complain(error.message)
    }
  }
}
