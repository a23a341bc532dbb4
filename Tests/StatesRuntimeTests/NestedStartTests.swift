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

  /// Nobody answers in virtual time: the task times out, and the execution that it has started goes on.
  @Test func anExecutionThatHasTheTokenGoesOnWhateverBecomesOfTheTask() throws {
    let (root, children) = try Self.run([
      "StartAt": "T",
      "States": [
        "T": [
          "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.waitForTaskToken",
          "Parameters": ["StateMachineArn": "Nested", "Input": ["token.$": "$$.Task.Token"]], "TimeoutSeconds": 10,
          "End": true,
        ]
      ],
    ])
    #expect(
      root.history.map(\.type.rawValue) == [
        "ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskTimedOut",
        "ExecutionFailed",
      ])
    #expect(children.count == 1)
    guard case .succeeded(let output)? = children.first?.status else {
      Issue.record("\(String(describing: children.first?.status))")
      return
    }
    #expect(output.json["token"]?.stringValue?.isEmpty == false)
  }

  // MARK: How deeply

  /// It starts itself in a child of a distributed Map, once a second, and leaves nothing of the answer.
  private static func startingItself(_ action: String) throws -> StateMachine {
    var child = task(action).objectValue ?? [:]
    var states = child["States"]?.objectValue ?? [:]
    var state = states["T"]?.objectValue ?? [:]
    state["Parameters"] = ["StateMachineArn": "Itself", "Input": ["items": [1]]]
    state["ResultPath"] = .null
    states["T"] = .object(state)
    child["States"] = .object(states)
    child["ProcessorConfig"] = ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"]
    return try Machines.compile([
      "StartAt": "W",
      "States": [
        "W": ["Type": "Wait", "Seconds": 1, "Next": "M"],
        "M": [
          "Type": "Map", "Label": "L", "ItemsPath": "$.items", "ItemProcessor": .object(child), "ResultPath": .null,
          "End": true,
        ],
      ],
    ])
  }

  /// The hundredth execution that was started that way starts no other: its task goes to the handlers. Suspended in
  /// between, it is the same.
  @Test(arguments: ["startExecution.sync", "startExecution.sync:2"], [nil, 50])
  func theChildrenOfAMapAreNestedAsDeeplyAsTheMap(action: String, suspendedAfter seconds: Int64?) throws {
    var driver = VirtualTimeDriver()
    driver.keepsChildren = true
    let machine = try Self.startingItself(action)
    driver.stateMachines = ["Itself": machine]
    driver.resources.otherwise { _ in TaskReport(.succeeded([:])) }
    var running = driver.start(
      Execution(
        machine, input: ["items": [1]], identity: ExecutionIdentity(stateMachineName: "Itself", name: "e"),
        seed: .fixed(0)))
    if let seconds {
      running.run(until: driver.startTime.advanced(bySeconds: seconds))
      running = try driver.start(resuming: running.snapshot(), machine: machine)
    }
    // Without an end to it, there is one more execution in every second.
    running.run(until: driver.startTime.advanced(bySeconds: 150))
    #expect(running.hasEnded)
    #expect(running.result.status == .succeeded)
    #expect(running.now == driver.startTime.advanced(bySeconds: 101))
    let children = running.result.children
    #expect(children.count { $0.mapRunChild == nil } == 100)
    #expect(children.count { $0.mapRunChild != nil } == 101)
  }
}
