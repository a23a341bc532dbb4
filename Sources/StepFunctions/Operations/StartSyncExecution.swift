public import StatesEngine
import StatesRuntime

/// A request to `StartSyncExecution`. Runs an express execution and waits for its end.
public struct StartSyncExecutionInput: Sendable, Hashable {
  /// The ARN of the state machine.
  public var stateMachineArn: String
  /// The name of the execution; drawn if absent.
  public var name: String?
  /// The input, as JSON text.
  public var input: String?
  /// The AWS X-Ray trace header.
  public var traceHeader: String?
  /// Whether inputs, outputs and definitions are given that are encrypted with a customer key.
  public var includedData: IncludedData?

  /// Creates it with these members.
  public init(
    stateMachineArn: String, name: String? = nil, input: String? = nil, traceHeader: String? = nil,
    includedData: IncludedData? = nil
  ) {
    self.stateMachineArn = stateMachineArn
    self.name = name
    self.input = input
    self.traceHeader = traceHeader
    self.includedData = includedData
  }
}

extension StartSyncExecutionInput: OperationInput {
  init() { self.init(stateMachineArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineArn", &stateMachineArn, .length(1...256))
    visitor.optional("name", &name, .length(1...80))
    visitor.optional("input", &input, .payload(0...262144))
    visitor.optional("traceHeader", &traceHeader, .length(0...256, .ascii))
    visitor.optional("includedData", &includedData)
  }

  static let operation = StepFunctionsOperation.startSyncExecution

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> StartSyncExecutionOutput {
    let start = ExecutionStart(
      stateMachineArn, name: name, input: input, traceHeader: service.traceHeader ?? traceHeader)
    let (machine, started) = try await service.withResolved(start.machineARN) { (machine) throws(StepFunctionsError) in
      guard machine.record.type == .express else { throw .typeNotSupported }
      return (machine, try await service.start(start, machine, keepsEnd: true))
    }
    defer { service.core.host.releaseEnd(of: started.executionARN) }
    let ended: ExecutionDescription
    do throws(HostError) {
      ended = try await service.core.result(of: started.executionARN)
    } catch {
      throw StepFunctionsError(error)
    }
    var output = StartSyncExecutionOutput(
      ended, stateMachineArn: machine.arn, traceHeader: service.traceHeader ?? traceHeader)
    if machine.revision.record.hides(includedData) { output.removeData() }
    return output
  }
}

extension StartSyncExecutionOutput {
  /// The answer for an express execution that has ended.
  fileprivate init(_ execution: ExecutionDescription, stateMachineArn: String, traceHeader: String?) {
    let stopped = execution.stopTime ?? execution.startTime
    let status: SyncExecutionStatus =
      switch execution.status {
      case .succeeded: .succeeded
      case .timedOut: .timedOut
      case .failed, .aborted, .running: .failed
      }
    self.init(
      executionArn: execution.executionARN, startDate: execution.startTime, stopDate: stopped, status: status)
    self.stateMachineArn = stateMachineArn
    name = execution.name
    error = execution.error
    cause = execution.cause
    input = execution.input
    inputDetails = .included
    output = execution.output
    outputDetails = .included
    self.traceHeader = traceHeader
    billingDetails = BillingDetails(from: execution.startTime, to: stopped)
  }
}

extension BillingDetails {
  /// What an execution of a small amount of memory is billed: time in steps of 100 ms.
  fileprivate init(from start: Timestamp, to stop: Timestamp) {
    let (duration, overflow) = stop.milliseconds.subtractingReportingOverflow(start.milliseconds)
    let steps = overflow ? 1 : max(1, duration / 100 + (duration % 100 > 0 ? 1 : 0))
    self.init(billedMemoryUsedInMB: 64, billedDurationInMilliseconds: Int(steps) * 100)
  }
}

/// The answer of `StartSyncExecution`.
public struct StartSyncExecutionOutput: Sendable, Hashable {
  /// The ARN of the execution.
  public var executionArn: String
  /// The ARN of the state machine.
  public var stateMachineArn: String?
  /// The name.
  public var name: String?
  /// When it started.
  public var startDate: Timestamp
  /// When it ended.
  public var stopDate: Timestamp
  /// The status.
  public var status: SyncExecutionStatus
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?
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
  /// What would be billed.
  public var billingDetails: BillingDetails?

  /// Creates it with these members.
  public init(
    executionArn: String, startDate: Timestamp, stopDate: Timestamp, status: SyncExecutionStatus,
    stateMachineArn: String? = nil, name: String? = nil, error: String? = nil, cause: String? = nil,
    input: String? = nil, inputDetails: CloudWatchEventsExecutionDataDetails? = nil, output: String? = nil,
    outputDetails: CloudWatchEventsExecutionDataDetails? = nil, traceHeader: String? = nil,
    billingDetails: BillingDetails? = nil
  ) {
    self.executionArn = executionArn
    self.stateMachineArn = stateMachineArn
    self.name = name
    self.startDate = startDate
    self.stopDate = stopDate
    self.status = status
    self.error = error
    self.cause = cause
    self.input = input
    self.inputDetails = inputDetails
    self.output = output
    self.outputDetails = outputDetails
    self.traceHeader = traceHeader
    self.billingDetails = billingDetails
  }
}

extension StartSyncExecutionOutput: Structure {
  init() {
    self.init(
      executionArn: "", startDate: Timestamp(milliseconds: 0), stopDate: Timestamp(milliseconds: 0), status: .succeeded)
  }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("executionArn", &executionArn)
    visitor.optional("stateMachineArn", &stateMachineArn)
    visitor.optional("name", &name)
    visitor.required("startDate", &startDate)
    visitor.required("stopDate", &stopDate)
    visitor.required("status", &status)
    visitor.optional("error", &error)
    visitor.optional("cause", &cause)
    visitor.optional("input", &input)
    visitor.optional("inputDetails", &inputDetails)
    visitor.optional("output", &output)
    visitor.optional("outputDetails", &outputDetails)
    visitor.optional("traceHeader", &traceHeader)
    visitor.optional("billingDetails", &billingDetails)
  }
}

extension StepFunctionsService {
  /// Runs an express execution and waits for its end.
  ///
  /// - Parameters: as in ``StartSyncExecutionInput``.
  /// - Throws: `InvalidArn`, `InvalidExecutionInput`, `InvalidName`, `StateMachineDoesNotExist`,
  ///   `StateMachineDeleting`, `StateMachineTypeNotSupported`.
  /// - SeeAlso: Step Functions API, "StartSyncExecution".
  @discardableResult
  public func startSyncExecution(
    stateMachineArn: String, name: String? = nil, input: String? = nil, traceHeader: String? = nil,
    includedData: IncludedData? = nil
  ) async throws(StepFunctionsError) -> StartSyncExecutionOutput {
    try await perform(
      StartSyncExecutionInput(
        stateMachineArn: stateMachineArn, name: name, input: input, traceHeader: traceHeader, includedData: includedData
      ))
  }
}
