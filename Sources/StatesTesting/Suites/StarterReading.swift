import JSONPath
import OrderedJSON
import StatesLanguage

/// What a definition reads of its data: a document in which all its paths find something.
struct StarterReading {
  private(set) var wishes = StarterWishes()
  /// The paths from which variables are assigned.
  private(set) var aliases: [String: [StarterWishes.PathStep]] = [:]
  /// Objects for distributed Maps with a bucket and key that are given.
  private(set) var datasets = JSON.Object()

  /// Fields whose value is the path of an array, a number, a time; other paths lead to a string.
  private static let arrays: Set<String> = ["ItemsPath"]
  private static let numbers: Set<String> = [
    "SecondsPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "MaxConcurrencyPath", "MaxItemsPath",
    "MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath", "ToleratedFailureCountPath", "ToleratedFailurePercentagePath",
  ]
  private static let times: Set<String> = ["TimestampPath"]

  init(_ machine: StateMachine) {
    let sources = StateSources(machine)
    var arrays: [[StarterWishes.PathStep]] = []
    for entry in sources.entries {
      var open = (entry.syntax.members ?? []).filter { !["Branches", "ItemProcessor", "Iterator"].contains($0.key) }
      while let member = open.popLast() {
        if let members = member.value.members { open += members }
        for element in member.value.elements ?? [] {
          if let members = element.members {
            open += members
          } else {
            open.append(JSONSyntax.Member(key: member.key, keyRange: member.keyRange, value: element))
          }
        }
        if let text = member.value.stringValue { arrays += read(text, of: member.key) }
      }
      if let assign = entry.syntax["Assign"] { readAliases(assign) }
      if let reader = entry.syntax["ItemReader"] { readDataset(reader) }
    }
    for state in machine.states {
      if case .choice(let choice) = state.kind {
        for rule in choice.rules.reversed() { wishes.wish(rule.condition, holds: false, aliases) }
      }
    }
    // An item has all that its processor may read.
    let item = wishes.document
    for path in arrays { wishes.set(path, .array([item]), replacing: true) }
  }

  /// Reads one string of a state; returns the paths that must be arrays.
  private mutating func read(_ text: String, of field: String) -> [[StarterWishes.PathStep]] {
    if let expression = StateExpression.inside(text) {
      var paths: [[StarterWishes.PathStep]] = []
      for prefix in ["$states.input", "$states.result"] {
        paths += StarterWishes.paths(after: prefix, in: expression)
      }
      if field == "Items", let path = paths.first { return [path] }
      let isNumber = ["Seconds", "TimeoutSeconds", "HeartbeatSeconds", "MaxConcurrency"].contains(field)
      let isTime = field == "Timestamp"
      for path in paths {
        wishes.set(path, isNumber ? 1 : isTime ? "2024-01-01T00:00:01Z" : "value", replacing: false)
      }
      return []
    }
    if field.hasSuffix(".$"), text.first != "$" {
      for path in StarterWishes.paths(after: "$", in: text) { wishes.set(path, "value", replacing: false) }
      return []
    }
    guard text.first == "$", field.hasSuffix(".$") || field.hasSuffix("Path") || field == "Variable",
      field != "ResultPath", let path = StarterWishes.steps(of: text), !path.isEmpty
    else { return [] }
    if Self.arrays.contains(field) { return [path] }
    let value: JSON =
      Self.numbers.contains(field) || field.hasPrefix("Numeric")
      ? 1 : Self.times.contains(field) || field.hasPrefix("Timestamp") ? "2024-01-01T00:00:01Z" : "value"
    wishes.set(path, value, replacing: Self.numbers.contains(field) || Self.times.contains(field))
    return []
  }

  /// Notes variables that are assigned from a path of the input or the result as they are.
  private mutating func readAliases(_ assign: JSONSyntax) {
    for member in assign.members ?? [] {
      guard let text = member.value.stringValue else { continue }
      if let expression = StateExpression.inside(text) {
        for prefix in ["$states.input", "$states.result"] where expression.hasPrefix(prefix) {
          var rest = Array(expression.utf8.dropFirst(prefix.utf8.count))[...]
          let path = StarterWishes.steps(&rest)
          if rest.isEmpty { aliases[member.key] = path }
        }
      } else if member.key.hasSuffix(".$"), let path = StarterWishes.steps(of: text) {
        aliases[String(member.key.dropLast(2))] = path
      }
    }
  }

  private mutating func readDataset(_ reader: JSONSyntax) {
    let place = reader["Parameters"] ?? reader["Arguments"]
    guard let bucket = place?["Bucket"]?.stringValue, let key = (place?["Key"] ?? place?["Prefix"])?.stringValue,
      StateExpression.inside(bucket) == nil, StateExpression.inside(key) == nil
    else { return }
    let content =
      switch reader["ReaderConfig"]?["InputType"]?.stringValue {
      case "CSV": "id,name\n1,first\n"
      case "JSONL": "{\"id\":1}\n"
      default: "[{\"id\":1}]"
      }
    var objects = datasets[bucket]?.objectValue ?? [:]
    objects[key] = .string(content)
    datasets[bucket] = .object(objects)
  }
}
