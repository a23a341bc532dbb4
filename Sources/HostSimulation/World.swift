import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// A world of processes over one store, with everything that goes wrong in it until it is healed.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
final class World: @unchecked Sendable {
  /// How often, in a thousand.
  struct Faults {
    var crashesBefore = 0
    var crashesAfter = 0
    var failures = 0
  }

  let scheduler: Scheduler
  /// Those who use the hosts; it does not die.
  let outside: SimulatedProcess
  let store: MemoryStore
  let settings: HostSettings
  var faults = Faults()
  var outage: StoreError?
  var isHealed = false
  var hosts: [SimulatedHost] = []
  private(set) var past: [SimulatedHost] = []
  private var hostCount = 0
  /// The run is over: everything is to come to its end.
  private(set) var isOver = false
  private(set) var problems: [String] = []
  private(set) var log: [String] = []
  /// Executions whose functions have been repaired.
  var repaired: Set<Int> = []
  var answers: [String: Answers] = [:]
  var messageCount = 0
  /// The tokens that workers have been given.
  private var given: Set<String> = []

  /// What became of the answers to one task, by execution and block.
  struct Answers {
    var acknowledged: [String] = []
    /// Those that may have been taken up.
    var uncertain: Set<String> = []
  }

  static let start = Timestamp(milliseconds: 1_700_000_000_000)
  /// How long anything may take once nothing goes wrong any more.
  static let patience: Duration = .seconds(4 * 3_600)

  init(seed: UInt64) {
    let scheduler = Scheduler(seed: seed)
    self.scheduler = scheduler
    outside = SimulatedProcess("outside", scheduler)
    store = MemoryStore(clock: { World.time(scheduler, 0) })
    var settings = HostSettings()
    settings.residentLimit = scheduler.draw(0...3)
    settings.parksAfter = scheduler.draws(300) ? .seconds(scheduler.draw(1...20)) : nil
    settings.maximumConcurrentTasks = scheduler.draw(1...4)
    settings.lease = scheduler.draws(500) ? .seconds(30) : nil
    settings.recordsChildren = scheduler.draws(500)
    settings.inboxPolling = .milliseconds(scheduler.draw(20...3_000))
    settings.inboxPatience = .seconds(scheduler.draw(2...60))
    self.settings = settings
    faults.crashesBefore = scheduler.draws(400) ? scheduler.draw(1...40) : 0
    faults.crashesAfter = scheduler.draws(400) ? scheduler.draw(1...40) : 0
    faults.failures = scheduler.draws(300) ? scheduler.draw(1...100) : 0
  }

  static func time(_ scheduler: Scheduler, _ skew: Int64) -> Timestamp {
    Timestamp(milliseconds: start.milliseconds + skew + scheduler.now.milliseconds)
  }

  func note(_ text: @autoclosure () -> String) {
    if log.count < 4_000 { log.append("\(scheduler.now) \(text())") }
  }

  func fail(_ problem: String) {
    note("PROBLEM \(problem)")
    problems.append(problem)
  }

  func sleep(_ range: ClosedRange<Int>) async {
    try? await scheduler.sleep(outside, until: scheduler.now + scheduler.drawMilliseconds(range))
  }

  // MARK: Hosts

  func addHost() {
    hostCount += 1
    let process = SimulatedProcess("host \(hostCount)", scheduler)
    let scheduler = scheduler
    var resources = ResourceRouter()
    resources.on(Plan.function, handler: Function(world: self, process: process))
    resources.on(Plan.queue, handler: Queue(world: self, process: process))
    let owner = "owner \(hostCount)"
    let resolves = scheduler.draws(500)
    let host = ExecutionHost(
      store: SimulatedStore(base: store, faults: self, process: process), resources: resources,
      stateMachines: resolves ? [:] : World.children,
      starter: resolves ? Starter(world: self, process: process) : nil,
      settings: settings, owner: owner, clock: SimulatedClock(process: process),
      wallClock: { World.time(scheduler, process.skew) }, spawn: { process.spawn($0) })
    let simulated = SimulatedHost(process, owner: owner, host)
    hosts.append(simulated)
    note("\(process.name) begins")
    outside.spawn { await self.lookAfter(simulated) }
    outside.spawn { await self.work(simulated) }
  }

