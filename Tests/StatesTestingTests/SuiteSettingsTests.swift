import OrderedJSON
import StatesTesting
import Testing

/// The members of a suite that are about the whole execution, and other files.
@Suite struct SuiteSettingsTests {
  private func run(_ definition: String, _ members: String, files: [String: String] = [:]) throws -> SuiteOutcome {
    let suite = try TestSuite(parsing: SourceText(#"{"definition": "d", \#(members)}"#))
    let sources = SuiteFiles(
      machine: { _, suite in try StateMachine(parsing: definition, type: suite.type ?? .standard) },
      bytes: { name in
        guard let text = files[name] else { throw UnreadableFile(path: name, reason: "not there") }
        return Array(text.utf8)
      })
    return suite.run(suite.cases[0], on: try suite.machine(sources), files: sources)
  }

  @Test func theExecutionHasTheNameAndTheTimeOfTheSuite() throws {
    let outcome = try run(
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true,
        "Parameters": {"machine.$": "$$.StateMachine.Name", "start.$": "$$.Execution.StartTime"}}}}
      """#,
      #"""
      "stateMachineName": "Orders", "startTime": "2025-06-01T00:00:00Z", "type": "EXPRESS", "seed": 7,
      "cases": [{"name": "a", "expect": {"output": {"machine": "Orders", "start": "2025-06-01T00:00:00.000Z"}}}]
      """#)
    #expect(outcome.failures == [])
  }

  @Test func theSeedDecidesWhatIsRandom() throws {
    let definition = #"{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"id.$":"States.UUID()"},"End":true}}}"#
    let outputs = try [1, 1, 2].map { seed in
      try run(definition, #""seed": \#(seed), "cases": [{"name": "a", "expect": {}}]"#).result?.output
    }
    #expect(outputs[0] == outputs[1])
    #expect(outputs[0] != outputs[2])
  }

  @Test func distributedMapsReadTheDatasets() throws {
    let outcome = try run(
      #"""
      {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"},
          "Parameters": {"Bucket": "b", "Key": "k"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I",
          "States": {"I": {"Type": "Pass", "End": true}}}}}}
      """#,
      #"""
      "datasets": {"b": {"k": "[1, 2]"}},
      "cases": [{"name": "a", "expect": {"output": [1, 2], "states": {"I": {"visits": 2}}}}]
      """#)
    #expect(outcome.failures == [])
  }

  private static let activity = #"""
    {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
      "Resource": "arn:aws:states:us-east-1:123456789012:activity:approve"}}}
    """#

  @Test func aMockFileOfStepFunctionsLocalAnswers() throws {
    let mocks = #"""
      {"StateMachines": {"Flow": {"TestCases": {"Good": {"T": "R"}, "Bad": {"T": "E"}}}},
       "MockedResponses": {"R": {"0": {"Return": "ok"}}, "E": {"0": {"Throw": {"Error": "No"}}}}}
      """#
    let good = try run(
      Self.activity,
      #""mockConfig": {"file": "m.json", "testCase": "Good"}, "cases": [{"name": "a", "expect": {"output": "ok"}}]"#,
      files: ["m.json": mocks])
    #expect(good.failures == [])
    let bad = try run(
      Self.activity,
      #""cases": [{"name": "a", "mockConfig": {"file": "m.json", "stateMachine": "Flow", "testCase": "Bad"}, "expect": {"error": "No"}}]"#,
      files: ["m.json": mocks])
    #expect(bad.failures == [])
    let missing = try run(Self.activity, #""mockConfig": {"file": "n.json"}, "cases": [{"name": "a", "expect": {}}]"#)
    #expect(missing.failures.first?.message.contains("n.json: not there") == true)
  }

  @Test func anActivitysWorkerHasItsName() throws {
    let outcome = try run(
      Self.activity,
      #""mocks": {"T": {"return": 1, "worker": "Ada"}}, "cases": [{"name": "a", "expect": {"output": 1}}]"#)
    let started = outcome.result?.events(.activityStarted).first
    #expect(started?.json["activityStartedEventDetails"]?["workerName"] == "Ada")
  }
}
