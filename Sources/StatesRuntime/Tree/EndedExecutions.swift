import StatesEngine

/// Executions below the top that have ended, as far as they are still wanted: by a redrive, by a ResultWriter, or by the
/// caller.
struct EndedExecutions: Sendable {
  /// The children of one map run that have ended.
  struct Run: Sendable {
    fileprivate var executions: [Int: (number: Int, execution: Execution)] = [:]
    fileprivate var records: [Int: ChildRecord] = [:]

    /// What is known of the child of an index.
    subscript(index: Int) -> ChildRecord? { executions[index].map { ChildRecord($0.execution) } ?? records[index] }
  }

  private let keepsAll: Bool
  private var runs: [String: Run] = [:]
  /// Those with which no redrive will go on.
  private var others: [(number: Int, execution: Execution)] = []

  init(keepsAll: Bool) { self.keepsAll = keepsAll }

  subscript(mapRunARN: String) -> Run? { runs[mapRunARN] }

  /// All that are kept, in no order.
  var executions: [(number: Int, execution: Execution)] {
    others + runs.values.flatMap { $0.executions.values }
  }

  /// What is known of children that are not kept, by their map runs.
  var records: [String: [Int: ChildRecord]] { runs.mapValues(\.records).filter { !$0.value.isEmpty } }

  /// Takes what an earlier run has kept.
  mutating func restore(_ result: ExecutionResult) {
    for (arn, records) in result.records { runs[arn, default: Run()].records = records }
    for (place, execution) in result.children.enumerated() {
      if let child = execution.mapRunChild {
        runs[child.mapRunARN, default: Run()].executions[child.index] = (place + 1, execution)
      } else {
        others.append((place + 1, execution))
      }
    }
  }

  /// - Parameter isRecorded: whether a record of it will be written although it ended well.
  mutating func add(_ execution: Execution, number: Int, isRecorded: Bool) {
    guard let child = execution.mapRunChild else {
      if keepsAll { others.append((number, execution)) }
      return
    }
    var hasSucceeded = false
    if case .succeeded = execution.status { hasSucceeded = true }
    if keepsAll || !hasSucceeded {
      runs[child.mapRunARN, default: Run()].executions[child.index] = (number, execution)
    } else if isRecorded {
      runs[child.mapRunARN, default: Run()].records[child.index] = ChildRecord(execution)
    }
  }

  /// Gives a child away to be gone on with.
  mutating func take(_ index: Int, ofMapRun arn: String) -> (number: Int, execution: Execution)? {
    runs[arn]?.executions.removeValue(forKey: index)
  }

  /// No redrive will go on with the children of a map run.
  mutating func drop(mapRun arn: String) {
    guard let run = runs.removeValue(forKey: arn), keepsAll else { return }
    others += run.executions.values
  }
}
