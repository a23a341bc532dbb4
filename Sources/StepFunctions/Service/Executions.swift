import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// A request to start an execution.
struct ExecutionStart: Sendable {
  /// The ARN of a state machine, a version or an alias.
  let machineARN: String
  /// The case of the mock file that was named after it.
  let testCase: String?
  let name: String?
  let input: String?
  let traceHeader: String?

  /// - Parameter text: the ARN; a `#` and the name of a test case may follow.
  init(
    _ text: String, name: String?, input: String?, traceHeader: String?
  ) {
    let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    machineARN = String(parts[0])
    testCase = parts.count > 1 ? String(parts[1]) : nil
    self.name = name
    self.input = input
    self.traceHeader = traceHeader
  }

  /// The input as JSON.
  func inputValue() throws(StepFunctionsError) -> JSON {
    guard let input else { return [:] }
    guard !input.isEmpty else { throw .invalidInput("Invalid execution input.") }
    do throws(JSONParseError) {
      return try JSON(parsing: input)
    } catch {
      throw .invalidInput(error.serviceWords(in: input))
    }
  }
}

extension ServiceScope {
  /// Starts an execution. A standard one of the same name and input that still runs is given instead.
  ///
  /// - Parameter keepsEnd: whether its end is remembered until it is released, for a caller that waits for it.
  func start(
    _ start: ExecutionStart, _ machine: ResolvedMachine, keepsEnd: Bool = false
  ) async throws(StepFunctionsError) -> ExecutionDescription {
    if let name = start.name { try checkName(name) }
    try checkRoomForExecution()
    let input = try start.inputValue()
    let name = start.name ?? core.identifiers.uuid()
    var identity = machine.revision.identity.named(name)
    if machine.record.type == .express { identity = identity.express(id: core.identifiers.uuid()) }
    try await core.seeActivities(of: machine.revision.machine)
    let attributes = machine.attributes(traceHeader: start.traceHeader, testCase: start.testCase)
    let arn = identity.executionARN
    let isMocked = try start.testCase.map { (testCase) throws(StepFunctionsError) in
      try core.mocks.begin(testCase, of: machine, executionARN: arn)
    }
    if keepsEnd { core.host.retainEnd(of: arn) }
    var isNew = false
    defer {
      // An execution of that name keeps the mocks that it has.
      if !isNew, isMocked == true { core.mocks.end(arn) }
      if !isNew, keepsEnd { core.host.releaseEnd(of: arn) }
    }
    while true {
      do throws(HostError) {
        let started = try await core.host.start(
          machine.revision.machine, input: input, inputText: start.input ?? "{}", identity: identity,
          seed: core.identifiers.executionSeed(), quotas: core.limits.execution,
          lists: machine.lists(testCase: start.testCase),
          attributes: attributes.json)
        isNew = true
        return started
      } catch .executionExists(let arn) {
        if try await forgetExpired(arn) { continue }
        return try await started(before: arn, input: start.input ?? "{}")
      } catch {
        throw StepFunctionsError(error)
      }
    }
  }

  /// Removes an execution whose name is free again, if its store still has it.
  private func forgetExpired(_ arn: String) async throws(StepFunctionsError) -> Bool {
    do throws(HostError) {
      guard isExpired(try await core.host.describe(arn)) else { return false }
      try await core.host.forget([arn])
      return true
    } catch {
      if case .unknownExecution = error { return false }
      throw StepFunctionsError(error)
    }
  }

  /// Whether an execution ended so long ago that it is known no more.
  private func isExpired(_ execution: ExecutionDescription) -> Bool {
    guard let stopped = execution.stopTime else { return false }
    return stopped.advanced(byMilliseconds: core.limits.executionRetention.wholeMilliseconds) <= now
  }

  /// Checks that one more execution may run.
  func checkRoomForExecution() throws(StepFunctionsError) {
    guard core.host.counts.executions < core.limits.openExecutions else {
      throw StepFunctionsError(
        .executionLimitExceeded,
        "The maximum number of running executions has been reached: \(core.limits.openExecutions).")
    }
  }

  /// An execution that was started before with the same request, and still runs.
  private func started(before arn: String, input: String) async throws(StepFunctionsError) -> ExecutionDescription {
    let known: ExecutionDescription
    do throws(HostError) {
      known = try await core.host.describe(arn)
    } catch {
      if case .unknownExecution = error { throw .executionAlreadyExists(arn) }
      throw StepFunctionsError(error)
    }
    guard known.status == .running, known.input.utf8.elementsEqual(input.utf8) else {
      throw .executionAlreadyExists(arn)
    }
    return known
  }

  /// An execution of this account and region.
  func describedExecution(_ arn: ARN, _ text: String) async throws(StepFunctionsError) -> ExecutionDescription {
    guard owns(arn) else { throw .executionDoesNotExist(text) }
    let execution: ExecutionDescription
    do throws(HostError) {
      execution = try await core.host.describe(text)
    } catch {
      throw StepFunctionsError(error)
    }
    // The host may remember one that its store has forgotten.
    if isExpired(execution) { throw .executionDoesNotExist(text) }
    return execution
  }

