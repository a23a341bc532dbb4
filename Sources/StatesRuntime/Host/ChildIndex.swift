import LanguageSupport

/// Where the children of map runs are that have not ended, by their ARNs.
///
/// Children have no number of their own: they belong to the execution at the top of their tree, wherever that is.
final class ChildIndex: Sendable {
  struct Entry: Sendable {
    /// The execution at the top.
    let root: String
    let number: ExecutionNumber
    let node: ExecutionTree.NodeID
  }

  private struct State: Sendable {
    var entries: [String: Entry] = [:]
    /// Executions that have ended while express children of theirs go on.
    var ended: [ExecutionNumber: HostedExecution] = [:]
  }

  private let state = Locked(State())

  /// The child with an ARN, if it has not ended.
  subscript(arn: String) -> Entry? { state.withLock { $0.entries[arn] } }

  func add(_ arn: String, _ entry: Entry) { state.withLock { $0.entries[arn] = entry } }

  /// Removes children that no longer run.
  func remove(_ arns: some Sequence<String>, where isOver: (Entry) -> Bool) {
    state.withLock { state in
      for arn in arns {
        if let entry = state.entries[arn], isOver(entry) { state.entries[arn] = nil }
      }
    }
  }

  /// Removes what belongs to an execution that is no longer here.
  func removeAll(of number: ExecutionNumber) {
    state.withLock { state in
      if !state.entries.isEmpty { state.entries = state.entries.filter { $0.value.number != number } }
    }
  }

  // MARK: Executions that have ended

  /// An execution that has ended, but not all of what it has started.
  func ended(_ number: ExecutionNumber) -> HostedExecution? { state.withLock { $0.ended[number] } }

  /// The same by ARN: there may be several if it has been redriven.
  func ended(_ arn: String) -> [HostedExecution] {
    state.withLock { $0.ended.values.filter { $0.arn == arn } }
  }

  func keep(_ execution: HostedExecution) { state.withLock { $0.ended[execution.number] = execution } }

  /// Forgets an execution of which nothing goes on.
  func forget(_ number: ExecutionNumber) { state.withLock { $0.ended[number] = nil } }
}
