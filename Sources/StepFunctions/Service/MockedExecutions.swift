import LanguageSupport
import StatesEngine
import StatesLanguage
import StatesRuntime
import StatesTesting

/// The executions whose tasks a case of a mock file answers, those of the children of their map runs included.
///
/// - SeeAlso: Step Functions Developer Guide, "Testing with mocked service integrations".
final class MockedExecutions: Sendable {
  fileprivate enum Answers: Sendable {
    case tasks(MockedTasks)
    /// The case cannot be used any more: no task is done, neither by a mock nor by what it calls.
    case none(ResourceRouter)
  }

  fileprivate struct State: Sendable {
    var config: MockConfig?
    var executions: [String: Answers] = [:]
    weak var host: ExecutionHost?
  }

  private let state: Locked<State>

  init(_ config: MockConfig?) { state = Locked(State(config: config)) }

  /// Whether there is a mock file.
  var hasFile: Bool { state.withLock { $0.config != nil } }

  /// The host of the executions; it knows whose child an execution is.
  func begin(_ host: ExecutionHost) { state.withLock { $0.host = host } }

  /// An execution begins whose tasks are answered by a case.
  ///
  /// - Returns: whether that is new; an execution that runs keeps the case that it has.
  func begin(
    _ testCase: String, of machine: ResolvedMachine, executionARN: String
  ) throws(StepFunctionsError) -> Bool {
    guard let config = state.withLock({ $0.config }) else {
      throw .validation("The state machine ARN names the test case '\(testCase)', and there is no mock file")
    }
    do throws(MockConfig.Problem) {
      return add(
        .tasks(
          try config.tasks(stateMachine: machine.record.name, testCase: testCase, for: machine.revision.machine)),
        executionARN)
    } catch {
      throw .validation("The mock file cannot be used: \(error)")
    }
  }

  /// An execution goes on whose tasks are answered by a case; if that cannot be, its tasks are refused.
  ///
  /// - Parameter machine: its definition; `nil` if that cannot be read.
  func resume(_ testCase: String, of name: String, _ machine: StateMachine?, executionARN: String) {
    var problem = "there is no mock file, or its definition cannot be read"
    if let config = state.withLock({ $0.config }), let machine {
      do throws(MockConfig.Problem) {
        _ = add(.tasks(try config.tasks(stateMachine: name, testCase: testCase, for: machine)), executionARN)
        return
      } catch {
        problem = error.description
      }
    }
    var router = ResourceRouter()
    let cause = "The test case '\(testCase)' cannot answer for this execution: \(problem)"
    router.otherwise { _ in TaskReport(.rejected(cause: cause)) }
    _ = add(.none(router), executionARN)
  }

  private func add(_ answers: Answers, _ executionARN: String) -> Bool {
    state.withLock { state in
      guard state.executions[executionARN] == nil else { return false }
      state.executions[executionARN] = answers
      return true
    }
  }

  /// The execution has ended.
  func end(_ executionARN: String) { state.withLock { $0.executions[executionARN] = nil } }

  /// What answers a task; `nil` if no mock does.
  func router(for task: TaskRequest) -> ResourceRouter? {
    let (answers, host) = state.withLock { state -> (Answers?, ExecutionHost?) in
      state.executions.isEmpty ? (nil, nil) : (state.executions[task.executionARN], state.host)
    }
    if let answers { return answers.router(for: task) }
    // A child of a map run is answered for by the case of the execution at the top.
    guard let top = host?.top(ofChild: task.executionARN) else { return nil }
    return state.withLock { $0.executions[top] }?.router(for: task)
  }
}

extension MockedExecutions.Answers {
  fileprivate func router(for task: TaskRequest) -> ResourceRouter? {
    switch self {
    case .tasks(let tasks): tasks.answers(task) ? tasks.router : nil
    case .none(let refusing): refusing
    }
  }
}
