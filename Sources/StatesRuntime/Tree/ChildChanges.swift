import StatesEngine

/// What has become of the children of map runs, and which runs have started: what a host writes down of them.
struct ChildChanges {
  /// A map run that has started.
  struct StartedRun {
    let arn: String
    /// The execution that it belongs to.
    let executionARN: String
  }

  /// Children that have started or go on after a redrive, in order; some may have ended since.
  var begun: [ExecutionTree.NodeID] = []
  /// Children as they ended, in order.
  var ended: [Execution] = []
  /// Map runs that have started, in order.
  var startedRuns: [StartedRun] = []

  /// Adds the map runs that an execution has started since it had so many.
  mutating func add(_ execution: Execution, mapRunsAfter count: Int) {
    guard execution.mapRunCount > count else { return }
    for arn in execution.mapRunARNs.dropFirst(count) {
      startedRuns.append(StartedRun(arn: arn, executionARN: execution.identity.executionARN))
    }
  }
}

extension ExecutionTree {
  /// The running children of map runs, those included that are no longer awaited.
  var runningChildren: [(node: NodeID, execution: Execution)] {
    nodes.indices.dropFirst().compactMap { place in
      if case .free = nodes[place].role { return nil }
      guard nodes[place].execution.mapRunChild != nil else { return nil }
      return (id(place), nodes[place].execution)
    }
  }

  /// The execution of a node, if it has not ended.
  func execution(_ node: NodeID) -> Execution? { isUnderWay(node) ? nodes[Int(node.place)].execution : nil }

  /// The execution that has not ended and that a map run belongs to.
  func owner(ofMapRun arn: String) -> NodeID? {
    for place in nodes.indices {
      if case .free = nodes[place].role { continue }
      if nodes[place].execution.mapRun(arn) != nil { return id(place) }
    }
    return nil
  }

  /// The execution that a map run belongs to, if the run has not ended.
  func owner(ofRunningMapRun arn: String) -> NodeID? {
    guard let owner = owner(ofMapRun: arn), execution(owner)?.mapRun(arn)?.status == .running else { return nil }
    return owner
  }

  /// The children of a map run that have ended and wait to be redriven by it.
  func childrenPendingRedrive(ofMapRun arn: String) -> [Execution] {
    guard let owner = owner(ofMapRun: arn), let run = ended[arn] else { return [] }
    return nodes[Int(owner.place)].execution.childrenPendingRedrive(ofMapRun: arn).compactMap { run.execution($0) }
  }

  /// Frees the slots of executions that are not awaited: they go on where they were started.
  mutating func forgetDetached() {
    for place in nodes.indices {
      guard case .detached = nodes[place].role else { continue }
      detachedCount -= 1
      release(id(place))
    }
  }

  private func id(_ place: Int) -> NodeID {
    NodeID(place: Int32(truncatingIfNeeded: place), generation: nodes[place].generation)
  }
}
