package import StatesEngine
package import StatesLanguage
package import StatesRuntime

/// The tasks of one execution that a test case of a mock file answers.
package struct MockedTasks: Sendable {
  /// Answers them; attempts are counted over everything that it is used for.
  package let router: ResourceRouter
  private let mocks: MockResources

  fileprivate init(_ mocks: MockResources) {
    self.mocks = mocks
    var router = ResourceRouter()
    router.otherwise(mocks.handler())
    self.router = router
  }

  /// Whether the case has answers for the state of a task; other states call their services.
  package func answers(_ task: TaskRequest) -> Bool { mocks.answers(task) }

  /// The report of a task's next attempt; `nil` if its state is not mocked.
  ///
  /// - Parameter usage: how far the answers have been used; the caller keeps it, and may return to an earlier one.
  func report(for task: TaskRequest, _ usage: inout MockUsage) -> TaskReport? {
    mocks.answer(to: task, &usage)?.report(task)
  }
}

extension MockConfig {
  /// The tasks that a test case answers.
  package func tasks(
    stateMachine: String, testCase: String, for machine: StateMachine
  ) throws(Problem) -> MockedTasks {
    MockedTasks(try mocks(stateMachine: stateMachine, testCase: testCase, for: machine))
  }
}
