public import OrderedJSON
public import StatesEngine
public import StatesLanguage

/// One visit of a state: from entering it to leaving it, with all attempts in between.
///
/// ```swift
/// let ships = try test.run(input: ["lines": [1, 2]]).visits("Ship")
/// #expect(ships.map(\.iteration) == [[0], [1]])
/// #expect(ships.map(\.output) == [["sent": 1], ["sent": 2]])
/// ```
public struct StateVisit: Sendable {
  /// How far a visit has come.
  public enum Ending: Sendable, Hashable {
    /// The state is still being visited.
    case open
    /// The state was left, by its own transition or by a catcher.
    case exited
    /// The state failed, and nothing in it caught the error.
    case failed
    /// The state was cut off: by the failure of another branch, or by the end of the execution.
    case aborted
  }

  /// One attempt of a Task, Parallel or Map state.
  public struct Attempt: Sendable {
    /// Its number, from 1; a redrive counts from 1 again.
    public internal(set) var number: Int
    /// What a task was called with, after `Parameters` or `Arguments`; `nil` for other states.
    public internal(set) var input: JSON?
    /// What a task answered, before `ResultSelector`; `nil` for other states, and if it did not succeed.
    public internal(set) var result: JSON?
    /// The error, if the attempt failed; error and cause may be absent.
    public internal(set) var failure: ErrorOutput?
    /// When it began: for a task, when the task was scheduled.
    public internal(set) var began: Timestamp
    /// When it ended.
    public internal(set) var ended: Timestamp?
  }

  /// The name of the state.
  public let state: String
  /// The type of the state.
  public let type: StateType
  /// The indexes of the Map iterations that the state is in, outermost first: `[2, 0]` is iteration 0 of an inner Map in
  /// iteration 2 of an outer one. For a child of a distributed Map the last one is the child's index.
  public let iteration: [Int]
  /// The indexes of the branches of Parallel states that the state is in, outermost first.
  public let branch: [Int]
  /// The execution that the state was visited in.
  public let execution: VisitedExecution
  /// The input of the state.
  public let input: JSON
  /// The output of the state, if it was left.
  public internal(set) var output: JSON?
  /// The variables that the state assigned when it was left, and their values; `nil` if it assigned none.
  public internal(set) var assigned: JSON.Object?
  /// The attempts of a Task, Parallel or Map state, in order; none for other states.
  public internal(set) var attempts: [Attempt] = []
  /// When the state was entered.
  public let entered: Timestamp
  /// When the state was left; `nil` if it was not.
  public internal(set) var exited: Timestamp?
  /// How far the visit has come.
  public internal(set) var ending = Ending.open

  /// The error of the state itself, or of its last attempt.
  var failure: ErrorOutput?
  /// The number of the event with which it began.
  let enteredEvent: Int
  /// Orders visits by when they were left.
  var exitOrder: (time: Timestamp, execution: Int, event: Int)?

  /// The name of the error with which the last attempt, or the state itself, failed; also if a catcher caught it.
  public var error: String? { failure?.error }

  /// The cause of the error.
  public var cause: String? { failure?.cause }

  /// How many seconds the visit took; `nil` if the state was not left.
  public var duration: Double? { exited.map { Double($0.milliseconds - entered.milliseconds) / 1_000 } }

  /// The name with its iteration, as mocks and expectations take it: `Ship[2][0]`.
  public var name: String { state + iteration.map { "[\($0)]" }.joined() }
}

extension StateVisit: CustomStringConvertible {
  /// `Ship[2], failed: OutOfStock`.
  public var description: String {
    let end =
      switch ending {
      case .open: "open"
      case .exited: "exited"
      case .failed: "failed"
      case .aborted: "aborted"
      }
    return name + ", " + end + (failure.map { ": \($0.error ?? "an error without a name")" } ?? "")
  }
}
