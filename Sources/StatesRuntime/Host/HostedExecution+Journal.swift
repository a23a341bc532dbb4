import OrderedJSON
import StatesEngine
import StatesLanguage

// What an execution writes down, and when. Each turn's changes are given to the store in one commit; while that is under
// way, those of further turns gather for the next. Effects leave when their turn is durable, in order.
extension HostedExecution {
  // MARK: Gathering

  /// Records what happened.
  func record(_ entry: JournalEntry, at time: Timestamp) {
    guard !hasWrittenEnd, var journal else { return }
    self.journal = nil
    takeEvents(&journal)
    journal.record(entry, at: time)
    self.journal = journal
  }

  /// Takes up the events since the last call.
  private func takeEvents(_ journal: inout TreeJournal) {
    guard let observer = core.durable?.observer else { return journal.takeEvents(of: &tree, observe: nil) }
    let (arn, source) = (arn, historySource)
    journal.takeEvents(of: &tree) { observer.observe(.history(executionARN: arn, $0, source)) }
  }

  /// Tells the observer about the events of an execution of which nothing is written down.
  func observeEvents() {
    guard let observer = core.durable?.observer else { return }
    let source = historySource
    for event in tree.takeRootHistory() { observer.observe(.history(executionARN: arn, event, source)) }
  }

  private var historySource: HistorySource {
    HistorySource(attributes: origin.attributes, redriveCount: tree.root.identity.redriveCount ?? 0)
  }

  /// Gathers what the turn changes in the store.
  func write() {
    if !hasWrittenEnd, var journal {
      self.journal = nil
      let changes = changes(&journal)
      self.journal = journal
      unwritten += changes
    }
    recordChildren()
    if tree.hasEnded { close() }
    if isShared { recordTokens() }
    turn += 1
    if !hasUnwritten, !isWriting {
      durableTurn = turn - 1
      release()
    }
  }

  /// Writes with the turn what has become of tokens in it.
  private func recordTokens() {
    unwritten += tokenChanges.take(at: now) { token in
      tokens.task(token).map { TokenDocument(arn: arn, activity: offers[$0], task: $0) }
    }
  }

  /// Writes the answer to a request of another host with what the request has led to. An owner that has lost the execution
  /// answers nothing.
  func reply(_ request: InboxRequest, _ answer: HostAnswer) {
    if let journal, !hasWrittenEnd { unwritten.append(.append(journal.writer, from: journal.nextRecord, records: [])) }
    unwritten += request.changes(answer, at: core.wallClock())
    core.durable?.fleet?.didCarryOut(request.name)
    turn += 1
  }

  private func changes(_ journal: inout TreeJournal) -> [StoreChange] {
    var changes: [StoreChange] = []
    let isNew = !journal.isStarted
    let parks = !tree.hasRootEnded && isOnlyWaiting && isBeyondLimit
    if isNew {
      changes += beginning(&journal, parks: parks)
      journal.isStarted = true
    }
    if tree.hasRootEnded {
      let description = currentDescription
      hasWrittenEnd = true
      // Tokens close before the execution is gone.
      if tree.hasEnded { close() }
      leave(.end(description))
      historyTurn = turn
      changes += journal.takeEnd(
        ExecutionRow.Status(description.status), at: description.stopTime ?? tree.root.now,
        ending(description, journal.progress).bytes)
    } else if isParkedInStore, !journal.hasRecords {
      // It has been read, and nothing has happened to it.
      isLeaving = parks
    } else if isNew || parks || journal.wantsSnapshot {
      changes += park(&journal, parks: parks, isNew: isNew)
    } else {
      let records = journal.takeRecords()
      changes += records
      isLeaving = false
      if !records.isEmpty, isParkedInStore {
        isParkedInStore = false
        changes.append(.update(journal.writer, wake: nil, outline: ExecutionOutline().bytes))
      }
    }
    return changes
  }

  private func park(_ journal: inout TreeJournal, parks: Bool, isNew: Bool) -> [StoreChange] {
    historyTurn = turn
    var changes = journal.takeSnapshot(hostSnapshot(journal).bytes)
    isLeaving = parks
    if parks || isParkedInStore || isRedriven {
      let outline = parks ? parkedOutline : ExecutionOutline()
      changes.append(.update(journal.writer, wake: parks ? timers.next() : nil, outline: outline.bytes))
    }
    isParkedInStore = parks
    return changes
  }

  private var isRedriven: Bool { if case .redrive = beginning { true } else { false } }

