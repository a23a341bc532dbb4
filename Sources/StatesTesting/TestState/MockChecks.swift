import OrderedJSON
import StatesLanguage

/// The service's checks of a mock, and of its configuration, before it runs the state.
struct MockChecks {
  let request: TestStateRequest
  let state: StateMachine.State

  /// The checked result of a mock.
  struct Mocked {
    /// The mocked result as JSON, if there is one.
    var result: JSON?
    /// What could not be checked.
    var warnings: [String] = []
  }

  /// Returns the mocked result, if it is valid.
  func mocked() throws(TestStateError) -> Mocked {
    guard let mock = request.mock else {
      try checkWithout()
      return Mocked()
    }
    try checkAllowed()
    if request.revealSecrets { throw .validation("TestState does not support RevealSecrets when a mock is specified.") }
    try checkAssumptions()
    switch (mock.result, mock.errorOutput) {
    case (nil, nil):
      throw .validation("One of the following fields is required for a test mock: [result, errorOutput].")
    case (.some, .some):
      throw .validation("A test mock should have only one of the following fields: [result, errorOutput].")
    case (nil, .some(let errorOutput)):
      guard errorOutput.error != nil else {
        throw .validation("An error was not specified in the mocked error output.")
      }
      return Mocked()
    case (.some(let text), nil):
      guard let result = try? JSON(parsing: text) else { throw .validation("Mocked result must be valid JSON") }
      return Mocked(result: result, warnings: try check(result, mock.fieldValidationMode))
    }
  }

  // MARK: Without a mock

  private func checkWithout() throws(TestStateError) {
    let configuration = request.configuration
    let assumptions: [(String, Bool)] = [
      ("MapIterationFailureCount", configuration.mapIterationFailureCount != nil),
      ("RetrierRetryCount", configuration.retrierRetryCount != nil),
      ("ErrorCausedByState", configuration.errorCausedByState != nil),
      ("MapItemReaderData", configuration.mapItemReaderData != nil),
      ("Context", request.context != nil),
    ]
    for (name, isGiven) in assumptions where isGiven {
      throw .validation("TestState does not support \(name) when a mock is not specified.")
    }
    switch state.kind {
    case .map, .parallel:
      throw TestStateError(
        .invalidDefinition,
        "TestState API does not support Map or Parallel states. "
          + "Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]")
    case .task(let task):
      if request.roleARN == nil { throw .validation("RoleArn must be specified when testing a Task state") }
      try checkCallable(task.resource)
    case .choice, .wait, .pass, .succeed, .fail: break
    }
  }

  /// Checks that the task answers while the test waits: an activity, a job's end and a callback would be too late.
  private func checkCallable(_ resource: TaskResource) throws(TestStateError) {
    switch resource {
    case .lambdaFunction: break
    case .activity:
      throw TestStateError(.invalidDefinition, "TestState API does not support activities.")
    case .integration(let integration):
      switch integration.pattern {
      case .requestResponse: break
      case .sync, .waitForTaskToken:
        throw TestStateError(
          .invalidDefinition, "TestState API does not support '.sync' or '.waitForTaskToken' integration patterns.")
      }
    }
  }

  // MARK: With a mock

  private func checkAllowed() throws(TestStateError) {
    switch state.kind {
    case .task, .map, .parallel: break
    case .choice, .wait, .pass, .succeed, .fail:
      throw .validation("State type '\(state.type.rawValue)' is not supported when a mock is specified")
    }
  }

  /// The configuration must fit the state; the data that a Map with an ItemReader reads must be given.
  private func checkAssumptions() throws(TestStateError) {
    let configuration = request.configuration
    switch state.kind {
    case .map(let map):
      guard map.distributed.itemReader != nil, configuration.mapItemReaderData == nil else { return }
      throw .validation("ItemReader data must be specified when testing a Map state with ItemReader specified.")
    case .task, .parallel, .choice, .wait, .pass, .succeed, .fail:
      guard configuration.mapIterationFailureCount != nil else { return }
      throw .validation("MapIterationFailureCount is only supported when testing a Map state.")
    }
  }

  /// Refuses a result that does not fit the state; what could not be checked.
  private func check(_ result: JSON, _ mode: FieldValidationMode) throws(TestStateError) -> [String] {
    switch state.kind {
    case .map(let map): try check(result, of: map)
    case .parallel(let parallel):
      guard let outputs = result.arrayValue else { throw .validation("Mocked result must be an array.") }
      guard outputs.count == parallel.branches.count else {
        throw .validation("Mocked result must contain the same number of items as number of Parallel branches.")
      }
    case .task(let task):
      guard case .integration(let integration) = task.resource else { return [] }
      let verdict = ResultValidation.verdict(on: result, of: integration, mode: mode, request.models)
      if case .refused(let problem) = verdict { throw .validation(problem) }
      return verdict.warning.map { [$0] } ?? []
    case .choice, .wait, .pass, .succeed, .fail: break
    }
    return []
  }

  private func check(_ result: JSON, of map: MapState) throws(TestStateError) {
    if map.distributed.resultWriter?.resource != nil {
      guard case .object = result else { throw .validation("Mocked result must be a JSON object.") }
      return
    }
    guard let outputs = result.arrayValue else { throw .validation("Mocked result must be an array.") }
    if let count = request.configuration.mapIterationFailureCount, count > outputs.count {
      throw .validation("Map iteration failure count must be less than or equal to the number of Map iterations")
    }
  }
}
