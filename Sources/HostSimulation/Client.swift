import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// Who starts an execution, waits for its end, and checks what came of it.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
struct Client {
  let plan: Plan
  let world: World

  private var arn: String { plan.arn }

  func run() async {
    await world.sleep(0...20_000)
    guard await start() else { return }
    if let pause = plan.stopsAfter {
      let milliseconds = Int(pause.milliseconds)
      world.outside.spawn {
        await world.sleep(milliseconds...milliseconds)
        await stop()
      }
    }
    guard await end(), plan.isBroken, plan.stopsAfter == nil else { return }
    world.repaired.insert(plan.number)
    await redrive()
    _ = await end()
  }

  private func start() async -> Bool {
    let machine: StateMachine
    do { machine = try StateMachine(parsing: plan.definition) } catch {
      world.fail("\(error)")
      return false
    }
    var mayExist = false
    while !world.isOver {
      for host in world.livingHosts().prefix(1) {
        let plan = plan
        switch await host.ask({ host throws(HostError) in
          _ = try await host.start(
            machine, input: plan.input, identity: plan.identity, seed: .fixed(UInt64(plan.number)))
        }) {
        case .answered:
          world.note("\(host.process.name) has started \(plan.identity.name)")
          if await row() == nil { world.fail("the start of \(arn) is acknowledged before the store has it") }
          return true
        case .crashed, .refused(.closed), .refused(.lost): mayExist = true
        case .refused(.executionExists):
          if !mayExist { world.fail("\(arn) exists before it has been started") }
          return true
        case .refused(.store): if await row() != nil, !mayExist { world.fail("the start of \(arn) was refused") }
        case .refused(let error): world.fail("\(arn) is not started: \(error)")
        }
      }
      await world.sleep(100...3_000)
    }
    return false
  }

  private func row() async -> ExecutionRow? { (try? await world.store.execution(arn)) ?? nil }

  private func stop() async {
    let end = world.scheduler.now + World.patience / 2
    while world.scheduler.now < end, !world.isOver {
      for host in world.livingHosts() {
        if case .answered = await host.ask({ [arn] host throws(HostError) in try await host.stop(arn) }) {
          world.note("\(host.process.name) has stopped \(plan.identity.name)")
          if await row()?.status == .running { world.fail("the stop of \(arn) is acknowledged, and it runs") }
          return
        }
      }
      if await row()?.status != .running { return }
      await world.sleep(100...3_000)
    }
  }

  private func redrive() async {
    while !world.isOver, await row()?.redriven == nil {
      for host in world.livingHosts().prefix(1) {
        let reply = await host.ask { [arn] host throws(HostError) in try await host.redrive(arn).redriveCount }
        if case .answered(let count) = reply {
          world.note("\(host.process.name) has redriven \(plan.identity.name)")
          if count != 1 { world.fail("\(arn) has been redriven \(count) times") }
          if await row()?.redriven == nil {
            world.fail("the redrive of \(arn) is acknowledged before the store has it")
          }
        } else {
          world.note("\(host.process.name) does not redrive \(plan.identity.name): \(reply)")
        }
      }
      await world.sleep(100...3_000)
    }
  }

  /// Has a host describe the execution, which is as it was in the store before, or as it has become since.
  private func look(since before: ExecutionRow) async {
    for host in world.livingHosts() {
      let (arn, from) = (arn, UInt64(world.scheduler.draw(1...10)))
      switch await host.ask({ host throws(HostError) in
        (try await host.describe(arn), try await host.history(of: arn, from: from, limit: 20))
      }) {
      case .answered((let description, let events)):
        let isEarlier = description.redriveCount < before.redriveCount
        let isLate =
          !before.status.isRunning && description.status == .running && description.redriveCount == before.redriveCount
        if isEarlier || isLate { world.fail("\(arn) is \(before.status), and described as \(description)") }
        for (index, event) in events.enumerated() where event["id"]?.integerValue != Int64(from) + Int64(index) {
          world.fail("\(host.process.name) shows event \(event["id"] ?? .null) of \(arn) at \(from) + \(index)")
        }
      case .refused(.unknownExecution) where world.settings.lease != nil:
        world.fail("\(host.process.name) does not know \(arn)")
      case .crashed, .refused: break
      }
    }
  }

