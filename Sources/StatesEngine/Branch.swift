import OrderedJSON
import StatesLanguage

/// One thread of control: the execution itself, a branch of a Parallel state, or an iteration of an inline Map.
struct Branch: Sendable {
  /// What the branch is doing or waiting for.
  enum Phase: String, Sendable {
    /// About to enter its state, with ``Branch/input``.
    case entering
    /// About to do the work of its state, which it has entered.
    case retrying
    /// About to continue with a result or failure in ``Branch/pending``.
    case resuming
    /// About to continue the iterations of a Map that is redriven.
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
    /// Nothing: its slot may be reused.
    case free
  }

  /// An answer for a branch that has not been processed.
  enum Pending: Sendable {
    case nothing
    case result(Execution.Payload)
    case failure(Failure)

    /// Keeps branches small: a failure is rare, and its strings take much space.
    final class Failure: Sendable {
      let error: StateError

      init(_ error: StateError) { self.error = error }
    }
  }

  var phase = Phase.entering
  /// The index of the state that it is in or about to enter.
  var state: Int32
  /// The branch whose Parallel or Map state it belongs to, or -1.
  var parent: Int32
  /// Its index among the branches or iterations of its parent.
  var slot: Int32
  /// Counts attempts and waits, so that late answers can be recognized.
  var serial: Int32 = 0
  /// The last event of its chain.
  var lastEvent: Int32
  /// Its state's Entered event.
  var enteredEvent: Int32 = 0
  /// How often its state has been retried during this visit.
  var retryCount: Int32 = 0
  /// Its index in ``Execution/containers`` while it has branches or iterations, or -1.
  var container: Int32 = -1
  /// Its index in ``Execution/mapRuns`` while a map run is active, or -1.
  var mapRun: Int32 = -1
  /// When its state was entered.
  var enteredTime = Timestamp(milliseconds: 0)
  /// When its current wait ends: a wait, a backoff, a task's timeout.
  var deadline: Timestamp?
  /// When the next heartbeat of its task is due.
  var heartbeatDeadline: Timestamp?
  /// Its state's raw input.
  var input: Execution.Payload
  /// All variables it can see.
  var variables: JSON.Object
  /// How often each retrier has retried during this visit; empty if none has.
  var retrierCounts: [Int32] = []
  var pending = Pending.nothing
  /// The task whose answer it awaits.
  var request: TaskRequest?
  /// The progress of that task.
  var progress = TaskProgress.scheduled
  /// The token of its task, if it has one.
  var taskToken: String?
  /// Its branches or iterations at the time a failure cut them off, until it moves on.
  var cut: CutBranches?
  /// The item of its iteration, or of the iteration it is in.
  var item: MapItemContext?
}

/// The contents of `$$.Map.Item`.
final class MapItemContext: Sendable {
  let index: Int
  let value: JSON
  let key: String?
  let source: String?
  /// The indexes of the iterations around and including this one, outermost first.
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

/// The running branches of a Parallel state, or iterations of an inline Map.
struct Container: Sendable {
  /// Outputs by index; `null` until they are available.
  var results: [JSON]
  /// The indexes of its branches or iterations in ``Execution/branches``, by slot; -1 before they start and after they
  /// end.
  var branches: [Int32]
  /// The items to iterate over; empty for a Parallel state.
  var items: [JSON] = []
  /// The next item to start.
  var nextItem = 0
  /// How many branches or iterations are running.
  var running = 0
  /// `MaxConcurrency` of a Map state; 0 for no limit.
  var concurrency = 0
  /// The depth of the most nested output so far.
  var depthBound = 0
  /// The state's Started event.
  let startedEvent: Int32
  /// The event that the end of the state points at.
  var lastEvent: Int32
  /// The input from which the inputs of iterations are selected.
  var effectiveInput: Execution.Payload

  /// Whether all branches or iterations have started and none is running.
  var hasEnded: Bool { running == 0 && nextItem == items.count }
}
