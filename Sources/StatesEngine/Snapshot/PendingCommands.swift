import OrderedJSON
import StatesLanguage

extension Execution {
  /// The commands with which a driver goes on with a restored execution: its tasks, its deadlines, its datasets, and its
  /// children.
  ///
  /// A task whose request was answered is awaited (``Command/awaitTask(_:_:)``), not sent again. One that was scheduled, or
  /// taken up and not answered, is scheduled again, with the same id and token: toward handlers, delivery is at least
  /// once. The history says only once that it was scheduled and that it started.
  ///
  /// - Parameter isHeld: whether the driver has the child of that index of that map run, and goes on with it itself. A child
  ///   that runs and is not in the list begins anew.
  /// - Returns: the commands; none for an execution that has not begun, which ``Input/start`` begins, or has ended.
  public func pendingCommands(
    holding isHeld: (MapRunID, _ index: Int) -> Bool = { _, _ in false }
  ) -> [Command] {
    guard case .running = status, hasBegun else { return [] }
    var result: [Command] = []
    if let seconds = timeoutSeconds {
      let beginning = identity.redriveTime ?? startTime
      result.append(.setTimer(executionTimer, at: beginning.advanced(bySeconds: Int64(seconds))))
    }
    for b in branches.indices { appendPending(b, to: &result, isHeld) }
    return result
  }

  private func appendPending(_ b: Int, to result: inout [Command], _ isHeld: (MapRunID, Int) -> Bool) {
    let branch = branches[b]
    switch branch.phase {
    case .waiting: if let deadline = branch.deadline { result.append(.setTimer(timer(b, .wait), at: deadline)) }
    case .backingOff: if let deadline = branch.deadline { result.append(.setTimer(timer(b, .retry), at: deadline)) }
    case .awaitingTask: appendPendingTask(b, to: &result)
    case .awaitingMapRun: if branch.mapRun >= 0 { appendPendingMapRun(b, to: &result, isHeld) }
    case .entering, .retrying, .resuming, .continuing, .awaitingBranches, .free: break
    }
  }

  private func appendPendingTask(_ b: Int, to result: inout [Command]) {
    let branch = branches[b]
    guard let request = branch.request else { return }
    switch branch.progress {
    case .scheduled, .started: result.append(.scheduleTask(taskID(b), request))
    case .submitted: result.append(.awaitTask(taskID(b), request))
    }
    if let deadline = branch.deadline { result.append(.setTimer(timer(b, .taskTimeout), at: deadline)) }
    if let deadline = branch.heartbeatDeadline { result.append(.setTimer(timer(b, .heartbeat), at: deadline)) }
  }

  private func appendPendingMapRun(_ b: Int, to result: inout [Command], _ isHeld: (MapRunID, Int) -> Bool) {
    let id = mapRunID(b)
    let run = Int(branches[b].mapRun)
    if let request = writingRequest(run) { return result.append(.writeResults(id, request)) }
    if mapRuns[run].isReading, let request = readingRequest(run) { result.append(.readItems(id, request)) }
    for (index, child) in mapRuns[run].children.enumerated() {
      guard case .running = child.progress, !isHeld(id, index), let request = childRequest(run, index) else { continue }
      result.append(.startChild(id, request))
    }
  }

  // MARK: What others say of it

  /// The task of an id that has not been answered.
  package func openTask(_ id: TaskID) -> TaskRequest? {
    guard case .running = status, let b = branch(id.branch, id.serial), case .awaitingTask = branches[b].phase else {
      return nil
    }
    return branches[b].request
  }

  /// Whether a task has been started, and nothing more has happened to it since than heartbeats or its submission.
  package func hasStarted(_ id: TaskID) -> Bool {
    guard openTask(id) != nil, let b = branch(id.branch, id.serial) else { return false }
    return branches[b].progress != .scheduled
  }

  /// Whether the request of a task was answered, and the end of the job or the callback is awaited.
  package func isSubmitted(_ id: TaskID) -> Bool {
    guard openTask(id) != nil, let b = branch(id.branch, id.serial) else { return false }
    return branches[b].progress == .submitted
  }

  /// What a child of a map run began with, if the child runs.
  package func runningChild(_ id: MapRunID, _ index: Int) -> ChildRequest? {
    guard case .running = status, let (_, run) = mapRun(id), mapRuns[run].children.indices.contains(index),
      case .running = mapRuns[run].children[index].progress
    else { return nil }
    return childRequest(run, index)
  }
}
