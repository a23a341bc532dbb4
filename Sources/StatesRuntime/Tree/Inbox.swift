import StatesEngine

/// Inputs on their way to the executions of a tree.
///
/// The deepest come first: everything that one of many children starts is handled before the next child starts, so that
/// no more executions run at the same time than on one path through the tree with all its siblings. Within one depth,
/// the order of arrival counts.
struct Inbox {
  private typealias Level = Line<(node: ExecutionTree.NodeID, input: Execution.Input)>

  /// By depth.
  private var levels: [Level] = []
  /// The deepest level that may have entries.
  private var deepest = 0
  /// The number of entries.
  private var count = 0

  /// Adds an input.
  ///
  /// - Parameter depth: the larger of the depths of the input's origin and its target.
  mutating func append(_ input: Execution.Input, to node: ExecutionTree.NodeID, depth: Int) {
    while levels.count <= depth { levels.append(Level()) }
    levels[depth].append((node, input))
    deepest = max(deepest, depth)
    count += 1
  }

  @inline(__always)
  mutating func popFirst() -> (node: ExecutionTree.NodeID, input: Execution.Input)? { count == 0 ? nil : popDeepest() }

  private mutating func popDeepest() -> (node: ExecutionTree.NodeID, input: Execution.Input)? {
    while deepest < levels.count {
      if let entry = levels[deepest].popFirst() {
        count -= 1
        return entry
      }
      guard deepest > 0 else { return nil }
      deepest -= 1
    }
    return nil
  }
}
