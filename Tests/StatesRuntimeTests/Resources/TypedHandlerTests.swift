import OrderedJSON
import StatesRuntime
import Testing

/// Handlers of one's own types, plain and asynchronous, for every kind of resource.
@Suite struct TypedHandlerTests {
  struct Order: Codable { var id: Int }
  struct Price: Codable { var total: Int }

  /// Runs one task in virtual time.
  private func run(
    _ resource: String, parameters: String? = nil, input: JSON = ["id": 7], _ resources: ResourceRouter
  ) async throws -> ExecutionResult {
    let fields = parameters.map { #""Parameters":\#($0),"# } ?? ""
    let machine = try StateMachine(
      parsing: #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(resource)",\#(fields)"End":true}}}"#)
    let execution = Execution(
      machine, input: input, identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
    return await VirtualTimeDriver(resources: resources).run(execution)
  }

  private static func price(_ order: Order) -> Price { Price(total: order.id * 2) }

  private static let function = "arn:aws:lambda:us-east-1:111111111111:function:price"

  /// A router with the plain form, and one with the asynchronous form, of the same handler.
  private static func both(_ plain: (inout ResourceRouter) -> Void, _ other: (inout ResourceRouter) -> Void)
    -> [ResourceRouter]
  {
    var routers = [ResourceRouter(), ResourceRouter()]
    plain(&routers[0])
    other(&routers[1])
    return routers
  }

  private static let functions = both(
    { $0.function("price", taking: Order.self) { price($0) } },
    { $0.function("price", taking: Order.self) { price($0) } })

  @Test(arguments: [0, 1]) func functionsByARN(form: Int) async throws {
    let result = try await run(Self.function, Self.functions[form])
    #expect(result.outputText == #"{"total":14}"#)
  }

  @Test(arguments: [0, 1]) func functionsThroughInvoke(form: Int) async throws {
    let result = try await run(
      "arn:aws:states:::lambda:invoke", parameters: #"{"FunctionName":"\#(Self.function)","Payload.$":"$"}"#,
      Self.functions[form])
    #expect(result.output?["Payload"] == ["total": 14])
    #expect(result.output?["StatusCode"] == 200)
    #expect(result.output?["ExecutedVersion"] == "$LATEST")
    #expect(result.output?["SdkHttpMetadata"]?["HttpStatusCode"] == 200)
    #expect(result.output?["SdkResponseMetadata"]?["RequestId"] != nil)
  }

  @Test func anInputThatDoesNotFitFailsTheTask() async throws {
    let result = try await run(Self.function, input: ["id": "seven"], Self.functions[0])
    #expect(result.error == "JSONCodingError")
    #expect(result.cause?.contains("/id") == true)
  }

  private static let sdk = "arn:aws:states:::aws-sdk:acm:getCertificate"
  private static let sdkHandlers = both(
    { $0.on(sdk, taking: Order.self) { price($0) } }, { $0.on(sdk, taking: Order.self) { price($0) } })

  @Test(arguments: [0, 1]) func sdkIntegrations(form: Int) async throws {
    let result = try await run(Self.sdk, parameters: #"{"id":3}"#, Self.sdkHandlers[form])
    #expect(result.outputText == #"{"total":6}"#)
  }

  private static let activities = both(
    { $0.activity("approve", taking: Order.self, worker: "desk") { price($0) } },
    { $0.activity("approve", taking: Order.self, worker: "desk") { price($0) } })

  @Test(arguments: [0, 1]) func activities(form: Int) async throws {
    let result = try await run("arn:aws:states:us-east-1:111111111111:activity:approve", Self.activities[form])
    #expect(result.outputText == #"{"total":14}"#)
    let started = result.history.first { $0.type == .activityStarted }
    #expect(started?.json["activityStartedEventDetails"]?["workerName"] == "desk")
  }

  @Test func theLiveDriverShowsAnActivitysWorker() async throws {
    let machine = try StateMachine(
      parsing:
        #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:us-east-1:111111111111:activity:approve","End":true}}}"#
    )
    let execution = Execution(
      machine, input: ["id": 1], identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
    let result = await LiveDriver(resources: Self.activities[1]).run(execution)
    let started = result.history.first { $0.type == .activityStarted }
    #expect(started?.json["activityStartedEventDetails"]?["workerName"] == "desk")
  }

  private static let createJob = "arn:aws:states:::mediaconvert:createJob.sync"
  private static let jobs = both(
    {
      $0.job(createJob, taking: Order.self) { JobReport(submission: ["JobId": $0.id], output: price($0)) }
    },
    {
      $0.job(createJob, taking: Order.self) { JobReport(submission: ["JobId": $0.id], output: price($0)) }
    })

  @Test(arguments: [0, 1]) func jobs(form: Int) async throws {
    let result = try await run(Self.createJob, parameters: #"{"id.$":"$.id"}"#, Self.jobs[form])
    #expect(result.outputText == #"{"total":14}"#)
    let submitted = result.history.first { $0.type == .taskSubmitted }
    #expect(submitted?.json["taskSubmittedEventDetails"]?["output"] == #"{"JobId":7}"#)
  }

  private static let queue = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
  private static let callbacks = both(
    { $0.callback(queue, taking: JSON.self) { input, token in ["same": input["MessageBody"] == .string(token)] } },
    { $0.callback(queue, taking: JSON.self) { input, token in ["same": input["MessageBody"] == .string(token)] } })

  @Test(arguments: [0, 1]) func callbacks(form: Int) async throws {
    let result = try await run(
      Self.queue, parameters: #"{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"}"#, Self.callbacks[form])
    #expect(result.status == .running)
    let submitted = result.history.last { $0.type == .taskSubmitted }
    #expect(submitted?.json["taskSubmittedEventDetails"]?["output"] == #"{"same":true}"#)
  }

  /// Handlers without a type take and give `JSON`, however they are written: the overloads that only say how handlers of
  /// other types are written are never taken for these.
  @Test func handlersWithoutATypeTakeJSON() async throws {
    let plain: [@Sendable (inout ResourceRouter) -> Void] = [
      { $0.function("price") { input in ["total": 14, "input": input] } },
      { $0.function("price") { _ in ["total": 14] } },
      { $0.function("price") { ["total": $0["id"] ?? .null] } },
      { $0.function("price") { (input: JSON) in ["total": input] } },
      {
        $0.function("price") { input in
          let id = input["id"]?.integerValue ?? 0
          return ["total": .integer(Int(id) * 2)]
        }
      },
      { $0.function("price", taking: Order.self) { order in ["total": order.id * 2] } },
      { $0.on(Self.function) { input in ["total": input] } },
      { $0.function("price") { input in ["total": input] } },
      {
        $0.on(Self.function) { input in
          await Task.yield()
          return ["total": input]
        }
      },
    ]
    for register in plain {
      var resources = ResourceRouter()
      register(&resources)
      #expect(try await run(Self.function, resources).output?["total"] != nil)
    }
  }

  @Test func whatAHandlerThrowsNamesTheError() async throws {
    var resources = ResourceRouter()
    resources.function("price", taking: Order.self) { order throws -> Price in
      throw TaskFailure("Gone", cause: "\(order.id)")
    }
    let result = try await run(Self.function, resources)
    #expect(result.error == "Gone")
    #expect(result.cause == "7")
  }
}
