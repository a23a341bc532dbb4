import StatesLanguage

/// The status of a map run.
public enum MapRunStatus: String, Sendable, Hashable, CaseIterable {
  /// It is running.
  case running = "RUNNING"
  /// It succeeded.
  case succeeded = "SUCCEEDED"
  /// It failed.
  case failed = "FAILED"
  /// It was stopped with its execution, or cut off by the failure of another branch.
  case aborted = "ABORTED"
}

/// A map run as DescribeMapRun shows it.
///
/// - SeeAlso: Step Functions API, "DescribeMapRun".
public struct MapRunDescription: Sendable, Hashable {
  /// Numbers of items, or of child executions.
  public struct Counts: Sendable, Hashable {
    /// Not started. The remaining items of a dataset count once they have been read; batches that have not been formed
    /// are counted as if each had the maximum number of items, `MaxItemsPerBatch`.
    public var pending = 0
    /// Running.
    public var running = 0
    /// Succeeded.
    public var succeeded = 0
    /// Ended with an error.
    public var failed = 0
    /// Timed out.
    public var timedOut = 0
    /// Stopped.
    public var aborted = 0
    /// The sum of these.
    public var total = 0
    /// All of these once the run has ended, including those that were never started, with or without a ResultWriter; 0
    /// while it is running.
    public var resultsWritten = 0
    /// Did not succeed, and cannot be redriven.
    public var failuresNotRedrivable = 0
    /// Did not succeed, and waiting for a redrive that has started.
    public var pendingRedrive = 0
  }

  /// The run's ARN.
  public var mapRunARN: String
  /// The execution that the run belongs to.
  public var executionARN: String
  /// The name of the Map state.
  public var stateName: String
  /// Its status.
  public var status: MapRunStatus
  /// When it started.
  public var startTime: Timestamp
  /// When it ended, if it has.
  public var stopTime: Timestamp?
  /// `MaxConcurrency`; 0 for the service's maximum.
  public var maxConcurrency: Int
  /// `ToleratedFailureCount`, or 0.
  public var toleratedFailureCount: Int
  /// `ToleratedFailurePercentage`, or 0.
  public var toleratedFailurePercentage: Double
  /// Its items.
  public var itemCounts: Counts
  /// Its child executions.
  public var executionCounts: Counts
  /// How often it has been redriven.
  public var redriveCount: Int
  /// When it was last redriven, if ever.
  public var redriveTime: Timestamp?
}

/// The numbers that a map run keeps, for its children and for their items.
struct MapRunTally: Sendable, Hashable {
  var executions = MapRunDescription.Counts()
  var items = MapRunDescription.Counts()

  /// Adds a child to, or removes it from, those that wait, run or have ended.
  ///
  /// - Parameter number: 1, or -1.
  mutating func count(_ number: Int, _ child: MapRunChild, isRedrivable: (ChildOutcome) -> Bool) {
    executions.count(number, child.progress, isRedrivable)
    items.count(number * Int(child.itemCount), child.progress, isRedrivable)
  }
}

extension MapRunDescription.Counts {
  fileprivate mutating func count(
    _ number: Int, _ progress: MapRunChild.Progress, _ isRedrivable: (ChildOutcome) -> Bool
  ) {
    switch progress {
    case .running: running += number
    case .waiting(after: nil): pending += number
    case .waiting(after: let outcome?):
      pendingRedrive += number
      count(number, outcome, isRedrivable)
    case .ended(let outcome): count(number, outcome, isRedrivable)
    }
  }

  /// All that are running or have ended.
  fileprivate var begun: Int {
    [succeeded, failed, timedOut, aborted].reduce(running) { $0.addingClamped($1) }
  }

  private mutating func count(_ number: Int, _ outcome: ChildOutcome, _ isRedrivable: (ChildOutcome) -> Bool) {
    switch outcome {
    case .succeeded: succeeded += number
    case .failed: failed += number
    case .timedOut: timedOut += number
    case .aborted: aborted += number
    }
    if !outcome.isSuccess, !isRedrivable(outcome) { failuresNotRedrivable += number }
  }
}

extension Execution {
  /// How many map runs the execution has started.
  package var mapRunCount: Int { mapRuns.count }

  /// The same, of an execution that is a part of something else and would be copied to be read.
  package mutating func mapRunCountInPlace() -> Int { mapRuns.count }

  /// The ARNs of the map runs that the execution has started, in order.
  public var mapRunARNs: [String] { mapRuns.map(\.arn) }

  /// The description of a map run as in DescribeMapRun, or `nil` if this execution has none with that ARN.
  public func mapRun(_ arn: String) -> MapRunDescription? {
    mapRuns.last { $0.arn == arn }.map { describe($0) }
  }

  /// The indexes of the children of a map run that is running which have ended and are to be redriven by it, but wait.
  package func childrenPendingRedrive(ofMapRun arn: String) -> [Int] {
    guard let run = mapRuns.last(where: { $0.arn == arn }), run.status == .running else { return [] }
    return run.waiting[run.waitingHead...].filter {
      run.children.indices.contains($0) && run.children[$0].outcome != nil
    }
  }

  private func describe(_ run: MapRun) -> MapRunDescription {
    var items = run.counts.items
    var executions = run.counts.executions
    items.total = run.totalItems
    items.pending = items.total.subtractingClamped(items.begun)
    executions.pending =
      run.map.distributed.itemBatcher == nil
      ? items.pending : executions.pending.addingClamped(run.unformedBatches)
    executions.total = executions.pending.addingClamped(executions.begun)
    if run.status != .running {
      items.resultsWritten = items.total
      executions.resultsWritten = executions.total
    }
    return MapRunDescription(
      mapRunARN: run.arn, executionARN: identity.executionARN, stateName: run.state.name, status: run.status,
      startTime: run.startTime, stopTime: run.stopTime, maxConcurrency: run.maxConcurrency,
      toleratedFailureCount: run.tolerated.count ?? 0, toleratedFailurePercentage: run.tolerated.percentage ?? 0,
      itemCounts: items, executionCounts: executions, redriveCount: run.redriveCount, redriveTime: run.redriveTime)
  }
}