  private func beginning(_ journal: inout TreeJournal, parks: Bool) -> [StoreChange] {
    guard let durable = core.durable else { return [] }
    if case .redrive = beginning {
      let redrive = StoreChange.redrive(journal.writer, owner: durable.owner, at: tree.root.identity.redriveTime ?? now)
      journal.writer.fence += 1
      return [redrive]
    }
    let lists = if case .start(let lists) = beginning { lists } else { [String]() }
    let (key, document) = durable.definitions.key(of: tree.root.machine)
    definition = key
    let identity = tree.root.identity
    let outline = parks ? parkedOutline : ExecutionOutline()
    let new = NewExecution(
      arn: arn, lists: [identity.stateMachineARN] + lists, started: tree.root.startTime, owner: durable.owner,
      wake: parks ? timers.next() : nil, outline: tree.hasRootEnded ? [] : outline.bytes)
    return (document.map { [$0] } ?? []) + [.start(new)]
  }

  private func hostSnapshot(_ journal: TreeJournal) -> HostSnapshot {
    HostSnapshot(
      definition: definition, progress: journal.progress, origin: origin,
      tree: tree.snapshot(agenda, at: tree.root.now, outline: false))
  }

  private func ending(_ description: ExecutionDescription, _ progress: HistoryProgress) -> HostEnding {
    // Map runs are described by the tree, also after a success.
    let keepsTree = description.status != .succeeded || !tree.root.mapRunARNs.isEmpty
    return HostEnding(
      description: description, definition: definition, progress: progress,
      origin: origin, tree: keepsTree ? tree.snapshot(Agenda(), at: tree.root.now, outline: false) : nil)
  }

  // MARK: Writing

  /// Waits until all turns so far are written down.
  ///
  /// - Returns: why that has not happened.
  @discardableResult
  func settled() async -> HostError? { await settled(through: turn - 1) }

  func settled(through target: UInt64) async -> HostError? {
    guard journal != nil else { return nil }
    // What it stands at may be another host's past by now, and what was just wanted of it has not happened.
    if let failure { return failure }
    guard durableTurn < target else { return nil }
    if isWriting { return await withCheckedContinuation { settling.append((target, $0)) } }
    await flush(through: target)
    if durableTurn >= target { return nil }
    return failure ?? problem.map { .notDurable($0) } ?? .closed
  }

  /// Writes what has gathered, at least up to a turn.
  private func flush(through target: UInt64) async {
    guard let commits = core.durable?.commits else { return }
    isWriting = true
    defer { isWriting = false }
    while hasUnwritten, failure == nil {
      let changes = unwritten
      var children = unwrittenChildren
      unwritten = []
      unwrittenChildren = RecordedChildren()
      let last = turn - 1
      let lastEvent = journal?.lastEvent ?? durableEvent
      do throws(StoreError) {
        while let ahead = children.ahead {
          try await commits.commit(fence(before: changes) + ahead.changes)
          children.removeFirst(ahead.count)
        }
        try await commits.commit(children.changes + changes)
        problem = nil
        durableTurn = last
        durableEvent = lastEvent
        core.durable?.observer?.observe(.written(executionARN: arn))
        release()
        resume(through: last, nil)
      } catch {
        unwritten = changes + unwritten
        unwrittenChildren.prepend(children)
        return fail(error)
      }
      if durableTurn >= target, hasUnwritten {
        // Others' turns are not this caller's business.
        _ = core.spawn { await self.settled() }
        return
      }
    }
    guard failure == nil else { return }
    // Turns that had nothing to write have ended meanwhile.
    durableTurn = turn - 1
    release()
    resume(through: durableTurn, nil)
    leaveIfParked()
  }

  private func resume(through last: UInt64, _ error: HostError?) {
    let ready = settling.filter { $0.turn <= last }
    guard !ready.isEmpty else { return }
    settling.removeAll { $0.turn <= last }
    for (_, continuation) in ready { continuation.resume(returning: error) }
  }

  private func fail(_ error: StoreError) {
    switch error {
    case .full, .unavailable:
      if problem == nil { core.durable?.observer?.observe(.stalled(executionARN: arn, error)) }
      problem = error
      resume(through: .max, .notDurable(error))
      retryLater()
    case .closed: giveUp(.closed)
    case .lost:
      // The execution that is there has another fence than one that begins.
      switch beginning {
      case .start where isBeginning: giveUp(.executionExists(arn))
      case .redrive where isBeginning: giveUp(.running(arn))
      case .start, .redrive, .resume: giveUp(.lost(arn))
      }
    case .executionExists: giveUp(.executionExists(arn))
    case .conflict, .damaged, .executionEnded, .executionRunning, .inUse, .invalid, .outOfOrder, .unknownExecution,
      .unsupportedVersion:
      if isBeginning { return giveUp(.store(error)) }
      core.durable?.observer?.observe(.broken(executionARN: arn, reason: error.description))
      giveUp(.broken(arn, reason: error.description))
    }
  }

