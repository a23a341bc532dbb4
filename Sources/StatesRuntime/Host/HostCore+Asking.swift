import LanguageSupport
import OrderedJSON
import StatesEngine

// Requests to executions, wherever they are. The host that has an execution carries a request out as if it had come to
// itself, and writes its answer in the commit that makes it durable: so a request is in its inbox, or has been carried out
// and answered, and asking again after a takeover does nothing twice.
extension HostCore {
  /// Has a request carried out: here, or by the host that has the execution.
  ///
  /// - Parameter isPatient: whether to wait for as long as it takes.
  /// - Returns: whether there was something to do.
  /// - Throws: ``HostError/unknownExecution(_:)`` if the execution does not run; ``HostError/store(_:)`` if it cannot be
  ///   reached; ``HostError/notDurable(_:)`` if its host does not answer; what the execution refuses.
  func request(
    _ request: HostRequest, of arn: String, isPatient: Bool = false
  ) async throws(HostError) -> Bool {
    let elapsed = sharedClock.stopwatch()
    while true {
      if isClosed { throw .closed }
      if let answer = try await ifHere(arn, { await $0.carryOut(request) }) { return answer }
      guard let durable, let fleet = durable.fleet else { throw .unknownExecution(arn) }
      guard let row = try await StoredExecution.row(arn, durable), row.status.isRunning else {
        throw .unknownExecution(arn)
      }
      let patience = isPatient ? nil : durable.settings.inboxPatience
      let isOver: @Sendable () -> Bool = { patience.map { elapsed() > $0 } ?? false }
      if let owner = row.owner, owner != durable.owner {
        let answer = await unhurried { () async throws(HostError) in
          try await self.ask(owner, row, request, durable, fleet, isOver)
        }
        if let answer = try answer.get() { return try answer.get(arn) }
      } else {
        // It is on its way into this host, out of it, or to its next owner.
        try? await sharedClock.sleep(for: durable.settings.inboxPolling)
      }
      if isOver() { throw .store(.unavailable("no host has \(arn)")) }
    }
  }

  /// Does something to its end, also if the current task is cancelled.
  private func unhurried<Answer: Sendable>(
    _ body: @escaping @Sendable () async throws(HostError) -> Answer
  ) async -> Result<Answer, HostError> {
    let result = Locked<Result<Answer, HostError>>(.failure(.closed))
    await spawnUpkeep {
      let outcome: Result<Answer, HostError>
      do throws(HostError) { outcome = .success(try await body()) } catch { outcome = .failure(error) }
      result.withLock { $0 = outcome }
    }.value
    return result.withLock { $0 }
  }

  /// Asks another host, and waits for its answer.
  ///
  /// - Parameters:
  ///   - row: the execution's row, which names that host.
  ///   - isOver: whether to wait no more.
  /// - Returns: the answer; `nil` if the host has the execution no longer and has not answered before.
  private func ask(
    _ owner: String, _ row: ExecutionRow, _ request: HostRequest, _ durable: DurableServices, _ fleet: Fleet,
    _ isOver: @Sendable () -> Bool
  ) async throws(HostError) -> HostAnswer? {
    let time = wallClock()
    let (name, wakeup) = fleet.beginAsking(at: time.digits)
    defer { fleet.endAsking(name) }
    let (message, inbox) = (
      InboxRequest(request, of: row.arn, name: name, asker: durable.owner), HostInbox.name(of: owner)
    )
    let change = message.document(in: inbox, at: time)
    guard change.byteCount <= InboxRequest.maximumBytes else {
      throw .store(.invalid("a request for another host has more than \(InboxRequest.maximumBytes) bytes"))
    }
    do throws(StoreError) { try await durable.commits.commit([change]) } catch { throw .store(error) }
    fleet.signals?.signal(inbox)
    let pause = durable.settings.inboxPolling * 10
    while true {
      await wakeup.sleep(for: pause, self)
      if let answer = fleet.answer(to: name) { return answer }
      let isLast = isClosed || isOver()
      do throws(HostError) {
        let isAwaited = try await StoredExecution.row(row.arn, durable)?.isSameRun(as: row) == true
        if !isLast, isAwaited, try await document(.request, name, durable) != nil {
          fleet.hurry(after: pause)
          continue
        }
        // What the host has carried out before it lost the execution, it has answered.
        if let answer = try await answer(name, durable, fleet) { return answer }
        do throws(StoreError) {
          try await durable.commits.commit([.deleteDocument(DocumentKey(.request, name))])
        } catch {
          throw .store(error)
        }
      } catch {
        if !isLast, error.isTransient { continue }
        // It has been asked for, and may have come to pass.
        throw isClosed ? .closed : .unanswered(row.arn)
      }
      if isClosed { throw .closed }
      if isLast { throw .unanswered(row.arn) }
      return nil
    }
  }

  /// The answer to a request, which may just have been taken out of the store.
  private func answer(
    _ name: String, _ durable: DurableServices, _ fleet: Fleet
  ) async throws(HostError) -> HostAnswer? {
    guard let document = try await document(.answer, name, durable) else { return fleet.answer(to: name) }
    _ = spawnUpkeep { try? await durable.commits.commit([.deleteDocument(document.key)]) }
    return try? HostAnswer(document)
  }

  private func document(
    _ kind: DocumentKind, _ name: String, _ durable: DurableServices
  ) async throws(HostError) -> StoredDocument? {
    do throws(StoreError) {
      return try await durable.store.document(DocumentKey(kind, name))
    } catch {
      throw .store(error)
    }
  }
}

extension HostError {
  /// The host that has an execution does not answer in time: it may have begun to do what it was asked for.
  static func unanswered(_ arn: String) -> HostError {
    .notDurable(.unavailable("the host that has \(arn) does not answer"))
  }
}
