import JSONPath
import OrderedJSON
import StatesLanguage

extension Execution {
  mutating func runMap(_ b: Int, _ state: StateMachine.State, _ map: MapState) throws(StateError) -> Step {
    let document = state.queryLanguage == .jsonPath ? try effectiveInput(b, state) : branches[b].input
    let concurrency = try maxConcurrency(map.maxConcurrency, in: b, document)
    if case .distributed(let type) = map.mode {
      return try runDistributedMap(b, state, map, type, document: document, concurrency: concurrency)
    }
    if map.distributed.needsDistributedMode { throw runtimeError(b, ErrorText.inlineOnly) }
    let items = try itemArray(map, in: b, document)
    let started = writer.append(.mapStateStarted(length: items.count), after: branches[b].lastEvent, at: now)
    branches[b].lastEvent = started
    branches[b].phase = .awaitingBranches
    let count = items.count
    addContainer(
      to: b,
      Container(
        results: Array(repeating: .null, count: count), branches: Array(repeating: -1, count: count), items: items,
        concurrency: concurrency, startedEvent: started, lastEvent: started, effectiveInput: document))
    guard count > 0 else {
      if coverage != nil { cover(.noItems(state: Int(branches[b].state))) }
      containerEnded(b, state, .mapStateSucceeded)
      return .blocked
    }
    try startIterations(of: b, state, map, after: started)
    return .blocked
  }

  /// Starts the next iterations of an inline Map, as many as may run at the same time.
  private mutating func startIterations(
    of b: Int, _ state: StateMachine.State, _ map: MapState, after event: Int32
  ) throws(StateError) {
    let place = Int(branches[b].container)
    let cap = max(1, quotas.maximumInlineConcurrency)
    let concurrency = containers[place].concurrency
    let atOnce = concurrency <= 0 ? cap : min(concurrency, cap)
    while containers[place].running < atOnce, containers[place].nextItem < containers[place].items.count {
      try startIteration(of: b, state, map, after: event)
    }
  }

  /// Continues an inline Map that is redriven: with the iterations that had not started, or with its end if all have
  /// ended.
  mutating func continueIterations(_ b: Int) -> Step {
    let state = machine.states[Int(branches[b].state)]
    branches[b].phase = .awaitingBranches
    guard case .map(let map) = state.kind, branches[b].container >= 0 else { return .blocked }
    let place = Int(branches[b].container)
    let step = attempt(b) { execution throws(StateError) in
      try execution.startIterations(of: b, state, map, after: execution.containers[place].startedEvent)
      return .blocked
    }
    // An iteration that cannot start fails the Map, which has then released its iterations.
    guard case .running = status, case .blocked = step, case .awaitingBranches = branches[b].phase,
      branches[b].container == Int32(place), containers[place].hasEnded
    else { return step }
    containerEnded(b, state, .mapStateSucceeded)
    return .blocked
  }

  /// Starts the next iteration of an inline Map. If its input cannot be computed, it has not started.
  private mutating func startIteration(
    of b: Int, _ state: StateMachine.State, _ map: MapState, after event: Int32
  ) throws(StateError) {
    let place = Int(branches[b].container)
    let index = containers[place].nextItem
    let value = containers[place].items[index]
    let item = MapItemContext(
      index: index, value: value, iterations: (branches[b].item?.iterations ?? []) + [index])
    let input: Payload
    do throws(StateError) {
      input = try iterationInput(b, map, item, document: containers[place].effectiveInput)
    } catch {
      // Iterations that are already running are cut off by this failure, which comes before the start of this one.
      if error.isTerminal { throw error }
      cutBranches(of: b, because: nil, after: branches[b].lastEvent)
      throw error
    }
    let started = writer.append(.mapIterationStarted(state, index: index), after: event, at: now)
    var child = Branch(
      state: Int32(map.processor), parent: Int32(b), slot: Int32(index), lastEvent: started, input: input,
      variables: branches[b].variables)
    child.item = item
    containers[place].nextItem += 1
    containers[place].running += 1
    startBranch(child, of: b)
  }

  /// The input of an iteration: the item, or the result of `ItemSelector`.
  mutating func iterationInput(
    _ b: Int, _ map: MapState, _ item: MapItemContext, document: Payload
  ) throws(StateError) -> Payload {
    switch map.itemSelector {
    case nil:
      return try payload(item.value, bound: document.depthBound + variableDepthBound + 1, isPart: true, in: b)
    case .payload(let template): return try fill(template, in: b, document: document, item: item)
    case .jsonata(let template): return try fill(template, in: b, result: nil, errorOutput: nil, item: item)
    }
  }

