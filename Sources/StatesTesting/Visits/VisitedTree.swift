import StatesEngine
import StatesLanguage
import StatesRuntime

/// The visits of all executions of a result, and the way from one execution to those that it started.
struct VisitedTree {
  /// One execution with its visits.
  struct Entry {
    var identity: VisitedExecution
    var machine: StateMachine
    var visits: [StateVisit]
    /// The position, among ``visits``, of the visit that started each of the executions in ``VisitedTree/entries`` below.
    var starts: [(visit: Int, entry: Int)] = []
  }

  /// The execution under test and those below it, in the order in which they started.
  private(set) var entries: [Entry] = []

  init(_ result: ExecutionResult) {
    // The visits that started executions, by ARN; where several have one name, in the order in which they started.
    var mapRuns: [String: (entry: Int, visit: Int)] = [:]
    var started: [String: [(entry: Int, visit: Int)]] = [:]
    for (ordinal, execution) in ([result.execution] + result.children).enumerated() {
      let parent: (entry: Int, visit: Int)?
      let role: VisitedExecution.Role
      if ordinal == 0 {
        (parent, role) = (nil, .top)
      } else if let child = execution.mapRunChild {
        (parent, role) = (mapRuns[child.mapRunARN], .child(index: child.index))
      } else {
        let arn = execution.identity.executionARN
        parent = started[arn]?.first
        if let count = started[arn]?.count, count > 1 { started[arn]?.removeFirst() }
        role = .nested
      }
      let starter = parent.map { entries[$0.entry].visits[$0.visit] }
      var branch: [Int] = []
      if case .child = role, let starter { branch = starter.branch }
      let identity = VisitedExecution(
        arn: execution.identity.executionARN, name: execution.identity.name,
        stateMachine: execution.identity.stateMachineName, role: role,
        starter: starter.map {
          VisitedExecution.Starter(state: $0.state, iteration: $0.iteration, executionARN: $0.execution.arn)
        })
      let reader = VisitReader(execution, as: identity, ordinal: ordinal, branch: branch)
      entries.append(Entry(identity: identity, machine: execution.machine, visits: reader.visits))
      if let parent { entries[parent.entry].starts.append((parent.visit, ordinal)) }
      for (arn, visit) in reader.mapRuns { mapRuns[arn] = (ordinal, visit) }
      for (arn, visit) in reader.started { started[arn, default: []].append((ordinal, visit)) }
    }
  }

  /// All visits, in the order in which the states were entered; at the same time, those of an execution that started earlier
  /// come first.
  var visits: [StateVisit] {
    if entries.count == 1 { return entries[0].visits }
    return entries.flatMap(\.visits).enumerated().sorted {
      ($0.element.entered, $0.offset) < ($1.element.entered, $1.offset)
    }.map(\.element)
  }

  /// The positions of an execution and all below it, in the order in which they started.
  func positions(from entry: Int) -> [Int] {
    var positions = [entry]
    var next = 0
    while next < positions.count {
      positions += entries[positions[next]].starts.map(\.entry)
      next += 1
    }
    return positions.sorted()
  }

  /// The names of the states that an execution visited, each followed by those of the executions that it started.
  func path(of entry: Int, _ descendants: Descendants) -> [String] {
    var path: [String] = []
    let starts = Dictionary(grouping: entries[entry].starts, by: \.visit)
    for (place, visit) in entries[entry].visits.enumerated() {
      path.append(visit.state)
      for start in starts[place] ?? [] {
        let isIncluded =
          switch entries[start.entry].identity.role {
          case .top: false
          case .child: descendants.contains(.children)
          case .nested: descendants.contains(.nested)
          }
        if isIncluded { path += self.path(of: start.entry, descendants) }
      }
    }
    return path
  }
}
