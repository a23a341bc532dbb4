import OrderedJSON
import StatesLanguage

// The fields of distributed Maps in snapshots.

extension MapRunStatus: SnapshotCodable {}
extension StateMachineType: SnapshotCodable {}

extension MapRun: SnapshotRecord {
  static var isKeyed: Bool { true }

  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    let settings = try settings(value, &coder)
    var run = value ?? settings
    try coder.field("stateStartedEvent", &run.stateStartedEvent)
    try coder.field("reading", &run.reading)
    try coder.field("startTime", &run.startTime)
    try coder.field("stopTime", &run.stopTime)
    try coder.field("status", &run.status)
    try coder.field("redriveCount", &run.redriveCount)
    try coder.field("redriveTime", &run.redriveTime)
    let items = try coder.field("items", value) { Array($0.items.remaining) }
    let taken = try coder.field("taken", value) { $0.items.taken }
    try coder.field("isAllRead", &run.isAllRead)
    try coder.field("countedItems", &run.countedItems)
    try coder.field("openBatch", &run.openBatch)
    try coder.field("children", &run.children)
    let starts = try coder.field("starts", value) { $0.numberedStarts }
    let waiting = try coder.field("waiting", value) { Array($0.waiting[$0.waitingHead...]) }
    try coder.field("executionCounts", &run.counts.executions)
    try coder.field("itemCounts", &run.counts.items)
    try coder.field("failedItems", &run.failedItems)
    try coder.field("isReading", &run.isReading)
    run.writing = try coder.field("writing", value) { $0.writing.map(SnapshotGiven.init) }?.value
    try coder.field("failure", &run.failure)
    try coder.field("canGoOn", &run.canGoOn)
    guard value == nil else { return run }
    run.items = ItemBuffer(items, taken: taken)
    run.waiting = waiting
    for start in starts { run.starts[start.index] = start.start }
    try run.check(starts.map(\.index))
    run.recount(historyLimit: coder.quotas.maximumHistoryEvents ?? Int(Int32.max))
    return run
  }

  /// A run with the settings with which it started.
  private static func settings(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    let state = try coder.field("state", value) { $0.state }
    guard case .map(let map) = state.kind else {
      throw SnapshotError(.damaged, "damaged: a map run of a state that is not a Map")
    }
    return try MapRun(
      state: state, map: map, type: coder.field("type", value) { $0.type }, arn: coder.field("arn", value) { $0.arn },
      label: coder.field("label", value) { $0.label },
      maxConcurrency: coder.number("maxConcurrency", atLeast: 0, value) { $0.maxConcurrency },
      concurrency: coder.number("concurrency", atLeast: 1, value) { $0.concurrency },
      tolerated: ToleratedFailure(
        count: coder.number("toleratedCount", atLeast: 0, value) { $0.tolerated.count },
        percentage: coder.field("toleratedPercentage", value) { $0.tolerated.percentage }),
      document: coder.field("document", value) { $0.document },
      startedEvent: coder.field("startedEvent", value) { $0.startedEvent },
      maxItemsPerBatch: coder.number("maxItemsPerBatch", atLeast: 0, value) { $0.maxItemsPerBatch },
      maxInputBytesPerBatch: coder.number("maxInputBytesPerBatch", atLeast: 0, value) { $0.maxInputBytesPerBatch },
      batchInput: coder.field("batchInput", value) { $0.batchInput.map(SnapshotGiven.init) }?.value)
  }

  private var numberedStarts: [NumberedStart] {
    starts.sorted { $0.key < $1.key }.map { NumberedStart(index: $0.key, start: $0.value) }
  }

  /// Refuses a state that is impossible for a run.
  ///
  /// - Parameter starting: the indexes of the children whose starts are known.
  private func check(_ starting: [Int]) throws(SnapshotError) {
    func require(_ condition: Bool, _ problem: String) throws(SnapshotError) {
      if !condition { throw SnapshotError(.damaged, "damaged: \(problem)") }
    }
    try require(startedEvent >= 0 && stateStartedEvent >= 0, "a map run that began with an event that is none")
    try require(starting.allSatisfy(children.indices.contains), "a start of a child that is not there")
    for (index, child) in children.enumerated() {
      if case .ended(.succeeded) = child.progress { continue }
      try require(starts[index] != nil, "a child of which it is not known what it begins with")
    }
    var seen: Set<Int> = []
    for index in waiting {
      try require(
        children.indices.contains(index) && seen.insert(index).inserted, "a child that waits twice, or is none")
      guard case .waiting = children[index].progress else { return try require(false, "a child waits and does not") }
    }
    try require(
      (isAllRead || reading != nil) && (!isReading || reading != nil), "a dataset that has not been read to its end")
    try require(counts.executions.running == 0 || !children.isEmpty, "children that run and are not there")
  }

  /// Counts the children, if they are known; a run that has been released only has its numbers left.
  private mutating func recount(historyLimit: Int) {
    guard !children.isEmpty else { return }
    counts = MapRunTally()
    for child in children { counts.count(1, child) { $0.isRedrivable(historyLimit: historyLimit) } }
  }
}