  /// An execution as DescribeExecution gives it.
  func describe(_ execution: ExecutionDescription) -> DescribeExecutionOutput {
    let attributes = ExecutionAttributes(execution.attributes)
    let isChild = execution.mapRunARN != nil
    var output = DescribeExecutionOutput(
      executionArn: execution.executionARN, stateMachineArn: execution.stateMachineARN,
      status: ExecutionStatus(execution.status), startDate: execution.startTime)
    output.name = execution.name
    output.stopDate = execution.stopTime
    output.input = execution.input
    output.inputDetails = .included
    output.output = execution.output
    if execution.output != nil { output.outputDetails = .included }
    output.error = execution.error
    output.cause = execution.cause
    output.traceHeader = attributes.traceHeader
    output.mapRunArn = execution.mapRunARN
    output.stateMachineVersionArn = attributes.version
    output.stateMachineAliasArn = attributes.alias
    output.redriveCount = execution.redriveCount
    output.redriveDate = execution.redriveTime
    if isChild, execution.status != .running, execution.status != .succeeded {
      output.redriveStatus = .redrivableByMapRun
    } else if let problem = redriveProblem(execution) {
      output.redriveStatus = .notRedrivable
      output.redriveStatusReason = problem
    } else {
      output.redriveStatus = .redrivable
    }
    return output
  }

  /// Why an execution cannot be redriven, as it is described; `nil` if it can.
  func redriveProblem(_ execution: ExecutionDescription) -> String? {
    if let problem = execution.redriveProblem { return problem }
    let (now, limits) = (now, core.limits)
    if let stopped = execution.stopTime,
      stopped.advanced(byMilliseconds: limits.redrivePeriod.wholeMilliseconds) <= now
    {
      return "Execution redrivable period exceeded"
    }
    if execution.startTime.advanced(byMilliseconds: limits.executionAge.wholeMilliseconds) <= now {
      return "Execution has exceeded the max execution time"
    }
    return nil
  }
}

extension ResolvedMachine {
  /// The lists that contain an execution, besides that of the state machine.
  func lists(testCase: String?) -> [String] {
    [version, alias, testCase.map { "\(arn)#\(revision.name)#\($0)" }].compactMap { $0 }
  }

  /// The state machine, the revision and the case of a list that contains executions whose tasks are mocked.
  static func mockedCase(_ list: String) -> (arn: String, revision: String, testCase: String)? {
    let parts = list.split(separator: "#", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    return parts.count == 3 ? (parts[0], parts[1], parts[2]) : nil
  }

  /// What is kept with an execution.
  func attributes(traceHeader: String?, testCase: String?) -> ExecutionAttributes {
    var attributes = ExecutionAttributes()
    attributes.revision = revision.name
    attributes.version = version
    attributes.alias = alias
    attributes.traceHeader = traceHeader
    attributes.testCase = testCase
    let logging = revision.record.loggingConfiguration
    if logging.level != .off { attributes.logging = logging }
    return attributes
  }
}

extension CloudWatchEventsExecutionDataDetails {
  /// The API always includes what it has.
  static let included = CloudWatchEventsExecutionDataDetails(included: true)
}

extension ExecutionStatus {
  init(_ status: ExecutionResult.Status) {
    switch status {
    case .running: self = .running
    case .succeeded: self = .succeeded
    case .failed: self = .failed
    case .timedOut: self = .timedOut
    case .aborted: self = .aborted
    }
  }

  init(_ status: ExecutionRow.Status) {
    switch status {
    case .running: self = .running
    case .succeeded: self = .succeeded
    case .failed: self = .failed
    case .timedOut: self = .timedOut
    case .aborted: self = .aborted
    case .pendingRedrive: self = .pendingRedrive
    }
  }
}

extension ServiceCore {
  /// Waits for the end of an express execution; a clock that stands still is moved on for it.
  func result(of arn: String) async throws(HostError) -> ExecutionDescription {
    if let clock = clock as? VirtualClock {
      let execution = try await advance(clock, untilEndOf: arn)
      if execution.status != .running { return execution }
      // Its handler waits for something else than time.
    }
    return try await host.result(of: arn)
  }

  /// Lets time pass, from one deadline to the next, until an execution has ended or nothing is left that time could bring.
  func advance(_ clock: VirtualClock, untilEndOf arn: String) async throws(HostError) -> ExecutionDescription {
    let end = VirtualClock.Instant(offset: .seconds(Int64.max))
    while true {
      await clock.settle()
      let execution = try await host.describe(arn)
      if execution.status != .running || Task.isCancelled { return execution }
      guard await clock.advanceToNextSleeper(limit: end) else { return execution }
    }
  }
}
