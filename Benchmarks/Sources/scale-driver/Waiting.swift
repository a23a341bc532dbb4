import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// Many executions in one process, each waiting for something.
enum Waiting {
  private static let timerDefinition = """
    {"StartAt":"Prepare","States":{"Prepare":{"Type":"Pass","Next":"Pause"},
    "Pause":{"Type":"Wait","Seconds":86400,"Next":"Done"},"Done":{"Type":"Succeed"}}}
    """

  private static let tokenDefinition = """
    {"StartAt":"Prepare","States":{"Prepare":{"Type":"Pass","Next":"Ask"},
    "Ask":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","TimeoutSeconds":86400,
    "Parameters":{"QueueUrl":"https://queue","MessageBody":{"token.$":"$$.Task.Token"}},"End":true}}}
    """

  private static let liveDefinition = """
    {"StartAt":"Pause","States":{"Pause":{"Type":"Wait","Seconds":3600,"End":true}}}
    """

  private static let identity = ExecutionIdentity(stateMachineName: "Orders", name: "order")

  private static func execution(_ machine: StateMachine, _ number: Int) -> Execution {
    Execution(
      machine, input: ["order": .integer(number)], identity: identity.named("order-\(number)"),
      seed: .fixed(UInt64(number)))
  }

  /// What the values that travel through one execution take alone, so that the rest can be told.
  private static func payloadBytes(_ count: Int, _ make: (Int) -> [JSON]) -> Int {
    var kept: ContiguousArray<JSON> = []
    kept.reserveCapacity(count * make(0).count)
    let before = Process.residentBytes()
    for number in 0..<count { kept.append(contentsOf: make(number)) }
    return withExtendedLifetime(kept) { (Process.residentBytes() - before) / max(1, count) }
  }

  /// Executions that wait for a day, then are woken one by one.
  static func onTimers(_ count: Int) throws -> JSON.Object {
    let machine = try StateMachine(parsing: timerDefinition)
    var executions: ContiguousArray<Execution> = []
    executions.reserveCapacity(count)
    var timers: ContiguousArray<TimerID> = []
    timers.reserveCapacity(count)
    let before = Process.residentBytes()
    var commands: [Execution.Command] = []
    let starting = Process.milliseconds {
      for number in 0..<count {
        var execution = execution(machine, number)
        commands.removeAll(keepingCapacity: true)
        execution.handle(.start, at: Timestamp(milliseconds: 0), commands: &commands)
        for case .setTimer(let id, _) in commands { timers.append(id) }
        executions.append(execution)
      }
    }
    let each = (Process.residentBytes() - before) / count
    let payload = payloadBytes(count) { [["order": .integer($0)]] }
    let due = Timestamp(milliseconds: 86_400_000)
    let firing = Process.milliseconds {
      for place in executions.indices {
        commands.removeAll(keepingCapacity: true)
        executions[place].handle(.timersFired([timers[place]]), at: due, commands: &commands)
      }
    }
    return [
      "executions": .integer(count), "bytes_each": .integer(each), "payload_bytes": .integer(payload),
      "bytes_in_place": .integer(MemoryLayout<Execution>.stride), "start_cpu_ms": starting, "fire_cpu_ms": firing,
      "succeeded": .integer(succeeded(executions)), "peak_mb": Process.peakMegabytes(),
    ]
  }

  /// Executions that wait for the answer to a task token, then are answered one by one.
  static func onTokens(_ count: Int) throws -> JSON.Object {
    let machine = try StateMachine(parsing: tokenDefinition)
    var executions: ContiguousArray<Execution> = []
    executions.reserveCapacity(count)
    var tasks: ContiguousArray<TaskID> = []
    tasks.reserveCapacity(count)
    let before = Process.residentBytes()
    var commands: [Execution.Command] = []
    let starting = Process.milliseconds {
      for number in 0..<count {
        var execution = execution(machine, number)
        commands.removeAll(keepingCapacity: true)
        let now = Timestamp(milliseconds: 0)
        execution.handle(.start, at: now, commands: &commands)
        for case .scheduleTask(let id, _) in commands { tasks.append(id) }
        let task = tasks[number]
        execution.handle(.taskStarted(task, worker: nil), at: now, commands: &commands)
        execution.handle(.taskSubmitted(task, output: ["MessageId": "1"]), at: now, commands: &commands)
        executions.append(execution)
      }
    }
    let each = (Process.residentBytes() - before) / count
    let payload = payloadBytes(count) { number in
      let token = JSON.string(String(repeating: "A", count: 97) + "\(number + 10_000_000)")
      return [
        ["order": .integer(number)], ["QueueUrl": "https://queue", "MessageBody": ["token": token]],
        ["MessageId": "1"],
      ]
    }
    let later = Timestamp(milliseconds: 3_600_000)
    let answering = Process.milliseconds {
      for place in executions.indices {
        commands.removeAll(keepingCapacity: true)
        executions[place].handle(.taskSucceeded(tasks[place], output: ["ok": true]), at: later, commands: &commands)
      }
    }
    return [
      "executions": .integer(count), "bytes_each": .integer(each), "payload_bytes": .integer(payload),
      "start_cpu_ms": starting,
      "answer_cpu_ms": answering, "succeeded": .integer(succeeded(executions)), "peak_mb": Process.peakMegabytes(),
    ]
  }

  /// The same with the driver of real time: an actor and a sleeping task for each; then all are stopped.
  static func live(_ count: Int) async throws -> JSON.Object {
    let machine = try StateMachine(parsing: liveDefinition)
    let driver = LiveDriver()
    let before = Process.residentBytes()
    let start = Process.cpu()
    var running: [LiveExecution] = []
    for number in 0..<count { running.append(driver.start(execution(machine, number))) }
    for execution in running {
      while await execution.history.count < 2 { await Task.yield() }
    }
    let started = Process.cpu()
    let each = (Process.residentBytes() - before) / count
    for execution in running { await execution.stop() }
    var aborted = 0
    for execution in running where await execution.result.status == .aborted { aborted += 1 }
    return [
      "executions": .integer(count), "bytes_each": .integer(each),
      "start_cpu_ms": Process.rounded((started - start) * 1e3),
      "stop_cpu_ms": Process.rounded((Process.cpu() - started) * 1e3), "aborted": .integer(aborted),
      "peak_mb": Process.peakMegabytes(),
    ]
  }

  private static func succeeded(_ executions: ContiguousArray<Execution>) -> Int {
    var count = 0
    for execution in executions {
      if case .succeeded = execution.status { count += 1 }
    }
    return count
  }
}
