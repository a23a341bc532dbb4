import LanguageSupport
public import StatesEngine
import StatesLanguage
import StatesRuntime

/// What is known of an activity's tasks and workers.
public struct ActivityStatus: Sendable, Hashable {
  /// Workers of one name.
  public struct Worker: Sendable, Hashable {
    /// The name that they give in GetActivityTask; `nil` for those that give none.
    public var name: String?
    /// When they last began or ended to wait for a task.
    public var lastSeen: Timestamp
    /// How many of them are waiting for a task.
    public var waiting: Int
    /// When they last got a task; `nil` if they have not.
    public var lastTask: Timestamp?
    /// How many tasks they have got.
    public var taskCount: Int

    /// Creates it.
    public init(name: String?, lastSeen: Timestamp, waiting: Int, lastTask: Timestamp?, taskCount: Int) {
      self.name = name
      self.lastSeen = lastSeen
      self.waiting = waiting
      self.lastTask = lastTask
      self.taskCount = taskCount
    }
  }

  /// How many tasks wait for a worker.
  public var waitingTasks: Int
  /// How many workers wait for a task.
  public var waitingWorkers: Int
  /// The workers that have been seen, the latest first.
  public var workers: [Worker]

  /// Creates a status.
  public init(waitingTasks: Int, waitingWorkers: Int, workers: [Worker]) {
    self.waitingTasks = waitingTasks
    self.waitingWorkers = waitingWorkers
    self.workers = workers
  }
}

extension StepFunctionsService {
  /// What this process knows of the tasks and the workers of an activity.
  ///
  /// All of it is what has happened in this process since it started: where processes share a store, the tasks of the
  /// executions that this one has, and the workers that ask this one. Up to 100 names of workers are remembered for an
  /// activity, and 10,000 in all; those that have not been seen for the longest time are forgotten first.
  ///
  /// - Parameter activityArn: the ARN of the activity.
  /// - Throws: `ActivityDoesNotExist`, `InvalidArn`.
  public func activityStatus(of activityArn: String) async throws(StepFunctionsError) -> ActivityStatus {
    let arn = try scope.activityARN(activityArn)
    guard scope.owns(arn), try await scope.core.record(ActivityRecord.self, activityArn) != nil else {
      throw .activityDoesNotExist(activityArn)
    }
    let counts = host.activityCounts(of: activityArn)
    return ActivityStatus(
      waitingTasks: counts.tasks, waitingWorkers: counts.workers, workers: scope.core.seenWorkers[activityArn])
  }
}

/// The workers of activities that have asked for tasks, by their names.
final class ActivityWorkers: Sendable {
  /// How many names are remembered for one activity.
  static let mostOfActivity = 100
  /// How many names are remembered.
  static let most = 10_000
  /// How many are left when there would be more.
  fileprivate static let kept = 9_000

  fileprivate struct Entry: Sendable {
    var worker: ActivityStatus.Worker
    /// The number of the last time that it was seen.
    var number: UInt64
  }

  fileprivate struct State: Sendable {
    var entries: [String: [String?: Entry]] = [:]
    var count = 0
    var number: UInt64 = 0
  }

  private let state = Locked(State())

  /// How many names are remembered.
  var count: Int { state.withLock { $0.count } }

  /// The workers of an activity, the latest first.
  subscript(activity: String) -> [ActivityStatus.Worker] {
    state.withLock { state in
      (state.entries[activity] ?? [:]).values.sorted { $0.number > $1.number }.map(\.worker)
    }
  }

  /// A worker begins to wait for a task.
  func begin(_ activity: String, _ name: String?, at time: Timestamp) {
    see(activity, name, at: time) { $0.waiting += 1 }
  }

  /// The worker waits no more.
  ///
  /// - Parameter hasTask: whether it has got one.
  func end(_ activity: String, _ name: String?, at time: Timestamp, hasTask: Bool) {
    see(activity, name, at: time) { worker in
      // It may have been forgotten in between.
      worker.waiting = max(0, worker.waiting - 1)
      if hasTask {
        worker.taskCount += 1
        worker.lastTask = time
      }
    }
  }

  /// The activity is gone.
  func forget(_ activity: String) {
    state.withLock { state in
      if let gone = state.entries.removeValue(forKey: activity) { state.count -= gone.count }
    }
  }

  private func see(
    _ activity: String, _ name: String?, at time: Timestamp, _ change: (inout ActivityStatus.Worker) -> Void
  ) {
    state.withLock { state in
      state.number += 1
      var worker =
        state.entries[activity]?[name]?.worker
        ?? ActivityStatus.Worker(name: name, lastSeen: time, waiting: 0, lastTask: nil, taskCount: 0)
      worker.lastSeen = max(worker.lastSeen, time)
      change(&worker)
      let entry = Entry(worker: worker, number: state.number)
      guard state.entries[activity, default: [:]].updateValue(entry, forKey: name) == nil else { return }
      state.count += 1
      state.tidy(activity)
    }
  }
}

extension ActivityWorkers.State {
  /// Forgets those that were not seen for the longest time, if there are too many.
  ///
  /// - Parameter activity: the activity of the worker that has been added, and was seen last.
  fileprivate mutating func tidy(_ activity: String) {
    if let seen = entries[activity], seen.count > ActivityWorkers.mostOfActivity,
      let oldest = seen.min(by: { $0.value.number < $1.value.number })
    {
      entries[activity]?[oldest.key] = nil
      count -= 1
    }
    guard count > ActivityWorkers.most else { return }
    // Many at once, so that it is rarely done.
    let numbers = entries.values.flatMap { $0.values.map(\.number) }.sorted()
    guard let oldest = numbers.suffix(ActivityWorkers.kept).first else { return }
    for (activity, seen) in entries {
      let left = seen.filter { $0.value.number >= oldest }
      entries[activity] = left.isEmpty ? nil : left
    }
    count = entries.values.reduce(0) { $0 + $1.count }
  }
}
