import OrderedJSON
import StatesLanguage

extension Execution {
  /// The branch and map run of an ID, if the run is still active.
  func mapRun(_ id: MapRunID) -> (branch: Int, run: Int)? {
    guard let b = branch(id.branch, id.serial), case .awaitingMapRun = branches[b].phase, branches[b].mapRun >= 0
    else { return nil }
    return (b, Int(branches[b].mapRun))
  }

  // MARK: Items

  mutating func itemsRead(_ id: MapRunID, _ items: [MapRunItem], isLast: Bool, total: Int?) {
    guard let (b, run) = mapRun(id), mapRuns[run].isReading else { return }
    mapRuns[run].isReading = false
    mapRuns[run].items.append(items)
    // Without another request nothing more would be received.
    mapRuns[run].isAllRead = isLast || items.isEmpty
    if let total { mapRuns[run].countedItems = total }
    continueMapRun(b)
  }

  mutating func itemReadingFailed(_ id: MapRunID, _ error: String, _ cause: String) {
    guard let (b, run) = mapRun(id), mapRuns[run].isReading else { return }
    mapRuns[run].isReading = false
    if mapRuns[run].failure != nil {
      // Items that cannot be read cannot be recorded; those that have been read are.
      return writeResults(b, run)
    }
    failMapRun(b, StateError(.ordinary, name: error, cause: cause), exports: !mapRuns[run].children.isEmpty)
  }

  private mutating func readMore(_ b: Int, _ run: Int) {
    guard !mapRuns[run].isReading, let request = readingRequest(run) else { return }
    mapRuns[run].isReading = true
    commands.append(.readItems(mapRunID(b), request))
  }

  /// The next part of the dataset to read.
  func readingRequest(_ run: Int) -> ItemReadingRequest? {
    guard var request = mapRuns[run].reading else { return nil }
    request.position = mapRuns[run].items.received
    // They may be wanted only since an update of the run.
    if request.position > 0, mapRuns[run].countedItems != nil { request.countsItems = false }
    return request
  }

  // MARK: Starting

  /// Continues a run as far as possible.
  mutating func continueMapRun(_ b: Int) {
    let run = Int(branches[b].mapRun)
    do throws(StateError) {
      if mapRuns[run].failure == nil { try startChildren(b, run) } else { try collectUnstarted(b, run) }
    } catch {
      if mapRuns[run].failure != nil { return writeResults(b, run) }
      guard error.isTerminal else { return failMapRun(b, error, exports: true) }
      endMapRun(run, .failed)
      endFailed(error, after: branches[b].lastEvent)
    }
  }

  /// Starts children while there are items and room; ends the run when all have ended.
  private mutating func startChildren(_ b: Int, _ run: Int) throws(StateError) {
    while hasRoom(run) {
      if mapRuns[run].waitingHead < mapRuns[run].waiting.count {
        startWaitingChild(b, run)
      } else if try !startNextChild(b, run) {
        break
      }
    }
    guard mapRuns[run].isExhausted else {
      if hasRoom(run) { readMore(b, run) }
      return
    }
    if mapRuns[run].counts.executions.running == 0 { try finishChildren(b, run) }
  }

  /// Whether another child may run: by their number, and by the size of their inputs.
  private func hasRoom(_ run: Int) -> Bool {
    let running = mapRuns[run].counts.executions.running
    guard running > 0 else { return true }
    return running < mapRuns[run].concurrency && mapRuns[run].runningBytes < quotas.maximumRunningInputBytes
  }

  /// Starts the child of the next item or batch; returns whether there was one.
  private mutating func startNextChild(_ b: Int, _ run: Int) throws(StateError) -> Bool {
    guard let index = try addChild(b, run) else { return false }
    startChild(b, run, index, isRedrive: false)
    return true
  }

