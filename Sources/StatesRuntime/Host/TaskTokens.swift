import LanguageSupport
import StatesEngine

/// Why a task's token is refused.
public struct TaskTokenError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The service's name for it.
  public enum Code: String, Sendable, Hashable {
    /// No task here has had the token, since it was resumed where it was suspended; or it has been suspended; or so many
    /// tasks have ended since that the token has been forgotten.
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

/// The open tokens of one execution and all that belongs to it.
struct TaskTokens {
  typealias Address = ExecutionTree.Address<TaskID>

  private var tasks: [String: Address] = [:]
  private var tokens: [Address: String] = [:]

  /// All that are open.
  var open: Dictionary<String, Address>.Keys { tasks.keys }

  var isEmpty: Bool { tasks.isEmpty }

  mutating func add(_ token: String, of task: Address) {
    tasks[token] = task
    tokens[task] = token
  }

  /// The task has ended: gives its token.
  mutating func close(_ task: Address) -> String? {
    guard let token = tokens.removeValue(forKey: task) else { return nil }
    tasks[token] = nil
    return token
  }

  /// The token of a task that has not ended.
  func token(_ task: Address) -> String? { tokens[task] }

  /// The task that waits for an answer with this token.
  func task(_ token: String) -> Address? { tasks[token] }
}

/// Which execution an open token belongs to, and which tokens were closed lately.
///
/// Nothing is kept of a token but a hash of 128 bits, whose seed is drawn for each process. Closed ones are forgotten
/// when so many have been closed after them: a token whose task has ended is told from one that never was as long as
/// that.
final class TokenIndex: Sendable {
  /// How many closed tokens are remembered.
  static let rememberedCount = 65_536

  private struct Key: Hashable, Sendable {
    let first: Int
    let second: Int

    init(_ token: String) {
      var hasher = Hasher()
      hasher.combine(token)
      first = hasher.finalize()
      hasher = Hasher()
      hasher.combine(1)
      hasher.combine(token)
      second = hasher.finalize()
    }
  }

  private struct State: Sendable {
    var open: [Key: ExecutionNumber] = [:]
    var closed: Set<Key> = []
    var line = Line<Key>()
  }

  private let state = Locked(State())

  /// How many tokens are open.
  var openCount: Int { state.withLock { $0.open.count } }

  /// The executions of open tokens, each as often as it has one, in no order.
  ///
  /// - Parameter limit: how many are given at most.
  func executions(limit: Int) -> [ExecutionNumber] { state.withLock { Array($0.open.values.prefix(max(0, limit))) } }

  /// A token can be answered from now on.
  func add(_ token: String, of execution: ExecutionNumber) {
    let key = Key(token)
    state.withLock { state in
      state.open[key] = execution
      // It may be open again, as its task is done again after a recovery.
      state.closed.remove(key)
    }
  }

  /// The task has ended.
  func close(_ token: String) {
    let key = Key(token)
    state.withLock { state in
      guard state.open.removeValue(forKey: key) != nil, state.closed.insert(key).inserted else { return }
      state.line.append(key)
      while state.closed.count > Self.rememberedCount, let oldest = state.line.popFirst() {
        state.closed.remove(oldest)
      }
    }
  }

  /// The execution that has the token has gone elsewhere.
  func forget(_ token: String) {
    let key = Key(token)
    state.withLock { $0.open[key] = nil }
  }

  /// Why a token is refused of which the execution that had it knows nothing any more.
  func refusal(of token: String) -> TaskTokenError {
    let key = Key(token)
    let isClosed = state.withLock { state in
      // Another host may have the execution.
      state.open[key] = nil
      return state.closed.contains(key)
    }
    return TaskTokenError(code: isClosed ? .taskTimedOut : .invalidToken)
  }

  /// The execution that waits for an answer with a token.
  func execution(_ token: String) throws(TaskTokenError) -> ExecutionNumber {
    let key = Key(token)
    let (open, isClosed) = state.withLock { ($0.open[key], $0.closed.contains(key)) }
    if let open { return open }
    throw TaskTokenError(code: isClosed ? .taskTimedOut : .invalidToken)
  }
}
