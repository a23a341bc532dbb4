import OrderedJSON
import StatesLanguage

extension StateTest {
  /// Does the state's work and exits it.
  mutating func work(_ perform: (Work) -> WorkResult) throws(StateError) {
    let b = Self.branch
    if state.queryLanguage == .jsonPath, state.showsInputPath {
      inspection.afterInputPath = try execution.effectiveInput(b, state).json
    }
    switch state.kind {
    case .pass(let pass):
      inspection.result = pass.result
      _ = try execution.work(b)
    case .choice, .succeed, .fail: _ = try execution.work(b)
    case .wait:
      _ = try execution.work(b)
      if case .waiting = execution.branches[b].phase { _ = try execution.finishWait(b, state) }
    case .task(let task):
      _ = try execution.runTask(b, state, task)
      guard let request = execution.branches[b].request else { return }
      try finish(taskResult(perform(.task(request))))
    case .parallel:
      let document = state.queryLanguage == .jsonPath ? try execution.effectiveInput(b, state) : execution.input
      let input = try execution.workInput(b, state, document)
      try finish(payload(perform(.branches(input: input.json))))
    case .map(let map): try workMap(map, perform)
    }
  }

  private mutating func finish(_ result: Execution.Payload) throws(StateError) {
    _ = try execution.finishWork(Self.branch, state, result: result)
  }

  // MARK: Task

  /// Passes a task's answer to the engine and returns the resulting output.
  private mutating func taskResult(_ result: WorkResult) throws(StateError) -> Execution.Payload {
    let id = execution.taskID(Self.branch)
    switch result {
    case .succeeded(let output):
      inspection.result = output
      execution.taskSucceeded(id, output)
    case .failed(let error, let cause):
      if let missedDeadline { throw missed(missedDeadline, error, cause) }
      execution.taskFailed(id, error, cause)
    case .rejected(let cause): execution.taskRejected(id, cause)
    }
    let pending = execution.branches[Self.branch].pending
    execution.branches[Self.branch].pending = .nothing
    switch pending {
    case .result(let payload): return payload
    case .failure(let failure): throw failure.error
    case .nothing: throw StateError(.terminal, name: ErrorName.runtime, cause: nil)
    }
  }

  private func missed(_ kind: MissedDeadline.Kind, _ error: String?, _ cause: String?) -> StateError {
    StateError(
      .deadline(MissedDeadline(kind: kind, seconds: 0, stateNames: [state.name])), name: error, cause: cause)
  }

  // MARK: Parallel and Map

  private mutating func payload(_ result: WorkResult) throws(StateError) -> Execution.Payload {
    switch result {
    case .succeeded(let output):
      let payload = try execution.payload(output, bound: .max, in: Self.branch)
      if let limit = execution.quotas.maximumPayloadBytes, payload.byteCount > limit {
        throw StateError(
          .ordinary, name: ErrorName.dataLimitExceeded, cause: ErrorText.resultTooLarge(state.name))
      }
      return payload
    case .failed(let error, let cause):
      if let missedDeadline { throw missed(missedDeadline, error, cause) }
      throw StateError(.ordinary, name: error, cause: cause)
    case .rejected(let cause): throw execution.runtimeError(Self.branch, cause)
    }
  }

  private mutating func workMap(_ map: MapState, _ perform: (Work) -> WorkResult) throws(StateError) {
    let b = Self.branch
    let document = state.queryLanguage == .jsonPath ? try execution.effectiveInput(b, state) : execution.input
    let fields = map.distributed
    let isDistributed = map.mode != .inline
    if !isDistributed, fields.needsDistributedMode { throw execution.runtimeError(b, ErrorText.inlineOnly) }
    let items = try items(map, isDistributed: isDistributed, document)
    self.items = items?.map(\.value)
    inspection.maxConcurrency = try execution.maxConcurrency(map.maxConcurrency, in: b, document)
    let tolerated = ToleratedFailure(
      count: try execution.mapInteger(fields.toleratedFailureCount, "ToleratedFailureCount", in: b, document),
      percentage: try execution.mapPercentage(fields.toleratedFailurePercentage, in: b, document))
    inspection.toleratedFailureCount = tolerated.count
    inspection.toleratedFailurePercentage = tolerated.percentage
    let inputs = try items.map { (items) throws(StateError) in try iterationInputs(items, map, document) }
    let result = perform(.iterations(inputs: inputs))
    if case .succeeded(let output) = result {
      try checkTolerated(tolerated, of: inputs?.count ?? output.arrayValue?.count ?? 0)
      try checkCount(output, of: inputs)
    }
    try finish(payload(result))
  }

  /// Every iteration has one output; the result of a ResultWriter is not a list of outputs.
  private mutating func checkCount(_ output: JSON, of inputs: [JSON]?) throws(StateError) {
    guard let inputs, let outputs = output.arrayValue, outputs.count != inputs.count else { return }
    refusal = .outputsDoNotMatchIterations(outputs: outputs.count, iterations: inputs.count)
    throw StateError(.terminal, name: ErrorName.runtime, cause: nil)
  }

  /// If neither threshold is set, the service accepts any number of failures in a test.
  private func checkTolerated(_ tolerated: ToleratedFailure, of total: Int) throws(StateError) {
    guard tolerated.count != nil || tolerated.percentage != nil else { return }
    guard tolerated.isExceeded(failed: mapIterationFailureCount, of: total) else { return }
    throw StateError(
      .ordinary, name: ErrorName.exceedToleratedFailureThreshold, cause: ErrorText.toleratedFailureExceeded)
  }

