import StatesEngine

/// Executions below the top that have ended, as far as they are still wanted: by a redrive, by a ResultWriter, or by the
/// caller.
struct EndedExecutions: Sendable {
  /// The children of one map run that have ended.
  struct Run: Sendable {
    fileprivate var executions: [Int: (number: Int, execution: Execution)] = [:]
    private var records: [Int: Record] = [:]
    /// One of the children: the others differ from it in their names.
    private var sibling: ExecutionIdentity?

    /// Of a million children nothing is kept that is the same for all.
    private struct Record: Sendable {
      let name: String
      let input: String
      let startTime: Timestamp
      let stopTime: Timestamp
      let redriveCount: Int32
    }

    fileprivate init() {}

    /// What is known of the child of an index.
    subscript(index: Int) -> ChildRecord? {
      if let (_, execution) = executions[index] { return ChildRecord(execution) }
      guard let record = records[index], let sibling else { return nil }
      return ChildRecord(
        sibling.named(record.name), input: record.input, startTime: record.startTime, stopTime: record.stopTime,
        redriveCount: Int(record.redriveCount))
    }

    fileprivate var hasRecords: Bool { !records.isEmpty }

    fileprivate mutating func record(_ execution: Execution, _ index: Int) {
      let identity = execution.identity
      if sibling == nil { sibling = identity }
      records[index] = Record(
        name: identity.name, input: execution.input.text, startTime: execution.startTime, stopTime: execution.now,
        redriveCount: Int32(clamping: identity.redriveCount ?? 0))
    }
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
  var records: [String: Run] {
    runs.filter { $0.value.hasRecords }.mapValues { run in
      var run = run
      run.executions = [:]
      return run
    }
  }

  /// Takes what an earlier run has kept.
  mutating func restore(_ result: ExecutionResult) {
    runs = result.records
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
      return addUnawaited(execution, number: number)
    }
    var hasSucceeded = false
    if case .succeeded = execution.status { hasSucceeded = true }
    if keepsAll || !hasSucceeded {
      runs[child.mapRunARN, default: Run()].executions[child.index] = (number, execution)
    } else if isRecorded {
      runs[child.mapRunARN, default: Run()].record(execution, child.index)
    }
  }

  /// - Parameter execution: one for which nobody waited.
  mutating func addUnawaited(_ execution: Execution, number: Int) {
    if keepsAll { others.append((number, execution)) }
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
