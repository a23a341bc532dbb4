import Foundation
import LanguageSupport
import StatesTesting
import Testing

/// Snapshots of executions of all kinds, whole and damaged.
@Suite struct SnapshotPropertyTests {
  @Test(arguments: 0..<120 as Range<UInt64>)
  func everySnapshotIsReadBackWhereverItIsTaken(seed: UInt64) throws {
    var generator = DefinitionGenerator(seed: seed)
    let machine = try StateMachine(parsing: generator.definition())
    var exercise = Exercise(machine, seed: seed)
    for _ in 0..<12 {
      try exercise.takeSteps(4)
      let snapshot = exercise.execution.snapshot()
      let restored = try Execution(restoring: ExecutionSnapshot(bytes: snapshot.bytes), machine: machine)
      #expect(restored.snapshot().bytes == snapshot.bytes)
    }
  }

  /// How many executions have their snapshots damaged, each 144 times: more with `SNAPSHOT_SEEDS`.
  private static let damagedSeeds = 0..<(number("SNAPSHOT_SEEDS").map { UInt64($0) } ?? 20)

  private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

  /// Whatever is changed in a snapshot, it is refused, or goes on, ends, is redriven and is written down again.
  @Test(arguments: damagedSeeds)
  func damagedSnapshotsAreRefusedOrGoOn(seed: UInt64) throws {
    var generator = DefinitionGenerator(seed: seed)
    let machine = try StateMachine(parsing: generator.definition())
    var random = SplitMix64(seed: seed ^ 0xdead)
    var exercise = Exercise(machine, seed: seed)
    for _ in 0..<6 {
      try exercise.takeSteps(5)
      let snapshot = exercise.execution.snapshot()
      for round in 0..<24 {
        var bytes = snapshot.bytes
        let changes = Int.random(in: 1...3, using: &random)
        if round % 2 == 0 {
          var damaged = snapshot.json
          for _ in 0..<changes { damaged = Self.damage(damaged, &random) }
          bytes = JSONPrinter.compact.bytes(damaged)
        } else {
          for _ in 0..<changes {
            let byte = Self.likelyBytes.randomElement(using: &random) ?? 0
            bytes[Int.random(in: bytes.indices, using: &random)] = byte
          }
        }
        guard let restored = try? Execution(restoring: ExecutionSnapshot(bytes: bytes), machine: machine) else {
          continue
        }
        var other = Exercise(resuming: restored, seed: seed)
        try other.takeSteps(40)
        _ = other.execution.snapshot().bytes
      }
    }
  }

  /// How many changes of definitions are tried: a few in passing, `SNAPSHOT_MUTATIONS` of them otherwise.
  private static let mutations = number("SNAPSHOT_MUTATIONS") ?? 300

  /// A snapshot goes on with a definition that means the same, with the same history, and with no other: there it names
  /// what differs.
  @Test func changedDefinitionsAreRefusedOrMeanTheSame() throws {
    var random = SplitMix64(seed: 12)
    var refused = 0
    var accepted = 0
    var seed: UInt64 = 0
    while refused + accepted < Self.mutations {
      seed += 1
      var generator = DefinitionGenerator(seed: seed)
      let machine = try StateMachine(parsing: generator.definition())
      let definition = try JSON(parsing: machine.definition.bytes)
      var exercise = Exercise(machine, seed: seed)
      try exercise.takeSteps(Int.random(in: 1...12, using: &random))
      let snapshot = exercise.execution.snapshot()
      for kind in DefinitionMutation.Kind.allCases {
        guard let mutation = DefinitionMutation(kind, of: definition, &random),
          let changed = try? StateMachine(parsing: mutation.text)
        else { continue }
        let isSame = changed.fingerprint() == machine.fingerprint()
        do {
          var going = Exercise(resuming: try Execution(restoring: snapshot, machine: changed), seed: seed)
          var straight = Exercise(resuming: try Execution(restoring: snapshot, machine: machine), seed: seed)
          #expect(mutation.difference == nil && isSame, "\(mutation)")
          try going.takeSteps(30)
          try straight.takeSteps(30)
          #expect(going.execution.history.map(\.json) == straight.execution.history.map(\.json), "\(mutation)")
          accepted += 1
        } catch let error as SnapshotError {
          #expect(error.reason == .otherDefinition && !isSame, "\(error) \(mutation)")
          let words = mutation.difference ?? []
          #expect(!words.isEmpty && words.allSatisfy { error.message.contains($0) }, "\(error) \(mutation)")
          refused += 1
        }
      }
    }
    #expect(refused > Self.mutations / 4 && accepted > Self.mutations / 4)
    if Self.number("SNAPSHOT_MUTATIONS") != nil {
      print("\(refused) changed definitions refused, \(accepted) accepted")
    }
  }

  /// Bytes that leave many a JSON text one.
  private static let likelyBytes = Array("0123456789019-[]{}:,\"eEnrtab ".utf8)

  private static let extremes: [JSON] = [
    .null, true, false, 0, -1, 1, 2, 3, .integer(Int64.max), .integer(Int64.min), .integer(2_147_483_647),
    .integer(2_147_483_648), .integer(-2_147_483_649), 1_000_000, "", "x", "18446744073709551615", [], [:], [0], [[]],
    [0, 0, 0, 0, 0, 0],
  ]

