import OrderedJSON
import StatesTesting
import Testing

@Suite struct TestStateRequestTests {
  private static let pass: JSON = ["Type": "Pass", "End": true]
  private static let task: JSON = [
    "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": [:], "End": true,
  ]
  private static let job: JSON = [
    "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": ["StateMachineArn": "a"],
    "End": true,
  ]
  private static let map: JSON = [
    "Type": "Map", "ItemProcessor": ["StartAt": "P", "States": ["P": ["Type": "Succeed"]]], "End": true,
  ]
  private static let parallel: JSON = [
    "Type": "Parallel", "Branches": [["StartAt": "P", "States": ["P": ["Type": "Succeed"]]]], "End": true,
  ]
  private static let exporting: JSON = [
    "Type": "Map",
    "ItemProcessor": [
      "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "P",
      "States": ["P": ["Type": "Succeed"]],
    ],
    "ResultWriter": ["Resource": "arn:aws:states:::s3:putObject", "Parameters": ["Bucket": "b", "Prefix": "p"]],
    "End": true,
  ]
  private static let statesThatTestStateRuns =
    "TestState API does not support Map or Parallel states. "
    + "Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]"

  static let refusals: [(JSON, [String: JSON], String)] = [
    (pass, mocked(1), "State type 'Pass' is not supported when a mock is specified"),
    (
      ["Type": "Wait", "Seconds": 1, "End": true], failing("E"),
      "State type 'Wait' is not supported when a mock is specified"
    ),
    (["Type": "Fail"], mocked(1), "State type 'Fail' is not supported when a mock is specified"),
    (task, [:], "RoleArn must be specified when testing a Task state"),
    (task, ["mock": ["result": "{"]], "Mocked result must be valid JSON"),
    (
      task, ["mock": ["result": "{}", "errorOutput": [:]]],
      "A test mock should have only one of the following fields: [result, errorOutput]."
    ),
    (
      task, ["mock": ["result": "{}"], "revealSecrets": true],
      "TestState does not support RevealSecrets when a mock is specified."
    ),
    (map, mocked([:]), "Mocked result must be an array."),
    (parallel, mocked(3), "Mocked result must be an array."),
    (parallel, mocked([1, 2]), "Mocked result must contain the same number of items as number of Parallel branches."),
    (exporting, mocked([1]), "Mocked result must be a JSON object."),
    (
      map, ["stateConfiguration": ["mapIterationFailureCount": 1]],
      "TestState does not support MapIterationFailureCount when a mock is not specified."
    ),
    (
      map, mocked([1]).merging(["stateConfiguration": ["mapIterationFailureCount": 2]]) { $1 },
      "Map iteration failure count must be less than or equal to the number of Map iterations"
    ),
    (
      pass, ["inspectionLevel": "ALL"],
      "1 validation error detected: Value 'ALL' at 'inspectionLevel' failed to satisfy constraint: "
        + "Member must satisfy enum value set: [INFO, DEBUG, TRACE]"
    ),
    (
      task, ["mock": ["result": "1", "fieldValidationMode": "LAX"]],
      "1 validation error detected: Value 'LAX' at 'mock.fieldValidationMode' failed to satisfy constraint: "
        + "Member must satisfy enum value set: [STRICT, PRESENT, NONE]"
    ),
  ]

  @Test(arguments: refusals)
  func refusesWhatMakesNoSense(state: JSON, members: [String: JSON], message: String) {
    #expect(testState(state, members).refusal == "ValidationException: " + message)
  }

