import StatesEngine
import StatesLanguage

/// What the executions of a tree have covered, for each of their definitions.
struct TreeCoverage: Sendable {
  /// In the order in which the definitions were first run to an end.
  private(set) var machines: [MachineCoverage] = []

  /// Adds what an execution has counted since it was last asked.
  mutating func take(from execution: inout Execution) {
    let counts = execution.takeCoverage()
    if !counts.counts.isEmpty { add(counts, of: execution.machine) }
  }

  /// Adds another tree's.
  mutating func add(_ others: TreeCoverage) {
    for other in others.machines { add(other.counts, of: other.machine) }
  }

  private mutating func add(_ counts: CoverageCounts, of machine: StateMachine) {
    if let index = machines.firstIndex(where: { $0.machine.isSame(as: machine) }) {
      machines[index].counts.add(counts)
    } else {
      machines.append(MachineCoverage(machine: machine, counts: counts))
    }
  }
}
