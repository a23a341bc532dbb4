import StatesEngine

/// Why a task's token is refused.
public struct TaskTokenError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The service's name for it.
  public enum Code: String, Sendable, Hashable {
    /// No task of this execution has had the token, since it was resumed where it was suspended; or it has been suspended.
    case invalidToken = "InvalidToken"
    /// The task has ended: answered, timed out or stopped.
    case taskTimedOut = "TaskTimedOut"
  }

  /// What is wrong with the token.
  public let code: Code

  /// `InvalidToken: …`.
  public var description: String {
    switch code {
    case .invalidToken: "\(code.rawValue): no task has this token"
    case .taskTimedOut: "\(code.rawValue): the task has ended, or its execution has"
    }
  }
}

/// Maps tokens to tasks.
struct TaskTokens {
  typealias Address = ExecutionTree.Address<TaskID>

  private var open: [String: Address] = [:]
  private var tokens: [Address: String] = [:]
  private var closed: Set<String> = []

  mutating func add(_ token: String, of task: Address) {
    open[token] = task
    tokens[task] = token
  }

  /// The task has ended.
  mutating func close(_ task: Address) {
    guard let token = tokens.removeValue(forKey: task) else { return }
    open[token] = nil
    closed.insert(token)
  }

  mutating func closeAll() {
    closed.formUnion(open.keys)
    open.removeAll()
    tokens.removeAll()
  }

  /// The task that waits for an answer with this token.
  func task(_ token: String) throws(TaskTokenError) -> Address {
    if let task = open[token] { return task }
    throw TaskTokenError(code: closed.contains(token) ? .taskTimedOut : .invalidToken)
  }
}