  @Test func refusesDefinitionsAsTheServiceDoes() {
    let prefix = "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: "
    #expect(testState(Self.map).refusal == "InvalidDefinition: " + Self.statesThatTestStateRuns)
    #expect(testState(Self.parallel).refusal == "InvalidDefinition: " + Self.statesThatTestStateRuns)
    #expect(
      testState(["Type": "Parallel", "Branches": [], "End": true], mocked([])).refusal
        == prefix + "Value cannot be empty at /States/StateName/Branches'")
    #expect(
      testState(["Type": "Nap", "End": true]).refusal
        == prefix + "The field 'Type' should have one of these values: "
        + "[Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/StateName/Type'")
  }

  @Test func refusesInputThatIsNoJSON() {
    let found = answer(["definition": .string(Self.pass.description), "input": "oops"])
    #expect(
      found.refusal
        == "InvalidExecutionInput: Invalid State Machine Execution Input: 'Unrecognized token 'oops': was expecting "
        + "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')'")
  }

  @Test(
    arguments: [
      (["definition": 1], "SerializationException: definition must be a string"),
      ([], "SerializationException: the request must be an object"),
      (["definition": "{}", "mock": "x"], "SerializationException: mock must be an object"),
      (
        ["definition": "{}", "stateConfiguration": ["retrierRetryCount": 1.5]],
        "SerializationException: stateConfiguration.retrierRetryCount must be an integer"
      ),
      (
        ["input": "{}"],
        "ValidationException: 1 validation error detected: Value null at 'definition' failed to satisfy constraint: "
          + "Member must not be null"
      ),
      (["definition": "{}", "roleArn": "nobody"], "InvalidArn: Invalid Arn: 'Invalid ARN prefix: nobody'"),
    ] as [(JSON, String)])
  func refusesRequestsOfAnotherForm(request: JSON, refusal: String) {
    #expect(answer(request).refusal == refusal)
  }

  // MARK: A state of a machine

  private static let machine: JSON = [
    "QueryLanguage": "JSONata", "StartAt": "Each",
    "States": [
      "Each": [
        "Type": "Map",
        "ItemProcessor": [
          "StartAt": "Inner",
          "States": [
            "Inner": ["Type": "Pass", "Output": "{% $states.context.Map.Item %}", "Next": "Last"],
            "Last": ["Type": "Succeed"],
          ],
        ], "Next": "After",
      ],
      "After": ["Type": "Pass", "Output": "{% $states.context.State.Name %}", "End": true],
    ],
  ]

  @Test func findsAStateAtAnyDepth() {
    let found = testState(Self.machine, input: "item", ["stateName": "Inner"]).read
    #expect(found == ["output": ["Index": 0, "Value": "item"], "nextState": "Last", "status": "SUCCEEDED"])
    #expect(testState(Self.machine, ["stateName": "After"]).read["output"] == "StateName")
    #expect(
      testState(Self.machine, ["stateName": "Nobody"]).refusal == "ValidationException: State not found in definition")
  }

  // MARK: Context

  static let contexts: [(JSON, JSON, String?)] = [
    (task, [:], nil),
    (task, ["Execution": ["Input": 5], "State": ["RetryCount": 2]], nil),
    (task, ["Weather": "rain"], "Field 'Weather' is not allowed"),
    (task, ["State": ["Mood": 1]], "Field 'Mood' is not allowed"),
    (task, ["Execution": 1], "Execution must be an object"),
    (task, ["Execution": ["Id": 1]], "Execution.Id must be a string"),
    (task, ["State": ["RetryCount": "1"]], "State.RetryCount must be a number"),
    (task, ["Map": ["Item": ["Index": 1]]], "'Map' field is not supported when mocking a Context object"),
    (
      task, ["Task": ["Token": "t"]],
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' "
        + "service integration pattern"
    ),
    (job, ["Task": ["Token": "t"]], nil),
  ]

  @Test(arguments: contexts)
  func checksTheContextObject(state: JSON, context: JSON, problem: String?) {
    var members = mocked([:])
    members["context"] = .string(context.description)
    let expected = problem.map { "ValidationException: Invalid Context object provided: " + $0 }
    #expect(testState(state, members).refusal == expected)
  }

  @Test func theStateSeesTheContextAsGiven() {
    var state = Self.task
    state["ResultSelector"] = ["all.$": "$$"]
    var members = mocked([:])
    members["context"] = #"{"State":{"Name":"mine"}}"#
    #expect(testState(state, members).read["output"] == ["all": ["State": ["Name": "mine"]]])
  }

  @Test func aContextObjectIsMadeWhereNoneIsGiven() {
    var state = Self.pass
    state["Parameters"] = ["all.$": "$$"]
    let context = testState(state, input: 3).read["output"]?["all"]
    #expect(context?["Execution"]?["Input"] == 3)
    #expect(context?["Execution"]?["RoleArn"] == .null)
    #expect(context?["State"] == ["Name": "StateName", "EnteredTime": "2024-01-01T00:00:00.000Z"])
  }

  // MARK: Without a mock

  @Test func tasksMayBeDoneByTheCaller() throws {
    var request = TestStateRequest(definition: Self.task.description, input: "{}")
    request.roleARN = "arn:aws:iam::111111111111:role/r"
    #expect(throws: TestStateError.self) { try request.answer() }
    let found = try request.answer(performing: { task in TaskReport(.succeeded(.string(task.stateName))) })
    #expect(found.outcome.output == "StateName")
  }
}