  /// Lets a host take up what has no owner, again and again if there are others.
  private func lookAfter(_ host: SimulatedHost) async {
    while !host.process.isDead, !isOver {
      let reply = await host.ask { host throws(HostError) in try await host.recover() }
      if let count = reply.value {
        if count > 0 { note("\(host.process.name) takes up \(count)") }
        if settings.lease == nil { return }
        await sleep(5_000...15_000)
      } else {
        await sleep(500...2_000)
      }
    }
  }

  /// Works for the activity, as long as its host lives.
  private func work(_ host: SimulatedHost) async {
    while !host.process.isDead, !isOver {
      messageCount += 1
      let worker = "w\(messageCount)"
      let reply = await host.ask { host throws(HostError) in
        try await host.nextActivityTask(of: Plan.activity, worker: worker)
      }
      guard let task = reply.value ?? nil else {
        await sleep(100...1_000)
        continue
      }
      await check(task.input, "a worker is given a task")
      let (input, token) = (task.input, task.taskToken)
      if !given.insert(token).inserted { fail("a task of \(task.request.executionARN) is given to two workers") }
      outside.spawn { await self.answer(token, input, "a", heartbeat: nil) }
    }
  }

  func crash(_ process: SimulatedProcess, _ moment: String) {
    guard let index = hosts.firstIndex(where: { $0.process === process }) else { return }
    let host = hosts.remove(at: index)
    past.append(host)
    note("\(process.name) crashes \(moment)")
    host.crash()
    outside.spawn {
      await self.sleep(0...5_000)
      if self.isOver { return }
      // Without leases whoever starts the next process knows that the last one is dead.
      if self.settings.lease == nil { try? await self.store.renewLease(of: host.owner, for: .zero) }
      if self.hosts.isEmpty || self.settings.lease != nil && self.hosts.count < 2 { self.addHost() }
    }
  }

  /// The hosts to be asked for something, in any order: one of them, where each must answer for all.
  func livingHosts() -> [SimulatedHost] {
    let all = hosts.shuffled(using: &scheduler.random)
    return settings.lease == nil ? all : Array(all.prefix(1))
  }

  /// Does harm for a while, and then none.
  func harm(for duration: Duration) async {
    let end = scheduler.now + duration
    while scheduler.now < end, !isOver {
      await sleep(100...15_000)
      guard let host = hosts.randomElement(using: &scheduler.random) else { continue }
      switch scheduler.draw(0...9) {
      case 0: crash(host.process, "by itself")
      case 1, 2:
        note("\(host.process.name) pauses")
        host.process.pause()
        let pause = scheduler.draw(100...60_000)
        outside.spawn {
          await self.sleep(pause...pause)
          self.note("\(host.process.name) goes on")
          host.process.resume()
        }
      case 3:
        outage = scheduler.draws(500) ? .full("simulated") : .unavailable("simulated")
        note("the store cannot be reached")
        await sleep(10...20_000)
        outage = nil
        note("the store can be reached")
      case 4:
        host.process.skew += Int64(scheduler.draw(-60_000...60_000))
        note("\(host.process.name): the clock is off by \(host.process.skew) ms")
      case 5:
        note("\(host.process.name) is shut down")
        _ = await host.ask { host throws(HostError) in await host.shutDown() }
        crash(host.process, "after its end")
      case 6 where settings.lease != nil && hosts.count < 3: addHost()
      default: break
      }
    }
    faults = Faults()
    outage = nil
    isHealed = true
    note("nothing goes wrong any more")
    for host in hosts { host.process.resume() }
  }

  /// Ends all processes, so that nothing of them stays in memory.
  func end() {
    isOver = true
    for host in past + hosts {
      host.process.end()
      host.process.spawn { await host.host.shutDown() }
    }
    outside.end()
    _ = scheduler.run(jobs: 200_000) { false }
    // Their handlers know the world.
    hosts = []
    past = []
  }

  // MARK: What is checked

