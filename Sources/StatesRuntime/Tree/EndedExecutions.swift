import StatesEngine

/// Executions below the root that have ended, as long as they are needed: by a redrive, by a ResultWriter, or by the
/// caller.
struct EndedExecutions: Sendable {
  /// The children of one map run that have ended.
  struct Run: Sendable {
    fileprivate var executions: [Int: (number: Int, execution: Execution)] = [:]
    private var records: [Int: Record] = [:]
    /// What all children's ARNs begin with, and their state machine's ARN.
    private var executionPrefix = ""
    private var stateMachineARN = ""

    /// With a million children, nothing that is the same for all is stored in each.
    private struct Record: Sendable {
      let name: String
      let input: String
      let startTime: Timestamp
      let stopTime: Timestamp
      let redriveCount: Int32
    }

    fileprivate init() {}

    /// What is known about the child with an index.
    subscript(index: Int) -> ChildRecord? {
      if let (_, execution) = executions[index] { return ChildRecord(execution) }
      return records[index].map { record in
        ChildRecord(
          executionARN: executionPrefix + record.name, name: record.name, stateMachineARN: stateMachineARN,
          input: record.input, startTime: record.startTime, stopTime: record.stopTime,
          redriveCount: Int(record.redriveCount))
      }
    }

    fileprivate var hasRecords: Bool { !records.isEmpty }

    fileprivate mutating func record(_ execution: Execution, _ index: Int) {
      let identity = execution.identity
      if records.isEmpty {
        executionPrefix = String(identity.executionARN.dropLast(identity.name.count))
        stateMachineARN = identity.stateMachineARN
      }
      records[index] = Record(
        name: identity.name, input: execution.input.text, startTime: execution.startTime, stopTime: execution.now,
        redriveCount: Int32(clamping: identity.redriveCount ?? 0))
    }
  }

  private let keepsAll: Bool
  private var runs: [String: Run] = [:]
  /// Those that will not be redriven.
  private var others: [(number: Int, execution: Execution)] = []

  init(keepsAll: Bool) { self.keepsAll = keepsAll }

  subscript(mapRunARN: String) -> Run? { runs[mapRunARN] }

  /// All that are kept, in no particular order.
  var executions: [(number: Int, execution: Execution)] {
    others + runs.values.flatMap { $0.executions.values }
  }

  /// What is known about children that are not kept, by map run.
  var records: [String: Run] {
    runs.filter { $0.value.hasRecords }.mapValues { run in
      var run = run
      run.executions = [:]
      return run
    }
  }

  /// Restores what an earlier run has kept.
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

  /// - Parameter isRecorded: whether a record of it will be written even though it succeeded.
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

  /// - Parameter execution: one that was not awaited.
  mutating func addUnawaited(_ execution: Execution, number: Int) {
    if keepsAll { others.append((number, execution)) }
  }

  /// Removes and returns a child to be continued.
  mutating func take(_ index: Int, ofMapRun arn: String) -> (number: Int, execution: Execution)? {
    runs[arn]?.executions.removeValue(forKey: index)
  }

  /// The children of a map run will not be redriven.
  mutating func drop(mapRun arn: String) {
    guard let run = runs.removeValue(forKey: arn), keepsAll else { return }
    others += run.executions.values
  }
}