  /// Waits for the end.
  private func end() async -> Bool {
    let end = world.scheduler.now + World.patience
    while world.scheduler.now < end, !world.isOver {
      await world.sleep(500...4_000)
      if let row = await row() {
        if world.scheduler.draws(300) { await look(since: row) }
        if !row.status.isRunning { return true }
      } else {
        world.fail("\(arn) is lost")
        return false
      }
    }
    let row = await row()
    let owner = row?.owner ?? "nobody"
    let count = world.hosts.first { $0.owner == owner }?.host.counts
    world.fail("\(arn) hangs: \(owner) has it; \(count.map { "\($0)" } ?? "which does not live")")
    return false
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension World {
  /// Checks everything once all have ended.
  func verifyAll(_ plans: [Plan]) async {
    guard problems.isEmpty else { return }
    // What nobody waits for ends by itself.
    var rows: [ExecutionRow] = []
    for _ in 0..<1_000 where !isOver {
      rows = (try? await store.executions(ExecutionQuery(limit: 100))) ?? []
      if rows.allSatisfy({ !$0.status.isRunning }) { break }
      await sleep(2_000...4_000)
    }
    for row in rows where row.status.isRunning { fail("\(row.arn) hangs: \(row.owner ?? "nobody") has it") }
    let tokens = (try? await store.documents(DocumentQuery(DocumentKind(rawValue: "token"), limit: 10))) ?? []
    if !tokens.isEmpty { fail("all have ended, and tokens are open: \(tokens)") }
    if settings.lease == nil {
      while hosts.isEmpty, !isOver { await sleep(1_000...1_000) }
      for host in hosts where host.host.counts.executions != 0 {
        fail("\(host.process.name) still counts \(host.host.counts)")
      }
    } else {
      // One that has lost an execution while it was paused may not know yet how that has ended.
      addHost()
    }
    guard problems.isEmpty, let host = hosts.last else { return }
    for plan in plans { await verify(plan, host) }
    let children = rows.filter { $0.lists.contains(Plan.child) }
    let expected = plans.filter { $0.stopsAfter == nil }.reduce(0) { $0 + $1.nestedCount }
    let most = plans.reduce(0) { $0 + $1.nestedCount }
    if !(expected...most).contains(children.count) {
      fail("there are \(children.count) nested executions; there should be \(expected)")
    }
    for child in children {
      await verify(history: child.arn, host)
      let attributes = await host.ask { host throws(HostError) in try await host.describe(child.arn).attributes }
      let name = ARN(child.arn).flatMap { ExecutionIdentity($0, roleARN: "")?.name } ?? ""
      var expected: JSON?
      if child.lists.contains(Plan.child + ":1") { expected = World.attributes(of: name) }
      if attributes.value != .some(expected) { fail("\(child.arn) has the attributes \(attributes)") }
    }
  }

  /// Checks that a history is whole: gives its events.
  @discardableResult
  func verify(history arn: String, _ host: SimulatedHost) async -> [JSON] {
    var events: [JSON] = []
    while true {
      let from = UInt64(events.count + 1)
      switch await host.ask({ host throws(HostError) in try await host.history(of: arn, from: from, limit: 50) }) {
      case .answered(let page):
        events += page
        if !page.isEmpty { continue }
      case .refused(let error): fail("the history of \(arn): \(error)")
      case .crashed: fail("a host crashes after all")
      }
      break
    }
    for (index, event) in events.enumerated() where event["id"]?.integerValue != Int64(index + 1) {
      fail("event \(index + 1) of \(arn) has the number \(event["id"] ?? .null)")
    }
    let types = events.map { $0["type"]?.stringValue ?? "" }
    let ends = types.count {
      ["ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"].contains($0)
    }
    let redrives = types.count { $0 == "ExecutionRedriven" }
    if ends != 1 + redrives || types.last?.hasPrefix("Execution") != true {
      fail("\(arn) has \(ends) ends: \(types)")
    }
    if types.count(where: { $0 == "ExecutionStarted" }) != 1 { fail("\(arn) has started more than once: \(types)") }
    return events
  }

  private func verify(_ plan: Plan, _ host: SimulatedHost) async {
    let events = await verify(history: plan.arn, host)
    let children = await verifyChildren(plan, host)
    guard let ended = await host.ask({ [arn = plan.arn] host throws(HostError) in try await host.describe(arn) }).value
    else { return fail("\(plan.arn) cannot be described") }
    if ended.status == .aborted, plan.stopsAfter != nil { return }
    if plan.isBroken, plan.stopsAfter != nil, ended.status == .failed { return }
    guard ended.status == .succeeded, let output = ended.outputJSON else {
      return fail("\(plan.arn) is \(ended.status): \(ended.error ?? ""), \(ended.cause ?? "")")
    }
    for index in plan.blocks.indices {
      let result: JSON? = output["r\(index)"]
      if let expected = plan.result(of: index) {
        if result != expected { fail("\(plan.arn): block \(index) gives \(result ?? .null), not \(expected)") }
      } else {
        verify(plan, index, result)
      }
    }
    if !plan.isBroken { compare(events, children, plan, output) }
  }

  private func verify(_ plan: Plan, _ index: Int, _ result: JSON?) {
    let answers = answers["\(plan.number).\(index)"] ?? Answers()
    if answers.acknowledged.count > 1 { fail("\(plan.arn): \(answers.acknowledged) were all acknowledged") }
    let mayTimeOut: Bool
    switch plan.blocks[index] {
    case .wait: return result == nil ? () : fail("\(plan.arn): a wait gives \(result ?? .null)")
    case .callback(let timeout, let heartbeat): mayTimeOut = timeout != nil || heartbeat != nil
    default: mayTimeOut = true
    }
    if let value = result?.stringValue {
      if answers.acknowledged.isEmpty ? !answers.uncertain.contains(value) : answers.acknowledged != [value] {
        fail("\(plan.arn): block \(index) gives \(value); acknowledged was \(answers)")
      }
    } else {
      let error = result?["Error"]?.stringValue
      if !answers.acknowledged.isEmpty || !mayTimeOut || error != "States.Timeout" && error != "States.HeartbeatTimeout"
      {
        fail("\(plan.arn): block \(index) gives \(result ?? .null); acknowledged was \(answers)")
      }
    }
  }

  /// Compares a history with that of a run in which nothing goes wrong and the same answers come.
  private func compare(
    _ events: [JSON], _ children: [String: [JSON]], _ plan: Plan, _ output: JSON
  ) {
    var resources = ResourceRouter()
    resources.otherwise { [self] task in
      let input: JSON = task.input["MessageBody"] ?? task.input
      guard task.taskToken != nil else { return report(input, attempt: task.retryCount) }
      let submission: JSON? = task.resource.arn == Plan.queue ? ["MessageId": "1"] : nil
      let result: JSON? = output["r\(input["block"]?.integerValue ?? 0)"]
      guard let value = result, value.stringValue != nil else { return TaskReport(.never, submission: submission) }
      return TaskReport(.succeeded(value), submission: submission)
    }
    var driver = VirtualTimeDriver(resources: resources, startTime: Self.start)
    driver.stateMachines = Self.children
    driver.keepsChildren = true
    guard let machine = try? StateMachine(parsing: plan.definition) else {
      return fail("\(plan.arn): its definition is invalid")
    }
    let straight = driver.run(machine, input: plan.input, identity: plan.identity)
    if straight.output != output { fail("\(plan.arn) undisturbed gives \(straight.outputText ?? "nothing")") }
    var (found, expected) = (events.map(outline), straight.history.map { outline($0.json) })
    // A task that nobody takes up has no event of its start.
    func dropStarts(_ list: inout [String]) { list.removeAll { $0 == "ActivityStarted" } }
    dropStarts(&found)
    dropStarts(&expected)
    // An answer may come before the handler has returned.
    if plan.blocks.contains(where: { if case .callback = $0 { true } else { false } }) {
      found.removeAll { $0 == "TaskSubmitted" }
      expected.removeAll { $0 == "TaskSubmitted" }
    }
    if plan.blocks.contains(where: \.isConcurrent) {
      found.sort()
      expected.sort()
    }
    for child in straight.children where settings.recordsChildren && child.mapRunChild != nil {
      let expected = child.identity.type == .standard ? child.history.map { outline($0.json) } : []
      let found = children[child.input.text]?.map(outline)
      if found != expected { fail("a child of \(plan.arn) has the events \(found ?? []), not \(expected)") }
    }
    if found != expected { fail("\(plan.arn) has the events \(found), not \(expected)") }
  }

  private func outline(_ event: JSON) -> String {
    let details: JSON? = event["stateEnteredEventDetails"] ?? event["stateExitedEventDetails"]
    return (event["type"]?.stringValue ?? "") + (details?["name"]?.stringValue.map { " " + $0 } ?? "")
  }
}
