public import StatesEngine
import StatesLanguage
import StatesRuntime

/// A request to `DescribeMapRun`. Describes a map run: its settings, its progress, its counts.
public struct DescribeMapRunInput: Sendable, Hashable {
  /// The ARN of the map run.
  public var mapRunArn: String

  /// Creates it with these members.
  public init(mapRunArn: String) {
    self.mapRunArn = mapRunArn
  }
}

extension DescribeMapRunInput: OperationInput {
  init() { self.init(mapRunArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("mapRunArn", &mapRunArn, .length(1...2000))
  }

  static let operation = StepFunctionsOperation.describeMapRun

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> DescribeMapRunOutput {
    let arn = try service.mapRunARN(mapRunArn)
    guard service.owns(arn) else { throw .resourceNotFound(mapRunArn) }
    let run: MapRunDescription
    do throws(HostError) {
      run = try await service.core.host.mapRun(mapRunArn)
    } catch {
      throw StepFunctionsError(error)
    }
    return DescribeMapRunOutput(run)
  }
}

extension DescribeMapRunOutput {
  /// The description of a map run; a concurrency without a limit is shown as the largest number.
  fileprivate init(_ run: MapRunDescription) {
    self.init(
      mapRunArn: run.mapRunARN, executionArn: run.executionARN, status: run.status, startDate: run.startTime,
      maxConcurrency: run.maxConcurrency == 0 ? Int(Int32.max) : run.maxConcurrency,
      toleratedFailurePercentage: run.toleratedFailurePercentage, toleratedFailureCount: run.toleratedFailureCount,
      itemCounts: MapRunCounts(run.itemCounts), executionCounts: MapRunCounts(run.executionCounts),
      stopDate: run.stopTime, redriveCount: run.redriveCount, redriveDate: run.redriveTime)
  }
}

extension MapRunCounts {
  fileprivate init(_ counts: MapRunDescription.Counts) {
    self.init(
      pending: counts.pending, running: counts.running, succeeded: counts.succeeded, failed: counts.failed,
      timedOut: counts.timedOut, aborted: counts.aborted, total: counts.total, resultsWritten: counts.resultsWritten,
      failuresNotRedrivable: counts.failuresNotRedrivable, pendingRedrive: counts.pendingRedrive)
  }
}

/// The answer of `DescribeMapRun`.
public struct DescribeMapRunOutput: Sendable, Hashable {
  /// The ARN of the map run.
  public var mapRunArn: String
  /// The ARN of the execution.
  public var executionArn: String
  /// The status.
  public var status: MapRunStatus
  /// When it started.
  public var startDate: Timestamp
  /// When it ended; absent while it runs.
  public var stopDate: Timestamp?
  /// How many children run at the same time.
  public var maxConcurrency: Int
  /// The percentage of items that may fail.
  public var toleratedFailurePercentage: Double
  /// The number of items that may fail.
  public var toleratedFailureCount: Int
  /// The numbers of items.
  public var itemCounts: MapRunItemCounts
  /// The numbers of child executions.
  public var executionCounts: MapRunExecutionCounts
  /// How often it has been redriven.
  public var redriveCount: Int?
  /// When it was last redriven.
  public var redriveDate: Timestamp?

  /// Creates it with these members.
  public init(
    mapRunArn: String, executionArn: String, status: MapRunStatus, startDate: Timestamp, maxConcurrency: Int,
    toleratedFailurePercentage: Double, toleratedFailureCount: Int, itemCounts: MapRunItemCounts,
    executionCounts: MapRunExecutionCounts, stopDate: Timestamp? = nil, redriveCount: Int? = nil,
    redriveDate: Timestamp? = nil
  ) {
    self.mapRunArn = mapRunArn
    self.executionArn = executionArn
    self.status = status
    self.startDate = startDate
    self.stopDate = stopDate
    self.maxConcurrency = maxConcurrency
    self.toleratedFailurePercentage = toleratedFailurePercentage
    self.toleratedFailureCount = toleratedFailureCount
    self.itemCounts = itemCounts
    self.executionCounts = executionCounts
    self.redriveCount = redriveCount
    self.redriveDate = redriveDate
  }
}

extension DescribeMapRunOutput: Structure {
  init() {
    self.init(
      mapRunArn: "", executionArn: "", status: .running, startDate: Timestamp(milliseconds: 0), maxConcurrency: 0,
      toleratedFailurePercentage: 0, toleratedFailureCount: 0, itemCounts: .init(), executionCounts: .init())
  }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("mapRunArn", &mapRunArn)
    visitor.required("executionArn", &executionArn)
    visitor.required("status", &status)
    visitor.required("startDate", &startDate)
    visitor.optional("stopDate", &stopDate)
    visitor.required("maxConcurrency", &maxConcurrency)
    visitor.required("toleratedFailurePercentage", &toleratedFailurePercentage)
    visitor.required("toleratedFailureCount", &toleratedFailureCount)
    visitor.required("itemCounts", &itemCounts)
    visitor.required("executionCounts", &executionCounts)
    visitor.optional("redriveCount", &redriveCount)
    visitor.optional("redriveDate", &redriveDate)
  }
}

extension StepFunctionsService {
  /// Describes a map run: its settings, its progress, its counts.
  ///
  /// - Parameters: as in ``DescribeMapRunInput``.
  /// - Throws: `ResourceNotFound`, `InvalidArn`.
  /// - SeeAlso: Step Functions API, "DescribeMapRun".
  public func describeMapRun(mapRunArn: String) async throws(StepFunctionsError) -> DescribeMapRunOutput {
    try await perform(DescribeMapRunInput(mapRunArn: mapRunArn))
  }
}
