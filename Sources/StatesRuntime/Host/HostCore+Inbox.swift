import LanguageSupport
import OrderedJSON
import StatesEngine

// What other hosts want of this one's executions.
extension HostCore {
  /// Carries out what comes into the inbox, and takes the answers of others from it.
  func keepInbox() async {
    guard let durable, let fleet = durable.fleet else { return }
    let patience = durable.settings.inboxPatience
    var sweeps = [InboxSweep(.request), InboxSweep(.answer)]
    var sinceSweep = sharedClock.stopwatch()
    while !Task.isCancelled, !isClosed {
      do throws(StoreError) {
        try await lookIntoInbox(durable, fleet)
        if sinceSweep() > patience {
          sinceSweep = sharedClock.stopwatch()
          for index in sweeps.indices { try await sweeps[index].go(on: durable, before: staleTime(patience)) }
        }
      } catch {
        // The store cannot be reached; the next time it may be.
      }
      await fleet.mail.sleep(for: durable.settings.inboxPolling, self)
    }
  }

  /// What was written before that, nobody waits for any more.
  private func staleTime(_ patience: Duration) -> Timestamp {
    wallClock().advanced(byMilliseconds: -max(patience.wholeMilliseconds.clampedProduct(10), 600_000))
  }

  /// Takes up what the store tells of other hosts.
  func listen() async {
    guard let fleet = durable?.fleet, let signals = fleet.signals else { return }
    for await topic in signals.signals() {
      if isClosed { return }
      fleet.hear(topic)
    }
  }

  private func lookIntoInbox(_ durable: DurableServices, _ fleet: Fleet) async throws(StoreError) {
    let prefix = fleet.inbox + "/"
    if fleet.isAsking {
      let answers = try await durable.store.documents(DocumentQuery(.answer, prefix: prefix, limit: Fleet.inboxCount))
      for document in answers {
        if let answer = try? HostAnswer(document) { _ = fleet.take(answer, to: document.key.name) }
      }
      // Those that nobody waits for are of no use either.
      if !answers.isEmpty {
        _ = spawnUpkeep { try? await durable.commits.commit(answers.map { .deleteDocument($0.key) }) }
      }
    }
    let requests = try await durable.store.documents(DocumentQuery(.request, prefix: prefix, limit: Fleet.inboxCount))
    for document in requests where fleet.begin(document.key.name) {
      _ = spawnUpkeep {
        await self.carryOut(document, durable, fleet)
        fleet.end(document.key.name)
      }
    }
  }

  /// Carries out a request of another host. One that cannot be carried out now stays in the inbox.
  private func carryOut(_ document: StoredDocument, _ durable: DurableServices, _ fleet: Fleet) async {
    let request: InboxRequest
    do throws(WireFormError) {
      request = try InboxRequest(document)
    } catch {
      return await write([.deleteDocument(document.key)], durable)
    }
    // Whoever asks finds out that it is elsewhere, or has ended.
    guard let number = table.number(of: request.arn) else { return }
    do throws(HostError) {
      _ = try await with(number) { await $0.carryOut(request.request, for: request) }
    } catch {
      switch error {
      case .token: break
      case .broken(_, let reason):
        let answer = request.changes(.broken(reason), at: wallClock(), if: .revision(document.revision))
        await write(answer, durable)
      default: return
      }
    }
    fleet.signals?.signal(HostInbox.name(of: request.asker))
  }

  private func write(_ changes: [StoreChange], _ durable: DurableServices) async {
    // Another may have been faster; else it is tried again at the next look.
    try? await durable.commits.commit(changes)
  }
}

/// Removes what hosts that have died have left in inboxes, a page at a time.
private struct InboxSweep {
  private let kind: DocumentKind
  private var cursor: DocumentCursor?

  init(_ kind: DocumentKind) { self.kind = kind }

  mutating func go(on durable: DurableServices, before time: Timestamp) async throws(StoreError) {
    let page = try await durable.store.documents(DocumentQuery(kind, after: cursor, limit: Fleet.inboxCount))
    cursor = page.count < Fleet.inboxCount ? nil : page.last?.cursor
    let stale = page.filter { document in HostInbox.time(document.order).map { $0 < time } ?? true }
    if !stale.isEmpty { try await durable.commits.commit(stale.map { .deleteDocument($0.key) }) }
  }
}

extension Int64 {
  fileprivate func clampedProduct(_ factor: Int64) -> Int64 {
    let (product, isOver) = multipliedReportingOverflow(by: factor)
    return isOver ? .max : product
  }
}
