import LanguageSupport
import StatesTesting
import Testing

@Suite struct ExecutionPropertyTests {
  /// Answers that depend on nothing but the task: results, errors, late ones, none.
  static func answer(_ task: TaskRequest) -> TaskReport {
    var mixed = UInt64(task.retryCount) &+ 17
    for byte in task.stateName.utf8 { mixed = mixed &* 31 &+ UInt64(byte) }
    for index in task.iterations { mixed = mixed &* 37 &+ UInt64(index) }
    var random = SplitMix64(seed: mixed)
    let milliseconds = Int64(random.next() % 30_000)
    switch random.next() % 8 {
    case 0: return TaskReport(.failed(error: "E0", cause: "c"))
    case 1: return TaskReport(.failed(error: "E1", cause: nil), milliseconds: milliseconds)
    case 2: return TaskReport(.failed(error: nil, cause: nil))
    case 3: return TaskReport(.never)
    case 4: return TaskReport(.succeeded(task.input), milliseconds: milliseconds)
    default: return TaskReport(.succeeded(["n": 4, "flag": false]))
    }
  }

  static func run(_ machine: StateMachine, input: JSON = DefinitionGenerator.input, seed: UInt64 = 0) -> ExecutionResult
  {
    var resources = ResourceRouter()
    resources.otherwise(answer)
    var quotas = ExecutionQuotas.service
    quotas.maximumHistoryEvents = 2_000
    return VirtualTimeDriver(resources: resources).run(
      Execution(
        machine, input: input, identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(seed),
        quotas: quotas
      ))
  }

  static func bytes(_ result: ExecutionResult) -> [UInt8] {
    var writer = ByteWriter()
    result.history.writeHistory(to: &writer)
    for child in result.children { child.history.writeHistory(to: &writer) }
    return writer.bytes
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func everyDefinitionComesToAnEndAndTwiceToTheSame(seed: UInt64) throws {
    var generator = DefinitionGenerator(seed: seed)
    let definition = generator.definition()
    let machine = try StateMachine(parsing: definition)
    let result = Self.run(machine, seed: seed)
    #expect(result.status != .running, "\(definition)")
    expectSound(result.execution, definition)
    for child in result.children { expectSound(child, definition) }
    #expect(Self.bytes(result) == Self.bytes(Self.run(machine, seed: seed)), "\(definition)")
  }

  @Test func theGeneratorMakesAllEightStates() throws {
    var types: Set<StateType> = []
    for seed in 0..<100 as Range<UInt64> {
      var generator = DefinitionGenerator(seed: seed)
      types.formUnion(try StateMachine(parsing: generator.definition()).states.map(\.type))
    }
    #expect(types == Set(StateType.allCases))
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func anyOrderOfInputsGivesASoundHistory(seed: UInt64) throws {
    var generator = DefinitionGenerator(seed: seed)
    let definition = generator.definition()
    var chaos = Chaos(try StateMachine(parsing: definition), seed: seed)
    let execution = chaos.run()
    if case .running = execution.status { Issue.record("does not end: \(definition)") }
    expectSound(execution, definition)
    #expect(chaos.endings == 1)
  }
}

/// Hands over inputs in any order: late, doubled, out of turn, for tasks long gone.
struct Chaos {
  private var execution: Execution
  private var random: SplitMix64
  private var tasks: [TaskID] = []
  private var timers: [(id: TimerID, at: Timestamp)] = []
  private var children: [(run: MapRunID, index: Int)] = []
  private var now = Timestamp(milliseconds: 0)
  private(set) var endings = 0

  init(_ machine: StateMachine, seed: UInt64) {
    var quotas = ExecutionQuotas.service
    quotas.maximumHistoryEvents = 500
    execution = Execution(
      machine, input: DefinitionGenerator.input, identity: ExecutionIdentity(stateMachineName: "M", name: "e"),
      seed: .fixed(0),
      quotas: quotas)
    random = SplitMix64(seed: seed ^ 0xc4a05)
  }

  mutating func run() -> Execution {
    give(.start)
    for _ in 0..<150 { give(anything()) }
    // Then everything that may still be awaited is answered, until the end.
    for _ in 0..<200 {
      guard case .running = execution.status else { break }
      for id in tasks.suffix(60) { give(.taskSucceeded(id, output: 1)) }
      for (run, index) in children.suffix(60) { give(.childEnded(run, index: index, .succeeded(output: 1))) }
      let due = timers.suffix(60)
      now = max(now, due.map(\.at).max() ?? now)
      give(.timersFired(due.map(\.id)))
    }
    return execution
  }

  private mutating func give(_ input: Execution.Input) {
    for command in execution.handle(input, at: now) {
      switch command {
      case .scheduleTask(let id, _): tasks.append(id)
      case .setTimer(let id, let time): timers.append((id, time))
      case .startChild(let run, let request), .redriveChild(let run, let request): children.append((run, request.index))
      case .finished: endings += 1
      case .awaitTask, .cancelTask, .cancelTimer, .readItems, .stopChildren, .leaveChildren, .dropChildren,
        .writeResults:
        break
      }
    }
  }

  private mutating func anything() -> Execution.Input {
    now = now.advanced(byMilliseconds: Int64(random.next() % 2_000))
    if let (run, index) = children.randomElement(using: &random), random.next() % 3 == 0 {
      switch random.next() % 6 {
      case 0: return .itemsRead(run, items: [MapRunItem(value: 1, source: "s")])
      case 1: return .resultsWritten(run, output: 1)
      case 2: return .childEnded(run, index: index, .failed(error: "E0", cause: nil))
      case 3: return .childEnded(run, index: index + 1, .timedOut)
      default: return .childEnded(run, index: index, .succeeded(output: ["n": 1]))
      }
    }
    if random.next() % 3 == 0, let (id, time) = timers.randomElement(using: &random) {
      now = max(now, time)
      return .timersFired([id, id])
    }
    guard let id = tasks.randomElement(using: &random) else { return .start }
    switch random.next() % 9 {
    case 0, 1: return .taskStarted(id, worker: "w")
    case 2: return .taskSubmitted(id, output: ["s": 1])
    case 3: return .taskHeartbeat(id)
    case 4: return .taskFailed(id, error: "E0", cause: nil)
    case 5: return .taskFailed(id, error: nil, cause: nil)
    case 6: return random.next() % 8 == 0 ? .stateMachineDeleted : .start
    default: return .taskSucceeded(id, output: ["n": 4])
    }
  }
}
