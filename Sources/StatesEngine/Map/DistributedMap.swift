import LanguageSupport
import OrderedJSON
import StatesLanguage

extension Execution {
  mutating func runDistributedMap(
    _ b: Int, _ state: StateMachine.State, _ map: MapState, _ type: StateMachineType, document: Payload,
    concurrency: Int
  ) throws(StateError) -> Step {
    releaseMapRun(of: b)
    let fields = map.distributed
    var items: [MapRunItem] = []
    if fields.itemReader == nil { items = try stateItems(map, in: b, document) }
    branches[b].serial &+= 1
    let stateStarted = writer.append(
      .mapStateStarted(length: items.count), after: branches[b].lastEvent, at: now)
    branches[b].lastEvent = stateStarted
    let tolerated = ToleratedFailure(
      count: try mapInteger(fields.toleratedFailureCount, "ToleratedFailureCount", in: b, document),
      percentage: try mapPercentage(fields.toleratedFailurePercentage, in: b, document))
    var reading = try readingRequest(fields.itemReader, in: b, document)
    reading?.countsItems = tolerated.needsTotal
    let batcher = fields.itemBatcher
    let perBatch = try mapInteger(batcher?.maxItemsPerBatch, "MaxItemsPerBatch", in: b, document)
    let bytesPerBatch = try mapInteger(batcher?.maxInputBytesPerBatch, "MaxInputBytesPerBatch", in: b, document)
    let batchInput = try fill(batcher?.batchInput, in: b, document)
    let label = fields.label ?? random.uuid(version: 3)
    let arn = mapRunARN(label: label)
    let started = writer.append(.mapRunStarted(arn: arn), after: branches[b].lastEvent, at: now)
    branches[b].lastEvent = started
    var run = MapRun(
      state: state, map: map, type: type, arn: arn, label: label, maxConcurrency: concurrency,
      concurrency: childrenAtOnce(concurrency), tolerated: tolerated, document: document,
      startedEvent: started, maxItemsPerBatch: perBatch, maxInputBytesPerBatch: bytesPerBatch, batchInput: batchInput)
    run.family = ExecutionFamily(childrenOf: identity, label: label, type)
    run.stateStartedEvent = stateStarted
    run.startTime = now
    run.items = ItemBuffer(items)
    run.reading = reading
    run.isAllRead = reading == nil
    mapRuns.append(run)
    branches[b].mapRun = Int32(mapRuns.count - 1)
    branches[b].phase = .awaitingMapRun
    continueMapRun(b)
    return .blocked
  }

  func mapRunID(_ b: Int) -> MapRunID { MapRunID(branch: Int32(b), serial: branches[b].serial) }

  private mutating func mapRunARN(label: String) -> String {
    let machine = ARN.Machine(identity.stateMachineName, label: label)
    return identity.arn.with(.mapRun(of: machine, id: random.uuid(version: 4))).description
  }

  // MARK: Items

  /// The items of a Map that reads no dataset: elements, or the entries of an object.
  mutating func stateItems(
    _ map: MapState, in b: Int, _ document: Payload
  ) throws(StateError) -> [MapRunItem] {
    let value = try mapItems(map, in: b, document)
    switch value {
    case .array(let elements): return elements.map { MapRunItem(value: $0, source: "STATE_DATA") }
    case .object(let object) where !map.items.isInput:
      return object.members.map { MapRunItem(value: $0.value, key: $0.key, source: "STATE_DATA") }
    case .null, .bool, .number, .string, .object: throw notItems(map, value, in: b)
    }
  }

  mutating func readingRequest(
    _ reader: ItemReader?, in b: Int, _ document: Payload
  ) throws(StateError) -> ItemReadingRequest? {
    guard let reader else { return nil }
    let maxItems = try mapInteger(reader.maxItems, "MaxItems", in: b, document)
    var config = reader.config
    switch reader.itemsPointer {
    case nil, .literal, .dynamic: break
    case .expression(let expression): config["ItemsPointer"] = .string(try text(expression, in: b))
    }
    return ItemReadingRequest(
      resource: reader.resource, arguments: try fill(reader.arguments, in: b, document) ?? [:], config: config,
      maxItems: maxItems)
  }

