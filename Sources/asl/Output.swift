import OrderedJSON
import StatesLanguage
import StatesTesting

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

  /// Writes a string to standard output, without a line break.
  static func text(_ text: String) {
    let bytes = Array(text.utf8)
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

  /// Whether a stream is a terminal.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Whether a stream is a terminal that shows colors, and they are not disabled by `NO_COLOR`.
  static func isColored(_ descriptor: Int32) -> Bool {
    guard isTerminal(descriptor), getenv("NO_COLOR") == nil else { return false }
    return getenv("TERM").map { String(cString: $0) } != "dumb"
  }

  /// How many characters a line of a stream may have: the width of the terminal, or 120 for others.
  static func width(_ descriptor: Int32) -> Int {
    var size = winsize()
    guard isTerminal(descriptor), ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 120 }
    return Int(size.ws_col)
  }

  /// Several lines without what a terminal might take for a command.
  static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t" ? " " : $0
        }))
  }

  /// Shows what an execution did, on standard output or standard error.
  static func trace(_ trace: ExecutionTrace, on descriptor: Int32) {
    let text = TraceRenderer(width: width(descriptor), isColored: isColored(descriptor)).text(of: trace)
    if descriptor == 1 { line(text) } else { writeError(text) }
  }

  private static func writeError(_ text: String) {
    let bytes = Array("\(text)\n".utf8)
    bytes.withUnsafeBytes { _ = Files.writeAll($0, to: 2) }
  }
}