  mutating func iterationEnded(_ b: Int, _ state: StateMachine.State, slot: Int, last: Int32) {
    guard case .map(let map) = state.kind else { return }
    let place = Int(branches[b].container)
    containers[place].lastEvent = writer.append(
      .mapIterationSucceeded(state, index: slot), after: last, at: now)
    if containers[place].nextItem < containers[place].items.count {
      let step = attempt(b) { execution throws(StateError) in
        try execution.startIteration(of: b, state, map, after: last)
        return .blocked
      }
      if case .next = step { wake(b) }
    } else if containers[place].hasEnded {
      containerEnded(b, state, .mapStateSucceeded)
    }
  }

  // MARK: Fields

  /// The items of a Map that reads no dataset.
  mutating func itemArray(_ map: MapState, in b: Int, _ document: Payload) throws(StateError) -> [JSON] {
    let value = try mapItems(map, in: b, document)
    if let items = value.arrayValue { return items }
    throw notItems(map, value, in: b)
  }

  /// The value of `ItemsPath` or `Items`, or the input.
  mutating func mapItems(_ map: MapState, in b: Int, _ document: Payload) throws(StateError) -> JSON {
    switch map.items {
    case .input: return document.json
    case .path(_, let reference?):
      do throws(ReferencePathError) {
        return try reference.evaluate(in: scope(b, document.json, needsContext: reference.root == .context))
      } catch {
        throw StateError(.ordinary, name: ErrorName.referencePathConflict, cause: error.message)
      }
    case .path(let path, nil): return try mapNumber(path, in: b, document)
    case .template(let template): return try fill(template, in: b, result: nil, errorOutput: nil).json
    }
  }

  func notItems(_ map: MapState, _ value: JSON, in b: Int) -> StateError {
    switch map.items {
    case .path(let path, _):
      // The service shows a path into the context object with one dollar sign.
      let text = path.root == .context ? String(path.text.dropFirst()) : path.text
      return pathPointsToNoArray(text)
    case .template(.expression(let expression)):
      return evaluationError(b, expression, ErrorText.unexpectedResult("array", value))
    case .template: return evaluationError(b, location: "Items", ErrorText.mapInputNotArray(value))
    case .input:
      let state = machine.states[Int(branches[b].state)]
      return state.queryLanguage == .jsonPath
        ? pathPointsToNoArray("$")
        : evaluationError(b, location: nil, ErrorText.mapInputNotArray(value))
    }
  }

  /// The only message about a path that does not name the state.
  private func pathPointsToNoArray(_ path: String) -> StateError {
    StateError(.terminal, name: ErrorName.runtime, cause: ErrorText.mustPointToArray(path))
  }

  mutating func maxConcurrency(
    _ source: NumberSource?, in b: Int, _ document: Payload
  ) throws(StateError) -> Int {
    try mapInteger(source, "MaxConcurrency", in: b, document) ?? 0
  }

  /// An integer from 0 on among a Map's fields.
  mutating func mapInteger(
    _ source: NumberSource?, _ field: String, in b: Int, _ document: Payload
  ) throws(StateError) -> Int? {
    switch source {
    case nil: return nil
    case .literal(let number): return number.integerValue.flatMap { Int(exactly: $0) } ?? 0
    case .path(let path):
      let value = try mapNumber(path, in: b, document)
      guard let whole = Self.wholeNumber(value).flatMap({ Int(exactly: $0) }) else {
        throw runtimeError(b, ErrorText.notInteger(field + "Path", path.text, value))
      }
      guard whole >= 0 || field == "MaxItems" else { throw runtimeError(b, ErrorText.cannotBeNegative(field)) }
      return whole
    case .expression(let expression): return try wholeNumber(expression, field, in: b)
    }
  }

  /// `ToleratedFailurePercentage`.
  mutating func mapPercentage(
    _ source: NumberSource?, in b: Int, _ document: Payload
  ) throws(StateError) -> Double? {
    let field = "ToleratedFailurePercentage"
    let percentage: Double
    switch source {
    case nil: return nil
    case .literal(let number): return number.doubleValue
    case .path(let path):
      let value = try mapNumber(path, in: b, document)
      guard let found = value.doubleValue ?? value.stringValue.flatMap(Double.init) else {
        throw runtimeError(b, ErrorText.notFloat(field + "Path", path.text, value))
      }
      percentage = found
    case .expression(let expression):
      let value = try evaluate(expression, in: b)
      guard let found = value.doubleValue else {
        throw evaluationError(b, expression, ErrorText.unexpectedResult("number", value))
      }
      guard (0...100).contains(found) else {
        throw evaluationError(b, location: field, ErrorText.percentageOutOfRange(value.description))
      }
      percentage = found
    }
    guard (0...100).contains(percentage) else { throw runtimeError(b, ErrorText.percentageRange) }
    return percentage
  }

  private mutating func mapNumber(_ path: PathExpression, in b: Int, _ document: Payload) throws(StateError) -> JSON {
    do throws(PathError) {
      return try findNode(path, in: document, b)
    } catch {
      throw runtimeError(b, ErrorText.invalidPath(path.text, error.message))
    }
  }
}
