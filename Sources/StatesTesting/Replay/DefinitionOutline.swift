import OrderedJSON
import StatesLanguage

/// Where the states of a definition are written, and which of their values differ from run to run.
struct DefinitionOutline: Sendable {
  /// One state.
  struct State: Sendable {
    let name: String
    let type: String
    /// The state as it is written.
    let syntax: JSONSyntax
    /// The source range of the name.
    let nameRange: SourceRange
    /// Where it is in the definition.
    let pointer: JSONPointer
    /// The Parallel or Map state around it, if there is one.
    let container: String?
    /// Whether its branch or item processor starts with it.
    let isFirst: Bool
    /// Whether it runs in the children of a distributed Map, which have histories of their own.
    let isInChild: Bool
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
  private(set) var states: [String: State] = [:]

  /// - Parameter source: a valid definition.
  init(_ source: SourceText) {
    self.source = source
    guard let root = try? JSONSyntaxParser().parse(source) else { return }
    addScope(root, JSONPointer(), container: nil, isInChild: false)
  }

  subscript(name: String) -> State? { states[name] }

  private mutating func addScope(_ scope: JSONSyntax, _ pointer: JSONPointer, container: String?, isInChild: Bool) {
    let first = scope["StartAt"]?.stringValue
    for member in scope["States"]?.members ?? [] {
      let place = pointer.appending("States").appending(member.key)
      let name = member.key
      states[name] = State(
        name: name, type: member.value["Type"]?.stringValue ?? "", syntax: member.value, nameRange: member.keyRange,
        pointer: place, container: container, isFirst: name == first, isInChild: isInChild,
        unrepeatable: UnrepeatableValues.paths(in: member.value))
      for (index, branch) in (member.value["Branches"]?.elements ?? []).enumerated() {
        addScope(branch, place.appending("Branches").appending(index), container: name, isInChild: isInChild)
      }
      for field in ["ItemProcessor", "Iterator"] {
        guard let processor = member.value[field] else { continue }
        let isDistributed = processor["ProcessorConfig"]?["Mode"]?.stringValue == "DISTRIBUTED"
        addScope(
          processor, place.appending(field), container: name, isInChild: isInChild || isDistributed)
      }
    }
  }

  /// The values of the input of the first state of a branch or item processor that differ from run to run.
  func unrepeatableInput(of state: State) -> [[String]] {
    guard state.isFirst, let container = state.container.flatMap({ states[$0] }) else { return [] }
    return container.unrepeatable("Parameters", "Arguments", "ItemSelector")
  }
}

extension DefinitionOutline.State {
  /// The values of its output that differ from run to run.
  var unrepeatableOutput: [[String]] {
    // What a Task sends to its resource is not put out.
    let work = type == "Pass" ? unrepeatable("Parameters") : []
    return work + unrepeatable("InputPath", "OutputPath", "ResultSelector", "Output")
      + unrepeatable("Output", ofEach: "Catch") + unrepeatable("Output", ofEach: "Choices")
  }

  /// The variables that it sets to values that differ from run to run.
  var unrepeatableVariables: [[String]] {
    unrepeatable("Assign") + unrepeatable("Assign", ofEach: "Catch") + unrepeatable("Assign", ofEach: "Choices")
  }
}
