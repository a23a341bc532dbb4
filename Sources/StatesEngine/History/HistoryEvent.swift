public import OrderedJSON
public import StatesLanguage

/// One event of an execution's history, as GetExecutionHistory reports it.
public struct HistoryEvent: Sendable {
  /// The event's number, from 1 without gaps.
  public var id: Int { Int(number) }
  /// The event that led to this one in its own branch; 0 for none.
  public var previousEventID: Int { Int(previous) }
  /// When it happened.
  public let timestamp: Timestamp
  /// What happened.
  public let details: HistoryEventDetails

  var number: Int32
  let previous: Int32

  /// The event's type.
  public var type: HistoryEventType { details.type }
}

/// What happened, with the details that the service reports.
public enum HistoryEventDetails: Sendable {
  /// The execution started.
  case executionStarted(input: Execution.Payload, roleARN: String)
  /// The execution succeeded.
  case executionSucceeded(output: Execution.Payload)
  /// The execution failed.
  case executionFailed(ErrorOutput)
  /// The execution timed out.
  case executionTimedOut(ErrorOutput)
  /// The execution was stopped.
  case executionAborted(ErrorOutput)
  /// The execution was redriven.
  case executionRedriven(redriveCount: Int)
  /// A state was entered.
  case stateEntered(StateMachine.State, input: Execution.Payload)
  /// A state was exited.
  case stateExited(StateMachine.State, output: Execution.Payload, assigned: AssignedVariables?)
  /// A state was cut off by the failure of another branch.
  case stateAborted(StateMachine.State)
  /// A task was scheduled.
  case taskScheduled(TaskRequest)
  /// A task was started.
  case taskStarted(TaskRequest, worker: String?)
  /// A task's request was answered; its end is awaited.
  case taskSubmitted(TaskRequest, output: Execution.Payload)
  /// A task succeeded.
  case taskSucceeded(TaskRequest, output: Execution.Payload)
  /// A task failed.
  case taskFailed(TaskRequest, ErrorOutput)
  /// A task timed out, or its heartbeat was missed.
  case taskTimedOut(TaskRequest, ErrorOutput)
  /// The branches of a Parallel state started.
  case parallelStateStarted
  /// All branches succeeded.
  case parallelStateSucceeded
  /// A branch failed.
  case parallelStateFailed
  /// The iterations of a Map state started.
  case mapStateStarted(length: Int)
  /// All iterations succeeded.
  case mapStateSucceeded
  /// An iteration, or the map run, failed.
  case mapStateFailed
  /// An iteration started.
  case mapIterationStarted(StateMachine.State, index: Int)
  /// An iteration succeeded.
  case mapIterationSucceeded(StateMachine.State, index: Int)
  /// An iteration failed.
  case mapIterationFailed(StateMachine.State, index: Int)
  /// An iteration was cut off.
  case mapIterationAborted(StateMachine.State, index: Int)
  /// A map run started.
  case mapRunStarted(arn: String)
  /// A map run succeeded.
  case mapRunSucceeded
  /// A map run failed.
  case mapRunFailed(ErrorOutput)
  /// A map run was redriven.
  case mapRunRedriven(arn: String, redriveCount: Int)
  /// An expression could not be evaluated.
  case evaluationFailed(EvaluationFailure)
}

/// An error's name and cause; either may be absent.
public final class ErrorOutput: Sendable, Hashable {
  /// The error's name.
  public let error: String?
  /// The cause, text for people or JSON text.
  public let cause: String?

  /// Creates an error.
  public init(error: String?, cause: String?) {
    self.error = error
    self.cause = cause
  }

  /// Compares both parts.
  public static func == (left: ErrorOutput, right: ErrorOutput) -> Bool {
    left.error == right.error && left.cause == right.cause
  }

  /// Hashes both parts.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(error)
    hasher.combine(cause)
  }
}

/// The variables that a state assigned, in order.
public final class AssignedVariables: Sendable {
  /// Names and values.
  public let values: JSON.Object

