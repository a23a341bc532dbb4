/// Why a host did not do what it was asked for.
public enum HostError: Error, Sendable, Hashable {
  /// There is no execution of that ARN.
  case unknownExecution(String)
  /// An execution of that ARN runs, or is still kept.
  case executionExists(String)
  /// No task waits for an answer with the token.
  case token(TaskTokenError)
  /// There is no activity of that ARN.
  case unknownActivity(String)
  /// There is no map run of that ARN, or its execution is no longer kept, or the host does not record children
  /// (``HostSettings/recordsChildren``).
  case unknownMapRun(String)
  /// The map run has ended and cannot be changed.
  case mapRunEnded(String)
  /// The execution cannot be redriven: why, as `redriveStatusReason` says it.
  case notRedrivable(String, reason: String)
  /// What was asked for has not happened, as the store cannot read or write: nothing has changed.
  case store(StoreError)
  /// It has been taken up, and will take effect when the store can write again, which it cannot now; nobody can be told
  /// that it is durable. Or the host that has the execution has been asked, and does not answer: then it may have taken
  /// effect.
  case notDurable(StoreError)
  /// The execution cannot go on here: what is stored of it is damaged, or another definition's, or of another engine. It
  /// is left untouched.
  case broken(String, reason: String)
  /// Another host has taken the execution over.
  case lost(String)
  /// The host has been shut down.
  case closed
}

extension HostError {
  /// Whether what was asked for may succeed after a while: the store cannot read or write now.
  var isTransient: Bool {
    switch self {
    case .store(let error), .notDurable(let error): error.isTransient
    case .unknownExecution, .executionExists, .token, .unknownActivity, .unknownMapRun, .mapRunEnded, .notRedrivable,
      .broken, .lost, .closed:
      false
    }
  }

  /// Why an execution cannot be read from a store.
  init(reading arn: String, _ error: StoreError) {
    // Whatever is wrong with what is stored stays wrong.
    self = error.isTransient || error == .closed ? .store(error) : .broken(arn, reason: error.description)
  }
}

extension HostError: CustomStringConvertible {
  /// What is wrong, for people.
  public var description: String {
    switch self {
    case .unknownExecution(let arn): "there is no execution \(arn)"
    case .executionExists(let arn): "there is an execution \(arn) already"
    case .token(let error): error.description
    case .unknownActivity(let arn): "there is no activity \(arn)"
    case .unknownMapRun(let arn): "there is no map run \(arn)"
    case .mapRunEnded(let arn): "the map run \(arn) has ended"
    case .notRedrivable(let arn, let reason): "\(arn) cannot be redriven: \(reason)"
    case .store(let error): "not done: \(error)"
    case .notDurable(let error): "taken up, but not written down yet: \(error)"
    case .broken(let arn, let reason): "\(arn) cannot go on: \(reason)"
    case .lost(let arn): "another host has taken over \(arn)"
    case .closed: "the host has been shut down"
    }
  }
}
