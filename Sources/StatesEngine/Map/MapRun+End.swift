import OrderedJSON
import StatesLanguage

extension Execution {
  // MARK: Success

  mutating func finishChildren(_ b: Int, _ run: Int) throws(StateError) {
    guard mapRuns[run].writing == nil else { return }
    if mapRuns[run].isExported || mapRuns[run].needsRecords {
      try beginWriting(b, run)
      return
    }
    let outcomes = mapRuns[run].children.lazy.compactMap(\.outcome)
    try completeMapRun(b, result: ResultAssembly.results(outcomes, transformation: mapRuns[run].transformation))
  }

  private mutating func beginWriting(_ b: Int, _ run: Int) throws(StateError) {
    let arguments = try fill(mapRuns[run].map.distributed.resultWriter?.arguments, in: b, mapRuns[run].document)
    mapRuns[run].writing = arguments ?? [:]
    if let request = writingRequest(run) { commands.append(.writeResults(mapRunID(b), request)) }
  }

  /// What to write for a run, if it waits for that.
  func writingRequest(_ run: Int) -> ResultWritingRequest? {
    let run = mapRuns[run]
    guard let arguments = run.writing, let writer = run.map.distributed.resultWriter else { return nil }
    var unstarted: [Int: JSON] = [:]
    for (index, child) in run.children.enumerated() where child.outcome == nil {
      unstarted[index] = run.starts[index]?.input
    }
    var request = ResultWritingRequest(
      resource: writer.resource, arguments: arguments, transformation: run.transformation,
      outputType: writer.outputType ?? "JSON", mapRunARN: run.arn, outcomes: run.children.map(\.outcome),
      unstartedInputs: unstarted, maximumFileBytes: quotas.maximumResultFileBytes)
    request.redriveCount = run.redriveCount
    if run.redriveCount > 0 {
      request.earlierPlaces = Set(run.children.indices.filter { run.children[$0].isFromEarlier })
    }
    return request
  }

  mutating func resultsWritten(_ id: MapRunID, _ output: JSON) {
    guard let (b, run) = mapRun(id), mapRuns[run].writing != nil else { return }
    mapRuns[run].writing = nil
    if let failure = mapRuns[run].failure { return endMapRunFailed(b, failure) }
    do throws(StateError) {
      try completeMapRun(b, result: output)
    } catch {
      failMapRun(b, error, exports: false)
    }
  }

  mutating func resultWritingFailed(_ id: MapRunID, _ error: String, _ cause: String) {
    guard let (b, run) = mapRun(id), mapRuns[run].writing != nil else { return }
    mapRuns[run].writing = nil
    // A run that was already failing fails for its own reason.
    if let failure = mapRuns[run].failure { return endMapRunFailed(b, failure) }
    failMapRun(b, StateError(.ordinary, name: error, cause: cause), exports: false)
  }

  mutating func completeMapRun(_ b: Int, result: JSON) throws(StateError) {
    let run = Int(branches[b].mapRun)
    let payload = try payload(result, bound: result.depth(upTo: quotas.maximumDepth + 1), in: b)
    if let limit = quotas.maximumPayloadBytes, payload.byteCount > limit {
      throw StateError(
        .ordinary, name: ErrorName.dataLimitExceeded, cause: ErrorText.resultTooLarge(mapRuns[run].state.name))
    }
    endMapRun(run, .succeeded)
    if coverage != nil, mapRuns[run].totalItems == 0 { cover(.noItems(state: Int(branches[b].state))) }
    let succeeded = writer.append(.mapRunSucceeded, after: branches[b].lastEvent, at: now)
    _ = writer.append(.mapStateSucceeded, after: succeeded, at: now)
    // The service chains the next event to the start of the run.
    branches[b].lastEvent = mapRuns[run].startedEvent
    releaseMapRun(of: b)
    wake(b, with: .result(payload))
  }

  // MARK: Failure

  /// Fails a run, once its results have been written.
  ///
  /// - Parameter exports: whether results are written, if the state has a ResultWriter.
  mutating func failMapRun(_ b: Int, _ error: StateError, exports: Bool) {
    let run = Int(branches[b].mapRun)
    commands.append(farewell(b, run))
    abortChildren(run)
    mapRuns[run].writing = nil
    if error.name == ErrorName.dataLimitExceeded { mapRuns[run].canGoOn = false }
    guard exports, mapRuns[run].isExported else { return endMapRunFailed(b, error) }
    mapRuns[run].failure = error
    continueMapRun(b)
  }

  /// Writes the results of a run that fails.
  mutating func writeResults(_ b: Int, _ run: Int) {
    guard let failure = mapRuns[run].failure else { return }
    do throws(StateError) {
      try beginWriting(b, run)
    } catch {
      endMapRunFailed(b, failure)
    }
  }

  private mutating func endMapRunFailed(_ b: Int, _ error: StateError) {
    let run = Int(branches[b].mapRun)
    endMapRun(run, .failed)
    mapRuns[run].failure = nil
    branches[b].lastEvent = writer.append(.mapRunFailed(error.output), after: branches[b].lastEvent, at: now)
    wake(b, with: .failure(.init(error)))
  }

  mutating func endMapRun(_ run: Int, _ status: MapRunStatus) {
    guard case .running = mapRuns[run].status else { return }
    mapRuns[run].status = status
    mapRuns[run].stopTime = now
    abortChildren(run)
  }

  /// What happens to the children of a run that fails: the service stops standard executions and lets express ones
  /// continue.
  private func farewell(_ b: Int, _ run: Int) -> Command {
    switch mapRuns[run].type {
    case .standard: .stopChildren(mapRunID(b))
    case .express: .leaveChildren(mapRunID(b))
    }
  }

  /// Stops a run whose branch is cut off or whose execution ends, possibly because the run has failed.
  mutating func stopMapRun(_ b: Int) {
    guard branches[b].mapRun >= 0 else { return commands.append(.stopChildren(mapRunID(b))) }
    let run = Int(branches[b].mapRun)
    if case .failed = mapRuns[run].status {
      commands.append(farewell(b, run))
    } else {
      commands.append(.stopChildren(mapRunID(b)))
    }
    endMapRun(run, .aborted)
  }

  /// Releases a run that can no longer be redriven: it succeeded, or its state has been left.
  mutating func releaseMapRun(of b: Int) {
    guard branches[b].mapRun >= 0 else { return }
    let run = Int(branches[b].mapRun)
    branches[b].mapRun = -1
    releaseMapRun(run)
  }

  private mutating func releaseMapRun(_ run: Int) {
    if !mapRuns[run].children.isEmpty { commands.append(.dropChildren(mapRunARN: mapRuns[run].arn)) }
    mapRuns[run].release()
  }

  /// Releases the children that a failure cut off, which can no longer be redriven.
  mutating func dropCut(of b: Int) {
    guard let cut = branches[b].cut else { return }
    branches[b].cut = nil
    var open = [cut]
    while let cut = open.popLast() {
      for child in cut.branches {
        if child.mapRun >= 0 { releaseMapRun(Int(child.mapRun)) }
        if let inner = child.cut { open.append(inner) }
      }
    }
  }
}
