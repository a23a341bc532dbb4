import Foundation
import OrderedJSON
import StatesTesting
import Testing

/// Replays recorded executions through definitions with one field changed.
///
/// A difference must never be named before the state that was changed was entered, and never for a state that was not
/// entered. How many of the changes are found is printed: some mean nothing for a recorded execution, such as another
/// catcher of a task that did not fail.
@Suite(.enabled(if: RecordedCase.folder != nil, "ASL_CONFORMANCE names no folder of recorded cases"))
struct MutatedDefinitionsTests {
  @Test func theFirstDifferenceIsNotBeforeTheChangedState() throws {
    var tally = MutationTally()
    for recorded in RecordedExecution.all {
      let history = try recorded.history()
      guard try recorded.replayTest().replay(history).isSame else { continue }
      let definition = try JSON(parsing: recorded.definition)
      for mutation in DefinitionMutations.all(of: definition) {
        guard let test = try? recorded.replayTest(definition: mutation.definition.description) else {
          tally.refused += 1
          continue
        }
        let entered = history.events.first {
          $0.typeName.hasSuffix("StateEntered")
            && $0.json["stateEnteredEventDetails"]?["name"]?.stringValue == mutation.state
        }
        let report = test.replay(history)
        tally.count(report, mutation, entered: entered?.id)
        guard let difference = report.difference else { continue }
        #expect(
          difference.event >= entered?.id ?? .max,
          "\(recorded.testDescription): \(mutation.field) of '\(mutation.state)': \(report)")
      }
    }
    print(tally.description)
    #expect(tally.found > 0)
  }
}

/// How many changes were found.
private struct MutationTally: CustomStringConvertible {
  var refused = 0
  var notEntered = 0
  var found = 0
  var undecided = 0
  var entered = 0
  private var fields: [String: (found: Int, entered: Int)] = [:]

  mutating func count(_ report: ReplayReport, _ mutation: DefinitionMutations.Mutation, entered event: Int?) {
    guard event != nil else {
      notEntered += 1
      return
    }
    entered += 1
    fields[mutation.field, default: (0, 0)].entered += 1
    switch report.verdict {
    case .same: break
    case .different:
      found += 1
      fields[mutation.field, default: (0, 0)].found += 1
    case .undecided: undecided += 1
    }
  }

  var description: String {
    let list = fields.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value.found) of \($0.value.entered)" }
    return """
      \(found) of \(entered) changes of states that were entered are found, \(undecided) not comparable; \
      \(notEntered) changes of other states; \(refused) changes that do not validate
      \(list.joined(separator: "\n"))
      """
  }
}

/// Changes of one field of a definition.
enum DefinitionMutations {
  struct Mutation {
    let state: String
    let field: String
    let definition: JSON
  }

  /// All changes of all states, nested ones included.
  static func all(of definition: JSON) -> [Mutation] {
    scope(definition).map { Mutation(state: $0.state, field: $0.field, definition: $0.value) }
  }

  private static func scope(_ scope: JSON) -> [(state: String, field: String, value: JSON)] {
    let names = scope["States"]?.objectValue?.keys ?? []
    return names.flatMap { name -> [(state: String, field: String, value: JSON)] in
      guard let state = scope["States"]?[name] else { return [] }
      let changes = own(state, names).map { (state: name, field: $0.field, value: $0.value) } + inner(state)
      return changes.map { change in
        var states = scope["States"] ?? [:]
        states[name] = change.value
        var changed = scope
        changed["States"] = states
        return (change.state, change.field, changed)
      }
    }
  }

  /// Changes of the states in a state.
  private static func inner(_ state: JSON) -> [(state: String, field: String, value: JSON)] {
    var changes: [(state: String, field: String, value: JSON)] = []
    for field in ["ItemProcessor", "Iterator"] {
      guard let processor = state[field] else { continue }
      for change in scope(processor) {
        changes.append((change.state, change.field, setting(field, of: state, to: change.value)))
      }
    }
    let branches = state["Branches"]?.arrayValue ?? []
    for (index, branch) in branches.enumerated() {
      for change in scope(branch) {
        var list = branches
        list[index] = change.value
        changes.append((change.state, change.field, setting("Branches", of: state, to: .array(list))))
      }
    }
    return changes
  }

