import OrderedJSON

/// The answer to a request as bytes: what any protocol needs to send it.
public struct ServiceResponse: Sendable, Hashable {
  /// The HTTP status.
  public var status: Int
  /// The error's code, as `__type` has it; `nil` for success.
  public var code: String?
  /// The body: a JSON object.
  public var body: [UInt8]

  /// Creates an answer.
  public init(status: Int, code: String?, body: [UInt8]) {
    self.status = status
    self.code = code
    self.body = body
  }
}

extension StepFunctionsService {
  /// Answers a request that came as bytes: AWS JSON 1.0 without HTTP.
  ///
  /// - Parameters:
  ///   - operation: the name of the operation, which comes after `AWSStepFunctions.` in `X-Amz-Target`.
  ///   - body: the request, a JSON object. Unknown members are ignored, and `null` is the same as none.
  ///   - region: the region that the request was signed for; this view's by default.
  ///   - account: the account that the request is made for; this view's by default.
  ///   - traceHeader: the header `X-Amzn-Trace-Id`, which starts of executions prefer to the member `traceHeader`; ignored
  ///     if it could not be one.
  /// - Returns: the answer; times are seconds since 1970, absent values absent members. An error is an object with
  ///   `__type` and `message`.
  /// - SeeAlso: Smithy, "AWS JSON 1.0 protocol".
  public func respond(
    to operation: String, body: [UInt8], region: String? = nil, account: String? = nil,
    traceHeader: String? = nil
  ) async -> ServiceResponse {
    do throws(StepFunctionsError) {
      guard let operation = StepFunctionsOperation(rawValue: operation) else {
        throw StepFunctionsError(.unknownOperation, "The operation \(operation) is not known")
      }
      let service = scoped(region: region, account: account, traceHeader: traceHeader)
      try service.scope.checkARNs()
      let output = try await service.answer(operation, Self.parse(body))
      return ServiceResponse(status: 200, code: nil, body: JSONPrinter.compact.bytes(output))
    } catch {
      return ServiceResponse(
        status: error.code.httpStatus, code: error.code.rawValue, body: JSONPrinter.compact.bytes(error.json))
    }
  }

  private static func parse(_ body: [UInt8]) throws(StepFunctionsError) -> JSON {
    if body.isEmpty { return [:] }
    do throws(JSONParseError) {
      return try JSONParser(maximumDepth: 100).parse(body)
    } catch {
      throw StepFunctionsError(.serialization, "The request is not JSON: \(error)")
    }
  }

  /// The one table from operations to what does them.
  private func answer(_ operation: StepFunctionsOperation, _ json: JSON) async throws(StepFunctionsError) -> JSON {
    switch operation {
    case .createActivity: try await answer(CreateActivityInput.self, json)
    case .createStateMachine: try await answer(CreateStateMachineInput.self, json)
    case .createStateMachineAlias: try await answer(CreateStateMachineAliasInput.self, json)
    case .deleteActivity: try await answer(DeleteActivityInput.self, json)
    case .deleteStateMachine: try await answer(DeleteStateMachineInput.self, json)
    case .deleteStateMachineAlias: try await answer(DeleteStateMachineAliasInput.self, json)
    case .deleteStateMachineVersion: try await answer(DeleteStateMachineVersionInput.self, json)
    case .describeActivity: try await answer(DescribeActivityInput.self, json)
    case .describeExecution: try await answer(DescribeExecutionInput.self, json)
    case .describeMapRun: try await answer(DescribeMapRunInput.self, json)
    case .describeStateMachine: try await answer(DescribeStateMachineInput.self, json)
    case .describeStateMachineAlias: try await answer(DescribeStateMachineAliasInput.self, json)
    case .describeStateMachineForExecution: try await answer(DescribeStateMachineForExecutionInput.self, json)
    case .getActivityTask: try await answer(GetActivityTaskInput.self, json)
    case .getExecutionHistory: try await answer(GetExecutionHistoryInput.self, json)
    case .listActivities: try await answer(ListActivitiesInput.self, json)
    case .listExecutions: try await answer(ListExecutionsInput.self, json)
    case .listMapRuns: try await answer(ListMapRunsInput.self, json)
    case .listStateMachineAliases: try await answer(ListStateMachineAliasesInput.self, json)
    case .listStateMachineVersions: try await answer(ListStateMachineVersionsInput.self, json)
    case .listStateMachines: try await answer(ListStateMachinesInput.self, json)
    case .listTagsForResource: try await answer(ListTagsForResourceInput.self, json)
    case .publishStateMachineVersion: try await answer(PublishStateMachineVersionInput.self, json)
    case .redriveExecution: try await answer(RedriveExecutionInput.self, json)
    case .sendTaskFailure: try await answer(SendTaskFailureInput.self, json)
    case .sendTaskHeartbeat: try await answer(SendTaskHeartbeatInput.self, json)
    case .sendTaskSuccess: try await answer(SendTaskSuccessInput.self, json)
    case .startExecution: try await answer(StartExecutionInput.self, json)
    case .startSyncExecution: try await answer(StartSyncExecutionInput.self, json)
    case .stopExecution: try await answer(StopExecutionInput.self, json)
    case .tagResource: try await answer(TagResourceInput.self, json)
    case .testState: try await answer(TestStateInput.self, json)
    case .untagResource: try await answer(UntagResourceInput.self, json)
    case .updateMapRun: try await answer(UpdateMapRunInput.self, json)
    case .updateStateMachine: try await answer(UpdateStateMachineInput.self, json)
    case .updateStateMachineAlias: try await answer(UpdateStateMachineAliasInput.self, json)
    case .validateStateMachineDefinition: try await answer(ValidateStateMachineDefinitionInput.self, json)
    }
  }

  private func answer<Input: OperationInput>(
    _ type: Input.Type, _ json: JSON
  ) async throws(StepFunctionsError) -> JSON {
    var findings = RequestFindings()
    let input = Input(reading: json, at: "", .any, &findings)
    if let error = findings.error { throw error }
    guard let input else { throw StepFunctionsError(.serialization, "the request cannot be read") }
    return try await input.perform(in: scope).json
  }
}

extension StepFunctionsError {
  /// The error as the protocol has it.
  var json: JSON {
    var object: JSON.Object = ["__type": .string(code.rawValue), "message": .string(message)]
    if let reason { object["reason"] = .string(reason.rawValue) }
    if let resourceName { object["resourceName"] = .string(resourceName) }
    if let kmsKeyState { object["kmsKeyState"] = .string(kmsKeyState.rawValue) }
    return .object(object)
  }
}
