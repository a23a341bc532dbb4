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
private struct VariableReads {
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

  // MARK: States

  mutating func add(_ state: StateMachine.State) {
    add(state.dataFlow)
    add(state.assign)
    for catcher in state.catchers {
      add(catcher.output)
      add(catcher.assign)
    }
    switch state.kind {
    case .task(let task): add(task)
    case .choice(let choice): for rule in choice.rules { add(rule) }
    case .wait(let wait): add(wait.until)
    case .map(let map): add(map)
    case .fail(let fail):
      add(fail.error)
      add(fail.cause)
    case .pass, .parallel, .succeed: break
    }
  }

  /// All but `ResultPath`, which is written.
  private mutating func add(_ flow: DataFlow) {
    add(flow.inputPath)
    add(flow.parameters)
    add(flow.resultSelector)
    add(flow.outputPath)
    add(flow.arguments)
    add(flow.output)
  }

  private mutating func add(_ task: TaskState) {
    add(task.timeout)
    add(task.heartbeat)
    add(task.credentials)
  }

  private mutating func add(_ rule: ChoiceRule) {
    add(rule.condition)
    add(rule.output)
    add(rule.assign)
  }

  private mutating func add(_ condition: ChoiceCondition) {
    switch condition {
    case .and(let nested), .or(let nested): for condition in nested { add(condition) }
    case .not(let nested): add(nested)
    case .comparison(let comparison):
      add(comparison.variable)
      switch comparison.test {
      case .compare(_, _, .path(let path)): add(path)
      case .compare(_, _, .literal), .compare(_, _, .timestamp), .matches, .isOfKind: break
      }
    case .expression(let expression): add(expression)
    case .literal: break
    }
  }

  private mutating func add(_ until: WaitState.Until) {
    switch until {
    case .seconds(let number): add(number)
    case .timestamp: break
    case .timestampExpression(let expression): add(expression)
    case .timestampPath(let path): add(path)
    }
  }

  private mutating func add(_ map: MapState) {
    switch map.items {
    case .input: break
    case .path(let path, _): add(path)
    case .template(let template): add(template)
    }
    add(map.itemSelector)
    add(map.maxConcurrency)
    let fields = map.distributed
    add(fields.toleratedFailureCount)
    add(fields.toleratedFailurePercentage)
    add(fields.itemReader?.arguments)
    add(fields.itemReader?.maxItems)
    add(fields.itemReader?.itemsPointer)
    add(fields.itemBatcher?.maxItemsPerBatch)
    add(fields.itemBatcher?.maxInputBytesPerBatch)
    add(fields.itemBatcher?.batchInput)
    add(fields.resultWriter?.arguments)
  }

  // MARK: Values

  private mutating func add(_ selection: DocumentSelection) {
    switch selection {
    case .whole, .nothing: break
    case .path(let path): add(path)
    }
  }

  private mutating func add(_ number: NumberSource?) {
    switch number {
    case nil, .literal: break
    case .path(let path): add(path)
    case .expression(let expression): add(expression)
    }
  }

  private mutating func add(_ text: TextSource?) {
    switch text {
    case nil, .literal: break
    case .dynamic(let value): names += value.variableNames
    case .expression(let expression): add(expression)
    }
  }

  private mutating func add(_ assign: Assignments?) {
    switch assign {
    case nil: break
    case .template(let template): add(template)
    case .expressions(let entries): for entry in entries { add(entry.value) }
    }
  }

  private mutating func add(_ template: ArgumentTemplate?) {
    switch template {
    case nil: break
    case .payload(let template): add(template)
    case .jsonata(let template): add(template)
    }
  }

  private mutating func add(_ template: PayloadTemplate?) { if let template { names += template.variableNames } }

  private mutating func add(_ template: JSONataTemplate?) {
    switch template {
    case nil, .constant: break
    case .expression(let expression): add(expression)
    case .array(let elements): for element in elements { add(element) }
    case .object(let members): for member in members { add(member.value) }
    }
  }

  private mutating func add(_ path: PathExpression) { if let name = path.root.variableName { names.append(name) } }

  private mutating func add(_ expression: StateExpression) {
    for reference in expression.expression.outerReferences where !reference.isCalled && reference.name != "states" {
      if reference.isBuiltIn && assigned.place(of: reference.name) == nil { continue }
      names.append(reference.name)
    }
  }
}
