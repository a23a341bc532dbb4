import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// What a host keeps with an execution without interpreting it, and the lists that contain an execution.
@Suite struct HostAttributesTests {
  private let scene = HostScene()

  private static let attributes: JSON = ["traceHeader": "Root=1", "version": [3, nil], "a": ["b": ["c": 1.50]]]

  private static let wait: JSON = ["S": ["Type": "Wait", "Seconds": 5, "Next": "T"], "T": ["Type": "Fail"]]

  @Test(arguments: [0, 100])
  func attributesSurviveParkingRecoveryTheEndAndARedrive(residentLimit: Int) async throws {
    var settings = HostScene.settings
    settings.residentLimit = residentLimit
    let first = scene.host(settings: settings)
    let started = try await first.start(
      HostScene.machine(Self.wait), input: [:], identity: HostScene.identity(), attributes: Self.attributes)
    let arn = started.executionARN
    #expect(started.attributes == Self.attributes)
    #expect(first.counts.resident == (residentLimit == 0 ? 0 : 1))
    #expect(try await first.describe(arn).attributes == Self.attributes)

    let second = try await scene.successor(of: first, settings: settings)
    #expect(try await second.describe(arn).attributes == Self.attributes)
    await scene.clock.hasSleeper(for: .seconds(5))
    scene.clock.advance(by: .seconds(5))
    let ended = try await second.result(of: arn)
    #expect(ended.status == .failed)
    #expect(ended.attributes == Self.attributes)

    let third = try await scene.successor(of: second, settings: settings)
    #expect(try await third.describe(arn).attributes == Self.attributes)
    #expect(try await third.redrive(arn).attributes == Self.attributes)
    #expect(try await third.result(of: arn).attributes == Self.attributes)
    #expect(try await scene.successor(of: third).describe(arn).attributes == Self.attributes)
  }

  @Test func attributesOfExpressExecutionsAreKeptInMemory() async throws {
    let host = scene.host()
    let text = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"End":true}}}"#
    let machine = try StateMachine(parsing: text, type: .express)
    let started = try await host.start(
      machine, input: [:], identity: HostScene.identity(), lists: ["v"], attributes: Self.attributes)
    #expect(started.attributes == Self.attributes)
    #expect(try await host.describe(started.executionARN).attributes == Self.attributes)
    await scene.clock.hasSleeper(for: .seconds(5))
    scene.clock.advance(by: .seconds(5))
    #expect(try await host.result(of: started.executionARN).attributes == Self.attributes)
    #expect(try await host.executions(ExecutionQuery(list: "v")).isEmpty)
  }

  @Test func attributesAreNeitherShownNorPartOfTheWireForm() async throws {
    let host = scene.host()
    let machine = try HostScene.machine(Self.wait)
    let plain = try await host.start(machine, input: [:], identity: HostScene.identity("a"))
    var other = try await host.start(
      machine, input: [:], identity: HostScene.identity("a2"), attributes: Self.attributes)
    other.executionARN = plain.executionARN
    other.name = "a"
    #expect(plain.attributes == nil)
    #expect(other != plain)
    #expect(other.json == plain.json)
    #expect(try ExecutionDescription(wireForm: other.wireForm) == plain)
  }

  @Test func attributesThatCouldNotBeReadAgainAreRefused() async throws {
    let host = scene.host()
    var deep: JSON = 1
    for _ in 0..<JSON.maximumDepth { deep = [deep] }
    let machine = try HostScene.machine(Self.wait)
    let started = try await host.start(machine, input: [:], identity: HostScene.identity("a"), attributes: deep)
    let next = try await scene.successor(of: host)
    #expect(try await next.describe(started.executionARN).attributes == deep)
    deep = [deep]
    await #expect(throws: HostError.store(.invalid("the attributes are nested deeper than 1000 levels"))) {
      try await next.start(machine, input: [:], identity: HostScene.identity("b"), attributes: deep)
    }
    #expect(try await next.executions(ExecutionQuery()).count == 1)
  }

  @Test func theAttributesCountAmongTheBytesOfEndsThatAreKept() throws {
    let ended = EndedDescriptions()
    let machine = try HostScene.machine(Self.wait)
    ended.add(
      ExecutionDescription(
        Execution(machine, input: [:], identity: HostScene.identity("first"), seed: .fixed(0))))
    let large = JSON.string(String(repeating: "x", count: 3 << 20))
    for name in ["second", "third"] {
      ended.add(
        ExecutionDescription(
          Execution(machine, input: [:], identity: HostScene.identity(name), seed: .fixed(0)),
          attributes: large))
    }
    #expect(ended[HostScene.identity("first").executionARN] == nil)
    #expect(ended[HostScene.identity("second").executionARN] == nil)
    #expect(ended[HostScene.identity("third").executionARN] != nil)
  }

  @Test func anExecutionIsInEveryListThatItIsStartedFor() async throws {
    let host = scene.host()
    let machine = try HostScene.machine(Self.wait)
    let identity = HostScene.identity()
    let lists = [identity.stateMachineARN + ":3", identity.stateMachineARN + ":PROD"]
    let started = try await host.start(machine, input: [:], identity: identity, lists: lists)
    try await host.start(machine, input: [:], identity: HostScene.identity("other"))
    for list in lists {
      let rows = try await host.executions(ExecutionQuery(list: list))
      #expect(rows.map(\.arn) == [started.executionARN])
      #expect(rows.map(\.lists) == [[identity.stateMachineARN] + lists])
    }
    #expect(try await host.executions(ExecutionQuery(list: identity.stateMachineARN)).count == 2)
    // Also when it has ended and runs again.
    try await host.stop(started.executionARN)
    try await host.redrive(started.executionARN)
    #expect(try await host.executions(ExecutionQuery(list: lists[1])).map(\.status) == [.running])
    await #expect(throws: HostError.self) {
      try await host.start(machine, input: [:], identity: HostScene.identity("twice"), lists: ["v", "v"])
    }
  }

  // MARK: The form of an origin

  @Test(arguments: [
    #"[0,null,null]"#, #"[2,"arn",["arn",[[0,0],[0,1]],"syncJSON"]]"#, #"[0,null,null,{"a":1.50}]"#,
    #"[0,null,null,null]"#,
  ])
  func anOriginIsReadAndWrittenAsItWas(text: String) throws {
    let origin = try ExecutionOrigin(wireForm: JSON(parsing: text))
    #expect(JSONPrinter.compact.string(origin.wireForm) == text)
    #expect((origin.attributes != nil) == (try JSON(parsing: text).arrayValue?.count == 4))
  }

  @Test(arguments: [#"[0,null]"#, #"[0,null,null,1,2]"#, #"[0,null,null,1,2,3]"#])
  func otherOriginsAreRefused(text: String) {
    #expect(throws: WireFormError.self) { try ExecutionOrigin(wireForm: JSON(parsing: text)) }
  }
}
