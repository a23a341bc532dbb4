import OrderedJSON
import StatesLanguage

extension SnapshotReader {
  func mapRuns(_ node: Node) throws(SnapshotError) -> ContiguousArray<MapRun> {
    var result = ContiguousArray<MapRun>()
    for entry in try node.elements() { result.append(try mapRun(entry)) }
    return result
  }

  private func mapRun(_ node: Node) throws(SnapshotError) -> MapRun {
    let state = try state(node["state"])
    guard case .map(let map) = state.kind else { throw node.problem("a Map state") }
    guard let type = StateMachineType(rawValue: try node["type"].string()) else { throw node.problem("a type") }
    guard let status = MapRunStatus(rawValue: try node["status"].string()) else { throw node.problem("a status") }
    var run = MapRun(
      state: state, map: map, type: type, arn: try node["arn"].string(), label: try node["label"].string(),
      maxConcurrency: try node["maxConcurrency"].place(below: .max), concurrency: try concurrency(node["concurrency"]),
      tolerated: ToleratedFailure(
        count: try node["toleratedCount"].optionalCount(below: .max),
        percentage: node["toleratedPercentage"].json.doubleValue),
      document: try payload(node["document"]), startedEvent: Int32(clamping: try node["startedEvent"].count()),
      maxItemsPerBatch: try node["maxItemsPerBatch"].optionalCount(below: .max),
      maxInputBytesPerBatch: try node["maxInputBytesPerBatch"].optionalCount(below: .max),
      batchInput: node["batchInput"].json[0])
    run.stateStartedEvent = Int32(clamping: try node["stateStartedEvent"].count())
    run.reading = try reading(node["reading"])
    run.startTime = try node["startTime"].time()
    run.stopTime = try node["stopTime"].optionalTime()
    run.status = status
    run.redriveCount = try node["redriveCount"].count()
    run.redriveTime = try node["redriveTime"].optionalTime()
    var items: [MapRunItem] = []
    for entry in try node["items"].elements() {
      items.append(
        MapRunItem(value: entry[0].json, key: try entry[1].optionalString(), source: try entry[2].string()))
    }
    run.items = ItemBuffer(items, taken: try node["taken"].count())
    run.isAllRead = try node["isAllRead"].bool()
    run.countedItems = try node["countedItems"].json.isNull ? nil : node["countedItems"].count()
    run.openBatch = OpenBatch(
      values: node["openBatch"][0].json.arrayValue ?? [], byteCount: try node["openBatch"][1].count(),
      source: try node["openBatch"][2].string())
    try readChildren(node, into: &run)
    run.failedItems = try node["failedItems"].count()
    run.isReading = try node["isReading"].bool()
    run.writing = node["writing"].json[0]
    run.failure = try failure(node["failure"])
    run.canGoOn = try node["canGoOn"].bool()
    guard run.isAllRead || run.reading != nil, !run.isReading || run.reading != nil else {
      throw node.problem("a dataset, since it has not been read to its end")
    }
    return run
  }

  private func readChildren(_ node: Node, into run: inout MapRun) throws(SnapshotError) {
    for entry in try node["children"].elements() { run.children.append(try child(entry)) }
    for entry in try node["starts"].elements() {
      guard let item = try item(entry[2]) else { throw entry.problem("an item") }
      run.starts[try entry[0].place(below: run.children.count)] = ChildStart(input: entry[1].json, item: item)
    }
    for (index, child) in run.children.enumerated() {
      if case .ended(.succeeded) = child.progress { continue }
      guard run.starts[index] != nil else { throw node.problem("what the child \(index) begins with") }
    }
    var waiting: Set<Int> = []
    for entry in try node["waiting"].elements() {
      let index = try entry.place(below: run.children.count)
      guard waiting.insert(index).inserted, case .waiting = run.children[index].progress else {
        throw entry.problem("a child that waits")
      }
      run.waiting.append(index)
    }
    // A released run has only its numbers left; those of others are what their children say.
    if run.children.isEmpty {
      run.counts.executions = try counts(node["executionCounts"])
      run.counts.items = try counts(node["itemCounts"])
    } else {
      let limit = quotas.maximumHistoryEvents ?? Int(Int32.max)
      for child in run.children { run.counts.count(1, child) { $0.isRedrivable(historyLimit: limit) } }
    }
    guard run.counts.executions.running == 0 || !run.children.isEmpty else { throw node.problem("children that run") }
  }

  private func concurrency(_ node: Node) throws(SnapshotError) -> Int {
    let number = try node.int()
    guard number >= 1 else { throw node.problem("room for a child") }
    return number
  }

  private func reading(_ node: Node) throws(SnapshotError) -> ItemReadingRequest? {
    guard !node.json.isNull else { return nil }
    var request = ItemReadingRequest(
      resource: try node[0].string(), arguments: node[1].json, config: node[2].json.objectValue ?? [:],
      maxItems: try node[3].optionalInt())
    request.countsItems = try node[4].bool()
    return request
  }

  private func counts(_ node: Node) throws(SnapshotError) -> MapRunDescription.Counts {
    var counts = MapRunDescription.Counts()
    counts.pending = try node[0].count()
    counts.running = try node[1].count()
    counts.succeeded = try node[2].count()
    counts.failed = try node[3].count()
    counts.timedOut = try node[4].count()
    counts.aborted = try node[5].count()
    counts.failuresNotRedrivable = try node[6].count()
    counts.pendingRedrive = try node[7].count()
    return counts
  }

  private func child(_ node: Node) throws(SnapshotError) -> MapRunChild {
    var child = MapRunChild(progress: try progress(node), itemCount: Int32(clamping: try node[1].count()))
    child.isFromEarlier = node[3].json.boolValue ?? false
    return child
  }

  private func progress(_ node: Node) throws(SnapshotError) -> MapRunChild.Progress {
    switch try node[0].string() {
    case "running": return .running
    case "waiting":
      let outcome = node[2].json.isNull ? nil : try outcome(node[2])
      return .waiting(after: outcome)
    case "ended": return .ended(try outcome(node[2]))
    default: throw node.problem("a child")
    }
  }

  private func outcome(_ node: Node) throws(SnapshotError) -> ChildOutcome {
    switch try node[0].string() {
    case "succeeded": return .succeeded(output: node[1].json)
    case "failed": return .failed(error: try node[1].optionalString(), cause: try node[2].optionalString())
    case "timedOut": return .timedOut
    case "aborted": return .aborted
    default: throw node.problem("an outcome")
    }
  }

  private func failure(_ node: Node) throws(SnapshotError) -> StateError? {
    guard !node.json.isNull else { return nil }
    let kind: StateError.Kind =
      node[3].json.isNull ? .ordinary : .evaluation(location: try node[2].optionalString())
    return StateError(kind, name: try node[0].optionalString(), cause: try node[1].optionalString())
  }
}

extension SnapshotNode {
  fileprivate func optionalTime() throws(SnapshotError) -> Timestamp? { json.isNull ? nil : try time() }
}
