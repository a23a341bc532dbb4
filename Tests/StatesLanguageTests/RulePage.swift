import Foundation
import OrderedJSON
import StatesLanguage

/// The page of the documentation that lists every rule, made of ``DiagnosticRule`` and the examples of ``RuleCase``.
enum RulePage {
  /// Where the page is.
  static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent(
      "Sources/StatesLanguage/StatesLanguage.docc/ValidationRules.md")

  /// The first example of a rule that breaks this rule and no other.
  static func example(of rule: DiagnosticRule) -> RuleCase? {
    (RuleCase.errors + RuleCase.warnings).first { $0.rule == rule && codes(of: $0.bad, $0.type) == [rule.rawValue] }
  }

  /// The codes of all that is said of a definition.
  static func codes(of text: String, _ type: StateMachineType) -> Set<String> {
    Set(problems(in: text, type: type).map(\.code))
  }

  // MARK: The page

  /// The whole page.
  static var text: String {
    var page = """
      # Rules of the validator

      Every rule that ``Validator`` checks a definition against: a definition that breaks it, what is said of it, and the
      same definition keeping the rule.

      ## Overview

      The code of a rule never changes; in Swift it is a case of ``DiagnosticRule``, whose documentation says what the
      service answers and where the rule is from. An *error* is refused by the service when the state machine is created; a
      *warning* is accepted, and probably not what was meant. Where the service has a code of its own, it stands after the
      severity. Unless an example says otherwise, it is for a Standard state machine.

      This page is written by a test, `thePageIsUpToDate`, out of the tests' own examples.

      """
    var title = ""
    for rule in DiagnosticRule.allCases {
      if Self.title(of: rule) != title {
        title = Self.title(of: rule)
        page += "\n## \(title)\n"
      }
      page += "\n" + entry(of: rule)
    }
    return page
  }

  private static func entry(of rule: DiagnosticRule) -> String {
    let severity = rule.severity == .error ? "Error" : "Warning"
    var entry =
      "### \(rule.rawValue): \(rule)\n\n\(severity)\(rule.awsCode.map { ", `\($0)`" } ?? ""). \(rule.summary)\n\n"
    guard let example = example(of: rule) else { return entry }
    let type = example.type == .express ? "For an Express state machine:\n\n" : ""
    let bad = shown(example.bad, example.type)
    entry += type + block(bad, "json")
    // Of what is shown in part, the positions would be those of another text.
    let found = problems(in: bad.isWhole ? bad.text : example.bad, type: example.type)
    if let problem = found.first(where: { $0.code == rule.rawValue }) {
      entry += "\n" + block(Shown(text: "\(problem)", isWhole: true), "text")
      if let fix = problem.fixes.first { entry += "\nOffered fix: \(fix.summary).\n" }
    }
    return entry + "\nKeeps the rule:\n\n" + block(shown(example.good, example.type), "json")
  }

  private static func block(_ shown: Shown, _ language: String) -> String {
    if shown.text.isEmpty { return "*(an empty text)*\n" }
    return "```\(language)\n\(shown.text)\n```\n" + (shown.isWhole ? "" : "\nShown in part.\n")
  }

  private static func title(of rule: DiagnosticRule) -> String {
    guard let number = Int(rule.rawValue.dropFirst(3)) else { return "Warnings" }
    return switch number {
    case ..<200: "Text and machine"
    case ..<300: "States"
    case ..<400: "Transitions"
    case ..<500: "Query languages"
    case ..<600: "Paths and payload templates"
    case ..<700: "JSONata expressions"
    case ..<800: "Variables"
    case ..<821: "Task"
    case ..<831: "Choice"
    case ..<841: "Wait"
    case ..<851: "Fail"
    case ..<861: "Parallel"
    case ..<880: "Map"
    case ..<900: "Service integrations"
    default: "Retry and Catch"
    }
  }

  // MARK: Definitions

  /// A definition as the page shows it.
  struct Shown {
    let text: String
    /// Whether nothing was left out.
    let isWhole: Bool
  }

  /// A definition laid out over lines, where that changes nothing about what is said of it; long ones in part.
  static func shown(_ text: String, _ type: StateMachineType) -> Shown {
    var laidOut = text
    if let json = try? JSON(parsing: text) {
      let lines = layout(json, indent: 0)
      if codes(of: lines, type) == codes(of: text, type) { laidOut = lines }
    }
    let lines = laidOut.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.count <= 30, lines.allSatisfy({ $0.utf8.count <= 600 }) { return Shown(text: laidOut, isWhole: true) }
    let cut = lines.prefix(12).map { $0.utf8.count > 100 ? $0.prefix(90) + " …" : $0 }
    return Shown(text: cut.joined(separator: "\n") + (lines.count > 12 ? "\n…" : ""), isWhole: false)
  }

  /// JSON with each value on a line of its own, but for those that fit on one whole.
  private static func layout(_ value: JSON, indent: Int) -> String {
    let line = inline(value)
    if line.utf8.count + indent <= 100 { return line }
    let pad = String(repeating: " ", count: indent + 2)
    func lines(_ parts: [String], _ open: String, _ close: String) -> String {
      open + "\n" + parts.map { pad + $0 }.joined(separator: ",\n") + "\n" + String(repeating: " ", count: indent)
        + close
    }
    switch value {
    case .array(let elements): return lines(elements.map { layout($0, indent: indent + 2) }, "[", "]")
    case .object(let object):
      let parts = object.members.map { "\(JSON.string($0.key)): \(layout($0.value, indent: indent + 2))" }
      return lines(parts, "{", "}")
    case .null, .bool, .number, .string: return line
    }
  }

  private static func inline(_ value: JSON) -> String {
    switch value {
    case .array(let elements): "[" + elements.map(inline).joined(separator: ", ") + "]"
    case .object(let object):
      "{" + object.members.map { "\(JSON.string($0.key)): \(inline($0.value))" }.joined(separator: ", ") + "}"
    case .null, .bool, .number, .string: value.description
    }
  }
}
