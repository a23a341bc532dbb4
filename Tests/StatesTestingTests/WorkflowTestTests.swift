import Foundation
import StatesTesting
import Testing

@Suite struct WorkflowTestTests {
  static let definition = #"""
    {"StartAt":"Charge","States":{
      "Charge":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:charge","Next":"Reserve",
        "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":10}]},
      "Reserve":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"reserve","Payload.$":"$"},
        "Catch":[{"ErrorEquals":["OutOfStock"],"Next":"Refund"}],"End":true},
      "Refund":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:refund:PROD","End":true}}}
    """#

  @Test func answersComeAttemptByAttemptAndTheLastOneStays() throws {
    var test = try WorkflowTest(definition: Self.definition)
    try test.mock("Charge", .throw("Busy"), .throw("Busy"), .return(1))
    try test.mock("Reserve", .return(2))
    for _ in 0..<2 {  // every run starts the answers from the beginning
      let result = test.run()
      #expect(result.output == 2)
      #expect(result.events(.lambdaFunctionFailed).count == 2)
      #expect(result.duration == 30)
    }
    try test.mock("Charge", .throw("Busy"))
    #expect(test.run().events(.lambdaFunctionFailed).count == 4)
  }

  @Test func thePathAndTheDataOnIt() throws {
    var test = try WorkflowTest(definition: Self.definition)
    try test.mock("Charge", .return(["paid": true]))
    try test.mock("Reserve", .throw("OutOfStock", cause: "empty"))
    try test.mock("Refund", .call { ["because": $0["Error"] ?? nil] })
    let result = test.run(input: ["order": 7])
    #expect(result.path == ["Charge", "Reserve", "Refund"])
    #expect(try result.visits(of: "Refund") == 1)
    #expect(try result.input(of: "Charge") == ["order": 7])
    #expect(try result.input(of: "Reserve") == ["paid": true])
    #expect(try result.output(of: "Reserve") == ["Error": "OutOfStock", "Cause": "empty"])
    #expect(result.output == ["because": "OutOfStock"])
    #expect(result.eventTypes.last == .executionSucceeded)
  }

  @Test func aTaskTakesItsTime() throws {
    var test = try WorkflowTest(definition: Self.definition)
    try test.mock("Charge", .return(1, after: 1.5))
    try test.mock("Reserve", .return(2, after: 0.25))
    #expect(test.run().duration == 1.75)
  }

  @Test(arguments: ["Chrage", "Chrage[1]"])
  func statesThatAreNotThereCannotBeMocked(name: String) throws {
    var test = try WorkflowTest(definition: Self.definition)
    #expect {
      try test.mock(name, .return(1))
    } throws: {
      "\($0)" == "the definition has no state '\(name)'; the Task states are 'Charge', 'Reserve', 'Refund'"
        + "; did you mean 'Charge'?"
    }
  }

  @Test func onlyTasksAreMocked() throws {
    var test = try WorkflowTest(definition: #"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#)
    #expect {
      try test.mock("A", .return(1))
    } throws: {
      "\($0)" == "'A' is a Pass state, and only Task states can be mocked; the definition has no Task states"
    }
  }

  @Test func whatATaskWasCalledWith() throws {
    var test = try WorkflowTest(definition: Self.definition)
    try test.mock("Charge", .throw("Busy"), .return(["paid": true]))
    try test.mock("Reserve", .return(1))
    let result = test.run(input: ["order": 7])
    #expect(try result.calls(of: "Charge") == [["order": 7], ["order": 7]])
    #expect(try result.calls(of: "Reserve") == [["FunctionName": "reserve", "Payload": ["paid": true]]])
    #expect(try result.calls(of: "Refund") == [])
  }

  @Test func theOutputOrTheReasonWhyThereIsNone() throws {
    var test = try WorkflowTest(definition: Self.definition)
    try test.mock("Charge", .throw("Declined", cause: "no money"))
    #expect {
      try test.run().get()
    } throws: {
      "\($0)" == "the execution did not succeed: FAILED, Declined: no money; Charge"
    }
    try test.mock("Charge", .return(1))
    try test.mock("Reserve", .return(["ok": true]))
    let result = test.run()
    #expect(try result.get() == ["ok": true])
    #expect(result.summary == #"SUCCEEDED, {"ok":true}; Charge, Reserve"#)
    try test.mock("Charge", .hang)
    #expect(
      test.run().summary
        == "RUNNING, waiting for the task of 'Charge' (arn:aws:lambda:us-east-1:111111111111:function:charge), which has no timeout; Charge"
    )
  }

  @Test func submissionsAndWorkers() throws {
    var test = try WorkflowTest(
      definition: #"""
        {"StartAt":"J","States":{
          "J":{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync","Parameters":{"JobName":"j"},"Next":"A"},
          "A":{"Type":"Task","Resource":"arn:aws:states:us-east-1:111111111111:activity:a","End":true}}}
        """#)
    try test.mock("J", .return(["JobRunState": "SUCCEEDED"], after: 60).submitted(["JobRunId": "1"]))
    try test.mock("A", .return("done").by(worker: "Ada"))
    let history = test.run().history.map(\.json)
    #expect(history[4]["taskSubmittedEventDetails"]?["output"] == #"{"JobRunId":"1"}"#)
    #expect(history.contains { $0["activityStartedEventDetails"]?["workerName"] == "Ada" })
  }

  @Test func aTaskThatIsNotMockedSaysSo() throws {
    let result = try WorkflowTest(definition: Self.definition).run()
    #expect(result.error == "States.Runtime")
    #expect(
      result.cause?.hasSuffix(
        "The state 'Charge' calls 'arn:aws:lambda:us-east-1:111111111111:function:charge', which is not mocked") == true
    )
  }

  @Test func aDefinitionFromAFileIsNamedInItsProblems() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("definition-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("order.asl.json").path
    try Data(#"{"StartAt":"A","States":{"A":{"Type":"Pass","Edn":true}}}"#.utf8).write(to: URL(fileURLWithPath: file))
    #expect {
      _ = try WorkflowTest(definitionFile: file)
    } throws: {
      let text = "\($0)"
      return text.hasPrefix("\(file):1:") && text.contains(#"fix: rename "Edn" to "End""#) && text.contains("^~~~~")
    }
  }

  @Test func anInvalidDefinitionIsThrownWithItsProblems() {
    #expect(throws: InvalidDefinition.self) { try WorkflowTest(definition: #"{"StartAt":"A","States":{}}"#) }
  }

  @Test func handlersDoWhatIsNotMocked() throws {
    var resources = ResourceRouter()
    resources.function("charge") { ["charged": $0] }
    resources.function("reserve") { ["reserved": $0] }
    var test = try WorkflowTest(definition: Self.definition)
    test.use(resources)
    #expect(test.run(input: 5).output?["Payload"] == ["reserved": ["charged": 5]])
    try test.mock("Reserve", .return("mocked"))
    #expect(test.run(input: 5).output == "mocked")
  }

  @Test func asynchronousHandlers() async throws {
    var resources = ResourceRouter()
    resources.function("charge") { input in
      await Task.yield()
      return input
    }
    var test = try WorkflowTest(definition: Self.definition)
    test.use(resources)
    try test.mock("Reserve", .return("ok"))
    #expect(await test.run(input: 5).output == "ok")
    let described = test
    func plainly() -> ExecutionResult { described.run(input: 5) }
    #expect(plainly().cause?.contains("is asynchronous") == true)
  }

  @Test func oneIterationMayAnswerOtherwise() throws {
    var test = try WorkflowTest(
      definition: #"""
        {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"T","States":{
          "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:t","End":true}}}}}}
        """#)
    try test.mock("T", .return("plain"))
    try test.mock("T[1]", .return("special"))
    #expect(test.run(input: [1, 2, 3]).output == ["plain", "special", "plain"])
  }

  @Test func seedAndStartTime() throws {
    var test = try WorkflowTest(
      definition: #"{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"id.$":"States.UUID()"},"End":true}}}"#)
    let first = test.run().output
    #expect(test.run().output == first)
    test.seed = 1
    #expect(test.run().output != first)
    test.startTime = Timestamp(milliseconds: 0)
    #expect(test.run().history.first?.timestamp.milliseconds == 0)
  }
}