  /// Whether the store has a string among what belongs to an execution.
  func has(_ text: String, _ arn: String) async -> Bool {
    guard let journal = try? await store.journal(of: arn) else { return false }
    let needle = Array(text.utf8)
    if let snapshot = journal.snapshot, contains(snapshot, needle) { return true }
    for record in journal.records.reversed() where contains(record, needle) { return true }
    var next: UInt64? = nil
    while let chunks = try? await store.history(of: arn, from: next, .ascending, limit: 100), let last = chunks.last {
      for chunk in chunks where contains(chunk.body, needle) { return true }
      next = last.first + UInt64(last.count)
    }
    return false
  }

  private func contains(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      guard bytes.count >= needle.count, let first = needle.first else { return false }
      for start in 0...(bytes.count - needle.count) where bytes[start] == first {
        if (1..<needle.count).allSatisfy({ bytes[start + $0] == needle[$0] }) { return true }
      }
      return false
    }
  }

  /// Everything that an execution has let out must be in the store: what it hands out contains nothing else.
  func check(_ input: JSON, _ what: String, _ more: [String] = []) async {
    guard let number = input["e"]?.integerValue else { return fail("\(what): \(input)") }
    let arn = ExecutionIdentity(stateMachineName: "M", name: "e\(number)").executionARN
    var marks = more
    collect(input, &marks)
    for mark in marks {
      guard await !has(mark, arn) else { continue }
      let children = (try? await store.executions(ExecutionQuery(list: Plan.child, limit: 100))) ?? []
      var isThere = false
      for child in children where await has(mark, child.arn) { isThere = true }
      if !isThere { fail("\(what) of \(arn) before the store has \(mark)") }
    }
  }

  private func collect(_ value: JSON, _ marks: inout [String]) {
    switch value {
    case .string(let text): if text.hasPrefix("#") { marks.append(text) }
    case .array(let elements): for element in elements { collect(element, &marks) }
    case .object(let object): for member in object.members { collect(member.value, &marks) }
    case .null, .bool, .number: break
    }
  }

  /// The state machine that tasks start; tasks fail if its definition is wrong, and the run with them.
  static let children: KnownStateMachines = {
    guard let machine = try? StateMachine(parsing: Plan.childDefinition) else { return [:] }
    return [Plan.child: machine]
  }()

  // MARK: Answers

  /// A message has come that wants an answer.
  func answer(_ token: String, _ input: JSON, _ prefix: String, heartbeat: Int?) async {
    let (number, block) = (input["e"] ?? .null, input["block"] ?? .null)
    let key = "\(number).\(block)"
    messageCount += 1
    let value = "#\(prefix)\(key).\(messageCount);"
    if heartbeat != nil || prefix == "a", scheduler.draws(150) { return note("nobody answers \(key)") }
    for _ in 0..<scheduler.draw(0...3) {
      await sleep(0...10_000)
      if heartbeat != nil {
        for host in livingHosts() {
          _ = await host.ask { host throws(HostError) in try await host.sendTaskHeartbeat(token: token) }
        }
      }
    }
    let arn = ExecutionIdentity(stateMachineName: "M", name: "e\(number)").executionARN
    let end = scheduler.now + Self.patience / 2
    var wasToldOfEnd = false
    while scheduler.now < end, !isOver {
      for host in livingHosts() {
        // It may be taken before its giver learns of it.
        let isNew = answers[key, default: Answers()].uncertain.insert(value).inserted
        let reply = await host.ask { host throws(HostError) in
          try await host.sendTaskSuccess(token: token, output: .string(value))
        }
        if reply.value == nil { note("\(host.process.name) does not take \(value): \(reply)") }
        switch reply {
        case .answered:
          note("\(host.process.name) takes \(value)")
          answers[key, default: Answers()].acknowledged.append(value)
          if wasToldOfEnd { fail("\(key) was said to have ended before \(value) was taken") }
          if await !has(value, arn) { fail("\(value) is acknowledged before the store of \(arn) has it") }
          return
        case .crashed, .refused(.notDurable), .refused(.closed), .refused(.lost): break
        case .refused(let error):
          if isNew { answers[key]?.uncertain.remove(value) }
          if case .token(let problem) = error, problem.code == .taskTimedOut { wasToldOfEnd = true }
        }
      }
      if let row = try? await store.execution(arn), !row.status.isRunning { return }
      await sleep(500...4_000)
    }
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension World: StoreFaults {
  func willReach(_ process: SimulatedProcess) async throws(StoreError) {
    if scheduler.draws(200) {
      try? await scheduler.sleep(process, until: scheduler.now + scheduler.drawMilliseconds(1...30))
    } else {
      await Task.yield()
    }
    if let problem = outage { throw problem }
  }

  func willCommit(_ process: SimulatedProcess) async throws(StoreError) {
    if scheduler.draws(faults.crashesBefore) { try await crash(process, during: "before a commit") }
    if scheduler.draws(faults.failures) {
      throw scheduler.draws(500) ? .full("simulated") : .unavailable("simulated")
    }
  }

  func didCommit(_ process: SimulatedProcess) async throws(StoreError) {
    if scheduler.draws(faults.crashesAfter) { try await crash(process, during: "after a commit") }
    // The answer takes its time.
    if scheduler.draws(300) { await Task.yield() }
  }

  func didClaim(_ process: SimulatedProcess) async throws(StoreError) {
    if scheduler.draws(faults.crashesAfter) { try await crash(process, during: "after a claim") }
  }

  private func crash(_ process: SimulatedProcess, during moment: String) async throws(StoreError) {
    crash(process, moment)
    // Nothing after this runs before the simulation has ended.
    await Task.yield()
    throw .closed
  }
}

extension Duration {
  var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}

/// The function that all tasks call.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
private struct Function: ResourceHandler {
  let world: World
  let process: SimulatedProcess

  func perform(_ task: TaskRequest) async -> TaskReport {
    let input = task.input
    let scheduler = process.scheduler
    await world.check(input, "\(process.name) calls a function")
    if scheduler.draws(500) {
      try? await scheduler.sleep(process, until: scheduler.now + scheduler.drawMilliseconds(1...3_000))
    }
    return world.report(input, attempt: task.retryCount)
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension World {
  /// What the function gives: it depends on nothing but the input, the attempt, and whether it has been repaired.
  func report(_ input: JSON, attempt: Int) -> TaskReport {
    if let fails = input["fails"]?.integerValue, Int64(attempt) < fails {
      return TaskReport(.failed(error: "E", cause: "c"))
    }
    if input["broken"] == .some(true), let number = input["e"]?.integerValue, !repaired.contains(Int(number)) {
      return TaskReport(.failed(error: "Broken", cause: nil))
    }
    return TaskReport(.succeeded(Plan.result(of: input)))
  }
}

/// Says what tasks start, after a while.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
private struct Starter: NestedExecutionStarter {
  let world: World
  let process: SimulatedProcess

  func resolve(
    _ stateMachineARN: String, input: JSON, name: String, startedBy parent: ExecutionIdentity
  ) async throws(TaskFailure) -> ResolvedExecution {
    await world.check(input, "\(process.name) asks what to start")
    if process.scheduler.draws(500) {
      try? await process.scheduler.sleep(
        process, until: process.scheduler.now + process.scheduler.drawMilliseconds(1...3_000))
    }
    guard let machine = World.children[stateMachineARN] else { throw TaskFailure("E", cause: stateMachineARN) }
    return ResolvedExecution(
      machine: machine, identity: ExecutionIdentity(stateMachineName: "Child", name: name),
      lists: [Plan.child + ":1"], attributes: World.attributes(of: name))
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension World {
  /// What is kept with an execution of the first version that a task starts.
  static func attributes(of name: String) -> JSON { ["version": 1, "name": .string(name)] }
}

/// Sends messages, and leaves the answers to others.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
private struct Queue: ResourceHandler {
  let world: World
  let process: SimulatedProcess

  func perform(_ task: TaskRequest) async -> TaskReport {
    let body = task.input["MessageBody"] ?? .null
    await world.check(body, "\(process.name) sends a message")
    guard let token = task.taskToken, body["token"] == .some(.string(token)) else {
      world.fail("a message has another token than its task")
      return TaskReport(.never)
    }
    let world = world
    let heartbeat = task.heartbeatSeconds ?? task.timeoutSeconds
    world.outside.spawn { await world.answer(token, body, "c", heartbeat: heartbeat) }
    if process.scheduler.draws(300) { await Task.yield() }
    return TaskReport(.pending, submission: ["MessageId": "1"])
  }
}
