import OrderedJSON
import StatesRuntime
import Testing

/// Handlers that receive the request besides the input, for every kind of resource: plain and asynchronous, with `JSON`
/// and with types of one's own.
@Suite struct TaskHandlerTests {
  private struct Order: Codable { var id: Int }
  private struct Answer: Codable { var id: Int, attempt: Int, execution: String }

  private static func answer(_ input: JSON, _ task: TaskRequest) -> JSON {
    ["id": input["id"] ?? .null, "attempt": .integer(task.attempt), "execution": .string(task.executionName)]
  }

  private static func answer(_ order: Order, _ task: TaskRequest) -> Answer {
    Answer(id: order.id, attempt: task.attempt, execution: task.executionName)
  }

  private static let function = "arn:aws:lambda:us-east-1:111111111111:function:price"
  private static let invoke = "arn:aws:states:::lambda:invoke"
  private static let activity = "arn:aws:states:us-east-1:111111111111:activity:approve"
  private static let sdk = "arn:aws:states:::aws-sdk:acm:getCertificate"
  private static let job = "arn:aws:states:::mediaconvert:createJob.sync"
  private static let callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"

  /// Runs one task in virtual time.
  private static func run(
    _ resource: String, parameters: String = #"{"id.$":"$.id"}"#,
    _ register: (inout ResourceRouter) -> Void
  ) async throws -> ExecutionResult {
    var resources = ResourceRouter()
    register(&resources)
    let state = #"{"Type":"Task","Resource":"\#(resource)","Parameters":\#(parameters),"End":true}"#
    let machine = try StateMachine(parsing: #"{"StartAt":"T","States":{"T":\#(state)}}"#)
    let execution = Execution(
      machine, input: ["id": 7], identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
    return await VirtualTimeDriver(resources: resources).run(execution)
  }

  private typealias Registration = @Sendable (inout ResourceRouter) -> Void

  private static let registrations: [(resource: String, register: Registration)] = [
    (function, { $0.function("price") { input, task in answer(input, task) } }),
    (function, { $0.function("price") { answer($0, $1) } }),
    (
      function,
      {
        $0.function("price") { input, task in
          await Task.yield()
          return answer(input, task)
        }
      }
    ),
    (function, { $0.function("price", taking: Order.self) { order, task in answer(order, task) } }),
    (
      function,
      {
        $0.function("price", taking: Order.self) { order, task in
          await Task.yield()
          return answer(order, task)
        }
      }
    ),
    (sdk, { $0.on(sdk) { input, task in answer(input, task) } }),
    (
      sdk,
      {
        $0.on(sdk) { input, task in
          await Task.yield()
          return answer(input, task)
        }
      }
    ),
    (sdk, { $0.on(sdk, taking: Order.self) { answer($0, $1) } }),
    (
      sdk,
      {
        $0.on(sdk, taking: Order.self) { order, task in
          await Task.yield()
          return answer(order, task)
        }
      }
    ),
    (activity, { $0.activity("approve", taking: Order.self) { answer($0, $1) } }),
    (
      activity,
      {
        $0.activity("approve", taking: Order.self, worker: "desk") { order, task in
          await Task.yield()
          return answer(order, task)
        }
      }
    ),
    (
      job,
      {
        $0.job(job, taking: Order.self) { order, task in
          JobReport(submission: ["JobId": task.executionName], output: answer(order, task))
        }
      }
    ),
    (
      job,
      {
        $0.job(job, taking: Order.self) { order, task in
          await Task.yield()
          return JobReport(submission: ["JobId": task.executionName], output: answer(order, task))
        }
      }
    ),
  ]

  @Test(arguments: registrations.indices) func aHandlerReceivesTheRequest(index: Int) async throws {
    let (resource, register) = Self.registrations[index]
    let result = try await Self.run(resource, register)
    #expect(result.output == ["id": 7, "attempt": 1, "execution": "e"], "\(result)")
  }

  @Test func aFunctionThroughInvokeReceivesItsPayloadAndTheRequest() async throws {
    let result = try await Self.run(
      Self.invoke, parameters: #"{"FunctionName":"price","Payload.$":"$"}"#
    ) { resources in
      resources.function("price") { input, task in
        ["same": .bool(task.input == input), "execution": .string(task.executionName)]
      }
    }
    #expect(result.output?["Payload"] == ["same": true, "execution": "e"])
  }

  private static let callbacks: [Registration] = [
    {
      $0.callback(callback, taking: JSON.self) { _, token, task in ["same": token == task.taskToken] }
    },
    {
      $0.callback(callback, taking: JSON.self) { _, token, task in
        await Task.yield()
        return ["same": token == task.taskToken]
      }
    },
  ]

  @Test(arguments: callbacks.indices) func aCallbackReceivesTheRequest(index: Int) async throws {
    let result = try await Self.run(
      Self.callback, parameters: #"{"QueueUrl":"q","MessageBody":"b"}"#, Self.callbacks[index])
    let submitted = result.history.last { $0.type == .taskSubmitted }
    #expect(submitted?.json["taskSubmittedEventDetails"]?["output"] == #"{"same":true}"#)
  }
}
