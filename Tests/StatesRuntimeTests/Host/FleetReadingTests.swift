import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// What a host tells of the executions of others that share its store.
@Suite struct FleetReadingTests {
  private var scene = FleetScene()

  @Test func everyHostDescribesAnExecutionAsItsOwnerDoes() async throws {
    let (owner, other) = (scene.host(), scene.host())
    let arn = try await owner.start(
      FleetScene.wait, input: ["a": 1], identity: HostScene.identity(), attributes: ["kept": true]
    ).executionARN
    #expect(try await other.describe(arn) == owner.describe(arn))
    #expect(try await other.describe(arn).attributes == ["kept": true])
    #expect(try await scene.owner(arn) == owner.durable.owner)
    #expect(other.counts.executions == 0)
    try await owner.stop(arn, error: "E", cause: "C")
    #expect(try await other.describe(arn) == owner.describe(arn))
    #expect(try await other.describe(arn).error == "E")
  }

  @Test func everyHostSeesWhatIsInTheRecordsAlone() async throws {
    let (resources, tokens) = HostScene.pending()
    let (owner, other) = (scene.host(resources), scene.host())
    var asking = FleetScene.asking.objectValue ?? [:]
    asking["End"] = nil
    asking["Next"] = "W"
    let machine = try HostScene.machine([
      "S": .object(asking), "W": ["Type": "Wait", "Seconds": 900, "End": true],
    ])
    let arn = try await owner.start(machine, input: [:], identity: HostScene.identity()).executionARN
    try await soon { !tokens.withLock { $0.isEmpty } }
    try await owner.sendTaskSuccess(token: tokens.withLock { $0[0] }, output: 7)
    let events = try await owner.history(of: arn)
    #expect(events.last?["type"] == "WaitStateEntered")
    #expect(try await other.history(of: arn) == events)
    #expect(try await other.history(of: arn, .descending, limit: 3) == events.reversed().prefix(3).map { $0 })
    // The store has not all of them as a part of the history.
    #expect(try await scene.store.execution(arn)?.nextEvent ?? 0 < UInt64(events.count))
  }

  @Test func anExecutionThatNobodyHasIsUnknown() async throws {
    let host = scene.host()
    let arn = HostScene.identity().executionARN
    #expect(
      await refusal { () async throws(HostError) in try await host.describe(arn) } == .unknownExecution(arn))
    #expect(
      await refusal { () async throws(HostError) in try await host.history(of: arn) } == .unknownExecution(arn))
    #expect(
      await refusal { () async throws(HostError) in try await host.mapRuns(of: arn) } == .unknownExecution(arn))
  }

  @Test func theEndIsAwaitedAtEveryHost() async throws {
    let (owner, other) = (scene.host(), scene.host())
    let arn = try await owner.start(FleetScene.wait, input: [:], identity: HostScene.identity()).executionARN
    async let ended = other.result(of: arn)
    try await Task.sleep(for: .milliseconds(50))
    try await owner.stop(arn)
    #expect(try await ended.status == .aborted)
  }

  @Test func anEndThatAnotherHostHasRedrivenIsForgotten() async throws {
    let (first, second) = (scene.host(), scene.host())
    let arn = try await first.start(FleetScene.wait, input: [:], identity: HostScene.identity()).executionARN
    try await first.stop(arn)
    #expect(try await first.describe(arn).status == .aborted)
    try await second.redrive(arn)
    #expect(try await first.describe(arn).status == .running)
    #expect(try await first.describe(arn).redriveCount == 1)
  }

  @Test func anExecutionThatRunsElsewhereIsNotRedriven() async throws {
    let (first, second) = (scene.host(), scene.host())
    let arn = try await first.start(FleetScene.wait, input: [:], identity: HostScene.identity()).executionARN
    #expect(await refusal { () async throws(HostError) in try await second.redrive(arn) } == .running(arn))
  }

  @Test func ofTwoRedrivesOneIsRefused() async throws {
    let scene = scene
    let hosts = [scene.host(), scene.host(), scene.host()]
    let arn = try await hosts[0].start(FleetScene.wait, input: [:], identity: HostScene.identity()).executionARN
    try await hosts[0].stop(arn)
    let outcomes = await withTaskGroup(of: HostError?.self) { group in
      for host in hosts {
        group.addTask { await refusal { () async throws(HostError) in try await host.redrive(arn) } }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.count { $0 == nil } == 1)
    #expect(outcomes.count { $0 == .running(arn) } == 2)
    #expect(try await hosts[1].describe(arn).redriveCount == 1)
  }

  @Test func aNameThatAnotherHostHasGivenIsTaken() async throws {
    let (first, second) = (scene.host(), scene.host())
    let arn = try await first.start(FleetScene.wait, input: [:], identity: HostScene.identity()).executionARN
    #expect(
      await refusal { () async throws(HostError) in
        try await second.start(FleetScene.wait, input: [:], identity: HostScene.identity())
      } == .executionExists(arn))
    #expect(second.counts.executions == 0)
  }

  @Test func mapRunsAndChildrenOfAnotherHostAreShown() async throws {
    let (owner, other) = (scene.host(), scene.host())
    let machine = FleetScene.machine([
      "Type": "Map", "End": true, "Label": "L",
      "ItemProcessor": [
        "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "C",
        "States": [
          "C": [
            "Type": "Choice", "Default": "W",
            "Choices": [["Variable": "$", "NumericEquals": 1, "Next": "Done"]],
          ],
          "W": ["Type": "Wait", "Seconds": 900, "End": true], "Done": ["Type": "Succeed"],
        ],
      ],
    ])
    let arn = try await owner.start(machine, input: [1, 2, 3], identity: HostScene.identity()).executionARN
    try await soon { try await owner.mapRuns(of: arn).first?.executionCounts.succeeded == 1 }
    let run = try #require(try await owner.mapRuns(of: arn).first)
    #expect(try await other.mapRuns(of: arn) == owner.mapRuns(of: arn))
    #expect(try await other.mapRun(run.mapRunARN) == owner.mapRun(run.mapRunARN))
    let children = try await owner.children(of: run.mapRunARN)
    #expect(children.map(\.status).count { $0 == .running } == 2)
    #expect(try await other.children(of: run.mapRunARN) == children)
    for child in children {
      let found = try await other.describe(child.executionARN)
      #expect(try await found == owner.describe(child.executionARN))
      #expect(try await other.history(of: child.executionARN) == owner.history(of: child.executionARN))
    }
  }
}
