import OrderedJSON
import StatesEngine
import StatesLanguage

// The children of map runs, of a host that records them. While a child runs it is a part of its tree; when it ends it
// becomes an execution of the store, in the same commit as the turn in which that happens.
extension HostedExecution {
  // MARK: Recording

  /// Takes up what has become of children in the turn.
  func recordChildren() {
    guard tree.options.recordsChildren else { return }
    let changes = tree.takeChildChanges()
    for node in changes.begun {
      if let child = tree.execution(node) { index(child, node) }
    }
    for run in changes.startedRuns {
      unwritten.append(MapRunOwner(executionARN: run.executionARN, root: arn).document(run.arn))
    }
    guard !changes.ended.isEmpty else { return }
    for child in changes.ended { unwrittenChildren.add(child, definition: definition) }
    leave(.endChildren(changes.ended.map(\.identity.executionARN)))
  }

  /// Whether something has gathered that the store does not have.
  var hasUnwritten: Bool { !unwritten.isEmpty || !unwrittenChildren.isEmpty }

  /// What makes a commit that goes ahead of a turn's own be refused when another owner has the execution.
  ///
  /// - Parameter changes: the turn's own.
  func fence(before changes: [StoreChange]) -> [StoreChange] {
    guard let journal, !isBeginning else { return [] }
    var next = journal.nextRecord
    var ends = false
    for change in changes.reversed() {
      switch change {
      case .append(_, let first, _): next = first
      case .end: ends = true
      case .putDocument, .deleteDocument, .start, .snapshot, .update, .history, .redrive, .release, .forget: break
      }
    }
    // What has ended has no other owner.
    return hasWrittenEnd && !ends ? [] : [.append(journal.writer, from: next, records: [])]
  }

  // MARK: Finding them

  /// Makes the children known that run.
  func indexChildren() {
    guard tree.options.recordsChildren else { return }
    for (node, child) in tree.runningChildren { index(child, node) }
  }

  private func index(_ child: Execution, _ node: ExecutionTree.NodeID) {
    core.children.add(child.identity.executionARN, ChildIndex.Entry(root: arn, number: number, node: node))
  }

  /// The store has the ends of children.
  func didEndChildren(_ arns: [String]) {
    core.children.remove(arns) { $0.number == number && !tree.isUnderWay($0.node) }
  }

  /// It has itself ended; express children may go on, with their deadlines.
  func keepChildren() {
    guard hasChildren else { return }
    isKept = true
    core.children.keep(self)
  }

  /// Nothing of it goes on, unless there are children whose ends the store does not have.
  func releaseChildren() {
    guard isKept, !hasChildren else { return }
    isKept = false
    core.children.forget(number)
  }

  /// It does not go on here.
  func forgetChildren() {
    core.children.forget(number)
    guard tree.options.recordsChildren else { return }
    var arns = tree.runningChildren.map(\.execution.identity.executionARN)
    for case .endChildren(let ended) in leaving.remaining.lazy.map(\.effect) { arns += ended }
    core.children.remove(arns) { $0.number == number }
  }

  /// Whether there are children whose ends the store does not have.
  private var hasChildren: Bool {
    if !tree.hasEnded { return true }
    return leaving.remaining.contains { if case .endChildren = $0.effect { true } else { false } }
  }

  // MARK: Requests

  /// Looks at a child, once what it stands at is durable; nothing if it has ended.
  func look<Answer: Sendable>(
    at child: ChildIndex.Entry, _ body: @Sendable (Execution) -> Answer
  ) async -> Result<Answer?, HostError>? {
    if isGone { return nil }
    if let error = await undurable() { return .failure(error) }
    defer { leaveIfParked() }
    return .success(tree.execution(child.node).map(body))
  }

  /// A map run, if it belongs to an execution that has not ended.
  func mapRun(_ mapRunARN: String) async -> Result<MapRunDescription?, HostError>? {
    if isGone { return nil }
    if let error = await undurable() { return .failure(error) }
    defer { leaveIfParked() }
    return .success(tree.mapRun(mapRunARN))
  }

  /// The children of a map run that run or wait to be redriven, as they stand once that is durable.
  func children(ofMapRun mapRunARN: String) async -> Result<[ChildRow], HostError>? {
    if isGone { return nil }
    if let error = await undurable() { return .failure(error) }
    defer { leaveIfParked() }
    return .success(tree.children(ofMapRun: mapRunARN))
  }
}

extension ExecutionTree {
  /// A map run, if it belongs to an execution that has not ended.
  func mapRun(_ arn: String) -> MapRunDescription? {
    owner(ofMapRun: arn).flatMap { execution($0) }?.mapRun(arn)
  }

  /// The children of a map run that run or wait to be redriven.
  func children(ofMapRun arn: String) -> [ChildRow] {
    let running = runningChildren.filter { $0.execution.mapRunChild?.mapRunARN == arn }
    return running.compactMap { ChildRow($0.execution, .running) }
      + childrenPendingRedrive(ofMapRun: arn).compactMap { ChildRow($0, .pendingRedrive) }
  }
}
