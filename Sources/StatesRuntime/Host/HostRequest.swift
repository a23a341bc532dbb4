import OrderedJSON
import StatesEngine

/// What a host may want of an execution, wherever that is.
enum HostRequest: Sendable {
  /// The task with a token is answered.
  case answer(token: String, TaskAnswer)
  /// The execution is to be stopped, or a child of one of its map runs.
  case stop(child: String?, error: String?, cause: String?)
  /// The settings of a map run are to be changed, by an input.
  case updateMapRun(String, Execution.Input)
  /// A worker takes the task of an activity.
  case take(ExecutionTree.Address<TaskID>, worker: String?)
  /// The worker that has taken the task of an activity has gone before it got it.
  case offerAgain(ExecutionTree.Address<TaskID>)
  /// The state machine has been deleted.
  case stateMachineDeleted
}

/// What the holder of a task tells of it, with its token.
enum TaskAnswer: Sendable {
  case succeeded(output: JSON, text: String?)
  case failed(error: String?, cause: String?)
  case heartbeat

  func input(of task: TaskID) -> Execution.Input {
    switch self {
    case .succeeded(let output, let text): .taskSucceeded(task, output: output, text: text)
    case .failed(let error, let cause): .taskFailed(task, error: error, cause: cause)
    case .heartbeat: .taskHeartbeat(task)
    }
  }
}

/// What came of a request.
enum HostAnswer: Hashable, Sendable {
  /// It has been carried out; `false` if there was nothing to do.
  case done(Bool)
  /// No task waits for an answer with the token.
  case token(TaskTokenError.Code)
  /// The execution cannot go on, for a reason.
  case broken(String)

  /// Whether there was something to do.
  func get(_ arn: String) throws(HostError) -> Bool {
    switch self {
    case .done(let wasWanted): return wasWanted
    case .token(let code): throw .token(TaskTokenError(code: code))
    case .broken(let reason): throw .broken(arn, reason: reason)
    }
  }
}

extension HostRequest: WireForm {
  private enum Name: String { case succeed, fail, heartbeat, stop, updateMapRun, take, offerAgain, stateMachineDeleted }

  /// `[name, part, …]`.
  var wireForm: JSON {
    func form(_ name: Name, _ parts: JSON...) -> JSON { .array([.string(name.rawValue)] + parts) }
    switch self {
    case .answer(let token, .succeeded(let output, let text)):
      return form(.succeed, .string(token), output, .optional(text))
    case .answer(let token, .failed(let error, let cause)):
      return form(.fail, .string(token), .optional(error), .optional(cause))
    case .answer(let token, .heartbeat): return form(.heartbeat, .string(token))
    case .stop(let child, let error, let cause):
      return form(.stop, .optional(child), .optional(error), .optional(cause))
    case .updateMapRun(let arn, let input): return form(.updateMapRun, .string(arn), input.wireForm)
    case .take(let task, let worker): return form(.take, task.wireForm, .optional(worker))
    case .offerAgain(let task): return form(.offerAgain, task.wireForm)
    case .stateMachineDeleted: return form(.stateMachineDeleted)
    }
  }

  init(wireForm: JSON) throws(WireFormError) {
    let whole = WireReader(wireForm)
    guard let first = try whole.elements().first, let name = Name(rawValue: try first.string()) else {
      throw whole.problem("a request")
    }
    switch name {
    case .succeed:
      let parts = try whole.elements(4)
      let answer = TaskAnswer.succeeded(output: parts[2].json, text: try parts[3].optionalString())
      self = .answer(token: try parts[1].string(), answer)
    case .fail:
      let parts = try whole.elements(4)
      let answer = TaskAnswer.failed(error: try parts[2].optionalString(), cause: try parts[3].optionalString())
      self = .answer(token: try parts[1].string(), answer)
    case .heartbeat: self = .answer(token: try whole.elements(2)[1].string(), .heartbeat)
    case .stop:
      let parts = try whole.elements(4)
      self = .stop(
        child: try parts[1].optionalString(), error: try parts[2].optionalString(),
        cause: try parts[3].optionalString())
    case .updateMapRun:
      let parts = try whole.elements(3)
      self = .updateMapRun(try parts[1].string(), try parts[2].value())
    case .take:
      let parts = try whole.elements(3)
      self = .take(try parts[1].value(), worker: try parts[2].optionalString())
    case .offerAgain: self = .offerAgain(try whole.elements(2)[1].value())
    case .stateMachineDeleted:
      _ = try whole.elements(1)
      self = .stateMachineDeleted
    }
  }
}

extension HostAnswer: WireForm {
  private enum Name: String { case done, token, broken }

  /// `[name, part]`.
  var wireForm: JSON {
    switch self {
    case .done(let wasWanted): [.string(Name.done.rawValue), .bool(wasWanted)]
    case .token(let code): [.string(Name.token.rawValue), .string(code.rawValue)]
    case .broken(let reason): [.string(Name.broken.rawValue), .string(reason)]
    }
  }

  init(wireForm: JSON) throws(WireFormError) {
    let parts = try WireReader(wireForm).elements(2)
    guard let name = Name(rawValue: try parts[0].string()) else { throw parts[0].problem("an answer") }
    switch name {
    case .done: self = .done(try parts[1].bool())
    case .token:
      guard let code = TaskTokenError.Code(rawValue: try parts[1].string()) else { throw parts[1].problem("a code") }
      self = .token(code)
    case .broken: self = .broken(try parts[1].string())
    }
  }
}
