import StatesEngine

/// How far the answers of one run's mocks have been used.
struct MockUsage: Sendable {
  /// One list of answers.
  struct ScriptID: Hashable, Sendable {
    var name: MockResources.Name
    /// Its position among those of its state.
    var place: Int
  }

  /// What attempts are counted for.
  private struct Counter: Hashable, Sendable {
    var script: ScriptID
    /// The execution and the iteration, if each begins with the first answer.
    var execution: String?
    var iterations: [Int]
  }

  private var counts: [Counter: Int] = [:]
  private var used: [ScriptID: Set<Int>] = [:]

  /// Counts another attempt; returns its number, from 0.
  mutating func count(_ task: TaskRequest, _ script: ScriptID, perIteration: Bool) -> Int {
    let counter = Counter(
      script: script, execution: perIteration ? task.executionARN : nil, iterations: perIteration ? task.iterations : []
    )
    let count = counts[counter, default: 0]
    counts[counter] = count + 1
    return count
  }

  /// Notes that an answer has been used.
  mutating func use(_ answer: Int, of script: ScriptID) { used[script, default: []].insert(answer) }

  /// The answers of a script that have been used, by position.
  func used(of script: ScriptID) -> Set<Int> { used[script] ?? [] }
}
