import OrderedJSON
import StatesLanguage

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The output of commands: results on standard output, messages on standard error.
///
/// If standard output cannot be written, for example on a full disk or to a pipe without a reader, the program ends
/// with status 2: it has nothing left to do.
enum Output {
  /// Writes a line to standard output.
  static func line(_ text: String) {
    let bytes = Array(text.utf8) + [0x0a]
    bytes.withUnsafeBufferPointer { write($0) }
  }

  /// Longer values are not written: one whose parts are shared takes few bytes in memory and may have very many here.
  static let maximumValueBytes = 256 << 20

  /// Writes a value and a line break to standard output.
  ///
  /// - Returns: whether it has been written: not if it is too long.
  static func value(_ value: JSON, _ printer: JSONPrinter) -> Bool {
    guard let count = printer.byteCount(value, upTo: maximumValueBytes) else { return false }
    var writer = ByteWriter(capacity: count + 1)
    printer.write(value, to: &writer)
    writer.append(0x0a)
    writer.withBytes { write($0) }
    return true
  }

  private static func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    do throws(FileProblem) {
      try Files.write(bytes, to: "-")
    } catch {
      complain(error.message)
      exit(2)
    }
  }

  /// Writes an error message to standard error.
  static func complain(_ text: String) { writeError("asl: \(text)") }

  /// Shows the problems of a definition on standard error.
  static func complain(of problems: [Diagnostic], in source: SourceText) {
    writeError(DiagnosticRenderer(isColored: isColored(2)).text(for: problems, in: source))
  }

  /// The problems of a definition for standard output, each line with its line break; those after the first `maximum`
  /// are only counted.
  static func problems(_ problems: [Diagnostic], in source: SourceText, upTo maximum: Int) -> String {
    guard !problems.isEmpty else { return "" }
    let renderer = DiagnosticRenderer(maximumProblems: maximum, isColored: isColored(1))
    return renderer.text(for: problems, in: source) + "\n"
  }

  /// Whether a stream is a terminal, and colors are not disabled by `NO_COLOR`.
  private static func isColored(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 && getenv("NO_COLOR") == nil }

  private static func writeError(_ text: String) {
    let bytes = Array("\(text)\n".utf8)
    bytes.withUnsafeBytes { _ = Files.writeAll($0, to: 2) }
  }
}
