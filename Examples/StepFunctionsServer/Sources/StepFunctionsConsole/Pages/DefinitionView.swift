import OrderedJSON
import StatesLanguage

/// A definition with line numbers, and below each line what is wrong with it.
struct DefinitionView: Sendable {
  let source: SourceText
  let diagnostics: [Diagnostic]

  /// How many lines are shown, and how many bytes of one.
  private static let (maximumLines, maximumLineBytes) = (5_000, 2_000)
  private static let maximumProblems = 100

  init(_ text: String, type: StateMachineType) {
    source = SourceText(text)
    diagnostics = Validator(type: type).validate(source).diagnostics
  }

  var errorCount: Int { diagnostics.count { $0.severity == .error } }

  /// The summary of the problems, with links to their lines.
  func writeProblems(to html: inout HTML) {
    if diagnostics.isEmpty {
      html.tag("p", .class("valid")) { html in
        html.tag("span", .of("aria-hidden", "true"), text: "✓ ")
        html.text("The definition is valid.")
      }
      return
    }
    let warnings = diagnostics.count - errorCount
    let counts = [(errorCount, "error"), (warnings, "warning")].filter { $0.0 > 0 }.map(Measures.count)
    html.tag("p", .class(errorCount > 0 ? "invalid" : "valid"), text: counts.joined(separator: ", "))
    html.tag("ul", .class("problems")) { html in
      for problem in diagnostics.prefix(Self.maximumProblems) {
        html.tag("li") { html in
          html.tag("span", .class("severity \(problem.severity.word)"), text: problem.severity.word)
          html.tag(
            "button", .of("type", "button"), .class("position quiet"), .of("data-line", "\(problem.position.line)"),
            .of("data-column", "\(problem.position.column)"), text: "line \(problem.position.line)")
          html.tag("span", .class("message"), text: problem.message)
          html.tag("code", .class("code"), text: problem.code)
          if let fix = problem.fixes.first { html.tag("span", .class("fix"), text: "Fix: \(fix.summary)") }
        }
      }
      let rest = diagnostics.count - Self.maximumProblems
      if rest > 0 { html.tag("li", text: "and \(Measures.grouped(rest)) more") }
    }
  }

  /// The lines.
  func writeLines(to html: inout HTML) {
    var problems: [Int: [Diagnostic]] = [:]
    for problem in diagnostics.prefix(Self.maximumProblems) {
      problems[problem.position.line, default: []].append(problem)
    }
    html.tag(
      "div", .class("definition"), .of("tabindex", "0"), .of("role", "group"), .of("aria-label", "Definition")
    ) { html in
      html.tag("ol", .class("lines")) { html in
        for number in 1...max(1, min(source.lineCount, Self.maximumLines)) {
          html.tag("li", .id("line-\(number)"), problems[number] == nil ? nil : .class("wrong")) { html in
            html.tag("code", text: Self.shortened(source.line(number)))
            for problem in problems[number] ?? [] {
              html.tag("span", .class("diagnostic \(problem.severity.word)"), text: problem.message)
            }
          }
        }
      }
      if source.lineCount > Self.maximumLines {
        html.tag("p", .class("more"), text: "\(Measures.grouped(source.lineCount - Self.maximumLines)) more lines")
      }
    }
  }

  private static func shortened(_ line: String) -> String {
    guard line.utf8.count > maximumLineBytes else { return line }
    return String(line.unicodeScalars.prefix(maximumLineBytes)) + " …"
  }
}

extension Diagnostic.Severity {
  /// The word for people, and for the style sheet.
  fileprivate var word: String {
    switch self {
    case .error: "error"
    case .warning: "warning"
    }
  }
}
