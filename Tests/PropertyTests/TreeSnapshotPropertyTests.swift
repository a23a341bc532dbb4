import LanguageSupport
import StatesTesting
import Testing

/// Whole trees of generated executions: written down, gone on with, and damaged.
@Suite struct TreeSnapshotPropertyTests {
  private static var driver: VirtualTimeDriver {
    var resources = ResourceRouter()
    resources.otherwise(ExecutionPropertyTests.answer)
    var driver = VirtualTimeDriver(resources: resources)
    driver.keepsChildren = true
    return driver
  }

  private static func execution(_ machine: StateMachine, seed: UInt64) -> Execution {
    var quotas = ExecutionQuotas.service
    quotas.maximumHistoryEvents = 200
    return Execution(
      machine, input: DefinitionGenerator.input, identity: ExecutionIdentity(stateMachineName: "M", name: "e"),
      seed: .fixed(seed), quotas: quotas)
  }

  @Test(arguments: 0..<80 as Range<UInt64>)
  func goneOnWithFromAnywhereItIsTheStraightRun(seed: UInt64) throws {
    var generator = DefinitionGenerator(seed: seed)
    let definition = generator.definition()
    let machine = try StateMachine(parsing: definition)
    let straight = ExecutionPropertyTests.bytes(Self.driver.run(Self.execution(machine, seed: seed)))
    var random = SplitMix64(seed: seed)
    var stepping = Self.driver.start(Self.execution(machine, seed: seed))
    repeat {
      guard random.next() % 12 == 0 else { continue }
      let snapshot = try ExecutionTreeSnapshot(bytes: stepping.snapshot().bytes)
      let resumed = try Self.driver.resume(snapshot, machine: machine)
      #expect(ExecutionPropertyTests.bytes(resumed) == straight, "\(definition)")
      stepping = try Self.driver.start(resuming: snapshot, machine: machine)
    } while stepping.step()
    #expect(ExecutionPropertyTests.bytes(stepping.result) == straight, "\(definition)")
  }

  /// Whatever is changed in a snapshot, it is refused, or goes on and is written down again.
  @Test(arguments: 0..<60 as Range<UInt64>)
  func damagedSnapshotsAreRefusedOrGoOn(seed: UInt64) throws {
    var generator = DefinitionGenerator(seed: seed)
    let machine = try StateMachine(parsing: generator.definition())
    var random = SplitMix64(seed: seed ^ 0x7ee)
    var stepping = Self.driver.start(Self.execution(machine, seed: seed))
    for _ in 0..<4 {
      for _ in 0..<10 { stepping.step() }
      let snapshot = stepping.snapshot()
      for _ in 0..<20 {
        var bytes = snapshot.bytes
        if random.next() % 2 == 0 {
          var json = snapshot.json
          for _ in 0..<Int.random(in: 1...3, using: &random) { json = SnapshotPropertyTests.damage(json, &random) }
          bytes = JSONPrinter.compact.bytes(json)
        } else {
          for _ in 0..<Int.random(in: 1...4, using: &random) {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0x20...0x7e, using: &random)
          }
        }
        guard let damaged = try? ExecutionTreeSnapshot(bytes: bytes),
          var other = try? Self.driver.start(resuming: damaged, machine: machine)
        else { continue }
        for _ in 0..<60 where !other.step() { break }
        _ = other.snapshot().bytes
        _ = other.result.json
      }
    }
  }
}
