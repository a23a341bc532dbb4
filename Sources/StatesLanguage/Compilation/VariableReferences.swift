import JSONPath
import JSONata
import OrderedJSON

extension StateMachine {
  /// The variables that states read: of each state that reads any, by its name, the sorted names without the `$`.
  ///
  /// States of branches and item processors have entries of their own. A state that only assigns variables has none. The
  /// name of a JSONata function counts only if a state assigns a variable with that name, which hides the function, and
  /// calls never count: variables hold no functions. Computed on each use, in time linear in the length of the
  /// definition.
  ///
  /// - SeeAlso: DescribeStateMachine, `variableReferences`.
  public var variableReferences: [String: [String]] {
    var assigned = TextTable<Void>()
    for state in states {
      for assign in state.assignments {
        for name in assign.variableNames { assigned.set(name, ()) }
      }
    }
    var references: [String: [String]] = [:]
    for state in states {
      var reads = VariableReads(assigned: assigned)
      reads.add(state)
      if !reads.isEmpty { references[state.name] = reads.sorted }
    }
    return references
  }
}

extension StateMachine.State {
  /// `Assign` of the state, of its catchers and of its Choice rules.
  fileprivate var assignments: [Assignments] {
    var result = [assign] + catchers.map(\.assign)
    if case .choice(let choice) = kind { result += choice.rules.map(\.assign) }
    return result.compactMap { $0 }
  }
}

extension Assignments {
  /// The variables that are set.
  fileprivate var variableNames: [String] {
    switch self {
    case .template(let template): template.memberNames
    case .expressions(let entries): entries.map(\.name)
    }
  }
}

/// The variables that the fields of one state read.
private struct VariableReads: StateReader {
  /// The variables that states assign.
  let assigned: TextTable<Void>
  private var names: [String] = []

  init(assigned: TextTable<Void>) { self.assigned = assigned }

  var isEmpty: Bool { names.isEmpty }

  /// Each name once, in the order of their code points.
  var sorted: [String] {
    var result: [String] = []
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      if let last = result.last, last.hasSameUTF8(as: name) { continue }
      result.append(name)
    }
    return result
  }

  mutating func read(_ template: PayloadTemplate) { names += template.variableNames }

  mutating func read(_ value: DynamicValue) { names += value.variableNames }

  mutating func read(_ path: PathExpression) { if let name = path.root.variableName { names.append(name) } }

  mutating func read(_ expression: StateExpression) {
    for reference in expression.expression.outerReferences where !reference.isCalled && reference.name != "states" {
      if reference.isBuiltIn && assigned.place(of: reference.name) == nil { continue }
      names.append(reference.name)
    }
  }
}
