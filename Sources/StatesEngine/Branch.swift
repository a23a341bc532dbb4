import OrderedJSON
import StatesLanguage

/// One line of control: the execution itself, a branch of a Parallel state, or an iteration of an inline Map.
struct Branch: Sendable {
  /// What the branch is doing or waiting for.
  enum Phase: String, Sendable {
    /// To enter its state, with ``Branch/input``.
    case entering
    /// To do the work of its state, which it has entered.
    case retrying
    /// To go on with a result or failure in ``Branch/pending``.
    case resuming
    /// To go on with the iterations of a Map that is redriven.
    case continuing
    /// A Wait state's deadline.
    case waiting
    /// The end of a pause before a retry.
    case backingOff
    /// A task's answer.
    case awaitingTask
    /// Its branches or iterations.
    case awaitingBranches = "awaitingChildren"
    /// Its map run.
    case awaitingMapRun
    /// Nothing: its place may be used again.
    case free
  }

  /// What came for a branch and has not been acted on.
  enum Pending: Sendable {
    case nothing
    case result(Execution.Payload)
    case failure(Failure)

    /// Keeps branches small: a failure is rare, and its texts take much room.
    final class Failure: Sendable {
      let error: StateError

      init(_ error: StateError) { self.error = error }
    }
  }

  var phase = Phase.entering
  /// The state it is in or about to enter.
  var state: Int32
  /// The branch whose Parallel or Map state it belongs to, or -1.
  var parent: Int32
  /// Its place among the branches or iterations of its parent.
  var slot: Int32
  /// Counts attempts and waits, so that late answers are known for what they are.
  var serial: Int32 = 0
  /// The last event of its own chain.
  var lastEvent: Int32
  /// Its state's Entered event.
  var enteredEvent: Int32 = 0
  /// How often its state has been retried during this visit.
  var retryCount: Int32 = 0
  /// Its place in ``Execution/containers`` while it has branches or iterations, or -1.
  var container: Int32 = -1
  /// Its place in ``Execution/mapRuns`` while a map run is under way, or -1.
  var mapRun: Int32 = -1
  /// When its state was entered.
  var enteredTime = Timestamp(milliseconds: 0)
  /// When what it waits for is due: a wait, a pause, a task's timeout.
  var deadline: Timestamp?
  /// When its task must be heard from.
  var heartbeatDeadline: Timestamp?
  /// Its state's raw input.
  var input: Execution.Payload
  /// All variables it can see.
  var variables: JSON.Object
  /// How often each retrier has answered during this visit; empty while none has.
  var retrierCounts: [Int32] = []
  var pending = Pending.nothing
  /// The task that it waits for.
  var request: TaskRequest?
  /// How far that task has come.
  var progress = TaskProgress.scheduled
  /// The token of its task, where it has one.
  var taskToken: String?
  /// Its branches or iterations when a failure cut them off, until it moves on.
  var cut: CutBranches?
  /// The item of the iteration that it is or is in.
  var item: MapItemContext?
}

/// What `$$.Map.Item` shows.
final class MapItemContext: Sendable {
  let index: Int
  let value: JSON
  let key: String?
  let source: String?
  /// The indexes of the iterations around and including this one, the outermost first.
  let iterations: [Int]

  init(index: Int, value: JSON, key: String? = nil, source: String? = nil, iterations: [Int]) {
    self.index = index
    self.value = value
    self.key = key
    self.source = source
    self.iterations = iterations
  }

  var json: JSON {
    var object: JSON.Object = ["Index": .integer(index), "Value": value]
    if let key { object["Key"] = .string(key) }
    if let source { object["Source"] = .string(source) }
    return .object(object)
  }
}

/// The branches of a Parallel state, or the iterations of an inline Map, that are under way.
struct Container: Sendable {
  /// Outputs in their places; `null` until they are there.
  var results: [JSON]
  /// The places of its branches or iterations in ``Execution/branches``, by slot; -1 before and after its life.
  var branches: [Int32]
  /// What is iterated over; empty for a Parallel state.
  var items: [JSON] = []
  /// The next item to start.
  var nextItem = 0
  /// How many children run.
  var running = 0
  /// `MaxConcurrency` of a Map state; 0 for as many as there may be.
  var concurrency = 0
  /// The most nested output so far.
  var depthBound = 0
  /// The state's Started event.
  let startedEvent: Int32
  /// The event that the end of the state points at.
  var lastEvent: Int32
  /// The input from which iterations' inputs are selected.
  var effectiveInput: Execution.Payload

  /// Whether all branches or iterations have begun and none is under way.
  var hasEnded: Bool { running == 0 && nextItem == items.count }
}
