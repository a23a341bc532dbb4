import LanguageSupport

/// Lets operations that must not overlap on a resource wait for each other: many at the same time that only use it, or one
/// that changes what it is.
///
/// What is read and then written in a store is guarded by conditions; this is for what has effects besides, such as an
/// execution that starts while its state machine is deleted. It holds for one process; where several share a store, each
/// looks after a start whether another has deleted the state machine meanwhile (``ServiceCore/seeDeletion(of:)``).
final class ResourceGates: Sendable {
  private struct Gate: Sendable {
    /// How many use it; -1 while one changes it.
    var users = 0
    var waiting: [(isExclusive: Bool, continuation: CheckedContinuation<Void, Never>)] = []

    var isUnused: Bool { users == 0 && waiting.isEmpty }

    /// Enters, unless others are in the way or were there before.
    mutating func enter(exclusively: Bool) -> Bool {
      guard waiting.isEmpty, exclusively ? users == 0 : users >= 0 else { return false }
      users = exclusively ? -1 : users + 1
      return true
    }

    /// Leaves; gives those that enter now.
    mutating func leave() -> [CheckedContinuation<Void, Never>] {
      users = users < 0 ? 0 : users - 1
      var entering: [CheckedContinuation<Void, Never>] = []
      while let next = waiting.first, next.isExclusive ? users == 0 : users >= 0 {
        waiting.removeFirst()
        entering.append(next.continuation)
        users = next.isExclusive ? -1 : users + 1
      }
      return entering
    }
  }

  private let gates = Locked<[String: Gate]>([:])

  /// Does something with a resource, while others do so too.
  func shared<Answer>(
    _ resource: String, _ body: () async throws(StepFunctionsError) -> Answer
  ) async throws(StepFunctionsError) -> Answer { try await pass(resource, exclusively: false, body) }

  /// Does something with a resource, while no other operation does anything with it.
  func exclusive<Answer>(
    _ resource: String, _ body: () async throws(StepFunctionsError) -> Answer
  ) async throws(StepFunctionsError) -> Answer { try await pass(resource, exclusively: true, body) }

  private func pass<Answer>(
    _ resource: String, exclusively: Bool, _ body: () async throws(StepFunctionsError) -> Answer
  ) async throws(StepFunctionsError) -> Answer {
    // As a rule there is nothing to wait for.
    let isOpen = gates.withLock { $0[resource, default: Gate()].enter(exclusively: exclusively) }
    if !isOpen { await wait(resource, exclusively: exclusively) }
    defer { leave(resource) }
    return try await body()
  }

  private func wait(_ resource: String, exclusively: Bool) async {
    await withCheckedContinuation { continuation in
      // It may have opened in between.
      let isOpen = gates.withLock { gates in
        if gates[resource, default: Gate()].enter(exclusively: exclusively) { return true }
        gates[resource, default: Gate()].waiting.append((exclusively, continuation))
        return false
      }
      if isOpen { continuation.resume() }
    }
  }

  private func leave(_ resource: String) {
    let entering = gates.withLock { gates in
      let entering = gates[resource]?.leave() ?? []
      if gates[resource]?.isUnused == true { gates[resource] = nil }
      return entering
    }
    for continuation in entering { continuation.resume() }
  }
}
