import LanguageSupport
import StatesEngine
import StatesRuntime

extension ServiceCore {
  /// Waits for a task of an activity, as long as GetActivityTask does; `nil` if none came.
  func poll(_ activity: String, worker: String?) async throws(StepFunctionsError) -> ActivityTask? {
    if isShared, !host.activities.contains(activity) { try await refreshActivities() }
    guard beginPoll(activity) else { throw .tooManyWorkers }
    defer { endPoll(activity) }
    // What is remembered is of activities that exist: others could be named without end.
    let isKnown = host.activities.contains(activity)
    if isKnown { seenWorkers.begin(activity, worker, at: now) }
    var hasTask = false
    defer { if isKnown { seenWorkers.end(activity, worker, at: now, hasTask: hasTask) } }
    let (host, clock, pause) = (host, clock, limits.activityPoll)
    let outcome = await withTaskGroup(of: Result<ActivityTask?, HostError>?.self) { group in
      group.addTask {
        do throws(HostError) {
          return .success(try await host.nextActivityTask(of: activity, worker: worker))
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        try? await clock.sleep(for: pause)
        return nil
      }
      var outcome: Result<ActivityTask?, HostError> = .success(nil)
      for await ended in group {
        if let ended { outcome = ended }
        // The other one ends as well: a task that had been handed out by then is not lost.
        group.cancelAll()
      }
      return outcome
    }
    do throws(HostError) {
      let task = try outcome.get()
      hasTask = task != nil
      return task
    } catch {
      throw StepFunctionsError(error)
    }
  }

  private func beginPoll(_ activity: String) -> Bool {
    let limit = limits.workers
    return workers.withLock { workers in
      guard workers[activity, default: 0] < limit else { return false }
      workers[activity, default: 0] += 1
      return true
    }
  }

  private func endPoll(_ activity: String) {
    workers.withLock { workers in
      let left = (workers[activity] ?? 1) - 1
      workers[activity] = left > 0 ? left : nil
    }
  }
}
