import LanguageSupport

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
    _ = try await renewLease(durable, fleet)
  }

  /// Renews the lease; gives how long after the last time.
  private func renewLease(_ durable: DurableServices, _ fleet: Fleet) async throws(HostError) -> Duration {
    let sinceRenewal = sharedClock.stopwatch()
    do throws(StoreError) {
      try await durable.store.renewLease(of: durable.owner, for: durable.settings.lease)
      return fleet.didRenew(sinceRenewal)
    } catch {
      throw .store(error)
    }
  }

  /// Renews the lease three times in its period, and takes over what hosts have left whose leases have expired; sooner if
  /// one of them does not answer.
  ///
  /// - Parameter takeUp: takes executions up.
  func keepLease(_ lease: Duration, takeUp: @Sendable () async throws(HostError) -> Void) async {
    guard let durable, let fleet = durable.fleet else { return }
    var wasLate = false
    while !Task.isCancelled, !isClosed {
      await fleet.leaseKeeper.sleep(for: lease / 3, self)
      if Task.isCancelled || isClosed { return }
      do throws(HostError) {
        let pause = try await renewLease(durable, fleet)
        // Others may have taken over what this host had.
        if Fleet.isLate(pause, lease) { wasLate = true }
        if wasLate { try await dropLost(durable) }
        wasLate = false
        try await takeUp()
      } catch {
        // The store cannot be reached; the next time it may be.
      }
    }
  }

  /// Forgets the executions that another host has taken over.
  private func dropLost(_ durable: DurableServices) async throws(HostError) {
    // What this host takes over again meanwhile gets another number.
    for (arn, number) in table.all { try await dropIfLost(arn, number, durable) }
  }

  /// What a host that has not renewed its lease in time has in memory may be another's past: it looks first.
  func catchUp(_ arn: String, _ number: ExecutionNumber) async throws(HostError) {
    guard let durable, let fleet = durable.fleet, let lease = durable.settings.lease, fleet.isLate(lease) else {
      return
    }
    try await dropIfLost(arn, number, durable)
  }

  private func dropIfLost(
    _ arn: String, _ number: ExecutionNumber, _ durable: DurableServices
  ) async throws(HostError) {
    guard let row = try await StoredExecution.row(arn, durable), row.owner != durable.owner else { return }
    await drop(arn, number, row)
  }

  private func drop(_ arn: String, _ number: ExecutionNumber, _ row: ExecutionRow) async {
    guard let (_, place) = table.entry(number) else { return }
    switch place {
    case .resident(let execution): await execution.giveUp(lostTo: row)
    case .parked:
      if table.removeParked(number) { children.removeAll(of: number) }
    // Whoever reads it finds out.
    case .loading, .broken, .free: break
    }
  }
}
