import LanguageSupport
import StatesTesting

/// A definition with one change, and what that change does to its meaning.
struct DefinitionMutation {
  enum Kind: CaseIterable {
    case whiteSpace, comment, orderOfStates, orderOfFields
    case renamed, retyped, edited, added, removed
  }

  let kind: Kind
  let text: String
  /// Words of the error that names the difference; `nil` where the meaning stays the same.
  let difference: [String]?

  /// Changes a definition, or gives `nil` where it has nothing to change in that way.
  init?(_ kind: Kind, of definition: JSON, _ random: inout SplitMix64) {
    self.kind = kind
    let states = Self.states(in: definition)
    guard let (name, state) = states.randomElement(using: &random) else { return nil }
    switch kind {
    case .whiteSpace:
      text = JSONPrinter.pretty.string(definition)
      difference = nil
      return
    case .comment:
      let comment = JSON.string("c\(random.next() % 100)")
      text = Self.text(definition) { states in states.change(name) { $0["Comment"] = comment } }
      difference = nil
    case .orderOfStates:
      var order = random
      text = Self.text(definition) { $0 = JSON.Object($0.members.shuffled(using: &order)) }
      difference = nil
    case .orderOfFields:
      var order = random
      text = Self.text(definition) { states in
        states.change(name) { $0 = JSON.Object($0.members.shuffled(using: &order)) }
      }
      difference = nil
    case .renamed:
      text = JSONPrinter.compact.string(Self.renaming(name, to: "Renamed", definition))
      difference = ["the state '\(name)' is missing"]
    case .retyped:
      guard let retyped = Self.retyped(state) else { return nil }
      text = Self.text(definition) { states in states.change(name) { $0 = retyped } }
      let isNested = state["Branches"] != nil || state["ItemProcessor"] != nil
      difference = isNested ? ["the state '", "' is missing"] : ["the state '\(name)' has another "]
    case .edited:
      let edited = Self.edited(state)
      text = Self.text(definition) { states in states.change(name) { $0 = edited } }
      difference = ["the state '\(name)' has another "]
    case .added:
      let end: JSON? = state["End"].map { _ in .null }
      guard let next = state["Next"] ?? end else { return nil }
      text = Self.text(definition) { states in
        guard states[name] != nil else { return }
        states.change(name) {
          $0["End"] = nil
          $0["Next"] = "Added"
        }
        states["Added"] = next.isNull ? ["Type": "Pass", "End": true] : ["Type": "Pass", "Next": next]
      }
      difference = ["the state 'Added' is new"]
    case .removed:
      guard let next = state["Next"]?.stringValue else { return nil }
      let without = Self.renaming(name, to: next, definition, changesNames: false)
      text = Self.text(without) { $0[name] = nil }
      difference = ["the state '", "' is missing"]
    }
  }

  // MARK: Parts

  private static func text(_ definition: JSON, _ change: (inout JSON.Object) -> Void) -> String {
    JSONPrinter.compact.string(changing(definition, change))
  }

  /// Changes the `States` of each scope, the inner ones first.
  private static func changing(_ scope: JSON, _ change: (inout JSON.Object) -> Void) -> JSON {
    guard case .object(var object) = scope, let states = object["States"]?.objectValue else { return scope }
    var changed = JSON.Object()
    for (name, state) in zip(states.keys, states.values) {
      guard case .object(var fields) = state else { continue }
      if let branches = fields["Branches"]?.arrayValue {
        fields["Branches"] = .array(branches.map { changing($0, change) })
      }
      if let processor = fields["ItemProcessor"] { fields["ItemProcessor"] = changing(processor, change) }
      changed[name] = .object(fields)
    }
    change(&changed)
    object["States"] = .object(changed)
    return .object(object)
  }

  private static func states(in definition: JSON) -> [(String, JSON.Object)] {
    var result: [(String, JSON.Object)] = []
    _ = changing(definition) { states in
      for (name, state) in zip(states.keys, states.values) {
        if let fields = state.objectValue { result.append((name, fields)) }
      }
    }
    return result
  }

  /// Renames a state in its definition and in all references; the generator uses these names for nothing else.
  private static func renaming(_ old: String, to new: String, _ value: JSON, changesNames: Bool = true) -> JSON {
    switch value {
    case .array(let elements): return .array(elements.map { renaming(old, to: new, $0, changesNames: changesNames) })
    case .object(let object):
      var result = JSON.Object()
      for (key, member) in zip(object.keys, object.values) {
        let isTarget = ["StartAt", "Next", "Default"].contains(key) && member.stringValue == old
        result[changesNames && key == old ? new : key] =
          isTarget ? .string(new) : renaming(old, to: new, member, changesNames: changesNames)
      }
      return .object(result)
    case .null, .bool, .number, .string: return value
    }
  }

  private static func retyped(_ state: JSON.Object) -> JSON.Object? {
    var result = JSON.Object()
    if let next = state["Next"] { result["Next"] = next } else { result["End"] = true }
    switch state["Type"]?.stringValue {
    case "Wait", "Task", "Parallel", "Map": result["Type"] = "Pass"
    case "Pass":
      result["Type"] = "Wait"
      result["Seconds"] = 1
    case "Succeed": result["Type"] = "Pass"
    case "Fail": result = ["Type": "Succeed"]
    default: return nil
    }
    return result
  }

  private static func edited(_ state: JSON.Object) -> JSON.Object {
    var result = state
    for field in ["TimeoutSeconds", "Seconds", "MaxConcurrency"] {
      if let number = state[field]?.integerValue {
        result[field] = .integer(number + 1)
        return result
      }
    }
    result[state["Type"]?.stringValue == "Fail" ? "Cause" : "OutputPath"] = "$.edited"
    return result
  }
}

extension JSON.Object {
  /// Changes the fields of a state, if it is one of these.
  fileprivate mutating func change(_ name: String, _ body: (inout JSON.Object) -> Void) {
    guard case .object(var fields)? = self[name] else { return }
    body(&fields)
    self[name] = .object(fields)
  }
}
