import OrderedJSON
import StatesLanguage

extension Execution {
  mutating func runDistributedMap(
    _ b: Int, _ state: State, _ map: MapState, _ type: StateMachineType, document: Payload, concurrency: Int
  ) throws(StateError) -> Step {
    let fields = map.distributed
    var items: [MapRunItem] = []
    if fields.itemReader == nil { items = try stateItems(map, in: b, document) }
    branches[b].serial &+= 1
    branches[b].lastEvent = writer.append(
      .mapStateStarted(length: items.count), after: branches[b].lastEvent, at: now)
    let tolerated = ToleratedFailure(
      count: try mapInteger(fields.toleratedFailureCount, "ToleratedFailureCount", in: b, document),
      percentage: try mapPercentage(fields.toleratedFailurePercentage, in: b, document))
    let reading = try readingRequest(fields.itemReader, in: b, document)
    let batcher = fields.itemBatcher
    let perBatch = try mapInteger(batcher?.maxItemsPerBatch, "MaxItemsPerBatch", in: b, document)
    let bytesPerBatch = try mapInteger(batcher?.maxInputBytesPerBatch, "MaxInputBytesPerBatch", in: b, document)
    let batchInput = try fill(batcher?.batchInput, in: b, document)
    let label = fields.label ?? uuid()
    let arn = mapRunARN(label: label)
    let started = writer.append(.mapRunStarted(arn: arn), after: branches[b].lastEvent, at: now)
    branches[b].lastEvent = started
    let cap = max(1, quotas.maximumDistributedConcurrency)
    var run = MapRun(
      state: state, map: map, type: type, arn: arn, label: label,
      concurrency: concurrency == 0 ? cap : min(concurrency, cap), tolerated: tolerated, document: document,
      startedEvent: started, maxItemsPerBatch: perBatch, maxInputBytesPerBatch: bytesPerBatch, batchInput: batchInput)
    run.items = items
    run.isReading = reading != nil
    addMapRun(run, to: b)
    branches[b].phase = .awaitingMapRun
    if let reading {
      commands.append(.readItems(mapRunID(b), reading))
    } else {
      continueMapRun(b)
    }
    return .blocked
  }

  private mutating func addMapRun(_ run: MapRun, to b: Int) {
    mapRuns.append(run)
    branches[b].mapRun = Int32(mapRuns.count - 1)
  }

  private func mapRunID(_ b: Int) -> MapRunID { MapRunID(branch: Int32(b), serial: branches[b].serial) }

  private mutating func mapRunARN(label: String) -> String {
    let prefix = identity.stateMachineARN.replacingFirst(":stateMachine:", with: ":mapRun:")
    return "\(prefix)/\(label):\(uuid())"
  }

