import LanguageSupport

/// What a host knows of the others that share its store.
final class Fleet: Sendable {
  private struct State: Sendable {
    /// Whether the host has had a lease.
    var hasLease = false
    /// The executions that others may have and that tasks here wait for, each with its task.
    var watched: Set<NestedWatch> = []
  }

  /// A task that waits for an execution.
  struct NestedWatch: Hashable, Sendable {
    let parent: ExecutionNumber
    let child: String
  }

  /// How many executions are claimed at once: so few that hosts share those of one that has died.
  static let claimCount = 32

  /// The name by which this host owns executions.
  let owner: String
  /// How the store tells hosts that something waits for them, if it can.
  let signals: (any StoreSignals)?

  private let state = Locked(State())

  init(_ store: any ExecutionStore, owner: String) {
    self.owner = owner
    signals = store as? any StoreSignals
  }

  /// Whether the host has had a lease: without one, others would take its executions over at once.
  var hasLease: Bool { state.withLock { $0.hasLease } }

  /// The host has a lease.
  func didRenew() { state.withLock { $0.hasLease = true } }

  /// A task waits for an execution; `false` if it is watched already.
  func beginWatching(_ watch: NestedWatch) -> Bool { state.withLock { $0.watched.insert(watch).inserted } }

  func endWatching(_ watch: NestedWatch) { _ = state.withLock { $0.watched.remove(watch) } }
}

// What a host does besides with the store that it shares.
extension HostCore {
  /// How long to pause between two looks for something, the `count`-th time.
  private func pause(_ count: Int, _ durable: DurableServices) -> Duration {
    let polling = durable.settings.inboxPolling
    return min(polling / 2 * (1 << min(count, 16)), polling * 10)
  }

  /// Waits until an execution that runs at another host has ended there, has come here, or the current task is cancelled.
  func awaitStoredEnd(of arn: String) async throws(HostError) {
    guard let durable else { return }
    var count = 0
    while table.number(of: arn) == nil, !Task.isCancelled, !isClosed {
      guard try await StoredExecution.row(arn, durable)?.status.isRunning == true else { return }
      try? await sharedClock.sleep(for: pause(count, durable))
      count += 1
    }
  }

  // MARK: Ownership

  /// Has a lease before anything is owned: else other hosts would take it at once.
  func ensureLease() async throws(HostError) {
    guard let durable, let fleet = durable.fleet, !fleet.hasLease else { return }
    try await renewLease(durable)
  }

  private func renewLease(_ durable: DurableServices) async throws(HostError) {
    do throws(StoreError) {
      try await durable.store.renewLease(of: durable.owner, for: durable.settings.lease)
      durable.fleet?.didRenew()
    } catch {
      throw .store(error)
    }
  }

  /// Renews the lease three times in its period, and takes over what hosts have left whose leases have expired.
  ///
  /// - Parameter takeUp: takes executions up.
  func keepLease(_ lease: Duration, takeUp: @Sendable () async throws(HostError) -> Void) async {
    guard let durable else { return }
    var sinceRenewal = sharedClock.stopwatch()
    while !Task.isCancelled, !isClosed {
      do { try await sharedClock.sleep(for: lease / 3) } catch { return }
      let next = sharedClock.stopwatch()
      do throws(HostError) {
        try await renewLease(durable)
        // So late that the lease may have expired, by the store's clock: others may have taken over what this host had.
        if sinceRenewal() > lease / 3 * 2 { try await dropLost(durable) }
        sinceRenewal = next
        try await takeUp()
      } catch {
        // The store cannot be reached; the next time it may be.
      }
    }
  }

  /// Forgets the executions that another host has taken over.
  private func dropLost(_ durable: DurableServices) async throws(HostError) {
    for arn in table.allARNs {
      guard let row = try await StoredExecution.row(arn, durable), row.owner != durable.owner else { continue }
      await drop(arn, row)
    }
  }

  private func drop(_ arn: String, _ row: ExecutionRow) async {
    guard let number = table.number(of: arn), let (_, place) = table.entry(number) else { return }
    switch place {
    case .resident(let execution):
      // One that has ended may have ended here.
      if row.status.isRunning { await execution.giveUp(.lost(arn)) }
    case .parked:
      if table.removeParked(number) { children.removeAll(of: number) }
    // Whoever reads it finds out.
    case .loading, .broken, .free: break
    }
  }
}