/// The start of a child, and its index.
private struct NumberedStart: SnapshotRecord {
  let index: Int
  let start: ChildStart

  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    try NumberedStart(
      index: coder.field("index", value) { $0.index },
      start: ChildStart(
        input: coder.field("input", value) { $0.start.input }, item: coder.field("item", value) { $0.start.item }))
  }
}

extension ItemReadingRequest: SnapshotRecord {
  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    try ItemReadingRequest(
      resource: coder.field("resource", value) { $0.resource },
      arguments: coder.field("arguments", value) { $0.arguments },
      config: coder.field("config", value) { $0.config },
      maxItems: coder.number("maxItems", value) { $0.maxItems },
      countsItems: coder.field("countsItems", value) { $0.countsItems })
  }
}

extension MapRunItem: SnapshotRecord {
  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    try MapRunItem(
      value: coder.field("value", value) { $0.value }, key: coder.field("key", value) { $0.key },
      source: coder.field("source", value) { $0.source })
  }
}

extension OpenBatch: SnapshotRecord {
  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    try OpenBatch(
      values: coder.field("values", value) { SnapshotElements(values: $0.values) }.values,
      byteCount: coder.field("byteCount", value) { $0.byteCount }, source: coder.field("source", value) { $0.source })
  }
}

extension MapRunDescription.Counts: SnapshotRecord {
  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    var counts = value ?? MapRunDescription.Counts()
    try coder.field("pending", &counts.pending)
    try coder.field("running", &counts.running)
    try coder.field("succeeded", &counts.succeeded)
    try coder.field("failed", &counts.failed)
    try coder.field("timedOut", &counts.timedOut)
    try coder.field("aborted", &counts.aborted)
    try coder.field("failuresNotRedrivable", &counts.failuresNotRedrivable)
    try coder.field("pendingRedrive", &counts.pendingRedrive)
    return counts
  }
}

extension MapRunChild: SnapshotRecord {
  private enum Stage: String, SnapshotCodable {
    case running, waiting, ended
  }

  private var stage: Stage {
    switch progress {
    case .running: .running
    case .waiting: .waiting
    case .ended: .ended
    }
  }

  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    let stage = try coder.field("stage", value) { $0.stage }
    let itemCount = try coder.field("itemCount", value) { $0.itemCount }
    let outcome = try coder.field("outcome", value) { $0.outcome }
    let isFromEarlier = try coder.field("isFromEarlier", value) { $0.isFromEarlier ? true : nil as Bool? }
    try coder.require(itemCount >= 0 && (stage != .ended || outcome != nil), "a child")
    let progress: Progress =
      switch (stage, outcome) {
      case (.ended, let outcome?): .ended(outcome)
      case (.waiting, let outcome): .waiting(after: outcome)
      case (.running, _), (.ended, nil): .running
      }
    var child = MapRunChild(progress: progress, itemCount: itemCount)
    child.isFromEarlier = isFromEarlier ?? false
    return child
  }
}

extension ChildOutcome: SnapshotVariants {
  static let variants: [SnapshotVariant<ChildOutcome>] = [
    .init("succeeded", Self.succeeded) { if case .succeeded(let output) = $0 { output } else { nil } },
    .init("failed", Self.failed) { if case .failed(let error, let cause) = $0 { (error, cause) } else { nil } },
    .init("timedOut", { .timedOut }) { if case .timedOut = $0 { () } else { nil } },
    .init("aborted", { .aborted }) { if case .aborted = $0 { () } else { nil } },
  ]
}

extension StateError: SnapshotRecord {
  /// Only the kind of an evaluation error is distinguished: a run that fails later shows no more.
  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    let name = try coder.field("name", value) { $0.name }
    let cause = try coder.field("cause", value) { $0.cause }
    let location = try coder.field("location", value) {
      if case .evaluation(let location) = $0.kind { location } else { nil as String? }
    }
    let isEvaluation = try coder.field("isEvaluation", value) {
      if case .evaluation = $0.kind { true } else { nil as Bool? }
    }
    return StateError(isEvaluation ?? false ? .evaluation(location: location) : .ordinary, name: name, cause: cause)
  }
}