  init(_ values: JSON.Object) { self.values = values }
}

/// The failure of an expression in a state.
public final class EvaluationFailure: Sendable {
  /// The state's name.
  public let state: String
  /// The error, `States.QueryEvaluationError`.
  public let error: String
  /// What went wrong.
  public let cause: String
  /// The field, such as `Output/total`, if there is one at fault.
  public let location: String?

  init(state: String, error: String, cause: String, location: String?) {
    self.state = state
    self.error = error
    self.cause = cause
    self.location = location
  }
}

/// The types of history events, all 62 of the service, with its names.
///
/// Of those for services that refuse to begin a task (`ActivityScheduleFailed`, `LambdaFunctionScheduleFailed`,
/// `LambdaFunctionStartFailed`, `TaskStartFailed`, `TaskSubmitFailed`) and of `MapRunAborted` no recording is known; the
/// engine does not write them.
public enum HistoryEventType: String, Sendable, Hashable, CaseIterable {
  case activityFailed = "ActivityFailed"
  case activityScheduled = "ActivityScheduled"
  case activityScheduleFailed = "ActivityScheduleFailed"
  case activityStarted = "ActivityStarted"
  case activitySucceeded = "ActivitySucceeded"
  case activityTimedOut = "ActivityTimedOut"
  case choiceStateEntered = "ChoiceStateEntered"
  case choiceStateExited = "ChoiceStateExited"
  case evaluationFailed = "EvaluationFailed"
  case executionAborted = "ExecutionAborted"
  case executionFailed = "ExecutionFailed"
  case executionRedriven = "ExecutionRedriven"
  case executionStarted = "ExecutionStarted"
  case executionSucceeded = "ExecutionSucceeded"
  case executionTimedOut = "ExecutionTimedOut"
  case failStateEntered = "FailStateEntered"
  case lambdaFunctionFailed = "LambdaFunctionFailed"
  case lambdaFunctionScheduled = "LambdaFunctionScheduled"
  case lambdaFunctionScheduleFailed = "LambdaFunctionScheduleFailed"
  case lambdaFunctionStarted = "LambdaFunctionStarted"
  case lambdaFunctionStartFailed = "LambdaFunctionStartFailed"
  case lambdaFunctionSucceeded = "LambdaFunctionSucceeded"
  case lambdaFunctionTimedOut = "LambdaFunctionTimedOut"
  case mapIterationAborted = "MapIterationAborted"
  case mapIterationFailed = "MapIterationFailed"
  case mapIterationStarted = "MapIterationStarted"
  case mapIterationSucceeded = "MapIterationSucceeded"
  case mapRunAborted = "MapRunAborted"
  case mapRunFailed = "MapRunFailed"
  case mapRunRedriven = "MapRunRedriven"
  case mapRunStarted = "MapRunStarted"
  case mapRunSucceeded = "MapRunSucceeded"
  case mapStateAborted = "MapStateAborted"
  case mapStateEntered = "MapStateEntered"
  case mapStateExited = "MapStateExited"
  case mapStateFailed = "MapStateFailed"
  case mapStateStarted = "MapStateStarted"
  case mapStateSucceeded = "MapStateSucceeded"
  case parallelStateAborted = "ParallelStateAborted"
  case parallelStateEntered = "ParallelStateEntered"
  case parallelStateExited = "ParallelStateExited"
  case parallelStateFailed = "ParallelStateFailed"
  case parallelStateStarted = "ParallelStateStarted"
  case parallelStateSucceeded = "ParallelStateSucceeded"
  case passStateEntered = "PassStateEntered"
  case passStateExited = "PassStateExited"
  case succeedStateEntered = "SucceedStateEntered"
  case succeedStateExited = "SucceedStateExited"
  case taskFailed = "TaskFailed"
  case taskScheduled = "TaskScheduled"
  case taskStarted = "TaskStarted"
  case taskStartFailed = "TaskStartFailed"
  case taskStateAborted = "TaskStateAborted"
  case taskStateEntered = "TaskStateEntered"
  case taskStateExited = "TaskStateExited"
  case taskSubmitted = "TaskSubmitted"
  case taskSubmitFailed = "TaskSubmitFailed"
  case taskSucceeded = "TaskSucceeded"
  case taskTimedOut = "TaskTimedOut"
  case waitStateAborted = "WaitStateAborted"
  case waitStateEntered = "WaitStateEntered"
  case waitStateExited = "WaitStateExited"
}

