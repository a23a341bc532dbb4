import OrderedJSON
import StatesEngine
import StatesRuntime

/// An execution under the debugger as far as it has gone, and what was decided by hand on the way.
///
/// By determinism the decisions are enough to return to any earlier moment: what came before is done again from the start,
/// or from the nearest of a few moments that are kept. How many are kept is bounded, however long the execution is.
struct DebuggerTimeline: Sendable {
  typealias TaskAddress = VirtualTimeExecution.TaskAddress

  /// What was decided by hand.
  enum Decision: Sendable {
    /// Something was reported of the task of a state.
    case report(TaskAddress, name: String, VirtualTimeExecution.Report)
    /// Time goes on although the task of a state is open.
    case leave(TaskAddress, name: String)
    /// Time passed in which nothing happened.
    case pass(until: Timestamp)
  }

  /// A task that awaits an answer by hand.
  struct OpenTask: Sendable {
    let number: Int
    let address: TaskAddress
    let request: TaskRequest
    /// Whether time goes on although it is open.
    var isLeft = false
  }

  /// An execution between two steps, with what belongs to it.
  struct Moment: Sendable {
    var execution: VirtualTimeExecution
    /// How many tasks have been begun.
    var begunTasks = 0
    /// How far the answers of mocks have been used.
    var usage = MockUsage()
    /// The tasks that were left to be answered by hand; those that have ended are dropped at times.
    var tasks: [OpenTask] = []
    /// How many steps were taken, and how many decisions.
    var steps = 0
    var decisions = 0

    /// The tasks that await an answer by hand.
    var openTasks: [OpenTask] { tasks.filter { execution.isAwaiting($0.address) } }

    /// The tasks for which time stands still.
    var askedTasks: [OpenTask] { openTasks.filter { !$0.isLeft } }
  }

  /// Another answer for one task than the one that it had.
  struct Substitute: Sendable {
    let task: TaskAddress
    let outcome: TaskReport.Outcome
  }

  let mocks: MockedTasks?
  private let start: Moment
  /// The last moment.
  private(set) var head: Moment
  private var decided: [(steps: Int, decision: Decision)] = []
  /// Moments on the way, at most ``maximumKept`` of them.
  private var kept: [Moment] = []
  private var interval = 64
  private static let maximumKept = 24

  init(_ execution: VirtualTimeExecution, mocks: MockedTasks?) {
    self.mocks = mocks
    start = Moment(execution: execution)
    head = start
  }

  /// How many events there are.
  var eventCount: Int { head.execution.eventCount }

  /// The moments that are kept: for tests of the bound.
  var keptCount: Int { kept.count }

  // MARK: Going on

  /// Does the next thing.
  ///
  /// - Returns: whether there was anything to do.
  mutating func step() -> Bool {
    guard Self.step(&head, mocks, nil) else { return false }
    keep()
    return true
  }

  /// Whether nothing happens any more until time passes.
  var isQuiet: Bool { mutating get { head.isQuiet } }

  /// When something comes next, if anything does.
  mutating func nextTime() -> Timestamp? { head.execution.nextTime() }

  mutating func decide(_ decision: Decision) {
    decided.append((head.steps, decision))
    Self.apply(decision, to: &head)
  }

  private mutating func keep() {
    guard head.steps - (kept.last?.steps ?? 0) >= interval else { return }
    kept.append(head)
    guard kept.count > Self.maximumKept else { return }
    interval *= 2
    kept = kept.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
  }

  static func step(_ moment: inout Moment, _ mocks: MockedTasks?, _ substitute: Substitute?) -> Bool {
    var usage = moment.usage
    var begun = moment.begunTasks
    var byHand: [OpenTask] = []
    moment.steps += 1
    let isDone = moment.execution.step { address, request in
      begun += 1
      var report = mocks?.report(for: request, &usage)
      if let substitute, substitute.task == address {
        report = report ?? TaskReport(substitute.outcome)
        report?.outcome = substitute.outcome
      }
      if let report {
        if case .never = report.outcome {} else { return report }
        byHand.append(OpenTask(number: begun, address: address, request: request, isLeft: true))
        return report
      }
      byHand.append(OpenTask(number: begun, address: address, request: request))
      return TaskReport(.never)
    }
    moment.usage = usage
    moment.begunTasks = begun
    if !byHand.isEmpty {
      let execution = moment.execution
      moment.tasks.removeAll { !execution.isAwaiting($0.address) }
      moment.tasks += byHand
    }
    return isDone
  }

