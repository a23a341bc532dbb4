import OrderedJSON
import StatesLanguage

/// Where the states of a definition are written, and which of their values differ from run to run.
struct DefinitionOutline: Sendable {
  /// One state.
  struct State: Sendable {
    /// Where it is written.
    let entry: StateSources.Entry
    /// The values in its fields that differ from run to run, by their path: `["Parameters", "id"]`.
    let unrepeatable: [[String]]

    /// The paths below some of its fields of values that differ from run to run; an empty path is the whole field.
    func unrepeatable(_ fields: String...) -> [[String]] {
      unrepeatable.compactMap { path in
        path.first.map { fields.contains($0) } == true ? Array(path.dropFirst()) : nil
      }
    }

    /// The same for the fields of its catchers or Choice rules.
    func unrepeatable(_ field: String, ofEach list: String) -> [[String]] {
      unrepeatable.compactMap { path in
        path.count > 2 && path[0] == list && path[2] == field ? Array(path.dropFirst(3)) : nil
      }
    }

    /// Whether its decision depends on a value that differs from run to run.
    var hasUnrepeatableDecision: Bool {
      unrepeatable.contains { path in
        path.count > 2 && path[0] == "Choices" && path[2] != "Assign" && path[2] != "Output"
      }
    }
  }

  let source: SourceText
  private let states: [String: State]

  /// - Parameter source: a valid definition.
  init(_ source: SourceText) {
    self.source = source
    states = StateSources(source).entries.reduce(into: [:]) { states, entry in
      states[entry.name] = State(entry: entry, unrepeatable: UnrepeatableValues.paths(in: entry.syntax))
    }
  }

  subscript(name: String) -> State? { states[name] }

  /// The values of the input of the first state of a branch or item processor that differ from run to run.
  func unrepeatableInput(of state: State) -> [[String]] {
    guard state.entry.isFirst, let container = state.entry.container.flatMap({ states[$0] }) else { return [] }
    return container.unrepeatable("Parameters", "Arguments", "ItemSelector")
  }
}

extension DefinitionOutline.State {
  /// The values of its output that differ from run to run.
  var unrepeatableOutput: [[String]] {
    // What a Task sends to its resource is not put out.
    let work = entry.type == .pass ? unrepeatable("Parameters") : []
    return work + unrepeatable("InputPath", "OutputPath", "ResultSelector", "Output")
      + unrepeatable("Output", ofEach: "Catch") + unrepeatable("Output", ofEach: "Choices")
  }

  /// The variables that it sets to values that differ from run to run.
  var unrepeatableVariables: [[String]] {
    unrepeatable("Assign") + unrepeatable("Assign", ofEach: "Catch") + unrepeatable("Assign", ofEach: "Choices")
  }
}