  /// Fills a template in either language.
  mutating func fill(
    _ template: ArgumentTemplate?, in b: Int, _ document: Payload
  ) throws(StateError) -> JSON? {
    switch template {
    case nil: return nil
    case .payload(let template): return try fill(template, in: b, document: document).json
    case .jsonata(let template): return try fill(template, in: b, result: nil, errorOutput: nil).json
    }
  }

  /// The next item as a child's input, or `nil` if there is none.
  mutating func nextItem(_ b: Int, _ run: Int) throws(StateError) -> (json: JSON, depthBound: Int?)? {
    guard let item = mapRuns[run].items.next else { return nil }
    let input = try selected(item, b, run)
    mapRuns[run].items.removeNext()
    return input
  }

  /// The input for one item: the item, an entry of an object, or the result of `ItemSelector`.
  private mutating func selected(
    _ item: MapRunItem, _ b: Int, _ run: Int
  ) throws(StateError) -> (json: JSON, depthBound: Int?) {
    if mapRuns[run].map.itemSelector == nil {
      guard let key = item.key else { return (item.value, nil) }
      return (["Key": .string(key), "Value": item.value], nil)
    }
    if mapRuns[run].measuredParts == nil {
      let limit = quotas.maximumPayloadBytes ?? max(quotas.maximumRunningInputBytes, 0)
      mapRuns[run].measuredParts = MeasuredParts(of: mapRuns[run].document.json, upTo: limit)
    }
    // Selectors copy what all items have in common: it is measured once, not for every item.
    measuredParts = mapRuns[run].measuredParts
    defer { measuredParts = nil }
    let context = MapItemContext(
      index: mapRuns[run].items.taken, value: item.value, key: item.key, source: item.source, iterations: [])
    let input = try iterationInput(b, mapRuns[run].map, context, document: mapRuns[run].document)
    return (input.json, input.depthBound)
  }

  /// The next items as one child's input, as many as ItemBatcher allows; `nil` if the batch may grow by items that have
  /// not been read, or nothing is left.
  mutating func nextBatch(_ b: Int, _ run: Int) throws(StateError) -> JSON? {
    let most = max(mapRuns[run].maxItemsPerBatch ?? .max, 1)
    let mostBytes = mapRuns[run].maxInputBytesPerBatch ?? 262_144
    var members: JSON.Object = [:]
    if let batchInput = mapRuns[run].batchInput { members["BatchInput"] = batchInput }
    if mapRuns[run].openBatch.isEmpty {
      mapRuns[run].openBatch.byteCount =
        JSON.object(members).compactByteCount + "\"Items\":[]".utf8.count + (members.isEmpty ? 0 : 1)
    }
    var isFull = mapRuns[run].openBatch.values.count >= most
    while !isFull, let item = mapRuns[run].items.next {
      let value = try selected(item, b, run).json
      let isFirst = mapRuns[run].openBatch.isEmpty
      let size = value.compactByteCount(upTo: mostBytes) ?? mostBytes
      let bytes = mapRuns[run].openBatch.byteCount.addingClamped(size).addingClamped(1)
      if bytes > mostBytes, !isFirst {
        isFull = true
        break
      }
      if isFirst { mapRuns[run].openBatch.source = item.source }
      mapRuns[run].openBatch.values.append(value)
      mapRuns[run].openBatch.byteCount = bytes
      mapRuns[run].items.removeNext()
      isFull = mapRuns[run].openBatch.values.count >= most
    }
    guard !mapRuns[run].openBatch.isEmpty, isFull || mapRuns[run].isAllRead else { return nil }
    members["Items"] = .array(mapRuns[run].openBatch.values)
    mapRuns[run].openBatch = OpenBatch()
    return .object(members)
  }
}

extension MapItems {
  fileprivate var isInput: Bool { if case .input = self { true } else { false } }
}

extension ChildOutcome {
  var isSuccess: Bool {
    switch self {
    case .succeeded: true
    case .failed, .timedOut, .aborted: false
    }
  }
}
