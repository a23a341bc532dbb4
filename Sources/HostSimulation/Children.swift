import OrderedJSON
import StatesEngine
import StatesRuntime

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension World {
  /// Checks that the store has just the children that the map runs of an execution have had, once each.
  ///
  /// - Returns: their histories, by their inputs.
  func verifyChildren(_ plan: Plan, _ host: SimulatedHost) async -> [String: [JSON]] {
    let reply = await host.ask { [arn = plan.arn] host throws(HostError) in try await host.mapRuns(of: arn) }
    guard let runs = reply.value else {
      fail("the map runs of \(plan.arn): \(reply)")
      return [:]
    }
    var histories: [String: [JSON]] = [:]
    for run in runs {
      guard settings.recordsChildren else {
        let unknown = await host.ask { host throws(HostError) in try await host.mapRun(run.mapRunARN) }
        if case .refused(.unknownMapRun) = unknown { continue }
        fail("\(run.mapRunARN) is known: \(unknown)")
        continue
      }
      for child in await children(of: run, host) {
        let arn = child.executionARN
        guard let description = await host.ask({ host throws(HostError) in try await host.describe(arn) }).value else {
          fail("\(arn) cannot be described")
          continue
        }
        let isEnded = description.status != .running && description.stopTime == child.stopTime
        if !isEnded || description.mapRunARN != run.mapRunARN || description.startTime != child.startTime {
          fail("\(arn) is listed as \(child), and described as \(description)")
        }
        let isStandard = description.type == .standard
        histories[description.input] = isStandard ? await verify(history: arn, host) : []
      }
    }
    return histories
  }

  /// The children of a map run, by pages: as many as the run has begun, none twice.
  private func children(of run: MapRunDescription, _ host: SimulatedHost) async -> [ChildRow] {
    var rows: [ChildRow] = []
    let limit = scheduler.draw(1...3)
    while true {
      let cursor = rows.last?.cursor
      let reply = await host.ask { host throws(HostError) in
        try await host.children(of: run.mapRunARN, after: cursor, limit: limit)
      }
      guard let page = reply.value else {
        fail("the children of \(run.mapRunARN): \(reply)")
        break
      }
      if page.isEmpty { break }
      rows += page
    }
    if Set(rows.map(\.executionARN)).count != rows.count { fail("a child of \(run.mapRunARN) is listed twice") }
    let counts = run.executionCounts
    let expected = [counts.running, counts.succeeded, counts.failed, counts.timedOut, counts.aborted]
    let found = [ExecutionRow.Status.running, .succeeded, .failed, .timedOut, .aborted].map { status in
      rows.count { $0.status == status }
    }
    if found != expected || rows.contains(where: { $0.itemCount != 1 }) {
      fail("\(run.mapRunARN) has the children \(rows), not \(counts)")
    }
    return rows
  }
}