extension HistoryEventDetails {
  /// The event's type.
  public var type: HistoryEventType {
    switch self {
    case .executionStarted: .executionStarted
    case .executionSucceeded: .executionSucceeded
    case .executionFailed: .executionFailed
    case .executionTimedOut: .executionTimedOut
    case .executionAborted: .executionAborted
    case .executionRedriven: .executionRedriven
    case .stateEntered(let state, _): Self.entered(state.type)
    case .stateExited(let state, _, _): Self.exited(state.type)
    case .stateAborted(let state): Self.aborted(state.type)
    case .taskScheduled(let request):
      Self.choose(request, .lambdaFunctionScheduled, .activityScheduled, .taskScheduled)
    case .taskStarted(let request, _): Self.choose(request, .lambdaFunctionStarted, .activityStarted, .taskStarted)
    case .taskSubmitted: .taskSubmitted
    case .taskSucceeded(let request, _):
      Self.choose(request, .lambdaFunctionSucceeded, .activitySucceeded, .taskSucceeded)
    case .taskFailed(let request, _): Self.choose(request, .lambdaFunctionFailed, .activityFailed, .taskFailed)
    case .taskTimedOut(let request, _): Self.choose(request, .lambdaFunctionTimedOut, .activityTimedOut, .taskTimedOut)
    case .parallelStateStarted: .parallelStateStarted
    case .parallelStateSucceeded: .parallelStateSucceeded
    case .parallelStateFailed: .parallelStateFailed
    case .mapStateStarted: .mapStateStarted
    case .mapStateSucceeded: .mapStateSucceeded
    case .mapStateFailed: .mapStateFailed
    case .mapIterationStarted: .mapIterationStarted
    case .mapIterationSucceeded: .mapIterationSucceeded
    case .mapIterationFailed: .mapIterationFailed
    case .mapIterationAborted: .mapIterationAborted
    case .mapRunStarted: .mapRunStarted
    case .mapRunSucceeded: .mapRunSucceeded
    case .mapRunFailed: .mapRunFailed
    case .mapRunRedriven: .mapRunRedriven
    case .evaluationFailed: .evaluationFailed
    }
  }

  private static func choose(
    _ request: TaskRequest, _ function: HistoryEventType, _ activity: HistoryEventType, _ task: HistoryEventType
  ) -> HistoryEventType {
    switch request.resource {
    case .lambdaFunction: function
    case .activity: activity
    case .integration: task
    }
  }

  private static func entered(_ type: StateType) -> HistoryEventType {
    switch type {
    case .task: .taskStateEntered
    case .choice: .choiceStateEntered
    case .wait: .waitStateEntered
    case .pass: .passStateEntered
    case .parallel: .parallelStateEntered
    case .map: .mapStateEntered
    case .succeed: .succeedStateEntered
    case .fail: .failStateEntered
    }
  }

  private static func exited(_ type: StateType) -> HistoryEventType {
    switch type {
    case .task: .taskStateExited
    case .choice: .choiceStateExited
    case .wait: .waitStateExited
    case .pass: .passStateExited
    case .parallel: .parallelStateExited
    case .map: .mapStateExited
    case .succeed, .fail: .succeedStateExited
    }
  }

  private static func aborted(_ type: StateType) -> HistoryEventType {
    switch type {
    case .wait: .waitStateAborted
    case .parallel: .parallelStateAborted
    case .map: .mapStateAborted
    // The others never wait for anything, so they cannot be cut off.
    case .task, .choice, .pass, .succeed, .fail: .taskStateAborted
    }
  }
}