  static func apply(_ decision: Decision, to moment: inout Moment) {
    moment.decisions += 1
    switch decision {
    case .report(let task, _, let report): moment.execution.report(report, of: task)
    case .leave(let task, _):
      for place in moment.tasks.indices where moment.tasks[place].address == task { moment.tasks[place].isLeft = true }
    case .pass(let time): moment.execution.pass(until: time)
    }
  }

  // MARK: Going back

  /// The first moment for which something holds that, once it holds, holds for all later ones; the last moment if it
  /// never does.
  func moment(where holds: (Moment) -> Bool) -> Moment {
    if holds(start) { return start }
    var moment = kept.last { !holds($0) } ?? start
    while !holds(moment), moment.steps < head.steps || moment.decisions < head.decisions { advance(&moment) }
    return moment
  }

  /// The first moment at which an event has happened, with all that happened in the same go.
  func moment(ofEvent id: Int) -> Moment { moment { $0.execution.eventCount >= id } }

  /// Does again what was done after a moment.
  private func advance(_ moment: inout Moment) {
    if moment.decisions < decided.count, decided[moment.decisions].steps <= moment.steps {
      Self.apply(decided[moment.decisions].decision, to: &moment)
    } else {
      _ = Self.step(&moment, mocks, nil)
    }
  }

  /// Drops everything after a moment.
  mutating func cut(to moment: Moment) {
    head = moment
    decided.removeSubrange(min(moment.decisions, decided.count)...)
    kept.removeAll { $0.steps > moment.steps || $0.decisions > moment.decisions }
  }

  // MARK: Other answers

  /// The moment before a task was answered, or was begun if a mock answers it; and whether it can be answered by hand
  /// there.
  func momentBeforeAnswer(of task: TaskAddress, scheduledBy event: Int) -> (moment: Moment, isByHand: Bool) {
    for (place, entry) in decided.enumerated() {
      if case .report(let address, _, .ended) = entry.decision, address == task {
        let moment = moment { $0.decisions > place || ($0.decisions == place && $0.steps >= entry.steps) }
        return (moment, true)
      }
    }
    if head.openTasks.contains(where: { $0.address == task }) { return (head, true) }
    return (moment(ofEvent: event), false)
  }

  /// Runs on from a moment to the end, or until a task awaits an answer that is not known. What was decided by hand after
  /// that moment about tasks of the same states is decided again, in the same order, once such a task is open.
  func runToEnd(from moment: Moment, _ substitute: Substitute? = nil) -> Moment {
    var moment = moment
    var known = decided.dropFirst(moment.decisions).map(\.decision)
    while case .running = moment.execution.root.status {
      if let open = moment.askedTasks.first, moment.isQuiet {
        guard let place = known.firstIndex(where: { $0.isAbout(open.name) }) else { return moment }
        switch known.remove(at: place) {
        case .report(_, let name, let report): Self.apply(.report(open.address, name: name, report), to: &moment)
        case .leave(_, let name): Self.apply(.leave(open.address, name: name), to: &moment)
        case .pass: break
        }
      } else if !Self.step(&moment, mocks, substitute) {
        return moment
      }
    }
    return moment
  }
}

extension DebuggerTimeline.OpenTask {
  /// The state's name, with its iterations: `Ship[2]`.
  var name: String { request.indexedName }
}

extension TaskRequest {
  /// The state's name, with its iterations: `Ship[2]`.
  var indexedName: String { stateName + iterations.map { "[\($0)]" }.joined() }
}

extension DebuggerTimeline.Decision {
  /// Whether it decides about a task of that name.
  fileprivate func isAbout(_ task: String) -> Bool {
    switch self {
    case .report(_, let name, _), .leave(_, let name): name == task
    case .pass: false
    }
  }
}

extension DebuggerTimeline.Moment {
  /// Whether nothing happens any more until time passes.
  var isQuiet: Bool {
    mutating get {
      guard let next = execution.nextTime() else { return true }
      return next > execution.now
    }
  }
}
