import LanguageSupport
import StatesEngine
import StatesLanguage
import StatesRuntime
import StatesTesting

/// The executions whose tasks a case of a mock file answers.
///
/// - SeeAlso: Step Functions Developer Guide, "Testing with mocked service integrations".
final class MockedExecutions: Sendable {
  private struct State: Sendable {
    var config: MockConfig?
    var cases: [String: MockedTasks] = [:]
  }

  private let state: Locked<State>

  init(_ config: MockConfig?) { state = Locked(State(config: config)) }

  /// Whether there is a mock file.
  var hasFile: Bool { state.withLock { $0.config != nil } }

  /// An execution begins whose tasks are answered by a case.
  func begin(
    _ testCase: String, of machine: ResolvedMachine, executionARN: String
  ) throws(StepFunctionsError) {
    guard let config = state.withLock({ $0.config }) else {
      throw .validation("The state machine ARN names the test case '\(testCase)', and there is no mock file")
    }
    do throws(MockConfig.Problem) {
      let tasks = try config.tasks(
        stateMachine: machine.record.name, testCase: testCase, for: machine.revision.machine)
      state.withLock { $0.cases[executionARN] = tasks }
    } catch {
      throw .validation("The mock file cannot be used: \(error)")
    }
  }

  /// The execution has ended.
  func end(_ executionARN: String) { state.withLock { $0.cases[executionARN] = nil } }

  /// What answers a task; `nil` if no mock does.
  func router(for task: TaskRequest) -> ResourceRouter? {
    guard let tasks = state.withLock({ $0.cases.isEmpty ? nil : $0.cases[task.executionARN] }), tasks.answers(task)
    else { return nil }
    return tasks.router
  }
}
