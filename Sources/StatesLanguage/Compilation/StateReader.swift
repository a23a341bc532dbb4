import JSONPath
import JSONata
import OrderedJSON

/// What goes through the paths, templates and expressions that the fields of a state evaluate.
protocol StateReader {
  mutating func read(_ path: PathExpression)
  mutating func read(_ template: PayloadTemplate)
  mutating func read(_ value: DynamicValue)
  mutating func read(_ expression: StateExpression)
}

extension StateReader {
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
      read(comparison.variable)
      switch comparison.test {
      case .compare(_, _, .path(let path)): read(path)
      case .compare(_, _, .literal), .compare(_, _, .timestamp), .matches, .isOfKind: break
      }
    case .expression(let expression): read(expression)
    case .literal: break
    }
  }

  private mutating func add(_ until: WaitState.Until) {
    switch until {
    case .seconds(let number): add(number)
    case .timestamp: break
    case .timestampExpression(let expression): read(expression)
    case .timestampPath(let path): read(path)
    }
  }

  private mutating func add(_ map: MapState) {
    switch map.items {
    case .input: break
    case .path(let path, _): read(path)
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
    case .path(let path): read(path)
    }
  }

  private mutating func add(_ number: NumberSource?) {
    switch number {
    case nil, .literal: break
    case .path(let path): read(path)
    case .expression(let expression): read(expression)
    }
  }

  private mutating func add(_ text: TextSource?) {
    switch text {
    case nil, .literal: break
    case .dynamic(let value): read(value)
    case .expression(let expression): read(expression)
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

  private mutating func add(_ template: PayloadTemplate?) { if let template { read(template) } }

  private mutating func add(_ template: JSONataTemplate?) {
    switch template {
    case nil, .constant: break
    case .expression(let expression): read(expression)
    case .array(let elements): for element in elements { add(element) }
    case .object(let members): for member in members { add(member.value) }
    }
  }
}

extension StateMachine.State {
  /// All JSONata expressions of the state's own fields; those of states inside it are not among them.
  public var expressions: [StateExpression] {
    var reads = ExpressionReads()
    reads.add(self)
    return reads.expressions
  }
}

/// The expressions of one state.
private struct ExpressionReads: StateReader {
  private(set) var expressions: [StateExpression] = []

  mutating func read(_ path: PathExpression) {}

  mutating func read(_ template: PayloadTemplate) {}

  mutating func read(_ value: DynamicValue) {}

  mutating func read(_ expression: StateExpression) { expressions.append(expression) }
}
