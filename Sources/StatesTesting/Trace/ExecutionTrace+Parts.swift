public import OrderedJSON
public import StatesEngine
public import StatesLanguage

extension ExecutionTrace {
  /// How something ended.
  public enum End: Sendable, Hashable {
    /// It has not ended.
    case open
    /// It succeeded.
    case succeeded
    /// It failed.
    case failed
    /// It was cut off by something else.
    case aborted
  }

  /// A sequence of states, one after the other: the execution itself, a branch, or an iteration.
  public struct Track: Sendable {
    /// Which track it is.
    public enum Kind: Sendable, Hashable {
      /// The execution itself.
      case execution
      /// A branch of a Parallel state, from 0.
      case branch(Int)
      /// An iteration of a Map state, from 0.
      case iteration(Int)
    }

    /// Which track it is.
    public var kind: Kind
    /// The visits in it, in order: indices of ``ExecutionTrace/visits``.
    public var visits: [Int] = []
    /// How it ended. That a branch failed or was cut off is not recorded: its last visit shows it.
    public var end = End.open
    /// The visit of the Parallel or Map state that it is in.
    public var owner: Int?
    /// Which attempt of that state it belongs to, from 1; 0 for the execution.
    public var attempt = 0
    /// When it began.
    public var started = Timestamp(milliseconds: 0)
    /// The event with which it began; for a branch, the entry of its first state.
    public var startedEvent = 0
    /// When it ended.
    public var ended: Timestamp?
    /// The event with which it ended.
    public var endedEvent: Int?

    mutating func finish(_ end: End, _ event: HistoryEvent) {
      self.end = end
      ended = event.timestamp
      endedEvent = event.id
    }
  }

  /// A visit of a state.
  public struct Visit: Sendable {
    /// The state.
    public var state: StateMachine.State
    /// When it was entered.
    public var entered: Timestamp
    /// The event with which it was entered.
    public var enteredEvent: Int
    /// When it was exited, or cut off.
    public var left: Timestamp?
    /// The event that says so.
    public var leftEvent: Int?
    /// Its raw input.
    public var input: Execution.Payload
    /// Its output.
    public var output: Execution.Payload?
    /// The variables that it assigned.
    public var assigned: JSON.Object?
    /// The attempts of its task, or of its branches or iterations.
    public var attempts: [Attempt] = []
    /// Its branches or iterations, of all attempts: indices of ``ExecutionTrace/tracks``.
    public var tracks: [Int] = []
    /// The ARN of its last map run.
    public var mapRun: String?
    /// The error that its work ended with; it may have been caught.
    public var error: ErrorOutput?
    /// How it ended.
    public var end = End.open
    /// The track that it is in.
    public var track: Int
    /// Its position among the track's visits.
    public var position: Int

    /// Whether the error was caught; ``ExecutionTrace/visit(after:)`` is where the catcher led.
    public var isCaught: Bool { end == .succeeded && error != nil }

    mutating func leave(_ time: Timestamp, _ event: Int) {
      left = time
      leftEvent = event
    }
  }

  /// An attempt of a task, or of the branches or iterations of a state.
  public struct Attempt: Sendable {
    /// The number of the attempt, from 1; after a redrive, tasks are counted from 1 again.
    public var number: Int
    /// The task; `nil` for an attempt of branches or iterations.
    public var request: TaskRequest?
    /// The branches or iterations of this attempt: indices of ``ExecutionTrace/tracks``.
    public var tracks: [Int] = []
    /// The ARN of its map run, for a distributed Map.
    public var mapRun: String?
    /// When it was scheduled, or the branches or iterations began.
    public var scheduled: Timestamp
    /// The event that says so.
    public var scheduledEvent: Int
    /// When a worker, a function or a service began with it.
    public var started: Timestamp?
    /// The event that says so.
    public var startedEvent: Int?
    /// The worker that took it from an activity, if it gave its name.
    public var worker: String?
    /// When its request was answered, for a task whose end is awaited after that (`.sync`, `.waitForTaskToken`).
    public var submitted: Timestamp?
    /// The event that says so.
    public var submittedEvent: Int?
    /// The ARN of the execution that it started.
    public var execution: String?
    /// When it ended.
    public var ended: Timestamp?
    /// The event with which it ended; for branches that are begun again, the failure that ended them.
    public var endedEvent: Int?
    /// How it ended.
    public var end = End.open
    /// The error that it ended with.
    public var error: ErrorOutput?

    /// The ARN of the task's resource.
    public var resource: String? { request?.resource.arn }

    init(number: Int, _ event: HistoryEvent) {
      self.number = number
      scheduled = event.timestamp
      scheduledEvent = event.id
    }

    mutating func finish(_ end: End, _ time: Timestamp, _ event: Int) {
      self.end = end
      ended = time
      endedEvent = event
    }
  }

  /// A redrive of the execution.
  public struct Redrive: Sendable {
    /// How often the execution has been redriven, this time included.
    public var count: Int
    /// The event with which it goes on.
    public var eventID: Int
    /// When it goes on.
    public var time: Timestamp
    /// When it had ended before.
    public var ended: Timestamp
    /// The event with which it had ended.
    public var ending: HistoryEventDetails?
  }
}

extension TaskRequest {
  /// The ARN of the execution that the task has started, according to its answer.
  func startedExecution(_ answer: JSON) -> String? {
    guard case .integration(let integration) = resource, integration.service == "states" else { return nil }
    return answer["ExecutionArn"]?.stringValue
  }
}
