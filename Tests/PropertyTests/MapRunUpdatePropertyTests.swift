import LanguageSupport
import StatesTesting
import Testing

/// Settings of map runs that change at any moment: written down and gone on with, the run is the straight one.
@Suite struct MapRunUpdatePropertyTests {
  private static let definition = #"""
    {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":2,"ToleratedFailureCount":2,"Label":"L",
      "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"W","States":{
        "W":{"Type":"Wait","SecondsPath":"$","Next":"C"},
        "C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":3,"Next":"F"}],"Default":"P"},
        "F":{"Type":"Fail","Error":"E"},"P":{"Type":"Pass","End":true}}},"End":true}}}
    """#

  /// What happens at a step: the same for the same seed.
  private static func change(_ running: inout VirtualTimeExecution, _ random: inout SplitMix64) {
    let draws = (0..<4).map { _ in random.next() }
    guard draws[0] % 4 == 0, let run = running.result.mapRuns.last else { return }
    running.updateMapRun(
      run.mapRunARN, maxConcurrency: draws[1] % 2 == 0 ? Int(draws[1] % 5) : nil,
      toleratedFailureCount: draws[2] % 2 == 0 ? Int(draws[2] % 4) : nil,
      toleratedFailurePercentage: draws[3] % 2 == 0 ? Double(draws[3] % 60) : nil)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func goneOnWithFromAnywhereItIsTheStraightRun(seed: UInt64) throws {
    let machine = try StateMachine(parsing: Self.definition)
    var driver = VirtualTimeDriver()
    driver.keepsChildren = true
    let execution = Execution(
      machine, input: [1, 3, 2, 5, 3, 4, 2, 3, 1, 6], identity: ExecutionIdentity(stateMachineName: "M", name: "e"),
      seed: .fixed(seed))
    var random = SplitMix64(seed: seed)
    var straight = driver.start(execution)
    repeat { Self.change(&straight, &random) } while straight.step()
    random = SplitMix64(seed: seed)
    var suspended = driver.start(execution)
    repeat {
      Self.change(&suspended, &random)
      suspended = try driver.start(
        resuming: ExecutionTreeSnapshot(bytes: suspended.snapshot().bytes), machine: machine)
    } while suspended.step()
    #expect(ExecutionPropertyTests.bytes(suspended.result) == ExecutionPropertyTests.bytes(straight.result))
    #expect(suspended.result.mapRuns == straight.result.mapRuns)
    #expect(straight.result.status != .running)
  }
}
