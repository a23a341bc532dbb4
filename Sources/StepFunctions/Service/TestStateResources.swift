import OrderedJSON
import StatesEngine
import StatesRuntime
import StatesTesting

extension TestStateRequest {
  /// Tests the state; a task that is not mocked is performed by its handler.
  ///
  /// The engine asks for the task's result at once. So it is run until it asks, and once more with the answer, which is
  /// the same run up to there.
  func answer(
    at time: Timestamp, performing resources: ResourceRouter
  ) async throws(TestStateError) -> TestStateAnswer {
    var asked: TaskRequest?
    let first = try answer(at: time) { task in
      asked = task
      return TaskReport(.never)
    }
    guard let asked else { return first }
    let report = await resources.perform(asked, [:])
    return try answer(at: time) { _ in report }
  }
}

extension StepFunctionsError {
  init(_ error: TestStateError) {
    let code: Code =
      switch error.code {
      case .invalidArn: .invalidArn
      case .invalidDefinition: .invalidDefinition
      case .invalidExecutionInput: .invalidExecutionInput
      case .serializationException: .serialization
      case .validationException: .validation
      }
    self.init(code, error.message)
  }
}