  /// Creates a child for the next item or batch, to be started; returns its index, if there was one.
  private mutating func addChild(_ b: Int, _ run: Int) throws(StateError) -> Int? {
    guard mapRuns[run].hasItem else { return nil }
    let isBatched = mapRuns[run].map.distributed.itemBatcher != nil
    let index = mapRuns[run].children.count
    let iterations = (branches[b].item?.iterations ?? []) + [index]
    let input: JSON
    let item: MapItemContext
    let count: Int
    var depthBound: Int?
    if isBatched {
      let first = mapRuns[run].items.taken - mapRuns[run].openBatch.values.count
      let source = mapRuns[run].openBatch.isEmpty ? mapRuns[run].items.next?.source : mapRuns[run].openBatch.source
      guard let batch = try nextBatch(b, run) else { return nil }
      count = mapRuns[run].items.taken - first
      input = batch
      item = MapItemContext(index: index, value: batch, source: source, iterations: iterations)
    } else {
      guard let next = mapRuns[run].items.next, let selected = try nextItem(b, run) else { return nil }
      count = 1
      input = selected.json
      depthBound = selected.depthBound
      item = MapItemContext(
        index: index, value: next.value, key: next.key, source: next.source, iterations: iterations)
    }
    let byteCount = quotas.inputByteCount(of: input, knowing: mapRuns[run].measuredParts)
    if let limit = quotas.maximumPayloadBytes, byteCount > limit {
      let cause = ErrorText.childInputTooLarge(mapRuns[run].state.name)
      throw StateError(.ordinary, name: ErrorName.dataLimitExceeded, cause: cause)
    }
    var child = MapRunChild(progress: .waiting(after: nil), itemCount: Int32(clamping: count))
    child.inputBytes = Int32(clamping: byteCount)
    tally(1, child, of: run)
    mapRuns[run].children.append(child)
    mapRuns[run].starts[index] = ChildStart(input: input, item: item, depthBound: depthBound)
    return index
  }

  /// Starts or continues the child that has waited longest.
  private mutating func startWaitingChild(_ b: Int, _ run: Int) {
    let index = mapRuns[run].waiting[mapRuns[run].waitingHead]
    mapRuns[run].waitingHead += 1
    // An express child starts again, and one that has never run starts.
    let isRedrive = mapRuns[run].children[index].outcome != nil && mapRuns[run].type == .standard
    startChild(b, run, index, isRedrive: isRedrive)
  }

  private mutating func startChild(_ b: Int, _ run: Int, _ index: Int, isRedrive: Bool) {
    guard let request = childRequest(run, index) else { return }
    set(.running, of: index, run)
    commands.append(isRedrive ? .redriveChild(mapRunID(b), request) : .startChild(mapRunID(b), request))
  }

  /// The start of a child, as long as it is known.
  func childRequest(_ run: Int, _ index: Int) -> ChildRequest? {
    guard let start = mapRuns[run].starts[index] else { return nil }
    return ChildRequest(
      index: index, input: start.input,
      inputByteCount: quotas.maximumPayloadBytes == nil ? -1 : Int(mapRuns[run].children[index].inputBytes),
      inputDepthBound: start.depthBound,
      itemCount: Int(mapRuns[run].children[index].itemCount),
      startAt: mapRuns[run].map.processor, type: mapRuns[run].type, label: mapRuns[run].label,
      mapRunARN: mapRuns[run].arn,
      isRecorded: mapRuns[run].needsRecords, item: start.item,
      family: mapRuns[run].family)
  }

  // MARK: Counting

  private mutating func tally(_ number: Int, _ child: MapRunChild, of run: Int) {
    let limit = writer.limit
    mapRuns[run].counts.count(number, child) { $0.isRedrivable(historyLimit: limit) }
  }

  mutating func set(_ progress: MapRunChild.Progress, of index: Int, _ run: Int) {
    tally(-1, mapRuns[run].children[index], of: run)
    let bytes = Int(mapRuns[run].children[index].inputBytes)
    if case .running = mapRuns[run].children[index].progress { mapRuns[run].runningBytes -= bytes }
    if case .running = progress { mapRuns[run].runningBytes += bytes }
    mapRuns[run].children[index].progress = progress
    tally(1, mapRuns[run].children[index], of: run)
  }

  // MARK: Ending

