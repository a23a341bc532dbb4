import StatesRuntime
import Testing

/// A task without a handler reports what it requests and what is registered, the most similar first.
@Suite struct UnknownTaskTests {
  private func cause(_ resource: String, _ parameters: String = "{}", _ resources: ResourceRouter) throws -> String? {
    let machine = try StateMachine(
      parsing:
        #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(resource)","Parameters":\#(parameters),"End":true}}}"#
    )
    let identity = ExecutionIdentity(stateMachineName: "M", name: "e")
    return VirtualTimeDriver(resources: resources).run(
      Execution(machine, input: [:], identity: identity, seed: .fixed(0))
    ).cause
  }

  private static let function = "arn:aws:lambda:us-east-1:111111111111:function:priec"

  @Test(arguments: [(function, "{}"), ("arn:aws:states:::lambda:invoke", #"{"FunctionName":"\#(function)"}"#)])
  func aFunctionThatNobodyStandsInFor(resource: String, parameters: String) throws {
    var resources = ResourceRouter()
    let start =
      "No handler is registered for the resource '\(resource)' of the state 'T'; it asks for the function 'priec'"
    #expect(try cause(resource, parameters, resources)?.hasSuffix(start + ", and none is registered") == true)
    for name in ["ship", "price", "bill"] { resources.function(name) { $0 } }
    #expect(
      try cause(resource, parameters, resources)?.hasSuffix(
        start + "; did you mean 'price'?; registered: 'price', 'bill', 'ship'") == true)
  }

  @Test func anActivityThatNobodyWorksFor() throws {
    var resources = ResourceRouter()
    resources.activity("approve", taking: JSON.self) { $0 }
    let arn = "arn:aws:states:us-east-1:111111111111:activity:aprove"
    #expect(
      try cause(arn, "{}", resources)?.hasSuffix(
        "; it asks for the activity 'aprove'; did you mean 'approve'?; registered: 'approve'") == true)
  }

  @Test func manyNamesAreNotAllShown() throws {
    var resources = ResourceRouter()
    for number in 10..<30 { resources.function("f\(number)") { $0 } }
    #expect(try cause(Self.function, "{}", resources)?.hasSuffix("'f19' and 10 more") == true)
  }

  /// Nobody could ever answer: the task has no token.
  @Test func aCallbackNeedsATaskWithAToken() async throws {
    let arn = "arn:aws:states:::sqs:sendMessage"
    var resources = ResourceRouter()
    resources.callback(arn, taking: JSON.self) { input, _ in input }
    let text =
      "The handler of '\(arn)' is a callback, but the task of the state 'T' has no token: only activities and the patterns "
      + ".sync and .waitForTaskToken have one"
    let parameters = #"{"QueueUrl":"u","MessageBody":"m"}"#
    #expect(try cause(arn, parameters, resources)?.hasSuffix(text) == true)
    resources.callback(arn, taking: JSON.self) { input, _ in input }
    let machine = try StateMachine(
      parsing:
        #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(arn)","Parameters":\#(parameters),"End":true}}}"#)
    let identity = ExecutionIdentity(stateMachineName: "M", name: "e")
    let result = await VirtualTimeDriver(resources: resources).run(
      Execution(machine, input: [:], identity: identity, seed: .fixed(0)))
    #expect(result.cause?.hasSuffix(text) == true)
  }

  @Test func whatARunningExecutionWaitsForIsKnown() throws {
    let machine = try StateMachine(
      parsing:
        #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"u","MessageBody.$":"$$.Task.Token"},"End":true}}}"#
    )
    var resources = ResourceRouter()
    resources.otherwise { _ in TaskReport(.pending) }
    let result = VirtualTimeDriver(resources: resources).run(
      Execution(machine, input: [:], identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0)))
    #expect(result.status == .running)
    #expect(result.openTasks.map(\.stateName) == ["T"])
    #expect(result.openTasks.map(\.timeoutSeconds) == [nil])
  }
}
