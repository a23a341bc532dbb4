import OrderedJSON
import StatesTesting
import Testing

@Suite struct TestStateErrorHandlingTests {
  private static let task: JSON = [
    "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": ["FunctionName": "f"],
    "Retry": [
      ["ErrorEquals": ["Busy"], "IntervalSeconds": 3, "BackoffRate": 3, "MaxAttempts": 4, "MaxDelaySeconds": 60],
      ["ErrorEquals": ["Never"], "MaxAttempts": 0],
    ],
    "Catch": [
      ["ErrorEquals": ["Gone"], "ResultPath": "$.error", "Next": "Forget"],
      ["ErrorEquals": ["States.ALL"], "Next": "Mourn"],
    ], "End": true,
  ]

  @Test(arguments: [
    (0, 3), (1, 9), (2, 27), (3, 60),
  ])
  func tellsHowLongARetryWaits(count: Int, seconds: Int) {
    var members = failing("Busy", cause: "no room")
    members["stateConfiguration"] = ["retrierRetryCount": .integer(count)]
    let found = testState(Self.task, level: "DEBUG", members)
    #expect(found["status"] == "RETRIABLE")
    #expect(found["error"] == "Busy")
    #expect(found["cause"] == "no room")
    #expect(
      found["inspectionData"]?["errorDetails"] == ["retryIndex": 0, "retryBackoffIntervalSeconds": .integer(seconds)])
  }

  @Test func aRetrierThatIsUsedUpLeavesTheErrorToCatch() {
    var members = failing("Busy")
    members["stateConfiguration"] = ["retrierRetryCount": 4]
    let found = testState(Self.task, level: "DEBUG", members)
    #expect(found["status"] == "CAUGHT_ERROR")
    #expect(found["inspectionData"]?["errorDetails"] == ["catchIndex": 1, "retryIndex": 0])
  }

  @Test func aRetrierThatIsUsedUpFailsTheStateThatHasNoCatch() {
    var state = Self.task
    state["Catch"] = nil
    state["Retry"] = [["ErrorEquals": ["Busy"], "IntervalSeconds": 1, "BackoffRate": 2, "MaxAttempts": 5]]
    var members = failing("Busy")
    members["stateConfiguration"] = ["retrierRetryCount": 4]
    #expect(
      testState(state, level: "DEBUG", members)["inspectionData"]?["errorDetails"]
        == ["retryIndex": 0, "retryBackoffIntervalSeconds": 16])
    members["stateConfiguration"] = ["retrierRetryCount": 5]
    let found = testState(state, level: "DEBUG", members)
    #expect(found["status"] == "FAILED")
    #expect(found["inspectionData"]?["errorDetails"] == ["retryIndex": 0])
  }

  @Test func theBackoffIsReportedWithoutJitter() {
    var state = Self.task
    state["Retry"] = [["ErrorEquals": ["States.ALL"], "IntervalSeconds": 40, "JitterStrategy": "FULL"]]
    #expect(
      testState(state, level: "DEBUG", failing("E"))["inspectionData"]?["errorDetails"]
        == ["retryIndex": 0, "retryBackoffIntervalSeconds": 40])
  }

  @Test(arguments: [0, 1, 1_000, 2_147_483_647])
  func anyRetryCountHasAnAnswer(count: Int) {
    var state = Self.task
    state["Retry"] = [
      ["ErrorEquals": ["E"], "IntervalSeconds": 99_999_999, "BackoffRate": 1e300, "MaxAttempts": 99_999_999]
    ]
    var members = failing("E")
    members["stateConfiguration"] = ["retrierRetryCount": .integer(count)]
    let found = testState(state, level: "DEBUG", members)
    #expect(found["inspectionData"]?["errorDetails"]?["retryIndex"] == 0)
  }

  @Test(arguments: [
    ("Gone", 0, "Forget", ["id": 5, "error": ["Error": "Gone", "Cause": "x"]] as JSON),
    ("Else", 1, "Mourn", ["Error": "Else", "Cause": "x"] as JSON),
  ])
  func tellsWhichCatcherTookTheError(error: String, place: Int, next: String, output: JSON) {
    let found = testState(Self.task, input: ["id": 5], level: "DEBUG", failing(error, cause: "x")).read
    #expect(found["status"] == "CAUGHT_ERROR")
    #expect(found["nextState"] == .string(next))
    #expect(found["output"] == output)
    #expect(found["inspectionData"]?["errorDetails"] == ["catchIndex": .integer(place)])
  }

  @Test func infoTellsNoDetails() {
    #expect(
      testState(Self.task, failing("Busy", cause: "no room")) == [
        "error": "Busy", "cause": "no room", "status": "RETRIABLE",
      ])
  }

  @Test func aCatcherWhoseOutputFailsStillCaught() {
    let state: JSON = [
      "Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::lambda:invoke",
      "Arguments": ["FunctionName": "f"],
      "Catch": [["ErrorEquals": ["States.ALL"], "Output": "{% $none %}", "Next": "N"]], "End": true,
    ]
    let found = testState(state, failing("E"))
    #expect(found["status"] == "CAUGHT_ERROR")
    #expect(found["error"] == "States.QueryEvaluationError")
    #expect(
      found["cause"]
        == "The JSONata expression '$none' specified for the field 'Catch[0]/Output' returned nothing (undefined).")
    #expect(found["output"] == nil)
  }

  @Test func terminalErrorsAreNotCaught() {
    let state: JSON = [
      "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "OutputPath": "$.none",
      "Parameters": ["FunctionName": "f"],
      "Catch": [["ErrorEquals": ["States.ALL"], "Next": "N"]], "End": true,
    ]
    let found = testState(state, mocked([:]))
    #expect(found["status"] == "FAILED")
    #expect(found["error"] == "States.Runtime")
  }

  // MARK: Variables

  /// The messages use the name of a state without one, and no event of a history.
  @Test(
    arguments: [
      ([262_142], nil),
      ([262_143], "Variable size limit exceeded. Variable 'a' in state 'StateName' was assigned 262145 bytes."),
      ([131_070, 131_070], nil),
      (
        [131_071, 131_071],
        "State total variable size limit exceeded. Variable 'b' in state 'StateName' was assigned 131073 bytes, which "
          + "caused the size of variables assigned in the state to exceed its limit by 2 bytes."
      ),
    ] as [([Int], String?)])
  func assignedVariablesHaveASizeLimit(lengths: [Int], cause: String?) {
    var assign: JSON.Object = [:]
    for (name, length) in zip(["a", "b"], lengths) { assign[name] = .string("{% $pad('', \(length), 'x') %}") }
    let state: JSON = [
      "Type": "Pass", "QueryLanguage": "JSONata", "Assign": .object(assign), "Output": 1, "End": true,
    ]
    let found = testState(state)
    #expect(found["status"] == (cause == nil ? "SUCCEEDED" : "FAILED"))
    #expect(found["error"] == (cause == nil ? nil : "States.DataLimitExceeded"))
    #expect(found["cause"] == cause.map(JSON.string))
  }

  // MARK: Thresholds

  private static func map(_ fields: JSON.Object) -> JSON {
    var state: JSON.Object = [
      "Type": "Map",
      "ItemProcessor": [
        "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "P",
        "States": ["P": ["Type": "Succeed"]],
      ], "End": true,
    ]
    for member in fields.members { state[member.key] = member.value }
    return .object(state)
  }

  @Test(
    arguments: [
      (["ToleratedFailureCount": 2], 2, "SUCCEEDED"),
      (["ToleratedFailureCount": 2], 3, "FAILED"),
      (["ToleratedFailurePercentage": 50], 2, "SUCCEEDED"),
      (["ToleratedFailurePercentage": 50], 3, "FAILED"),
      (
        ["ToleratedFailureCount": 1, "Retry": [["ErrorEquals": ["States.ExceedToleratedFailureThreshold"]]]], 2,
        "RETRIABLE"
      ),
      (["ToleratedFailureCount": 1, "Catch": [["ErrorEquals": ["States.ALL"], "Next": "N"]]], 2, "CAUGHT_ERROR"),
      // Where nothing is said of failures the service does not look at them in a test.
      ([:], 4, "SUCCEEDED"),
    ] as [(JSON, Int, String)])
  func failedIterationsCount(fields: JSON, failures: Int, status: String) {
    var members = mocked([1, 2, 3, 4])
    members["stateConfiguration"] = ["mapIterationFailureCount": .integer(failures)]
    let found = testState(Self.map(fields.objectValue ?? [:]), input: [0, 0, 0, 0], members)
    #expect(found["status"] == .string(status))
    #expect(
      found["error"] == (status == "SUCCEEDED" ? nil : "States.ExceedToleratedFailureThreshold"))
  }

  @Test func theFailureThresholdIsJudgedBeforeTheNumberOfOutputs() {
    var members = mocked([1, 2, 3])
    members["stateConfiguration"] = ["mapIterationFailureCount": 2]
    let batched = Self.map(["ToleratedFailureCount": 1, "ItemBatcher": ["MaxItemsPerBatch": 2]])
    let found = testState(batched, input: [1, 2, 3], members)
    #expect(found["error"] == "States.ExceedToleratedFailureThreshold")
    #expect(found["cause"] == "The specified tolerated failure threshold was exceeded")
    members["stateConfiguration"] = ["mapIterationFailureCount": 1]
    #expect(
      testState(batched, input: [1, 2, 3], members).refusal
        == "ValidationException: Input array does not equal the mocked result array's size")
  }

  @Test func aMockedErrorComesBeforeTheFailureThreshold() {
    var members = failing("Broken")
    members["stateConfiguration"] = ["mapIterationFailureCount": 2]
    #expect(testState(Self.map(["ToleratedFailureCount": 1]), input: [1, 2], members)["error"] == "Broken")
  }

  @Test func thresholdsAreShownAsNumbersOfTheirKind() {
    let state = Self.map(["ToleratedFailurePercentage": 5, "ToleratedFailureCount": 2, "MaxConcurrency": 7])
    let data = testState(state, input: [], level: "DEBUG", mocked([]))["inspectionData"]
    #expect(data?["toleratedFailurePercentage"]?.description == "5.0")
    #expect(data?["toleratedFailureCount"]?.description == "2")
    #expect(data?["maxConcurrency"]?.description == "7")
  }

  @Test func aMockedErrorOfAnIterationIsTheMapsOwn() {
    var members = failing("Broken")
    members["stateConfiguration"] = ["errorCausedByState": "P", "mapIterationFailureCount": 1]
    #expect(testState(Self.map(["ToleratedFailureCount": 5]), input: [1], members)["error"] == "Broken")
  }
}
