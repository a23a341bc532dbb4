import LanguageSupport
import StatesEngine

/// Gathers the changes of many executions into common commits.
///
/// While one commit is under way, what comes meanwhile gathers for the next: the more executions there are, the more of
/// them share a commit. A lone one does not wait. There is no task of its own: whoever comes while nobody commits does it
/// for all until its own changes are written, and then hands over to the next.
final class GroupCommit: Sendable {
  /// The changes of one execution, and who waits for them.
  private final class Ticket: Sendable {
    enum State: Sendable {
      case open
      case waiting(CheckedContinuation<Turn, Never>)
      case done(Result<Void, StoreError>)
    }

    let changes: [StoreChange]
    let byteCount: Int
    let state = Locked(State.open)

    init(_ changes: [StoreChange]) {
      self.changes = changes
      byteCount = changes.reduce(0) { $0 + $1.byteCount }
    }
  }

  /// What one that waits has to do next.
  fileprivate enum Turn: Sendable {
    case end(Result<Void, StoreError>)
    case lead
  }

  private struct State: Sendable {
    var line = Line<Ticket>()
    var isLed = false
  }

  /// The bytes from which a commit takes no further execution's changes.
  private static let batchBytes = 8 << 20
  /// The executions of which a commit takes the changes.
  private static let batchCount = 4_096

  private let store: any ExecutionStore
  private let state = Locked(State())
  private let observer: (any ExecutionObserver)?

  /// - Parameter observer: is told after each commit of how many executions' changes it had, and how many bytes.
  init(_ store: any ExecutionStore, observer: (any ExecutionObserver)?) {
    self.store = store
    self.observer = observer
  }

  /// Commits changes; returns when they are as durable as the store promises.
  ///
  /// Changes of one execution must not be given before its earlier ones are written.
  func commit(_ changes: [StoreChange]) async throws(StoreError) {
    let ticket = Ticket(changes)
    let leads = state.withLock { state in
      state.line.append(ticket)
      defer { state.isLed = true }
      return !state.isLed
    }
    if leads { await lead(until: ticket) }
    while true {
      switch await turn(of: ticket) {
      case .end(let result): return try result.get()
      case .lead: await lead(until: ticket)
      }
    }
  }

  private func turn(of ticket: Ticket) async -> Turn {
    if case .done(let result) = ticket.state.withLock({ $0 }) { return .end(result) }
    return await withCheckedContinuation { continuation in
      // What happened in between decides: it was written, or the one who led has left.
      let now: Turn? = state.withLock { state in
        ticket.state.withLock { own in
          if case .done(let result) = own { return .end(result) }
          if !state.isLed {
            state.isLed = true
            return .lead
          }
          own = .waiting(continuation)
          return nil
        }
      }
      if let now { continuation.resume(returning: now) }
    }
  }

  /// Commits what has gathered until a ticket is done, and hands over.
  private func lead(until own: Ticket) async {
    while true {
      if case .done = own.state.withLock({ $0 }) { break }
      await write(takeBatch())
    }
    let next: CheckedContinuation<Turn, Never>? = state.withLock { state in
      for ticket in state.line.remaining {
        let waiting = ticket.state.withLock { own -> CheckedContinuation<Turn, Never>? in
          guard case .waiting(let continuation) = own else { return nil }
          own = .open
          return continuation
        }
        if let waiting { return waiting }
      }
      state.isLed = false
      return nil
    }
    next?.resume(returning: .lead)
  }

  private func takeBatch() -> [Ticket] {
    state.withLock { state in
      var batch: [Ticket] = []
      var bytes = 0
      while batch.count < Self.batchCount, bytes < Self.batchBytes, let ticket = state.line.popFirst() {
        batch.append(ticket)
        bytes += ticket.byteCount
      }
      return batch
    }
  }

  private func write(_ batch: [Ticket]) async {
    guard !batch.isEmpty else { return }
    let result = await commit(batch)
    guard case .failure(let error) = result else { return end(batch, result) }
    switch error {
    case .full, .unavailable, .closed: end(batch, result)
    default:
      // One of them is at fault: the others must not suffer for it.
      guard batch.count > 1 else { return end(batch, result) }
      let (first, second) = (batch[..<(batch.count / 2)], batch[(batch.count / 2)...])
      await write(Array(first))
      await write(Array(second))
    }
  }

  private func commit(_ batch: [Ticket]) async -> Result<Void, StoreError> {
    let began = observer == nil ? nil : ContinuousClock.now
    do throws(StoreError) {
      try await store.commit(batch.count == 1 ? batch[0].changes : batch.flatMap(\.changes))
      if let observer, let began {
        let bytes = batch.reduce(0) { $0 + $1.byteCount }
        observer.observe(.committed(executions: batch.count, bytes: bytes, after: began.duration(to: .now)))
      }
      return .success(())
    } catch {
      return .failure(error)
    }
  }

  private func end(_ batch: [Ticket], _ result: Result<Void, StoreError>) {
    for ticket in batch {
      let waiting = ticket.state.withLock { own -> CheckedContinuation<Turn, Never>? in
        defer { own = .done(result) }
        if case .waiting(let continuation) = own { return continuation }
        return nil
      }
      waiting?.resume(returning: .end(result))
    }
  }
}

extension StoreChange {
  /// About how many bytes the change writes.
  var byteCount: Int {
    switch self {
    case .putDocument(_, _, let body, _): body.count + 64
    case .deleteDocument, .redrive, .release, .forget: 64
    case .start(let new): new.outline.count + 256
    case .append(_, _, let records): records.reduce(64) { $0 + $1.count }
    case .snapshot(_, _, let body): body.count + 64
    case .update(_, _, let outline): (outline?.count ?? 0) + 64
    case .history(_, _, _, let body): body.count + 64
    case .end(_, _, _, let snapshot): (snapshot?.count ?? 0) + 64
    }
  }
}