  mutating func childEnded(_ id: MapRunID, _ index: Int, _ outcome: ChildOutcome) {
    guard let (b, run) = mapRun(id), mapRuns[run].children.indices.contains(index),
      case .running = mapRuns[run].children[index].progress
    else { return }
    set(.ended(outcome), of: index, run)
    if outcome.isSuccess {
      mapRuns[run].starts[index] = nil
    } else {
      mapRuns[run].failedItems = mapRuns[run].failedItems.addingClamped(
        Int(mapRuns[run].children[index].itemCount))
      if mapRuns[run].tolerated.isExceeded(failed: mapRuns[run].failedItems, of: mapRuns[run].totalItems) {
        let error = StateError(
          .ordinary, name: ErrorName.exceedToleratedFailureThreshold, cause: ErrorText.toleratedFailureExceeded)
        return failMapRun(b, error, exports: true)
      }
    }
    continueMapRun(b)
  }

  /// Stops awaiting the children of a run: those that are running are being stopped.
  mutating func abortChildren(_ run: Int) {
    guard mapRuns[run].counts.executions.running > 0 else { return }
    for index in mapRuns[run].children.indices {
      if case .running = mapRuns[run].children[index].progress { set(.ended(.aborted), of: index, run) }
    }
  }

  /// Creates children for the remaining items, so that a run that fails can record them.
  private mutating func collectUnstarted(_ b: Int, _ run: Int) throws(StateError) {
    guard mapRuns[run].writing == nil else { return }
    while try addChild(b, run) != nil {}
    if mapRuns[run].isAllRead { writeResults(b, run) } else { readMore(b, run) }
  }

  // MARK: Redrive

  /// Continues a run that did not succeed: with its children that did not, and its items that have no child.
  mutating func redriveMapRun(_ b: Int) {
    let run = Int(branches[b].mapRun)
    mapRuns[run].redriveCount = mapRuns[run].redriveCount.addingClamped(1)
    mapRuns[run].redriveTime = now
    mapRuns[run].stopTime = nil
    mapRuns[run].status = .running
    mapRuns[run].failure = nil
    mapRuns[run].writing = nil
    mapRuns[run].isReading = false
    mapRuns[run].failedItems = 0
    mapRuns[run].waiting = []
    mapRuns[run].waitingHead = 0
    let event = writer.append(
      .mapRunRedriven(arn: mapRuns[run].arn, redriveCount: mapRuns[run].redriveCount),
      after: mapRuns[run].stateStartedEvent, at: now)
    branches[b].lastEvent = event
    mapRuns[run].startedEvent = event
    branches[b].phase = .awaitingMapRun
    for index in mapRuns[run].children.indices {
      switch mapRuns[run].children[index].progress {
      case .ended(.succeeded):
        mapRuns[run].children[index].isFromEarlier = true
        continue
      case .running: set(.waiting(after: .aborted), of: index, run)
      case .ended(let outcome): set(.waiting(after: outcome), of: index, run)
      case .waiting: break
      }
      mapRuns[run].waiting.append(index)
    }
    if mapRuns[run].children.isEmpty, mapRuns[run].reading != nil {
      mapRuns[run].items = ItemBuffer()
      mapRuns[run].openBatch = OpenBatch()
      mapRuns[run].isAllRead = false
    }
    continueMapRun(b)
  }
}

extension ChildOutcome {
  /// Whether a child with this outcome can be redriven: not if its history is full.
  func isRedrivable(historyLimit: Int) -> Bool {
    guard case .failed(ErrorName.runtime?, let cause?) = self else { return true }
    return cause != ErrorText.historyFull(historyLimit)
  }
}

extension Execution {
  /// Creates the execution of a child of a distributed Map: the item processor on its own.
  ///
  /// - Parameters:
  ///   - request: what the command said.
  ///   - name: the child's name, unique among the run's children; that of an express one ends with a colon and the
  ///     unique part of its ARN.
  ///   - seed: what everything random in it comes from.
  public func child(_ request: ChildRequest, name: String, seed: ExecutionSeed) -> Execution {
    let family = request.family ?? ExecutionFamily(childrenOf: identity, label: request.label, request.type)
    var child = Execution(
      machine, input: request.input, inputText: nil,
      identity: ExecutionIdentity(family, name: name, id: nil, roleARN: identity.roleARN), seed: seed, quotas: quotas,
      startAt: request.startAt, item: request.item, inputByteCount: request.inputByteCount,
      inputDepthBound: request.inputDepthBound)
    child.mapRunChild = MapRunChildIdentity(
      mapRunARN: request.mapRunARN, index: request.index, itemCount: request.itemCount)
    child.missingActivities = missingActivities
    child.turns = turns
    return child
  }
}
