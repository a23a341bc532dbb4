import OrderedJSON
import StatesTesting
import Testing

@testable import StatesEngine

/// Who executions are: the forms of their ARNs, what depends on their type, and what their context objects show.
@Suite struct ExecutionIdentityTests {
  private static let standard = ExecutionIdentity(stateMachineName: "M", name: "e")

  @Test func aStandardExecutionIsNamedByItsMachineAndItsName() {
    #expect(Self.standard.executionARN == "arn:aws:states:us-east-1:111111111111:execution:M:e")
    #expect(Self.standard.stateMachineARN == "arn:aws:states:us-east-1:111111111111:stateMachine:M")
    #expect(Self.standard.type == .standard)
    #expect(Self.standard.redriveCount == 0)
  }

  @Test func anExpressExecutionIsNamedByAnIdToo() {
    let express = Self.standard.express(id: "7")
    #expect(express.executionARN == "arn:aws:states:us-east-1:111111111111:express:M:e:7")
    #expect(express.stateMachineARN == Self.standard.stateMachineARN)
    #expect(express.name == "e")
    #expect(express.type == .express)
    #expect(express.redriveCount == nil)
  }

  @Test(arguments: [standard, standard.express(id: "7"), standard.named("f")])
  func theARNIsTheTextsValue(identity: ExecutionIdentity) {
    #expect(identity.arn.description == identity.executionARN)
    #expect(ARN(identity.executionARN) == identity.arn)
  }

  @Test(arguments: [
    ("us-east-1", "aws"), ("eu-central-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"),
    ("us-iso-east-1", "aws-iso"),
  ])
  func thePartitionFollowsTheRegion(region: String, partition: String) {
    let identity = ExecutionIdentity(stateMachineName: "M", name: "e", region: region)
    #expect(identity.executionARN == "arn:\(partition):states:\(region):111111111111:execution:M:e")
    #expect(identity.roleARN == "arn:\(partition):iam::111111111111:role/M-role")
    #expect(identity.partition == partition)
  }

  /// The machine says what its executions are.
  @Test func anExecutionOfAnExpressMachineIsExpress() throws {
    let machine = try StateMachine(parsing: single(#""Type":"Pass""#), type: .express)
    let execution = Execution(machine, input: [:], identity: Self.standard, seed: .fixed(0))
    #expect(execution.identity.type == .express)
    #expect(execution.identity.executionARN.hasPrefix("arn:aws:states:us-east-1:111111111111:express:M:e:"))
  }

  // MARK: Children

  private static func map(_ type: String, _ state: String, named name: String = "S", label: String = "L") -> String {
    """
    "Map":{"Type":"Map","Label":"\(label)","ItemsPath":"$.items","End":true,"ItemProcessor":{
      "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"\(type)"},"StartAt":"\(name)","States":{"\(name)":\(state)}}}
    """
  }

  private static func child(_ type: String, name: String) throws -> Execution {
    let definition = machine("Map", map(type, #"{"Type":"Pass","InputPath":"$$","End":true}"#))
    let driven = try Driven(definition, input: #"{"items":[1]}"#)
    return driven.execution.child(try #require(driven.children.first).request, name: name, seed: .fixed(0))
  }

  @Test func aStandardChildIsNamedByTheLabel() throws {
    let identity = try Self.child("STANDARD", name: "c").identity
    #expect(identity.executionARN == "arn:aws:states:us-east-1:111111111111:execution:M/L:c")
    #expect(identity.stateMachineARN == "arn:aws:states:us-east-1:111111111111:stateMachine:M/L")
    #expect(identity.stateMachineName == "M")
    #expect(identity.arn.resource == .execution(of: ARN.Machine("M", label: "L"), name: "c"))
    #expect(identity.redriveCount == 0)
  }

  @Test func anExpressChildIsNamedByTheLabelAndAnId() throws {
    let identity = try Self.child("EXPRESS", name: "c:7").identity
    #expect(identity.executionARN == "arn:aws:states:us-east-1:111111111111:express:M/L:c:7")
    #expect(identity.name == "c:7")
    #expect(identity.arn.resource == .expressExecution(of: ARN.Machine("M", label: "L"), name: "c", id: "7"))
    #expect(identity.redriveCount == nil)
  }

  @Test(arguments: [("STANDARD", "c", true), ("EXPRESS", "c:7", false)])
  func theContextObjectOfAChild(type: String, name: String, hasRedriveCount: Bool) throws {
    var child = try Self.child(type, name: name)
    _ = child.handle(.start, at: Timestamp(milliseconds: 0))
    let context = try #require(ExecutionResult(execution: child).output)
    #expect(context["Execution"]?["Id"] == .string(child.identity.executionARN))
    #expect(context["Execution"]?["Name"] == .string(name))
    #expect((context["Execution"]?["RedriveCount"] != nil) == hasRedriveCount)
    #expect(context["StateMachine"]?["Id"] == "arn:aws:states:us-east-1:111111111111:stateMachine:M/L")
    #expect(context["StateMachine"]?["Name"] == "M")
    #expect(context["Map"] == nil)
  }

  /// Labels are unique in a state machine.
  @Test func aMapInAnothersItemProcessorIsNamedByItsOwnLabelAlone() throws {
    let inner = Self.map("STANDARD", #"{"Type":"Pass","End":true}"#, named: "T", label: "Inner")
    let definition = machine("Map", Self.map("STANDARD", String(inner.drop { $0 != "{" })))
    let driven = try Driven(definition, input: #"{"items":[{"items":[1]}]}"#)
    var child = driven.execution.child(try #require(driven.children.first).request, name: "c", seed: .fixed(0))
    let commands = child.handle(.start, at: Timestamp(milliseconds: 0))
    let request = try #require(
      commands.compactMap { if case .startChild(_, let request) = $0 { request } else { nil } }.first)
    #expect(request.mapRunARN.hasPrefix("arn:aws:states:us-east-1:111111111111:mapRun:M/Inner:"))
    #expect(
      child.child(request, name: "g", seed: .fixed(0)).identity.executionARN
        == "arn:aws:states:us-east-1:111111111111:execution:M/Inner:g")
  }

  // MARK: Time

  @Test(arguments: [("STANDARD", nil), ("EXPRESS", 300_000)])
  func anExpressChildHasFiveMinutes(type: String, limit: Int64?) throws {
    let definition = machine("Map", Self.map(type, #"{"Type":"Wait","Seconds":400,"End":true}"#))
    let driven = try Driven(definition, input: #"{"items":[1]}"#)
    var child = driven.execution.child(try #require(driven.children.first).request, name: "c:7", seed: .fixed(0))
    let limits = child.handle(.start, at: Timestamp(milliseconds: 0)).compactMap { command in
      if case .setTimer(let id, let time) = command, id.kind == .execution { time.milliseconds } else { nil }
    }
    #expect(limits == [limit].compactMap { $0 })
  }

  // MARK: Snapshots

  @Test(arguments: [("STANDARD", "c"), ("EXPRESS", "c:7")])
  func aRestoredChildIsWhoItWas(type: String, name: String) throws {
    var child = try Self.child(type, name: name)
    _ = child.handle(.start, at: Timestamp(milliseconds: 0))
    let restored = try Execution(restoring: child.snapshot(), machine: child.machine)
    #expect(restored.identity == child.identity)
    #expect(restored.identity.executionARN == child.identity.executionARN)
    #expect(restored.identity.stateMachineARN == child.identity.stateMachineARN)
  }
}
