import LanguageSupport
public import OrderedJSON
import StatesRuntime

/// The outcomes of a suite's cases, and the forms in which they are reported.
public struct SuiteReport: Sendable {
  /// The suite's file.
  public var file: String
  /// The outcomes, in the order of the cases.
  public var outcomes: [SuiteOutcome] = []
  /// Why the suite could not be run, if that is so.
  public var problem: String?
  /// The suite, for the lines of its file.
  public var suite: TestSuite?

  /// Creates a report of a suite.
  public init(file: String, suite: TestSuite? = nil, outcomes: [SuiteOutcome] = [], problem: String? = nil) {
    self.file = file
    self.suite = suite
    self.outcomes = outcomes
    self.problem = problem
  }

  /// How many cases passed.
  public var passed: Int { outcomes.count { $0.hasPassed } }

  /// How many cases failed; a suite that could not be run counts as one.
  public var failed: Int { outcomes.count { !$0.failures.isEmpty } + (problem == nil ? 0 : 1) }

  /// How many cases were left out.
  public var skipped: Int { outcomes.count { $0.isSkipped } }
}

extension SuiteReport {
  // MARK: For people

  /// The outcomes for people: a line for each case, and under a failed one what is different, where the suite expects it, and
  /// the way that the execution took.
  public func text() -> String {
    var lines = [file]
    if let problem { lines.append("  ✘ " + problem) }
    for outcome in outcomes { lines += self.lines(outcome) }
    return lines.joined(separator: "\n")
  }

  private func lines(_ outcome: SuiteOutcome) -> [String] {
    if outcome.isSkipped { return ["  - \(outcome.name) (skipped)"] }
    let duration = outcome.result.map { " (\(Self.seconds($0.duration)))" } ?? ""
    var lines = ["  \(outcome.hasPassed ? "✔" : "✘") \(outcome.name)\(duration)"]
    for failure in outcome.failures {
      lines.append("      \(failure)")
      lines += place(of: failure)
    }
    if !outcome.hasPassed, let result = outcome.result { lines.append("      way: \(Self.way(of: result))") }
    for warning in outcome.warnings { lines.append("      warning: \(warning)") }
    return lines
  }

  /// The line of the suite with a mark under what is expected.
  private func place(of failure: SuiteFailure) -> [String] {
    guard let position = failure.position, let suite else { return [] }
    let line = suite.source.line(position.line)
    // Long lines are cut on both sides of the mark.
    let start = max(0, position.column - 1 - 80)
    let shown = String(line.dropFirst(start).prefix(140))
    let indent = String(repeating: " ", count: max(0, position.column - 1 - start))
    return ["        \(file):\(position)", "        │ \(shown)", "        │ \(indent)^"]
  }

  /// A virtual duration.
  static func seconds(_ seconds: Double) -> String {
    seconds == seconds.rounded() && abs(seconds) < 1e15 ? "\(Int64(seconds)) s" : "\(seconds) s"
  }

  /// The states that were entered, with their iterations; only so many of a long way.
  static func way(of result: ExecutionResult, atMost most: Int = 40) -> String {
    let names = result.visits.map(\.name)
    let end = names.count > most ? " → … (\(names.count) in all)" : ""
    return names.isEmpty ? "none" : names.prefix(most).joined(separator: " → ") + end
  }

  // MARK: JSON

  /// The outcomes as JSON.
  public var json: JSON {
    var report: JSON.Object = ["file": .string(file)]
    if let problem { report["problem"] = .string(problem) }
    report["passed"] = .integer(passed)
    report["failed"] = .integer(failed)
    report["skipped"] = .integer(skipped)
    report["cases"] = .array(outcomes.map(json(of:)))
    return .object(report)
  }

