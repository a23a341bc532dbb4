import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// What becomes of an execution whose task is over before the request that starts it has been answered.
@Suite struct NestedStartTests {
  private static let nested: JSON = [
    "StartAt": "W",
    "States": ["W": ["Type": "Wait", "Seconds": 60, "End": true]],
  ]

  private static func task(_ action: String) -> JSON {
    [
      "StartAt": "T",
      "States": [
        "T": [
          "Type": "Task", "Resource": .string("arn:aws:states:::states:" + action),
          "Parameters": ["StateMachineArn": "Nested"], "End": true,
        ]
      ],
    ]
  }

  /// A branch starts an execution, and in the same moment another one fails.
  private static func cut(_ action: String, _ more: JSON.Object) -> JSON {
    var state: JSON.Object = [
      "Type": "Parallel",
      "Branches": [task(action), ["StartAt": "F", "States": ["F": ["Type": "Fail", "Error": "E"]]]],
      "End": true,
    ]
    for member in more.members { state[member.key] = member.value }
    var states: JSON.Object = ["P": .object(state)]
    if more["Catch"] != nil { states["W"] = ["Type": "Wait", "Seconds": 600, "End": true] }
    return ["StartAt": "P", "States": .object(states)]
  }

  /// Children of a distributed Map that start an execution each.
  private static func children(_ action: String) -> JSON {
    var processor = task(action).objectValue ?? [:]
    processor["ProcessorConfig"] = ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"]
    return [
      "StartAt": "M",
      "States": [
        "M": [
          "Type": "Map", "Label": "L", "ToleratedFailurePercentage": 100, "ItemProcessor": .object(processor),
          "End": true,
        ]
      ],
    ]
  }

  private static func run(
    _ definition: JSON, input: JSON = [:], quotas: ExecutionQuotas = .service
  ) throws -> (root: Execution, children: [Execution]) {
    var driver = VirtualTimeDriver()
    driver.keepsChildren = true
    driver.stateMachines = ["Nested": try Machines.compile(nested)]
    let result = driver.run(
      Execution(
        try Machines.compile(definition), input: input,
        identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0), quotas: quotas))
    return (result.execution, result.children)
  }

  private static func cause(_ parent: Execution) -> String {
    "The Task state in AWS Step Functions execution [\(parent.identity.executionARN)] "
      + "which was managing this resource was aborted"
  }

  private func expectStopped(_ nested: Execution?, by parent: Execution) {
    guard case .aborted(let output)? = nested?.status else {
      Issue.record("\(String(describing: nested?.status))")
      return
    }
    #expect(output.error == nil)
    #expect(output.cause == Self.cause(parent))
  }

  static let catching: [JSON.Object] = [[:], ["Catch": [["ErrorEquals": ["States.ALL"], "Next": "W"]]]]

  @Test(arguments: ["startExecution.sync", "startExecution.sync:2"], catching)
  func anExecutionThatIsAwaitedIsStoppedWithTheBranchThatStartsIt(action: String, more: JSON.Object) throws {
    let (root, children) = try Self.run(Self.cut(action, more))
    #expect(children.count == 1)
    expectStopped(children.first, by: root)
    #expect(children.first?.now == children.first?.startTime)
  }

  @Test(arguments: catching)
  func anExecutionThatIsNotAwaitedGoesOnWithoutTheBranchThatStartsIt(more: JSON.Object) throws {
    let (_, children) = try Self.run(Self.cut("startExecution", more))
    #expect(children.count == 1)
    guard case .succeeded? = children.first?.status else {
      Issue.record("\(String(describing: children.first?.status))")
      return
    }
  }

  /// The event that says that the task has started, or that its request was answered, leaves the
  /// history no room.
  @Test(arguments: ["startExecution.sync", "startExecution.sync:2"], [4, 5])
  func anExecutionThatIsAwaitedIsStoppedWithAParentWhoseHistoryIsFull(action: String, limit: Int) throws {
    var quotas = ExecutionQuotas.service
    quotas.maximumHistoryEvents = limit
    let (root, children) = try Self.run(Self.task(action), quotas: quotas)
    #expect(root.history.last?.type == .executionFailed)
    #expect(root.history.count == limit)
    #expect(children.count == 1)
    expectStopped(children.first, by: root)
  }

  /// The slot of a parent that has ended is soon reused: the new one has nothing to do with what the first had started.
  @Test(arguments: ["startExecution.sync", "startExecution.sync:2"], [4, 5])
  func noChildOfAMapTakesOverWhatAnotherHasStarted(action: String, limit: Int) throws {
    var quotas = ExecutionQuotas.service
    quotas.maximumHistoryEvents = limit
    quotas.maximumDistributedConcurrency = 1
    let (_, children) = try Self.run(Self.children(action), input: [1, 2, 3], quotas: quotas)
    let parents = children.filter { $0.mapRunChild != nil }
    let nested = children.filter { $0.mapRunChild == nil }
    #expect(parents.count == nested.count)
    for (parent, nested) in zip(parents, nested) { expectStopped(nested, by: parent) }
  }
}
