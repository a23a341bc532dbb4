import StatesEngine

extension ExecutionTree {
  /// The tasks whose answers are awaited, without those that started an execution and wait for its end.
  var openTasks: [VirtualTimeExecution.OpenTask] {
    nodes.enumerated().flatMap { place, node -> [VirtualTimeExecution.OpenTask] in
      if case .free = node.role { return [] }
      let id = NodeID(place: Int32(truncatingIfNeeded: place), generation: node.generation)
      return node.execution.openTaskIDs.filter { node.awaited[$0.id] == nil }.map {
        VirtualTimeExecution.OpenTask(address: Address(node: id, id: $0.id), request: $0.request)
      }
    }
  }

  /// Whether the answer of a task is still awaited.
  func isAwaiting(_ task: Address<TaskID>) -> Bool {
    isUnderWay(task.node) && nodes[Int(task.node.place)].execution.isAwaiting(task.id)
  }

  /// Looks for an event.
  struct EventWatch {
    let isWanted: @Sendable (Execution, HistoryEvent) -> Bool
    /// Whether it has happened.
    private(set) var hasSeen = false

    init(isWanted: @escaping @Sendable (Execution, HistoryEvent) -> Bool) { self.isWanted = isWanted }

    /// Looks at the events of an execution that have come since there were so many.
    mutating func look(at execution: Execution, after count: Int) {
      let events = execution.history.suffix(max(0, execution.eventCount - count))
      if !hasSeen, events.contains(where: { isWanted(execution, $0) }) { hasSeen = true }
    }
  }
}