  /// A value with one part of it changed.
  static func damage(_ value: JSON, _ random: inout SplitMix64) -> JSON {
    switch value {
    case .array(var elements) where !elements.isEmpty && random.next() % 8 != 0:
      let place = Int(random.next() % UInt64(elements.count))
      switch random.next() % 20 {
      case 0: elements.remove(at: place)
      case 1: elements.insert(elements[Int(random.next() % UInt64(elements.count))], at: place)
      case 2: elements.swapAt(place, Int(random.next() % UInt64(elements.count)))
      default: elements[place] = damage(elements[place], &random)
      }
      return .array(elements)
    case .object(var object) where !object.isEmpty && random.next() % 16 != 0:
      let member = object.members[Int(random.next() % UInt64(object.count))]
      object[member.key] = damage(member.value, &random)
      return .object(object)
    default: return extremes.randomElement(using: &random) ?? .null
    }
  }
}

/// A redrive never leaves an execution waiting for nothing.
@Suite struct RedrivePropertyTests {
  @Test(arguments: 0..<200 as Range<UInt64>)
  func everyFailedExecutionThatIsRedrivenEnds(seed: UInt64) throws {
    var generator = DefinitionGenerator(seed: seed)
    let definition = generator.definition()
    let machine = try StateMachine(parsing: definition)
    var result = ExecutionPropertyTests.run(machine, seed: seed)
    var resources = ResourceRouter()
    resources.otherwise { TaskReport(.succeeded($0.input)) }
    let driver = VirtualTimeDriver(resources: resources)
    for _ in 0..<3 {
      guard result.execution.redriveProblem == nil else { return }
      result = try driver.redrive(result)
      #expect(result.status != .running, "\(definition)")
      #expect(result.history.map(\.id) == Array(1...result.history.count))
      #expect(result.history.allSatisfy { $0.previousEventID < $0.id })
    }
  }
}

/// An execution that is driven by answers of all kinds, and redriven when it has ended.
struct Exercise {
  private(set) var execution: Execution
  private var random: SplitMix64
  private var tasks: [TaskID] = []
  private var timers: [(id: TimerID, at: Timestamp)] = []
  private var children: [(run: MapRunID, index: Int)] = []
  private var reads: [MapRunID] = []
  private var writes: [MapRunID] = []
  private var now = Timestamp(milliseconds: 0)

  init(_ machine: StateMachine, seed: UInt64) {
    var quotas = ExecutionQuotas.service
    quotas.maximumHistoryEvents = 400
    execution = Execution(
      machine, input: DefinitionGenerator.input, identity: ExecutionIdentity(stateMachineName: "M", name: "e"),
      seed: .fixed(0),
      quotas: quotas)
    random = SplitMix64(seed: seed ^ 0xe8e2)
    keep(execution.handle(.start, at: now))
  }

  init(resuming restored: Execution, seed: UInt64) {
    execution = restored
    random = SplitMix64(seed: seed ^ 0x2e5)
    now = restored.now
    keep(restored.pendingCommands())
  }

  mutating func takeSteps(_ number: Int) throws {
    for _ in 0..<number {
      guard case .running = execution.status else {
        guard execution.redriveProblem == nil else { return }
        keep(try execution.redrive(at: now))
        continue
      }
      keep(execution.handle(anything(), at: now))
    }
  }

  private mutating func keep(_ commands: [Execution.Command]) {
    for command in commands {
      switch command {
      case .scheduleTask(let id, _), .awaitTask(let id, _): tasks.append(id)
      case .setTimer(let id, let time): timers.append((id, time))
      case .startChild(let run, let request), .redriveChild(let run, let request): children.append((run, request.index))
      case .readItems(let run, _): reads.append(run)
      case .writeResults(let run, _): writes.append(run)
      case .cancelTask, .cancelTimer, .stopChildren, .leaveChildren, .dropChildren, .finished: break
      }
    }
  }

  private mutating func anything() -> Execution.Input {
    now = now.advanced(byMilliseconds: 500)
    switch random.next() % 5 {
    case 0:
      if let run = reads.popLast() { return .itemsRead(run, items: [MapRunItem(value: 1, source: "s")]) }
      if let run = writes.popLast() { return .resultsWritten(run, output: 1) }
    case 1:
      if let (run, index) = children.popLast() {
        return .childEnded(run, index: index, random.next() % 2 == 0 ? .succeeded(output: 1) : .timedOut)
      }
    case 2:
      if let (id, time) = timers.popLast() {
        now = max(now, time)
        return .timersFired([id])
      }
    default: break
    }
    if random.next() % 64 == 0 { return .stateMachineDeleted }
    guard let id = tasks.popLast() else { return .timersFired(timers.map(\.id)) }
    switch random.next() % 4 {
    case 0: return .taskFailed(id, error: "E0", cause: nil)
    case 1: return .taskStarted(id, worker: nil)
    default: return .taskSucceeded(id, output: ["n": 4])
    }
  }
}
