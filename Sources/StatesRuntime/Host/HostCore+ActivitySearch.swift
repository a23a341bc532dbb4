import LanguageSupport
import OrderedJSON
import StatesEngine

// Tasks of activities for workers that wait at this host, of executions that others have: however many workers wait, the
// store is asked once for each activity.
extension HostCore {
  /// How many tasks are looked at, at once.
  private static let searchedCount = 32

  /// A task waits for a worker of an activity: here, or at any other host.
  func offer(_ task: ExecutionTree.Address<TaskID>, of number: ExecutionNumber, activity: String) {
    guard let durable else { return }
    let waits = durable.activities.offer(task, of: number, activity: activity)
    if waits { durable.fleet?.signals?.signal(Fleet.activities) }
  }

  /// Looks for tasks of an activity at other hosts as long as workers wait here.
  func search(_ activity: String) async {
    guard let durable, let fleet = durable.fleet else { return }
    while !isClosed, let wakeup = fleet.goOn(activity) {
      let workers = durable.activities.waiting(activity)
      let count = workers.count - fleet.takingCount(activity)
      if count > 0 {
        for (document, worker) in zip(await offered(activity, durable, fleet), workers.suffix(count)) {
          guard fleet.beginTaking(document.name, of: activity) else { continue }
          _ = spawnUpkeep {
            await self.take(document.task, for: worker, activity, durable)
            fleet.endTaking(document.name, of: activity)
          }
        }
      }
      await wakeup.sleep(for: durable.settings.inboxPolling / 2 * 5, self)
    }
  }

  /// The tasks that wait for a worker and are not here, the oldest first.
  private func offered(
    _ activity: String, _ durable: DurableServices, _ fleet: Fleet
  ) async -> [(name: String, task: TokenDocument)] {
    let query = DocumentQuery(.token, prefix: TokenDocument.prefix(activity), limit: Self.searchedCount)
    guard let documents = try? await durable.store.documents(query) else { return [] }
    return documents.compactMap { document in
      guard let task = try? TokenDocument(bytes: document.body), task.activity == activity,
        table.number(of: task.arn) == nil, !fleet.isTaking(document.key.name, of: activity)
      else { return nil }
      return (document.key.name, task)
    }
  }

  /// Takes a task of another host for a worker; if that waits no more, for the next one, or it is offered again.
  private func take(
    _ offer: TokenDocument, for worker: ActivityQueues.Worker, _ activity: String, _ durable: DurableServices
  ) async {
    do throws(HostError) {
      let wasTaken = try await request(.take(offer.task, worker: worker.name), of: offer.arn, isPatient: true)
      guard wasTaken else { return }
      if let task = try await patiently({ () async throws(HostError) in
        try await self.openTask(offer.task, of: offer.arn)
      }) {
        if durable.activities.deliver(task, to: worker.number, of: activity) { return }
        _ = try await request(.offerAgain(offer.task), of: offer.arn, isPatient: true)
      }
    } catch {
      // It has ended, or another host has taken it over and offers it.
    }
  }

  /// A task of an activity that a worker has taken.
  private func openTask(
    _ task: ExecutionTree.Address<TaskID>, of arn: String
  ) async throws(HostError) -> ActivityTask? {
    let request: TaskRequest?
    if let here = try await ifHere(arn, { await $0.openTask(task) }) {
      request = here
    } else {
      request = try await view(of: arn)?.tree.openTask(task)
    }
    guard let request, let token = request.taskToken else { return nil }
    return ActivityTask(taskToken: token, input: request.input, request: request)
  }
}