  /// The items of a Map; `nil` if it reads an unknown dataset.
  private mutating func items(
    _ map: MapState, isDistributed: Bool, _ document: Execution.Payload
  ) throws(StateError) -> [MapRunItem]? {
    let b = Self.branch
    if let reader = map.distributed.itemReader {
      let request = try execution.readingRequest(reader, in: b, document)
      guard let request, let readItems else { return nil }
      let items: [MapRunItem]?
      do { items = try readItems(request) } catch let failure as ItemReadingFailure {
        throw StateError(.ordinary, name: failure.error, cause: failure.cause)
      } catch {
        throw StateError(.ordinary, name: ErrorName.itemReaderFailed, cause: String(describing: error))
      }
      if reader.itemsPointer != nil { inspection.afterItemsPointer = items.map { .array($0.map(\.value)) } }
      return items
    }
    let items =
      isDistributed
      ? try execution.stateItems(map, in: b, document)
      : try execution.itemArray(map, in: b, document).map { MapRunItem(value: $0, source: "STATE_DATA") }
    if state.queryLanguage == .jsonPath { inspection.afterItemsPath = try execution.mapItems(map, in: b, document) }
    return items
  }

  /// The iterations' inputs: the results of ItemSelector and ItemBatcher for the items.
  private mutating func iterationInputs(
    _ items: [MapRunItem], _ map: MapState, _ document: Execution.Payload
  ) throws(StateError) -> [JSON] {
    let batcher = map.distributed.itemBatcher
    guard map.itemSelector != nil || batcher != nil else { return items.map(\.value) }
    let run = try mapRun(of: items, map, document)
    var result: [JSON] = []
    if map.itemSelector != nil {
      result = try inputs(run, isInline: map.mode == .inline)
      inspection.afterItemSelector = .array(result)
    }
    if batcher != nil {
      result = try batches(run)
      inspection.afterItemBatcher = .array(result.map(Self.shownBatch))
    }
    return result
  }

  /// A batch as the inspection shows it: its items are JSON strings.
  private static func shownBatch(_ batch: JSON) -> JSON {
    var shown = batch
    shown["Items"] = batch["Items"]?.arrayValue.map { .array($0.map { .string($0.description) }) }
    return shown
  }

  /// A map run that has not started.
  private mutating func mapRun(
    of items: [MapRunItem], _ map: MapState, _ document: Execution.Payload
  ) throws(StateError) -> MapRun {
    let b = Self.branch
    let batcher = map.distributed.itemBatcher
    var run = MapRun(
      state: state, map: map, type: .standard, arn: "", label: "", concurrency: 1, tolerated: ToleratedFailure(),
      document: document, startedEvent: 0,
      maxItemsPerBatch: try execution.mapInteger(batcher?.maxItemsPerBatch, "MaxItemsPerBatch", in: b, document),
      maxInputBytesPerBatch: try execution.mapInteger(
        batcher?.maxInputBytesPerBatch, "MaxInputBytesPerBatch", in: b, document),
      batchInput: try execution.fill(batcher?.batchInput, in: b, document))
    run.items = ItemBuffer(items)
    return run
  }

  private mutating func inputs(_ run: MapRun, isInline: Bool) throws(StateError) -> [JSON] {
    var result: [JSON] = []
    if isInline {
      for (index, item) in run.items.remaining.enumerated() {
        let context = MapItemContext(index: index, value: item.value, iterations: [index])
        result.append(try execution.iterationInput(Self.branch, run.map, context, document: run.document).json)
      }
      return result
    }
    execution.mapRuns = [run]
    while let input = try execution.nextItem(Self.branch, 0) { result.append(input.json) }
    return result
  }

  private mutating func batches(_ run: MapRun) throws(StateError) -> [JSON] {
    var result: [JSON] = []
    execution.mapRuns = [run]
    while let batch = try execution.nextBatch(Self.branch, 0) { result.append(batch) }
    return result
  }

  // MARK: Inspection

  /// Records the values from the engine's own steps.
  mutating func observe() {
    let variables = execution.branches[Self.branch].variables
    inspection.variables = variables
    guard let steps = execution.observed else { return }
    switch state.kind {
    case .pass(let pass):
      guard state.queryLanguage == .jsonPath else { return }
      if pass.result == nil { inspection.afterParameters = steps.workInput?.json }
    case .task:
      switch state.queryLanguage {
      case .jsonPath: inspection.afterParameters = steps.workInput?.json
      case .jsonata: inspection.afterArguments = steps.workInput?.json
      }
    case .choice, .wait, .parallel, .map, .succeed, .fail: break
    }
    inspection.afterResultSelector = steps.result?.json
    inspection.afterResultPath = steps.combined?.json
  }
}

/// Why a dataset cannot be read, as a Map state reports it.
public struct ItemReadingFailure: Error, Sendable, Hashable {
  /// The error's name.
  public var error: String
  /// The cause.
  public var cause: String

  /// Creates a failure.
  public init(error: String, cause: String) {
    self.error = error
    self.cause = cause
  }
}

extension StateMachine.State {
  /// Whether a test shows the input after `InputPath`: not for Parallel, nor for a Pass that ignores its input.
  fileprivate var showsInputPath: Bool {
    switch kind {
    case .pass(let pass): pass.result == nil
    case .parallel: false
    case .task, .choice, .wait, .map, .succeed, .fail: true
    }
  }
}
