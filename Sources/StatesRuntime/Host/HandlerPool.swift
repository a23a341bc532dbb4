import LanguageSupport

/// The limit of handlers that run at once, shared by many executions.
///
/// It is fair between executions, not between tasks: those that have tasks waiting take turns, so that one execution with
/// ten thousand tasks does not keep the others waiting.
final class HandlerPool: Sendable {
  private struct State: Sendable {
    var free: Int
    var line = Line<HostedExecution>()
  }

  private let state: Locked<State>
  private let spawn: Spawn

  /// - Parameters:
  ///   - limit: how many handlers run at once; at least one.
  ///   - spawn: begins a task.
  init(limit: Int, spawn: @escaping Spawn) {
    state = Locked(State(free: max(1, limit)))
    self.spawn = spawn
  }

  /// Takes a slot, unless others wait for one.
  func take() -> Bool {
    state.withLock { state in
      guard state.free > 0, state.line.isEmpty else { return false }
      state.free -= 1
      return true
    }
  }

  /// Puts an execution that has tasks waiting at the end of the line: it is told when it has a slot. It must not be in
  /// the line yet.
  func enlist(_ execution: HostedExecution) {
    state.withLock { $0.line.append(execution) }
    serve()
  }

  /// Nobody waits for a slot any more.
  func close() { state.withLock { $0.line = Line() } }

  /// Gives a slot back.
  func giveBack() {
    state.withLock { $0.free += 1 }
    serve()
  }

  private func serve() {
    while let execution = state.withLock({ state -> HostedExecution? in
      guard state.free > 0, let execution = state.line.popFirst() else { return nil }
      state.free -= 1
      return execution
    }) {
      _ = spawn { await execution.hasSlot() }
    }
  }
}

/// Begins a task that nobody waits for.
typealias Spawn = @Sendable (_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never>
