import OrderedJSON
import StatesLanguage

/// How `asl validate` tells people of problems: each with its line and what is meant underlined.
struct TextStyle {
  private let isColoured: Bool

  /// Colours for terminals, unless `NO_COLOR` is set.
  init() { isColoured = isatty(1) == 1 && getenv("NO_COLOR") == nil }

  /// All that is to be said of a file, without the last line's end.
  func text(_ file: String, _ source: SourceText, _ result: Validator.Result) -> String {
    var lines: [String] = []
    for problem in result.diagnostics {
      let isError = problem.severity == .error
      let kind = coloured(isError ? "error:" : "warning:", isError ? "1;31" : "1;35")
      let place = coloured("\(file):\(problem.position):", "1")
      lines.append("\(place) \(kind) \(Self.firstLine(problem.message)) [\(problem.code)]")
      append(source, problem.range, problem.position, to: &lines)
      for note in problem.notes {
        let place = source.position(of: note.range.start)
        lines.append("\(coloured("\(file):\(place):", "1")) \(coloured("note:", "1;36")) \(note.message)")
        append(source, note.range, place, to: &lines)
      }
      if let fix = problem.fixes.first { lines.append("    \(coloured("fix:", "1;32")) \(fix.summary)") }
    }
    lines.append("\(file): \(Self.summary(result))")
    return lines.joined(separator: "\n")
  }

  private static func summary(_ result: Validator.Result) -> String {
    let errors = result.diagnostics.count { $0.severity == .error }
    let warnings = result.diagnostics.count - errors
    guard errors + warnings > 0 else { return "OK" }
    func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
    return "\(errors > 0 ? "FAIL" : "OK"), \(count(errors, "error")), \(count(warnings, "warning"))"
  }

  /// The line of a place, no longer than a screen is wide, and a caret below it.
  private func append(_ source: SourceText, _ range: SourceRange, _ place: SourcePosition, to lines: inout [String]) {
    let scalars = Array(source.line(place.line).unicodeScalars)
    let start = place.column > 100 ? place.column - 60 : 1
    guard start - 1 <= scalars.count else { return }
    let shown = scalars[(start - 1)..<min(scalars.count, start + 119)]
    var line = String.UnicodeScalarView()
    var under = String.UnicodeScalarView()
    let end = source.position(of: range.end)
    let endColumn = end.line == place.line ? max(end.column, place.column + 1) : scalars.count + 1
    for (offset, scalar) in shown.enumerated() {
      let column = start + offset
      line.append(scalar.value < 0x20 && scalar != "\t" ? " " : scalar)
      if column < place.column {
        under.append(scalar == "\t" ? "\t" : " ")
      } else if column == place.column {
        under.append("^")
      } else if column < endColumn {
        under.append("~")
      }
    }
    if place.column >= start + shown.count { under.append("^") }
    lines.append("    \(String(line))")
    lines.append("    \(coloured(String(under), "1;32"))")
  }

  /// A message without the lines that repeat the place.
  private static func firstLine(_ message: String) -> String { String(message.prefix { $0 != "\n" }) }

  private func coloured(_ text: String, _ code: String) -> String {
    isColoured ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