  private static func setting(_ field: String, of state: JSON, to value: JSON?) -> JSON {
    var state = state
    state[field] = value
    return state
  }

  /// Changes of a state's own fields.
  private static func own(_ state: JSON, _ names: [String]) -> [(field: String, value: JSON)] {
    var changes: [(field: String, value: JSON)] = []
    func change(_ field: String, _ value: JSON?) { changes.append((field, setting(field, of: state, to: value))) }
    for member in state.objectValue?.members ?? [] {
      let field = member.key
      switch field {
      case "Next", "Default":
        for name in names where name != member.value.stringValue { change(field, .string(name)) }
      case "Resource":
        if let text = member.value.stringValue { change(field, .string(text + "x")) }
      case "InputPath", "OutputPath", "ResultPath", "ItemsPath", "SecondsPath", "TimestampPath", "ErrorPath",
        "CausePath":
        if member.value != "$" { change(field, "$") }
        change(field, .string("$.mutated"))
      case "Result": change(field, ["mutated": true])
      case "Error", "Cause": change(field, .string((member.value.stringValue ?? "") + "x"))
      case "TimeoutSeconds", "HeartbeatSeconds":
        if let number = member.value.integerValue { change(field, .integer(number + 1)) }
      case "Parameters", "Arguments", "ResultSelector", "Output", "Assign", "ItemSelector":
        guard var object = member.value.objectValue else { continue }
        object["mutated"] = 1
        change(field, .object(object))
        if let first = object.members.first(where: { $0.key != "mutated" }) {
          object["mutated"] = nil
          object[first.key] = nil
          if !object.isEmpty { change(field + " less one", .object(object)) }
        }
      case "Items": change(field, [])
      case "Retry", "Catch":
        for (index, entry) in (member.value.arrayValue ?? []).enumerated() {
          var list = member.value.arrayValue ?? []
          list[index] = setting("ErrorEquals", of: entry, to: ["Mutated.Error"])
          changes.append((field + "/ErrorEquals", setting(field, of: state, to: .array(list))))
          if field == "Retry" {
            list[index] = setting("MaxAttempts", of: entry, to: .integer((entry["MaxAttempts"]?.integerValue ?? 3) + 1))
            changes.append(("Retry/MaxAttempts", setting(field, of: state, to: .array(list))))
          }
        }
      case "Choices":
        for (index, rule) in (member.value.arrayValue ?? []).enumerated() {
          for changed in rules(rule, names) {
            var list = member.value.arrayValue ?? []
            list[index] = changed.value
            changes.append((changed.field, setting(field, of: state, to: .array(list))))
          }
        }
      default: break
      }
    }
    return changes
  }

  private static func rules(_ rule: JSON, _ names: [String]) -> [(field: String, value: JSON)] {
    var changes: [(field: String, value: JSON)] = []
    for member in rule.objectValue?.members ?? [] {
      switch (member.key, member.value) {
      case ("Next", let target):
        for name in names where .string(name) != target {
          changes.append(("Choices/Next", setting("Next", of: rule, to: .string(name))))
        }
      case ("Variable", _): changes.append(("Choices/Variable", setting("Variable", of: rule, to: "$.mutated")))
      case ("Condition", _):
        changes.append(("Choices/Condition", setting("Condition", of: rule, to: "{% 1 = 2 %}")))
      case (_, .number(let number)):
        changes.append(("Choices/constant", setting(member.key, of: rule, to: .double(number.doubleValue + 1))))
      case (_, .bool(let value)): changes.append(("Choices/constant", setting(member.key, of: rule, to: .bool(!value))))
      case (_, .string(let text)) where member.key.hasPrefix("String"):
        changes.append(("Choices/constant", setting(member.key, of: rule, to: .string(text + "x"))))
      default: break
      }
    }
    return changes
  }
}