  /// Whether nothing of it, or of its redrive, has been written down.
  var isBeginning: Bool {
    switch beginning {
    case .start, .redrive: durableTurn == 0
    case .resume: false
    }
  }

  private func retryLater() {
    guard let durable = core.durable else { return }
    _ = core.spawn { [clock = core.clock] in
      try? await clock.sleep(for: durable.settings.retriesAfter)
      await self.settled()
    }
  }

  /// Another host has taken it over, or has ended it.
  func giveUp(lostTo row: ExecutionRow) {
    // What has ended may have ended here.
    if row.status.isRunning || journal.map({ $0.writer.fence < row.fence }) == true { giveUp(.lost(arn)) }
  }

  /// It does not go on here: what was not written down has not happened, and nothing leaves any more.
  func giveUp(_ error: HostError) {
    guard failure == nil else { return }
    failure = error
    unwritten = []
    unwrittenChildren = RecordedChildren()
    forgetChildren()
    for effect in takeLeaving() {
      switch effect {
      case .perform: core.pool.giveBack()
      // Its task has not ended, as far as the store knows.
      case .closeToken(let token): core.tokens.forget(token)
      case .cancel(let handler): handler.cancel()
      case .beginning, .read, .write, .offer, .startNested, .stopNested, .endChildren, .end: break
      }
    }
    for token in tokens.open { core.tokens.forget(token) }
    tokens = TaskTokens()
    nested.removeAll()
    close()
    for case .cancel(let handler) in takeLeaving() { handler.cancel() }
    if case .broken = error { core.table.put(number, .broken(error)) } else { core.table.remove(number) }
    resume(through: .max, error)
    release()
  }

  private func takeLeaving() -> [Leaving] {
    let all = leaving.remaining.map(\.effect)
    leaving = Line()
    return all
  }

  // MARK: Parking

  /// Whether nothing goes on but waiting: for a deadline, an answer, a worker, an execution.
  private var isOnlyWaiting: Bool {
    guard !hasClosed, handlers.isEmpty, transferring.isEmpty, startingNested.isEmpty,
      // The end of one that is not written down is only known to those that wait here.
      !nested.values.contains(where: { $0.type == .express })
    else { return false }
    return leaving.remaining.allSatisfy { entry in
      switch entry.effect {
      case .beginning, .cancel, .offer, .stopNested, .closeToken, .endChildren: true
      case .perform, .read, .write, .startNested, .end: false
      }
    }
  }

  private var isBeyondLimit: Bool {
    guard let durable = core.durable else { return false }
    return core.table.counts.resident > durable.settings.residentLimit
  }

  private var parkedOutline: ExecutionOutline {
    var outline = ExecutionOutline()
    // What awaits other executions looks after them when it is recovered.
    outline.isParked = nested.isEmpty
    outline.hasChildren = tree.options.recordsChildren && !tree.runningChildren.isEmpty
    outline.tokens = tokens.open.sorted()
    outline.offers = offers.map { ExecutionOutline.Offer(activity: $1, task: $0) }
      .sorted { $0.task.wireForm.description < $1.task.wireForm.description }
    return outline
  }

  /// Parks it, if it has done nothing since the last call.
  func parkIfIdle() async {
    defer { turnWhenSeen = turn }
    if turnWhenSeen == turn { await park() }
  }

  /// Parks it, if it only waits.
  private func park() async {
    guard isOnlyWaiting, leaving.isEmpty, !hasUnwritten, !isWriting, hasBegun, problem == nil,
      !tree.hasRootEnded, var journal
    else { return }
    if isParkedInStore {
      isLeaving = true
    } else {
      self.journal = nil
      unwritten += park(&journal, parks: true, isNew: false)
      self.journal = journal
      turn += 1
      await settled()
    }
    leaveIfParked()
  }

  /// The host is shut down: what only waits is parked, and nothing happens any more to the rest, which is recovered from
  /// what has been written down.
  func leave() async {
    await settled()
    await park()
    if !isGone { giveUp(.closed) }
  }

  /// Leaves it to the store, if that has all of it and nothing has happened since.
  func leaveIfParked() {
    // While its last turn is being written, whoever reads it would get what was before.
    guard isLeaving, isParkedInStore, !hasUnwritten, durableTurn == turn - 1, settling.isEmpty, isOnlyWaiting,
      leaving.isEmpty, !hasClosed
    else { return }
    hasClosed = true
    isGone = true
    core.alarm.set(number, at: timers.next())
    core.table.put(number, .parked)
    core.durable?.observer?.observe(.parked(executionARN: arn))
  }
}

extension ExecutionRow.Status {
  init(_ status: ExecutionResult.Status) {
    switch status {
    case .running: self = .running
    case .succeeded: self = .succeeded
    case .failed: self = .failed
    case .timedOut: self = .timedOut
    case .aborted: self = .aborted
    }
  }
}
