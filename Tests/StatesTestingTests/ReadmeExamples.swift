import Foundation
import StatesTesting
import Testing

// The Swift examples of README.md, which a test compares with this file.

let orderWorkflow = #"""
  {"StartAt": "Charge", "States": {
    "Charge": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "charge"},
      "Retry": [{"ErrorEquals": ["Gateway.Busy"]}], "ResultPath": "$.payment", "Next": "Reserve"},
    "Reserve": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "reserve"},
      "Catch": [{"ErrorEquals": ["OutOfStock"], "Next": "Refund"}], "End": true},
    "Refund": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "refund"},
      "End": true}}}
  """#

@Test func refundsWhenTheShelfIsEmpty() throws {
  var test = try WorkflowTest(definition: orderWorkflow)  // JSON text
  try test.mock("Charge", .throw("Gateway.Busy"), .return(["paid": true]))  // fails once, then works
  try test.mock("Reserve", .throw("OutOfStock"))
  try test.mock("Refund", .return(["refunded": true]))
  let result = test.run(input: ["order": 7])
  #expect(result.status == .succeeded)
  #expect(result.path == ["Charge", "Reserve", "Refund"])
  #expect(result.output?["refunded"] == true)
}

private actor Queue {
  private(set) var messages: [JSON] = []
  func send(_ message: JSON) async throws { messages.append(message) }
}

@Suite struct ReadmeExamples {
  private let definitionText = #"""
    {"StartAt": "Price", "States": {
      "Price": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111122223333:function:price", "Next": "Send"},
      "Send": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": {"QueueUrl": "q", "MessageBody.$": "$"}, "End": true}}}
    """#

  @Test func aDefinitionRunsInYourOwnCode() async throws {
    let queue = Queue()
    func print(_ status: ExecutionResult.Status, _ output: JSON) {
      #expect(status == .succeeded)
      #expect(output == ["MessageId": "1"])
    }

    let machine = try StateMachine(parsing: definitionText)  // throws InvalidDefinition with every problem
    var resources = ResourceRouter()
    resources.function("price") { order in ["total": 12] }  // stands in for the Lambda function `price`
    resources.on("arn:aws:states:::sqs:sendMessage") { message in
      try await queue.send(message)
      return ["MessageId": "1"]
    }
    let identity = ExecutionIdentity(stateMachineName: "Orders", name: "order-7")
    let result = await LiveDriver(resources: resources).run(machine, input: ["order": 7], identity: identity)
    print(result.status, result.output ?? .null)

    #expect(await queue.messages == [["QueueUrl": "q", "MessageBody": ["total": 12]]])
  }

  @Test func executionsAreKeptInAFolder() async throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("readme-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    let folder = url.path
    let machine = try StateMachine(parsing: definitionText)
    func print(_ status: ExecutionResult.Status, _ output: JSON) {
      #expect(status == .succeeded)
      #expect(output == ["MessageId": "1"])
    }

    var handlers = ResourceRouter()
    handlers.function("price") { order, task in
      // After a crash the same attempt may be made again, with the same identifier.
      ["total": 12, "key": .string(task.deduplicationID)]
    }
    handlers.on("arn:aws:states:::sqs:sendMessage") { message in ["MessageId": "1"] }
    let store = try FileStore(folder: folder)
    let host = ExecutionHost(store: store, resources: handlers)
    try await host.recover()  // continues what a crash or a deploy interrupted
    let order = ExecutionIdentity(stateMachineName: "Orders", name: "order-8")
    try await host.start(machine, input: ["order": 8], identity: order)  // when this returns, it is on the disk
    let ended = try await host.result(of: order.executionARN)
    print(ended.status, ended.outputJSON ?? .null)
    await host.shutDown()
    await store.close()

    let again = try FileStore(folder: folder)
    let row = try await again.execution(order.executionARN)
    #expect(row?.status == .succeeded)
    await again.close()
  }

  @Test func aSnapshotIsDrivenByHand() throws {
    let machine = try StateMachine(
      parsing: #"{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":60,"End":true}}}"#)
    let now = Timestamp(milliseconds: 60_000)
    var execution = Execution(
      machine, input: [:], identity: ExecutionIdentity(stateMachineName: "Orders", name: "order-7"), seed: .fixed(0))
    _ = execution.handle(.start, at: Timestamp(milliseconds: 0))

    let bytes = execution.snapshot().bytes
    var resumed = try Execution(restoring: ExecutionSnapshot(bytes: bytes), machine: machine)
    for command in resumed.pendingCommands() {
      if case .setTimer(let timer, let time) = command, time <= now {
        _ = resumed.handle(.timersFired([timer]), at: now)
      }
    }

    guard case .succeeded = resumed.status else {
      Issue.record("\(resumed.status)")
      return
    }
    #expect(resumed.now == now)
  }
}
