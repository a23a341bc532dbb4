import OrderedJSON
public import StatesEngine
import StatesLanguage
public import StatesRuntime

extension TestStateRequest {
  /// Tests the state.
  ///
  /// - Parameters:
  ///   - time: when the state is entered; 2024-01-01T00:00:00Z by default.
  ///   - seed: the seed of random functions.
  ///   - perform: performs a task that is not mocked. Without it such a task is refused: nothing is called from here.
  /// - Returns: how the state ended, which may be a failure.
  /// - Throws: the service's response to a request that it refuses.
  public func answer(
    at time: Timestamp = .virtualStart, seed: UInt64 = 0,
    performing perform: ((TaskRequest) -> TaskReport)? = nil
  ) throws(TestStateError) -> TestStateAnswer {
    if let roleARN, !roleARN.hasPrefix("arn:") {
      throw TestStateError(.invalidArn, "Invalid Arn: 'Invalid ARN prefix: \(roleARN)'")
    }
    let definition = try DefinitionUnderTest(self)
    let mocked = try MockChecks(request: self, state: definition.state).mocked()
    let input = try inputValue()
    if mock == nil, perform == nil, case .task(let task) = definition.state.kind {
      throw .validation("The state calls '\(task.resource.arn)', which is not mocked")
    }
    var test = StateTest(
      definition.machine, state: definition.place, input: input, variables: try variableValues(),
      context: try contextObject(definition, input, time), at: time, seed: seed)
    test.retrierRetryCount = configuration.retrierRetryCount ?? 0
    test.mapIterationFailureCount = configuration.mapIterationFailureCount ?? 0
    if let data = configuration.mapItemReaderData {
      test.readItems = { try ItemReaderData(text: data).items(for: $0) }
    }
    do throws(StateTest.Refusal) {
      let outcome = try test.run { work in
        if let result = mocked.result { return .succeeded(result) }
        if let output = mock?.errorOutput { return .failed(error: output.error, cause: output.cause) }
        guard case .task(let task) = work, let perform else { return .rejected(cause: "no handler performs this work") }
        return StateTest.WorkResult(perform(task).outcome)
      }
      return TestStateAnswer(outcome: outcome, inspectionLevel: inspectionLevel, warnings: mocked.warnings)
    } catch {
      switch error {
      case .outputsDoNotMatchIterations:
        throw .validation("Input array does not equal the mocked result array's size")
      }
    }
  }

  private func inputValue() throws(TestStateError) -> JSON {
    guard let input, !input.isEmpty else { return [:] }
    do throws(JSONParseError) {
      return try JSON(parsing: input)
    } catch {
      throw TestStateError(
        .invalidExecutionInput, "Invalid State Machine Execution Input: '\(error.serviceWords(in: input))'")
    }
  }

  private func variableValues() throws(TestStateError) -> JSON.Object {
    guard let variables, !variables.isEmpty else { return [:] }
    guard let object = (try? JSON(parsing: variables))?.objectValue else {
      throw .validation("Variables must be a JSON object")
    }
    return object
  }

  private func contextObject(
    _ definition: DefinitionUnderTest, _ input: JSON, _ time: Timestamp
  ) throws(TestStateError) -> JSON.Object {
    if let context { return try TestStateContext.given(context, for: definition) }
    return TestStateContext.made(
      for: definition, input: input, roleARN: roleARN, retryCount: configuration.retrierRetryCount ?? 0, at: time)
  }
}

extension StateTest.WorkResult {
  fileprivate init(_ outcome: TaskReport.Outcome) {
    switch outcome {
    case .succeeded(let output): self = .succeeded(output)
    case .failed(let error, let cause): self = .failed(error: error, cause: cause)
    case .rejected(let cause): self = .rejected(cause: cause)
    case .pending, .never: self = .failed(error: "States.Timeout", cause: nil)
    }
  }
}

/// The dataset of a Map, in its source format.
struct ItemReaderData {
  let text: String

  /// Reads it as the Map's ItemReader would; `nil` if the text is not the content of one object.
  func items(for request: ItemReadingRequest) throws(ItemReadingFailure) -> [MapRunItem]? {
    guard request.resource.hasSuffix(":s3:getObject"), request.config["ManifestType"] == nil,
      let bucket = request.arguments["Bucket"]?.stringValue, let key = request.arguments["Key"]?.stringValue
    else { return nil }
    switch ItemReaders.read(request, from: InMemoryDatasetStore([bucket: [key: Array(text.utf8)]])) {
    case .success(let items): return items
    case .failure(let error): throw ItemReadingFailure(error: error.error, cause: error.cause)
    }
  }
}