  /// A version 4 UUID from the execution's own randomness.
  mutating func uuid() -> String {
    let high = random.next() & 0xffff_ffff_ffff_0fff | 0x4000
    let low = random.next() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
    func hexadecimal(_ bits: UInt64) -> String {
      let text = String(bits, radix: 16)
      return String(repeating: "0", count: 16 - text.utf8.count) + text
    }
    let a = hexadecimal(high)
    let c = hexadecimal(low)
    return "\(a.prefix(8))-\(a.dropFirst(8).prefix(4))-\(a.dropFirst(12))-\(c.prefix(4))-\(c.dropFirst(4))"
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

  // MARK: Children

  /// The branch and map run of an id, if the run is still under way.
  private func mapRun(_ id: MapRunID) -> (branch: Int, run: Int)? {
    guard let b = branch(id.branch, id.serial), case .awaitingMapRun = branches[b].phase, branches[b].mapRun >= 0
    else { return nil }
    return (b, Int(branches[b].mapRun))
  }

  mutating func itemsRead(_ id: MapRunID, _ items: [MapRunItem]) {
    guard let (b, run) = mapRun(id), mapRuns[run].isReading else { return }
    mapRuns[run].isReading = false
    mapRuns[run].items = items
    continueMapRun(b)
  }

  mutating func itemReadingFailed(_ id: MapRunID, _ error: String, _ cause: String) {
    guard let (b, run) = mapRun(id), mapRuns[run].isReading else { return }
    failMapRun(b, StateError(.ordinary, name: error, cause: cause))
  }

  private mutating func continueMapRun(_ b: Int) {
    do throws(StateError) {
      try startChildren(b)
    } catch {
      if case .terminal = error.kind {
        endFailed(error, after: branches[b].lastEvent)
      } else {
        failMapRun(b, error)
      }
    }
  }

  /// Starts children while there are items and room; ends the run when all have ended.
  private mutating func startChildren(_ b: Int) throws(StateError) {
    let run = Int(branches[b].mapRun)
    while mapRuns[run].running < mapRuns[run].concurrency, mapRuns[run].hasMoreItems {
      try startNextChild(b, run)
    }
    if mapRuns[run].running == 0, !mapRuns[run].hasMoreItems { try finishChildren(b, run) }
  }

  private mutating func startNextChild(_ b: Int, _ run: Int) throws(StateError) {
    let index = mapRuns[run].outcomes.count
    let first = mapRuns[run].nextItem
    let isBatched = mapRuns[run].map.distributed.itemBatcher != nil
    let input = isBatched ? try nextBatch(b, run) : try nextItem(b, run)
    let count = mapRuns[run].nextItem - first
    mapRuns[run].outcomes.append(nil)
    mapRuns[run].itemCounts.append(Int32(count))
    mapRuns[run].running += 1
    let item = mapRuns[run].items[first]
    let context = MapItemContext(
      index: index, value: isBatched ? input : item.value, key: isBatched ? nil : item.key, source: item.source,
      iterations: (branches[b].item?.iterations ?? []) + [index])
    commands.append(
      .startChild(
        mapRunID(b),
        ChildRequest(
          index: index, input: input, itemCount: count, startAt: mapRuns[run].map.processor, type: mapRuns[run].type,
          label: mapRuns[run].label, mapRunARN: mapRuns[run].arn, item: context)))
  }

  /// What one item becomes: itself, an entry of an object, or what `ItemSelector` makes of it.
  mutating func nextItem(_ b: Int, _ run: Int) throws(StateError) -> JSON {
    let index = mapRuns[run].nextItem
    mapRuns[run].nextItem += 1
    let item = mapRuns[run].items[index]
    if mapRuns[run].map.itemSelector == nil {
      guard let key = item.key else { return item.value }
      return ["Key": .string(key), "Value": item.value]
    }
    let context = MapItemContext(
      index: index, value: item.value, key: item.key, source: item.source, iterations: [])
    return try iterationInput(b, mapRuns[run].map, context, document: mapRuns[run].document).json
  }

  /// The next items as one child's input, as many as ItemBatcher lets through.
  mutating func nextBatch(_ b: Int, _ run: Int) throws(StateError) -> JSON {
    let most = mapRuns[run].maxItemsPerBatch ?? .max
    let mostBytes = mapRuns[run].maxInputBytesPerBatch ?? 262_144
    var members: JSON.Object = [:]
    if let batchInput = mapRuns[run].batchInput { members["BatchInput"] = batchInput }
    var batch: [JSON] = []
    var bytes = JSON.object(members).compactByteCount + "\"Items\":[]".utf8.count + (members.isEmpty ? 0 : 1)
    while batch.count < max(most, 1), mapRuns[run].hasMoreItems {
      let value = try nextItem(b, run)
      bytes += value.compactByteCount + (batch.isEmpty ? 0 : 1)
      if bytes > mostBytes, !batch.isEmpty {
        mapRuns[run].nextItem -= 1
        break
      }
      batch.append(value)
    }
    members["Items"] = .array(batch)
    return .object(members)
  }

  mutating func childEnded(_ id: MapRunID, _ index: Int, _ outcome: ChildOutcome) {
    guard let (b, run) = mapRun(id), mapRuns[run].outcomes.indices.contains(index),
      mapRuns[run].outcomes[index] == nil
    else { return }
    mapRuns[run].outcomes[index] = outcome
    mapRuns[run].running -= 1
    if !outcome.isSuccess {
      mapRuns[run].failedItems += Int(mapRuns[run].itemCounts[index])
      if mapRuns[run].tolerated.isExceeded(failed: mapRuns[run].failedItems, of: mapRuns[run].items.count) {
        return failMapRun(
          b,
          StateError(
            .ordinary, name: ErrorName.exceedToleratedFailureThreshold, cause: ErrorText.toleratedFailureExceeded))
      }
    }
    continueMapRun(b)
  }

  // MARK: The end of a run

  private mutating func failMapRun(_ b: Int, _ error: StateError) {
    commands.append(.stopChildren(mapRunID(b)))
    mapRuns[Int(branches[b].mapRun)].items = []
    mapRuns[Int(branches[b].mapRun)].nextItem = 0
    branches[b].lastEvent = writer.append(.mapRunFailed(error.output), after: branches[b].lastEvent, at: now)
    resume(b, with: .failure(Branch.Pending.Failure(error)))
  }

  private mutating func finishChildren(_ b: Int, _ run: Int) throws(StateError) {
    guard !mapRuns[run].isWriting else { return }
    let fields = mapRuns[run].map.distributed
    let outcomes = mapRuns[run].outcomes.compactMap { $0 }
    if let resultWriter = fields.resultWriter, let resource = resultWriter.resource {
      mapRuns[run].isWriting = true
      let arguments = try fill(resultWriter.arguments, in: b, mapRuns[run].document) ?? [:]
      commands.append(
        .writeResults(
          mapRunID(b),
          ResultWritingRequest(
            resource: resource, arguments: arguments, transformation: resultWriter.transformation ?? "NONE",
            outputType: resultWriter.outputType ?? "JSON", mapRunARN: mapRuns[run].arn, outcomes: outcomes)))
      return
    }
    let results = ResultAssembly.results(outcomes, transformation: fields.resultWriter?.transformation ?? "COMPACT")
    try completeMapRun(b, result: results)
  }

  mutating func resultsWritten(_ id: MapRunID, _ output: JSON) {
    guard let (b, run) = mapRun(id), mapRuns[run].isWriting else { return }
    do throws(StateError) {
      try completeMapRun(b, result: output)
    } catch {
      failMapRun(b, error)
    }
  }

  mutating func resultWritingFailed(_ id: MapRunID, _ error: String, _ cause: String) {
    guard let (b, run) = mapRun(id), mapRuns[run].isWriting else { return }
    failMapRun(b, StateError(.ordinary, name: error, cause: cause))
  }

  private mutating func completeMapRun(_ b: Int, result: JSON) throws(StateError) {
    let run = Int(branches[b].mapRun)
    let payload = try payload(result, bound: result.depth(upTo: quotas.maximumDepth + 1), in: b)
    if let limit = quotas.maximumPayloadBytes, payload.byteCount > limit {
      throw StateError(
        .ordinary, name: ErrorName.dataLimitExceeded, cause: ErrorText.resultTooLarge(mapRuns[run].state.name))
    }
    mapRuns[run].items = []
    mapRuns[run].nextItem = 0
    let succeeded = writer.append(.mapRunSucceeded, after: branches[b].lastEvent, at: now)
    _ = writer.append(.mapStateSucceeded, after: succeeded, at: now)
    // The service chains what follows to the beginning of the run.
    branches[b].lastEvent = mapRuns[run].startedEvent
    branches[b].mapRun = -1
    resume(b, with: .result(payload))
  }

  /// The execution of a child of a distributed Map: the item processor on its own.
  ///
  /// - Parameters:
  ///   - request: what the command said.
  ///   - name: the child's name, unique among the run's children.
  ///   - seed: what everything random in it comes from.
  public func child(_ request: ChildRequest, name: String, seed: UInt64) -> Execution {
    var childIdentity = identity
    childIdentity.name = name
    childIdentity.stateMachineARN = identity.stateMachineARN + "/" + request.label
    childIdentity.stateMachineName = identity.stateMachineName + "/" + request.label
    childIdentity.executionARN =
      identity.stateMachineARN.replacingFirst(":stateMachine:", with: ":execution:") + "/" + request.label + ":" + name
    return Execution(
      machine, input: request.input, inputText: nil, identity: childIdentity, seed: seed, quotas: quotas,
      startAt: request.startAt, item: request.item)
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

extension String {
  /// This text with the first `part` in it replaced.
  func replacingFirst(_ part: String, with other: String) -> String {
    let bytes = Array(utf8)
    let wanted = Array(part.utf8)
    guard bytes.count >= wanted.count, !wanted.isEmpty else { return self }
    for start in 0...(bytes.count - wanted.count) where bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
      let tail = bytes[(start + wanted.count)...]
      return String(decoding: bytes[..<start] + Array(other.utf8) + tail, as: UTF8.self)
    }
    return self
  }
}