  private func json(of outcome: SuiteOutcome) -> JSON {
    var entry: JSON.Object = [
      "name": .string(outcome.name),
      "result": .string(outcome.isSkipped ? "SKIPPED" : outcome.hasPassed ? "PASSED" : "FAILED"),
    ]
    if !outcome.failures.isEmpty {
      entry["failures"] = .array(
        outcome.failures.map { failure in
          var entry: JSON.Object = ["what": .string(failure.what), "message": .string(failure.message)]
          if let position = failure.position {
            entry["line"] = .integer(position.line)
            entry["column"] = .integer(position.column)
          }
          return .object(entry)
        })
    }
    if !outcome.warnings.isEmpty { entry["warnings"] = .array(outcome.warnings.map(JSON.string)) }
    if let result = outcome.result {
      entry["status"] = .string(result.status.rawValue)
      entry["duration"] = .double(result.duration)
      entry["path"] = .array(result.path(including: .all).map(JSON.string))
    }
    return .object(entry)
  }

  // MARK: TAP

  /// The outcomes of several suites in the Test Anything Protocol, version 13.
  ///
  /// - SeeAlso: testanything.org, "TAP version 13 specification".
  public static func tap(_ reports: [SuiteReport]) -> String {
    var lines: [String] = []
    for report in reports {
      if let problem = report.problem {
        lines.append("not ok \(lines.count + 1) - \(report.file.tapName)\n" + diagnosis([problem]))
      }
      for outcome in report.outcomes {
        let name = "\(report.file): \(outcome.name)".tapName
        let start = "\(outcome.failures.isEmpty ? "ok" : "not ok") \(lines.count + 1) - \(name)"
        if outcome.isSkipped {
          lines.append(start + " # SKIP")
        } else if outcome.failures.isEmpty {
          lines.append(start)
        } else {
          let way = outcome.result.map { ["way: \(Self.way(of: $0))"] } ?? []
          lines.append(start + "\n" + diagnosis(outcome.failures.map(\.description) + way))
        }
      }
    }
    return (["TAP version 13", "1..\(lines.count)"] + lines).joined(separator: "\n") + "\n"
  }

  /// YAML with a list of strings, each as JSON writes it.
  private static func diagnosis(_ messages: [String]) -> String {
    (["  ---", "  messages:"] + messages.map { "    - \(JSON.string($0))" } + ["  ..."]).joined(separator: "\n")
  }

  // MARK: JUnit

  /// The outcomes of several suites as JUnit XML. Times are those of the executions, virtual, so that equal runs give equal
  /// reports.
  ///
  /// - SeeAlso: Apache Ant, "JUnitReport"; the schema that Jenkins publishes.
  public static func junit(_ reports: [SuiteReport]) -> String {
    let tests = reports.reduce(0) { $0 + $1.outcomes.count + ($1.problem == nil ? 0 : 1) }
    let failures = reports.reduce(0) { $0 + $1.failed }
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"\(tests)\" failures=\"\(failures)\">\n"
    for report in reports {
      let errors = report.problem == nil ? 0 : 1
      text += "  <testsuite name=\"\(report.file.escapedForXML)\" tests=\"\(report.outcomes.count + errors)\" "
      text += "failures=\"\(report.failed - errors)\" errors=\"\(errors)\" skipped=\"\(report.skipped)\">\n"
      if let problem = report.problem {
        text += "    <testcase classname=\"\(report.file.escapedForXML)\" name=\"the suite\">\n"
        text += "      <error message=\"\(problem.escapedForXML)\"/>\n    </testcase>\n"
      }
      for outcome in report.outcomes { text += report.testCase(outcome) }
      text += "  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  private func testCase(_ outcome: SuiteOutcome) -> String {
    let time = outcome.result.map { " time=\"\($0.duration)\"" } ?? ""
    let start = "    <testcase classname=\"\(file.escapedForXML)\" name=\"\(outcome.name.escapedForXML)\"\(time)"
    if outcome.isSkipped { return start + ">\n      <skipped/>\n    </testcase>\n" }
    guard let first = outcome.failures.first else { return start + "/>\n" }
    var text = start + ">\n      <failure message=\"\(first.description.escapedForXML)\">"
    var lines = outcome.failures.map(\.description)
    if let position = first.position { lines.append("\(file):\(position)") }
    if let result = outcome.result { lines.append("way: \(Self.way(of: result))") }
    text += lines.joined(separator: "\n").escapedForXML + "</failure>\n    </testcase>\n"
    return text
  }
}

extension String {
  /// Without `#` and line breaks, which mean something in TAP.
  fileprivate var tapName: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0 == "#" || $0.value < 0x20 ? " " : $0 }))
  }
}
