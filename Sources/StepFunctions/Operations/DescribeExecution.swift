public import StatesEngine
import StatesLanguage

/// A request to `DescribeExecution`. Describes a standard execution, or a child of a map run.
public struct DescribeExecutionInput: Sendable, Hashable {
  /// The ARN of the execution.
  public var executionArn: String
  /// Whether inputs, outputs and definitions are given that are encrypted with a customer key.
  public var includedData: IncludedData?

  /// Creates it with these members.
  public init(executionArn: String, includedData: IncludedData? = nil) {
    self.executionArn = executionArn
    self.includedData = includedData
  }
}

extension DescribeExecutionInput: OperationInput {
  init() { self.init(executionArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("executionArn", &executionArn, .length(1...256))
    visitor.optional("includedData", &includedData)
  }

  static let operation = StepFunctionsOperation.describeExecution

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> DescribeExecutionOutput {
    let arn = try service.executionARN(executionArn)
    let execution = try await service.describedExecution(arn, executionArn)
    var output = service.describe(execution)
    if try await service.hides(includedData, of: execution) { output.removeData() }
    return output
  }
}

/// The answer of `DescribeExecution`.
public struct DescribeExecutionOutput: Sendable, Hashable {
  /// The ARN of the execution.
  public var executionArn: String
  /// The ARN of the state machine.
  public var stateMachineArn: String
  /// The name.
  public var name: String?
  /// The status.
  public var status: ExecutionStatus
  /// When it started.
  public var startDate: Timestamp
  /// When it ended; absent while it runs.
  public var stopDate: Timestamp?
  /// The input, as JSON text.
  public var input: String?
  /// Whether the input is included.
  public var inputDetails: CloudWatchEventsExecutionDataDetails?
  /// The output, as JSON text.
  public var output: String?
  /// Whether the output is included.
  public var outputDetails: CloudWatchEventsExecutionDataDetails?
  /// The AWS X-Ray trace header.
  public var traceHeader: String?
  /// The ARN of the map run.
  public var mapRunArn: String?
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?
  /// The ARN of the version.
  public var stateMachineVersionArn: String?
  /// The ARN of the alias.
  public var stateMachineAliasArn: String?
  /// How often it has been redriven.
  public var redriveCount: Int?
  /// When it was last redriven.
  public var redriveDate: Timestamp?
  /// Whether it can be redriven.
  public var redriveStatus: ExecutionRedriveStatus?
  /// Why it cannot be redriven.
  public var redriveStatusReason: String?

  /// Creates it with these members.
  public init(
    executionArn: String, stateMachineArn: String, status: ExecutionStatus, startDate: Timestamp, name: String? = nil,
    stopDate: Timestamp? = nil, input: String? = nil, inputDetails: CloudWatchEventsExecutionDataDetails? = nil,
    output: String? = nil, outputDetails: CloudWatchEventsExecutionDataDetails? = nil, traceHeader: String? = nil,
    mapRunArn: String? = nil, error: String? = nil, cause: String? = nil, stateMachineVersionArn: String? = nil,
    stateMachineAliasArn: String? = nil, redriveCount: Int? = nil, redriveDate: Timestamp? = nil,
    redriveStatus: ExecutionRedriveStatus? = nil, redriveStatusReason: String? = nil
  ) {
    self.executionArn = executionArn
    self.stateMachineArn = stateMachineArn
    self.name = name
    self.status = status
    self.startDate = startDate
    self.stopDate = stopDate
    self.input = input
    self.inputDetails = inputDetails
    self.output = output
    self.outputDetails = outputDetails
    self.traceHeader = traceHeader
    self.mapRunArn = mapRunArn
    self.error = error
    self.cause = cause
    self.stateMachineVersionArn = stateMachineVersionArn
    self.stateMachineAliasArn = stateMachineAliasArn
    self.redriveCount = redriveCount
    self.redriveDate = redriveDate
    self.redriveStatus = redriveStatus
    self.redriveStatusReason = redriveStatusReason
  }
}

extension DescribeExecutionOutput: Structure {
  init() { self.init(executionArn: "", stateMachineArn: "", status: .running, startDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("executionArn", &executionArn)
    visitor.required("stateMachineArn", &stateMachineArn)
    visitor.optional("name", &name)
    visitor.required("status", &status)
    visitor.required("startDate", &startDate)
    visitor.optional("stopDate", &stopDate)
    visitor.optional("input", &input)
    visitor.optional("inputDetails", &inputDetails)
    visitor.optional("output", &output)
    visitor.optional("outputDetails", &outputDetails)
    visitor.optional("traceHeader", &traceHeader)
    visitor.optional("mapRunArn", &mapRunArn)
    visitor.optional("error", &error)
    visitor.optional("cause", &cause)
    visitor.optional("stateMachineVersionArn", &stateMachineVersionArn)
    visitor.optional("stateMachineAliasArn", &stateMachineAliasArn)
    visitor.optional("redriveCount", &redriveCount)
    visitor.optional("redriveDate", &redriveDate)
    visitor.optional("redriveStatus", &redriveStatus)
    visitor.optional("redriveStatusReason", &redriveStatusReason)
  }
}

extension StepFunctionsService {
  /// Describes a standard execution, or a child of a map run.
  ///
  /// - Parameters: as in ``DescribeExecutionInput``.
  /// - Throws: `ExecutionDoesNotExist`, `InvalidArn`.
  /// - SeeAlso: Step Functions API, "DescribeExecution".
  public func describeExecution(executionArn: String, includedData: IncludedData? = nil)
    async throws(StepFunctionsError) -> DescribeExecutionOutput
  {
    try await perform(DescribeExecutionInput(executionArn: executionArn, includedData: includedData))
  }
}
