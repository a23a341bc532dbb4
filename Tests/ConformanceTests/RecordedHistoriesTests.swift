import Foundation
import OrderedJSON
import StatesTesting
import Testing

/// Replays recorded executions when the environment variable `ASL_CONFORMANCE` names a folder of them.
@Suite(.enabled(if: RecordedCase.folder != nil, "ASL_CONFORMANCE names no folder of recorded cases"))
struct RecordedHistoriesTests {
  @Test(arguments: RecordedExecution.all)
  func goesTheSameWay(recorded: RecordedExecution) throws {
    let report = try recorded.replayTest().replay(try recorded.history())
    #expect(report.isSame, "\(report)")
  }
}

/// An execution with its history.
struct RecordedExecution: Sendable, CustomTestStringConvertible {
  /// The executions in the folder whose history has all events with their numbers.
  static let all: [RecordedExecution] = {
    guard let folder = RecordedCase.folder, let files = FileManager.default.enumerator(atPath: folder) else {
      return []
    }
    let names = files.compactMap { $0 as? String }.filter { $0.hasSuffix(".json") }.sorted()
    return names.compactMap { RecordedExecution(file: folder + "/" + $0) }
  }()

  let json: JSON
  let events: [JSON]
  /// Names in angle brackets that stand for values which the record hides.
  let placeholders: [String]
  var testDescription: String { json["id"]?.stringValue ?? "?" }

  private init?(file: String) {
    guard let data = FileManager.default.contents(atPath: file), let json = try? JSON(parsing: Array(data)),
      json["kind"] == nil, let events = json["expected"]?["history"]?.arrayValue,
      events.allSatisfy({ $0["id"]?.integerValue != nil })
    else { return nil }
    self.json = json
    self.events = events
    placeholders = (json["placeholders"]?.arrayValue ?? []).compactMap(\.stringValue).sorted { $0.count > $1.count }
  }

  var definition: String { json["definitionText"]?.stringValue ?? json["definition"]?.description ?? "" }

  func replayTest() throws -> ReplayTest { try replayTest(definition: definition) }

  func replayTest(definition: String) throws -> ReplayTest {
    var test = try ReplayTest(definition: definition)
    let placeholders = placeholders
    test.input = try json["inputText"]?.stringValue.map { try JSON(parsing: $0) } ?? json["input"]
    test.accepts = { recorded, replayed in
      Self.accepts(recorded, replayed, placeholders)
    }
    return test
  }

  /// The history as the service returns it: the record shows JSON texts parsed.
  func history() throws -> RecordedHistory {
    try RecordedHistory(
      events: events.map { event in
        var event = event.objectValue ?? [:]
        for member in event.members where member.key.hasSuffix("EventDetails") {
          event[member.key] = .object(Self.texts(member.value.objectValue ?? [:]))
        }
        return .object(event)
      })
  }

  private static func texts(_ details: JSON.Object) -> JSON.Object {
    var details = details
    for name in ["input", "output", "parameters", "cause", "error"] {
      if let value = details[name], value.stringValue == nil { details[name] = .string(value.description) }
    }
    // A value that is hidden as a whole.
    if let output = details["output"]?.stringValue, output.hasPrefix("<any:") {
      details["output"] = .string(JSON.string(output).description)
    }
    if case .object(let variables)? = details["assignedVariables"] {
      var texts: JSON.Object = [:]
      for member in variables.members {
        texts[member.key] = member.value.stringValue == nil ? .string(member.value.description) : member.value
      }
      details["assignedVariables"] = .object(texts)
    }
    return details
  }

  // MARK: What the record hides

  /// Whether a recorded value stands for the other one: it has placeholders, or shows times as `date`.
  private static func accepts(_ recorded: JSON, _ replayed: JSON, _ placeholders: [String]) -> Bool {
    guard let pattern = recorded.stringValue else { return false }
    if pattern.hasPrefix("<any:"), placeholders.contains(pattern) { return true }
    guard let text = replayed.stringValue else { return false }
    if let inner = try? JSON(parsing: pattern), inner.stringValue == nil, let other = try? JSON(parsing: text) {
      return stands(inner, for: other, placeholders)
    }
    return [text, withoutTimes(text)].contains { matches(pattern, $0, placeholders) }
  }

  private static func stands(_ recorded: JSON, for replayed: JSON, _ placeholders: [String]) -> Bool {
    switch (recorded, replayed) {
    case (.object(let left), .object(let right)):
      return left.count == right.count
        && left.members.allSatisfy { member in
          right[member.key].map { stands(member.value, for: $0, placeholders) } ?? false
        }
    case (.array(let left), .array(let right)):
      return left.count == right.count && zip(left, right).allSatisfy { stands($0, for: $1, placeholders) }
    default: return recorded == replayed || accepts(recorded, replayed, placeholders)
    }
  }

  private static func matches(_ pattern: String, _ text: String, _ placeholders: [String]) -> Bool {
    var expression = NSRegularExpression.escapedPattern(for: pattern)
    for name in placeholders {
      expression = expression.replacingOccurrences(of: NSRegularExpression.escapedPattern(for: name), with: ".*?")
    }
    return text.range(of: "^(?s:\(expression))$", options: .regularExpression) != nil
  }

  private static func withoutTimes(_ text: String) -> String {
    text.replacingOccurrences(
      of: #"[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?(\d\d)?)"#, with: "date",
      options: .regularExpression)
  }
}
