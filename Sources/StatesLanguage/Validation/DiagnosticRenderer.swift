public import OrderedJSON

/// Renders diagnostics for people: each with its position, its message, and the line of the definition with the
/// relevant part underlined.
///
/// ```
/// order.asl.json:5:15: error: Missing 'Next' target: Shipp [ASL302]
///           "Next": "Shipp"
///                   ^~~~~~~
///     fix: replace with "Ship"
/// ```
///
/// The work is proportional to what is shown: long lines and long lists are truncated.
public struct DiagnosticRenderer: Sendable, Hashable {
  /// How many problems are shown; the rest are counted in a last line.
  public var maximumProblems: Int
  /// Whether terminal escape sequences color the text.
  public var isColored: Bool

  /// Creates a renderer.
  ///
  /// - Parameters:
  ///   - maximumProblems: how many problems are shown; the rest are counted in a last line.
  ///   - isColored: whether terminal escape sequences color the text.
  public init(maximumProblems: Int = 100, isColored: Bool = false) {
    self.maximumProblems = max(0, maximumProblems)
    self.isColored = isColored
  }

  /// Renders problems as text, without a line break after the last line.
  ///
  /// - Parameters:
  ///   - diagnostics: the problems, shown in this order.
  ///   - source: the definition; its name is shown before each position. Without it no lines are shown.
  public func text(for diagnostics: [Diagnostic], in source: SourceText?) -> String {
    var lines: [String] = []
    for problem in diagnostics.prefix(maximumProblems) { append(problem, source, to: &lines) }
    let rest = diagnostics.count - min(diagnostics.count, maximumProblems)
    if rest > 0 {
      let prefix = source?.name.map { "\($0): " } ?? ""
      lines.append("\(prefix)and \(rest) more \(rest == 1 ? "problem" : "problems")")
    }
    return lines.joined(separator: "\n")
  }

  private func append(_ problem: Diagnostic, _ source: SourceText?, to lines: inout [String]) {
    let kind =
      switch problem.severity {
      case .error: styled("error:", .red)
      case .warning: styled("warning:", .magenta)
      }
    lines.append("\(place(problem.position, source)) \(kind) \(problem.headline) [\(problem.code)]")
    guard let source else { return }
    append(source, problem.range, problem.position, to: &lines)
    for note in problem.notes {
      let position = source.position(of: note.range.start)
      lines.append("\(place(position, source)) \(styled("note:", .cyan)) \(note.message)")
      if note.range != problem.range { append(source, note.range, position, to: &lines) }
    }
    if let fix = problem.fixes.first { lines.append("    \(styled("fix:", .green)) \(fix.summary)") }
  }

  private func place(_ position: SourcePosition, _ source: SourceText?) -> String {
    styled((source?.name.map { "\($0):" } ?? "") + "\(position):", .bold)
  }

  // MARK: Lines

  /// How many characters of a line are shown, and how many of them before the underlined ones.
  private static let width = (whole: 119, before: 60)

  /// Appends the part of a line in which a range starts, with the range underlined.
  private func append(
    _ source: SourceText, _ range: SourceRange, _ position: SourcePosition, to lines: inout [String]
  ) {
    let range = source.originalRange(of: range)
    let source = source.original ?? source
    let bytes = source.bytes
    let start = min(range.start, bytes.count)
    let wanted = position.column > 100 ? Self.width.before : position.column - 1
    var first = start
    var before = 0
    while before < wanted, first > 0, bytes[first - 1] != Self.newline {
      first -= 1
      if Self.beginsCharacter(bytes[first]) { before += 1 }
    }
    var last = first
    var shown = 0
    while last < bytes.count, bytes[last] != Self.newline {
      if Self.beginsCharacter(bytes[last]) {
        if shown == Self.width.whole { break }
        shown += 1
      }
      last += 1
    }
    if last > first, bytes[last - 1] == Self.carriageReturn { last -= 1 }
    let end = max(start, min(range.end, last))
    let marked = bytes[start..<end].count(where: Self.beginsCharacter)
    var line = String.UnicodeScalarView()
    var under = ""
    for (place, scalar) in String(decoding: bytes[first..<last], as: UTF8.self).unicodeScalars.enumerated() {
      line.append(scalar.value < 0x20 && scalar != "\t" ? " " : scalar)
      if place < before { under += scalar == "\t" ? "\t" : " " }
    }
    under += "^" + String(repeating: "~", count: max(0, marked - 1))
    lines.append("    \(String(line))")
    lines.append("    \(styled(under, .green))")
  }

  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static func beginsCharacter(_ byte: UInt8) -> Bool { byte & 0xc0 != 0x80 }

  // MARK: Colors

  private enum Style: String {
    case bold = "1"
    case red = "1;31"
    case green = "1;32"
    case magenta = "1;35"
    case cyan = "1;36"
  }

  private func styled(_ text: String, _ style: Style) -> String {
    isColored ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
  }
}
