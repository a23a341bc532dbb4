import StatesRuntime
import Testing

@Suite struct VirtualTimeDriverTests {
  private func execution(_ definition: String, input: JSON = [:]) throws -> Execution {
    Execution(
      try StateMachine(parsing: definition), input: input,
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
  }

  static func task(_ name: String, _ fields: String = #""End":true"#) -> String {
    #""\#(name)":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:\#(name)",\#(fields)}"#
  }

  static let two = #"""
    {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
      {"StartAt":"a","States":{\#(task("a"))}},{"StartAt":"b","States":{\#(task("b"))}}]}}}
    """#

  @Test func timeJumpsFromDeadlineToDeadline() throws {
    let definition =
      #"{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":31536000,"Next":"B"},"B":{"Type":"Wait","Timestamp":"2030-01-01T00:00:00Z","End":true}}}"#
    let result = VirtualTimeDriver().run(try execution(definition))
    #expect(
      result.history.map(\.timestamp.description) == [
        "2024-01-01T00:00:00.000Z", "2024-01-01T00:00:00.000Z", "2024-12-31T00:00:00.000Z", "2024-12-31T00:00:00.000Z",
        "2030-01-01T00:00:00.000Z", "2030-01-01T00:00:00.000Z",
      ])
  }

  @Test func tasksOfOneMomentStartBeforeAnyEnds() throws {
    var resources = ResourceRouter()
    resources.otherwise { _ in TaskReport(.succeeded(1)) }
    let types = VirtualTimeDriver(resources: resources).run(try execution(Self.two)).history.map(\.type)
    let started = types.indices.filter { types[$0] == .lambdaFunctionStarted }
    let succeeded = types.indices.filter { types[$0] == .lambdaFunctionSucceeded }
    #expect(started.count == 2 && succeeded.count == 2)
    #expect((started.last ?? 0) < (succeeded.first ?? 0))
  }

  @Test func theQuickerTaskEndsFirst() throws {
    var resources = ResourceRouter()
    resources.otherwise { TaskReport(.succeeded(.string($0.stateName)), milliseconds: $0.stateName == "a" ? 20 : 10) }
    let result = VirtualTimeDriver(resources: resources).run(try execution(Self.two))
    #expect(result.outputText == #"["a","b"]"#)
    let ends = result.history.filter { $0.type == .taskStateExited }.map(\.timestamp.milliseconds)
    #expect(ends == [1_704_067_200_010, 1_704_067_200_020])
  }

  @Test func asynchronousHandlersOfOneMomentRunTogether() async throws {
    var resources = ResourceRouter()
    resources.otherwise { task in
      for _ in 0..<10 { await Task.yield() }
      return TaskReport(.succeeded(.string(task.stateName)))
    }
    let result = await VirtualTimeDriver(resources: resources).run(try execution(Self.two))
    #expect(result.outputText == #"["a","b"]"#)
  }

  @Test func bothWaysOfRunningGiveTheSameHistory() async throws {
    var resources = ResourceRouter()
    resources.otherwise { TaskReport(.succeeded($0.input), milliseconds: 5) }
    let driver = VirtualTimeDriver(resources: resources)
    func direct() throws -> ExecutionResult { driver.run(try execution(Self.two)) }
    let asynchronous = await driver.run(try execution(Self.two)).history.map(\.json.description)
    #expect(try direct().history.map(\.json.description) == asynchronous)
  }

  @Test func whatWaitsForEverIsGivenBackAsItStands() throws {
    var resources = ResourceRouter()
    resources.otherwise { _ in TaskReport(.never) }
    let result = VirtualTimeDriver(resources: resources).run(
      try execution(#"{"StartAt":"a","States":{\#(Self.task("a"))}}"#))
    #expect(result.status == .running)
    #expect(result.json["stopDate"] == nil)
  }

  /// Nobody could ever answer: the execution would wait for ever.
  @Test func anAnswerIsPendingOnlyWhereThereIsAToken() async throws {
    var resources = ResourceRouter()
    resources.otherwise { _ in TaskReport(.pending) }
    let driver = VirtualTimeDriver(resources: resources)
    let execution = try execution(#"{"StartAt":"a","States":{\#(Self.task("a"))}}"#)
    func plainly(_ execution: Execution) -> ExecutionResult { driver.run(execution) }
    for result in [plainly(execution), await driver.run(execution)] {
      #expect(result.error == "States.Runtime")
      #expect(
        result.cause?.contains("reports that the answer is pending, but the task of the state 'a' has no token") == true
      )
    }
    let callback = """
      {"StartAt":"a","States":{"a":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"TimeoutSeconds":5,"End":true}}}
      """
    #expect(plainly(try self.execution(callback)).error == "States.Timeout")
  }

  @Test func nobodyDoesTheTask() throws {
    let result = VirtualTimeDriver().run(try execution(#"{"StartAt":"a","States":{\#(Self.task("a"))}}"#))
    #expect(result.error == "States.Runtime")
    #expect(result.cause?.contains("No handler is registered for the resource") == true)
  }

  @Test func childrenShareTheClock() throws {
    let definition = #"""
      {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"End":true,"ItemProcessor":{
        "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},
        "StartAt":"W","States":{"W":{"Type":"Wait","SecondsPath":"$","End":true}}}}}}
      """#
    var driver = VirtualTimeDriver()
    driver.keepsChildren = true
    let result = driver.run(try execution(definition, input: [10, 20]))
    #expect(
      result.children.map { $0.startTime.description } == ["2024-01-01T00:00:00.000Z", "2024-01-01T00:00:10.000Z"])
    #expect(result.history.last?.timestamp.description == "2024-01-01T00:00:30.000Z")
  }

  @Test func childrenOfABrokenRunAreStopped() throws {
    let definition = #"""
      {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{
        "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
        "StartAt":"W","States":{"W":{"Type":"Wait","SecondsPath":"$","Next":"F"},"F":{"Type":"Fail","Error":"E"}}}}}}
      """#
    let result = VirtualTimeDriver().run(try execution(definition, input: [10, 2000]))
    #expect(result.error == "States.ExceedToleratedFailureThreshold")
    #expect(result.children.map { ExecutionResult(execution: $0).status } == [.failed, .aborted])
  }
}
