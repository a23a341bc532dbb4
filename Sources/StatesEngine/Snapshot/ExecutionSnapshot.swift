public import OrderedJSON
public import StatesLanguage

/// A suspended execution as JSON: written down, moved to another process, and resumed there.
///
/// ```swift
/// let bytes = execution.snapshot().bytes
/// var resumed = try Execution(restoring: ExecutionSnapshot(bytes: bytes), machine: machine)
/// ```
public struct ExecutionSnapshot: Sendable {
  /// The form that this version of the library writes.
  public static let version = 3

  /// The content; its form belongs to the library and carries a version.
  public let json: JSON

  init(json: JSON) { self.json = json }

  /// Reads what ``bytes`` gave.
  ///
  /// - Throws: ``SnapshotError`` when the text is not JSON.
  public init(bytes: [UInt8]) throws(SnapshotError) {
    do {
      // A payload may be as deep as any value, and it stands a few levels down.
      json = try JSONParser(maximumDepth: 2_000).parse(bytes)
    } catch {
      throw SnapshotError(message: "not JSON: \(error)")
    }
  }

  /// The content as JSON text in UTF-8.
  public var bytes: [UInt8] { JSONPrinter.compact.bytes(json) }
}

/// Why a snapshot cannot be restored.
public struct SnapshotError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public var message: String
  /// The message.
  public var description: String { message }

  init(message: String) { self.message = message }
}

extension Execution {
  /// The execution as it stands between two inputs.
  public func snapshot() -> ExecutionSnapshot {
    var writer = SnapshotWriter(machine: machine)
    return ExecutionSnapshot(json: writer.document(self))
  }

  /// Restores an execution.
  ///
  /// - Parameters:
  ///   - snapshot: what ``snapshot()`` gave, in this process or another.
  ///   - machine: the definition that the execution started with.
  /// - Throws: ``SnapshotError`` when the snapshot is of another version, damaged, or of another definition.
  public init(restoring snapshot: ExecutionSnapshot, machine: StateMachine) throws(SnapshotError) {
    var reader = try SnapshotReader(snapshot.json, machine: machine)
    self = try reader.execution()
  }

  /// The commands that a driver has to carry out to go on with a restored execution: its tasks that nobody has
  /// answered, its deadlines, and its unfinished children.
  ///
  /// Handlers may thus be called again for a task that they have done already: towards them, delivery is at least once.
  public func pendingCommands() -> [Command] {
    guard case .running = status else { return [] }
    var result: [Command] = []
    if let seconds = timeoutSeconds {
      result.append(.setTimer(executionTimer, at: startTime.advanced(bySeconds: Int64(seconds))))
    }
    for b in branches.indices { appendPending(b, to: &result) }
    return result
  }

  private func appendPending(_ b: Int, to result: inout [Command]) {
    let branch = branches[b]
    switch branch.phase {
    case .waiting: if let deadline = branch.deadline { result.append(.setTimer(timer(b, .wait), at: deadline)) }
    case .backingOff: if let deadline = branch.deadline { result.append(.setTimer(timer(b, .retry), at: deadline)) }
    case .awaitingTask:
      guard let request = branch.request else { return }
      result.append(.scheduleTask(taskID(b), request))
      if let deadline = branch.deadline { result.append(.setTimer(timer(b, .taskTimeout), at: deadline)) }
      if let deadline = branch.heartbeatDeadline { result.append(.setTimer(timer(b, .heartbeat), at: deadline)) }
    case .awaitingMapRun: if branch.mapRun >= 0 { appendPending(mapRunID(b), Int(branch.mapRun), to: &result) }
    case .entering, .retrying, .resuming, .continuing, .awaitingChildren, .free: break
    }
  }

  private func appendPending(_ id: MapRunID, _ run: Int, to result: inout [Command]) {
    if let request = writingRequest(run) { return result.append(.writeResults(id, request)) }
    if mapRuns[run].isReading, let request = readingRequest(run) { result.append(.readItems(id, request)) }
    for (index, child) in mapRuns[run].children.enumerated() {
      if case .running = child.progress, let request = childRequest(run, index) {
        result.append(.startChild(id, request))
      }
    }
  }
}
