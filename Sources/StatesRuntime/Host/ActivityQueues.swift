import LanguageSupport
import StatesEngine

/// The tasks of activities that wait for a worker, and the workers that wait for a task: first come, first served.
final class ActivityQueues: Sendable {
  /// A task that waits, and whose it is.
  struct Offer: Hashable, Sendable {
    let execution: ExecutionNumber
    let task: ExecutionTree.Address<TaskID>
  }

  /// How a worker's wait for a task ends.
  enum Answer: Sendable {
    case offer(Offer)
    /// A task of another host, which the worker has.
    case task(ActivityTask)
    /// The worker waits no more, or the host is closed.
    case cancelled
    /// The activity does not exist.
    case unknown
  }

  /// A worker that waits.
  struct Worker: Sendable {
    let number: Int
    let name: String?
  }

  fileprivate struct Poller: Sendable {
    let number: Int
    let name: String?
    let continuation: CheckedContinuation<Answer, Never>
  }

  fileprivate struct Queue: Sendable {
    /// Those in the line that are still wanted.
    var offers: Set<Offer> = []
    var line = Line<Offer>()
    var lineCount = 0
    var pollers = Line<Poller>()
  }

  fileprivate struct State: Sendable {
    var queues: [String: Queue] = [:]
    var pollerCount = 0
    /// Pollers that were cancelled before they lay down.
    var cancelled: Set<Int> = []
    var isClosed = false
  }

  private let state = Locked(State())

  /// How many tasks wait for a worker of an activity, and how many workers for a task.
  func counts(_ activity: String) -> (tasks: Int, workers: Int) {
    state.withLock { ($0.queues[activity]?.offers.count ?? 0, $0.queues[activity]?.pollers.remaining.count ?? 0) }
  }

  /// A task waits for a worker; `false` if one has waited for it.
  @discardableResult
  func offer(_ task: ExecutionTree.Address<TaskID>, of execution: ExecutionNumber, activity: String) -> Bool {
    let offer = Offer(execution: execution, task: task)
    let poller = state.withLock { state in state.queues[activity, default: Queue()].take(offer) }
    poller?.continuation.resume(returning: .offer(offer))
    return poller == nil
  }

  /// The workers that wait for a task of an activity, in the order in which they came.
  func waiting(_ activity: String) -> [Worker] {
    state.withLock { state in
      state.queues[activity]?.pollers.remaining.map { Worker(number: $0.number, name: $0.name) } ?? []
    }
  }

  /// Gives a worker a task that was taken for it, or another one if that waits no more; `false` if none waits.
  func deliver(_ task: ActivityTask, to number: Int, of activity: String) -> Bool {
    let poller = state.withLock { state -> Poller? in
      guard let waiting = state.queues[activity]?.pollers.remaining,
        let poller = waiting.first(where: { $0.number == number }) ?? waiting.first
      else { return nil }
      state.queues[activity]?.pollers.removeAll { $0.number == poller.number }
      if state.queues[activity]?.isUnused == true { state.queues[activity] = nil }
      return poller
    }
    poller?.continuation.resume(returning: .task(task))
    return poller != nil
  }

  /// The task is no longer awaited.
  func withdraw(_ task: ExecutionTree.Address<TaskID>, of execution: ExecutionNumber, activity: String) {
    state.withLock { state in
      guard state.queues[activity]?.offers.remove(Offer(execution: execution, task: task)) != nil else { return }
      state.queues[activity]?.tidy()
      if state.queues[activity]?.isUnused == true { state.queues[activity] = nil }
    }
  }

  /// Nobody waits for a task any more, now or later.
  func close() {
    let pollers = state.withLock { state in
      state.isClosed = true
      defer { state.queues = [:] }
      return state.queues.values.flatMap(\.pollers.remaining)
    }
    for poller in pollers { poller.continuation.resume(returning: .cancelled) }
  }

  /// The activities that workers wait for a task of.
  var polled: [String] { state.withLock { $0.queues.filter { !$0.value.pollers.isEmpty }.map(\.key) } }

  /// Workers wait no more for a task of activities that do not exist; tasks that wait stay.
  func dismissPollers(of activities: [String]) {
    let pollers = state.withLock { state -> [Poller] in
      var dismissed: [Poller] = []
      for activity in activities {
        guard let queue = state.queues[activity] else { continue }
        dismissed += queue.pollers.remaining
        state.queues[activity]?.pollers = Line()
        if state.queues[activity]?.isUnused == true { state.queues[activity] = nil }
      }
      return dismissed
    }
    for poller in pollers { poller.continuation.resume(returning: .unknown) }
  }

  /// Waits for a task. One that has been handed over is returned whatever happens then.
  ///
  /// - Parameters:
  ///   - worker: the worker's name.
  ///   - exists: whether the activity exists: asked before ``dismissPollers(of:)``, or after it.
  ///   - didWait: called when the worker has to wait.
  func next(
    _ activity: String, worker: String? = nil, if exists: @Sendable (_ activity: String) -> Bool,
    didWait: @Sendable () -> Void = {}
  ) async -> Answer {
    let number = state.withLock { state in
      state.pollerCount += 1
      return state.pollerCount
    }
    defer { _ = state.withLock { $0.cancelled.remove(number) } }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let now: Answer? = state.withLock { state in
          if state.isClosed || state.cancelled.contains(number) { return .cancelled }
          guard exists(activity) else { return .unknown }
          if let offer = state.queues[activity]?.next() {
            if state.queues[activity]?.isUnused == true { state.queues[activity] = nil }
            return .offer(offer)
          }
          state.queues[activity, default: Queue()].pollers.append(
            Poller(number: number, name: worker, continuation: continuation))
          return nil
        }
        if let now { continuation.resume(returning: now) } else { didWait() }
      }
    } onCancel: {
      cancel(number, activity)
    }
  }

  private func cancel(_ number: Int, _ activity: String) {
    let poller = state.withLock { state -> Poller? in
      guard let poller = state.queues[activity]?.pollers.remaining.first(where: { $0.number == number }) else {
        state.cancelled.insert(number)
        return nil
      }
      state.queues[activity]?.pollers.removeAll { $0.number == number }
      if state.queues[activity]?.isUnused == true { state.queues[activity] = nil }
      return poller
    }
    poller?.continuation.resume(returning: .cancelled)
  }
}

extension ActivityQueues.Queue {
  fileprivate var isUnused: Bool { offers.isEmpty && pollers.isEmpty }

  /// Takes an offer, or gives the worker that gets it.
  fileprivate mutating func take(_ offer: ActivityQueues.Offer) -> ActivityQueues.Poller? {
    if let poller = pollers.popFirst() { return poller }
    guard offers.insert(offer).inserted else { return nil }
    line.append(offer)
    lineCount += 1
    return nil
  }

  fileprivate mutating func next() -> ActivityQueues.Offer? {
    while let offer = line.popFirst() {
      lineCount -= 1
      if offers.remove(offer) != nil { return offer }
    }
    return nil
  }

  /// Forgets what was withdrawn long before its turn.
  fileprivate mutating func tidy() {
    guard lineCount > 2 * offers.count + 64 else { return }
    let offers = offers
    line.removeAll { !offers.contains($0) }
    lineCount = offers.count
  }
}
