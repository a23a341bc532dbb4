import OrderedJSON
import StatesEngine
import StatesRuntime
import StatesTesting

extension TestStateRequest {
  /// Tests the state; a task that is not mocked is performed by its handler.
  ///
  /// The engine asks for the task's result at once. So it is run until it asks, and once more with the answer, which is
  /// the same run up to there.
  ///
  /// - Parameter clock: measures how long the handler may take: as long as the task, and five minutes at most.
  func answer(
    at time: Timestamp, performing resources: ResourceRouter, clock: any Clock<Duration>
  ) async throws(TestStateError) -> TestStateAnswer {
    var asked: TaskRequest?
    let first = try answer(at: time) { task in
      asked = task
      return TaskReport(.never)
    }
    guard let asked else { return first }
    let pause = Duration.seconds(min(asked.timeoutSeconds ?? 300, 300))
    let report = await withTaskGroup(of: TaskReport.self) { group in
      group.addTask { await resources.perform(asked, [:]) }
      group.addTask {
        try? await clock.sleep(for: pause)
        return TaskReport(.failed(error: "States.Timeout", cause: nil))
      }
      defer { group.cancelAll() }
      return await group.next() ?? TaskReport(.never)
    }
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
