import LanguageSupport
import StatesEngine
import StatesRuntime

extension ServiceCore {
  /// Waits for a task of an activity, as long as GetActivityTask does; `nil` if none came.
  func poll(_ activity: String, worker: String?) async throws(StepFunctionsError) -> ActivityTask? {
    if isShared, !host.activities.contains(activity) { try await refreshActivities() }
    guard beginPoll(activity) else { throw .tooManyWorkers }
    defer { endPoll(activity) }
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
      return try outcome.get()
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
