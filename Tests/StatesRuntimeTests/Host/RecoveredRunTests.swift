import HostSimulation
import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// Whoever goes on with an execution after every input gives what a straight run gives.
@Suite struct RecoveredRunTests {
  private static let machines: [(name: String, states: JSON, hosts: Int)] = [
    ("passes", ["S": ["Type": "Pass", "Next": "T"], "T": ["Type": "Succeed"]], 2),
    ("wait", ["S": ["Type": "Wait", "Seconds": 3_600, "End": true]], 3),
    (
      "retries",
      [
        "S": HostScene.task(
          "arn:aws:lambda:us-east-1:111111111111:function:fails",
          ["Retry": [["ErrorEquals": ["E"], "IntervalSeconds": 5, "MaxAttempts": 2]]])
      ], 7
    ),
    (
      "parallel",
      [
        "S": [
          "Type": "Parallel", "End": true,
          "Branches": [
            ["StartAt": "A", "States": ["A": HostScene.task(HostScene.function)]],
            ["StartAt": "B", "States": ["B": ["Type": "Wait", "Seconds": 5, "End": true]]],
          ],
        ]
      ], 4
    ),
    (
      "callback",
      [
        "S": HostScene.task(
          HostScene.callback, ["TimeoutSeconds": 60, "Parameters": ["QueueUrl": "q", "MessageBody": "b"]])
      ], 4
    ),
    (
      "distributed",
      [
        "S": [
          "Type": "Map", "End": true, "ItemsPath": "$.items",
          "ItemProcessor": [
            "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "A",
            "States": ["A": HostScene.task(HostScene.function)],
          ],
        ]
      ], 0
    ),
  ]

  @Test(arguments: machines.map(\.name)) func aRunThatIsRecoveredAfterEveryInputIsLikeAStraightOne(
    _ name: String
  ) throws {
    guard #available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *) else { return }
    let (_, states, hosts) = try #require(Self.machines.first { $0.name == name })
    let machine = try HostScene.machine(states)
    let calls = Locked(0)
    var resources = ResourceRouter()
    resources.function("f") {
      calls.withLock { $0 += 1 }; return $0
    }
    resources.otherwise { task in
      calls.withLock { $0 += 1 }
      if task.taskToken != nil { return TaskReport(.pending, submission: ["MessageId": "1"]) }
      return TaskReport(.failed(error: "E", cause: nil), milliseconds: 1_500)
    }
    let input: JSON = ["items": [1, 2, 3]]
    let straight = VirtualTimeDriver(resources: resources).run(machine, input: input, identity: HostScene.identity())
    let straightCalls = calls.withLock { count in
      defer { count = 0 }
      return count
    }
    let run = try RecoveredRun.run(machine, input: input, identity: HostScene.identity(), resources: resources)
    #expect(run.description.json == straight.json)
    #expect(run.history == straight.history.map(\.json))
    #expect(calls.withLock { $0 } == straightCalls)
    // Each commit is the end of a host: the start, and every input.
    if hosts > 0 { #expect(run.hosts == hosts) } else { #expect(run.hosts > 3) }
  }

  @Test func expressExecutionsRunStraight() throws {
    guard #available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *) else { return }
    let machine = try StateMachine(
      parsing: #"{"StartAt": "S", "States": {"S": {"Type": "Pass", "End": true}}}"#, type: .express)
    let run = try RecoveredRun.run(machine, input: 7, identity: HostScene.identity(), resources: ResourceRouter())
    #expect(run.description.output == "7")
    #expect(run.history.isEmpty)
    #expect(run.hosts == 1)
  }
}
