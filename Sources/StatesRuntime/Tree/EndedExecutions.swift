import StatesEngine

/// Executions below the root that have ended and are still needed: for a redrive, for a ResultWriter, or by the caller.
struct EndedExecutions: Sendable {
  /// The children of one map run that have ended.
  struct Run: Sendable {
    fileprivate var executions: [Int: (number: Int, execution: Execution)] = [:]
    private var records: [Int: Record] = [:]
    /// Records from a snapshot.
    private var restored: [Int: ChildRecord] = [:]
    /// The identity of one of the children: those of the others differ only in their names.
    private var sibling: ExecutionIdentity?

    /// What differs from child to child: there may be a million of them.
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
      if let record = restored[index] { return record }
      guard let record = records[index], let sibling else { return nil }
      return ChildRecord(
        sibling.named(record.name), input: record.input, startTime: record.startTime, stopTime: record.stopTime,
        redriveCount: Int(record.redriveCount))
    }

    /// The child with an index, if it is kept.
    func execution(_ index: Int) -> Execution? { executions[index]?.execution }

    fileprivate var hasRecords: Bool { !records.isEmpty || !restored.isEmpty }

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
  /// Executions that will not be redriven.
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

  /// Restores the executions of an earlier run's result.
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

  /// Adds an execution that has ended.
  ///
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

  /// Adds an execution that was not awaited.
  mutating func addUnawaited(_ execution: Execution, number: Int) {
    if keepsAll { others.append((number, execution)) }
  }

  /// Removes and returns a child to be continued.
  mutating func take(_ index: Int, ofMapRun arn: String) -> (number: Int, execution: Execution)? {
    runs[arn]?.executions.removeValue(forKey: index)
  }

  /// Drops the children of a map run, which will not be redriven.
  mutating func drop(mapRun arn: String) {
    guard let run = runs.removeValue(forKey: arn), keepsAll else { return }
    others += run.executions.values
  }
}

// MARK: Snapshot

extension EndedExecutions {
  /// `{"runs": [[map run, [ended, …], [record, …]], …], "others": [ended, …]}`.
  func wireForm(_ machineName: (Execution) -> JSON) -> JSON {
    let runs = runs.sorted { $0.key < $1.key }.map { arn, run -> JSON in
      let executions = run.executions.sorted { $0.key < $1.key }
      return [
        .string(arn), .array(executions.map { Self.wireForm($0.value, machineName) }), .array(run.recordForms),
      ]
    }
    return ["runs": .array(runs), "others": .array(others.map { Self.wireForm($0, machineName) })]
  }

  /// `[number, machine, execution]`.
  private static func wireForm(_ ended: (number: Int, execution: Execution), _ machineName: (Execution) -> JSON) -> JSON
  {
    [.integer(Int64(ended.number)), machineName(ended.execution), ended.execution.snapshot(outline: false).json]
  }

  /// Reads the result of ``wireForm(_:)``.
  mutating func read(_ reader: WireReader, _ nodes: TreeReader) throws {
    let parts = try reader.members(["runs", "others"])
    for entry in try parts[0].elements() {
      let run = try entry.elements(3)
      let arn = try run[0].string()
      guard runs[arn] == nil else { throw entry.problem("another map run") }
      var kept = Run()
      for ended in try run[1].elements() {
        let (number, execution) = try Self.read(ended, nodes)
        guard let child = execution.mapRunChild, child.mapRunARN == arn, kept.executions[child.index] == nil else {
          throw ended.problem("another child of the map run")
        }
        kept.executions[child.index] = (number, execution)
      }
      for record in try run[2].elements() { try kept.read(record) }
      runs[arn] = kept
    }
    for ended in try parts[1].elements() { others.append(try Self.read(ended, nodes)) }
  }

  private static func read(_ reader: WireReader, _ nodes: TreeReader) throws -> (number: Int, execution: Execution) {
    let parts = try reader.elements(3)
    return (try parts[0].integer(0...TreeReader.maximumNumber), try nodes.execution(parts[2], machine: parts[1]))
  }
}

extension EndedExecutions.Run {
  /// `[index, ARN, name, state machine's ARN, input, start, stop, redrives]`, each.
  fileprivate var recordForms: [JSON] {
    Set(records.keys).union(restored.keys).sorted().compactMap { index in
      guard executions[index] == nil, let record = self[index] else { return nil }
      return [
        .integer(Int64(index)), .string(record.executionARN), .string(record.name), .string(record.stateMachineARN),
        .string(record.input), .integer(record.startTime.milliseconds), .integer(record.stopTime.milliseconds),
        .integer(Int64(record.redriveCount)),
      ]
    }
  }

  fileprivate mutating func read(_ reader: WireReader) throws {
    let parts = try reader.elements(8)
    let index: Int = try parts[0].integer(0...Int(Int32.max))
    guard restored[index] == nil, executions[index] == nil else { throw reader.problem("another child's record") }
    restored[index] = ChildRecord(
      executionARN: try parts[1].string(), name: try parts[2].string(), stateMachineARN: try parts[3].string(),
      input: try parts[4].string(), startTime: try parts[5].time(), stopTime: try parts[6].time(),
      redriveCount: try parts[7].integer(0...Int(Int32.max)))
  }
}
