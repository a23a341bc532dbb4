import OrderedJSON
import StatesTesting
import Testing

@Suite struct TestStateRequestTests {
  private static let pass: JSON = ["Type": "Pass", "End": true]
  private static let task: JSON = [
    "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": ["FunctionName": "f"], "End": true,
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
      task, ["mock": ["result": "{}", "errorOutput": ["error": "E"]]],
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

  // MARK: Mocks

  @Test(arguments: [[:], ["fieldValidationMode": "NONE"], ["result": nil, "errorOutput": nil]] as [JSON])
  func aMockNeedsAResultOrAnError(mock: JSON) {
    #expect(
      testState(Self.task, ["mock": mock]).refusal
        == "ValidationException: One of the following fields is required for a test mock: [result, errorOutput].")
  }

  @Test(arguments: [[:], ["cause": "x"], ["error": nil]] as [JSON])
  func aMockedErrorNeedsAName(errorOutput: JSON) {
    #expect(
      testState(Self.task, ["mock": ["errorOutput": errorOutput]]).refusal
        == "ValidationException: An error was not specified in the mocked error output.")
  }

  @Test(arguments: [0, 1, 3])
  func failedIterationsAreAssumedOfMapsOnly(count: Int) {
    let refusal = "ValidationException: MapIterationFailureCount is only supported when testing a Map state."
    let tested: [(JSON, [String: JSON])] = [
      (Self.task, mocked([:])), (Self.task, failing("E")), (Self.parallel, mocked([1])), (Self.parallel, failing("E")),
    ]
    for (state, mock) in tested {
      let members = mock.merging(["stateConfiguration": ["mapIterationFailureCount": .integer(count)]]) { $1 }
      #expect(testState(state, members).refusal == refusal)
    }
  }

  private static func reading(_ fields: JSON.Object = [:]) -> JSON {
    var state: JSON.Object = [
      "Type": "Map",
      "ItemReader": [
        "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": ["InputType": "JSON"],
        "Parameters": ["Bucket": "b", "Key": "k"],
      ],
      "ItemProcessor": [
        "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "P",
        "States": ["P": ["Type": "Succeed"]],
      ], "End": true,
    ]
    for member in fields.members { state[member.key] = member.value }
    return .object(state)
  }

  @Test func aMapWithAnItemReaderNeedsItsData() {
    let refusal =
      "ValidationException: ItemReader data must be specified when testing a Map state with ItemReader specified."
    #expect(testState(Self.reading(), mocked([1])).refusal == refusal)
    #expect(testState(Self.reading(), failing("E")).refusal == refusal)
    let members = mocked([1]).merging(["stateConfiguration": ["mapItemReaderData": "[7]"]]) { $1 }
    #expect(testState(Self.reading(), members)["output"] == "[1]")
  }

  /// The outputs are as many as the iterations: batches where there are batches, else items.
  @Test(
    arguments: [
      ([:], 3), (["ItemBatcher": ["MaxItemsPerBatch": 2]], 2), (["ItemBatcher": ["MaxItemsPerBatch": 9]], 1),
      (["ItemBatcher": ["MaxInputBytesPerBatch": 20]], 1), (["ItemBatcher": ["MaxInputBytesPerBatch": 13]], 3),
      (["ItemSelector": ["v.$": "$$.Map.Item.Value"]], 3),
    ] as [(JSON, Int)])
  func everyIterationHasAnOutput(fields: JSON, count: Int) {
    var distributed = Self.reading(fields.objectValue ?? [:])
    for reads in [true, false] {
      distributed["ItemReader"] = reads ? Self.reading()["ItemReader"] : nil
      for outputs in 0...4 {
        var members = mocked(.array((0..<outputs).map { .integer($0) }))
        if reads { members["stateConfiguration"] = ["mapItemReaderData": "[1,2,3]"] }
        let found = testState(distributed, input: [1, 2, 3], members)
        if outputs == count {
          #expect(found["status"] == "SUCCEEDED")
        } else {
          #expect(
            found.refusal == "ValidationException: Input array does not equal the mocked result array's size")
        }
      }
    }
  }

  @Test func anInlineMapHasAnOutputForEachItem() {
    #expect(testState(Self.map, input: [1, 2], mocked([3, 4]))["output"] == "[3,4]")
    #expect(
      testState(Self.map, input: [1, 2], mocked([3])).refusal
        == "ValidationException: Input array does not equal the mocked result array's size")
    // A Map whose items cannot be found has failed before that.
    #expect(testState(Self.map, input: 1, mocked([3]))["status"] == "FAILED")
  }

  @Test func whatAResultWriterGivesIsNotCounted() {
    #expect(testState(Self.exporting, input: [1, 2], mocked(["MapRunArn": "a"]))["status"] == "SUCCEEDED")
  }

  // MARK: Lengths

  @Test(arguments: [
    ("definition", 1_048_576, 1), ("roleArn", 256, 1), ("input", 262_144, 0), ("variables", 262_144, 0),
    ("stateName", 80, 1), ("context", 262_144, 0),
  ])
  func textsHaveBounds(name: String, most: Int, least: Int) {
    let long = String(repeating: " ", count: most + 1)
    #expect(
      testState(Self.pass, [name: .string(long)]).refusal
        == "ValidationException: 1 validation error detected: Value '\(long)' at '\(name)' failed to satisfy "
        + "constraint: Member must have length less than or equal to \(most)")
    let empty = testState(Self.pass, [name: ""]).refusal
    if least == 1 {
      #expect(
        empty
          == "ValidationException: 1 validation error detected: Value '' at '\(name)' failed to satisfy "
          + "constraint: Member must have length greater than or equal to 1")
    } else if name == "context" {
      #expect(empty == "ValidationException: TestState does not support Context when a mock is not specified.")
    } else {
      #expect(empty == nil)
    }
  }

  @Test(arguments: ["[]", "1", "{", "null"])
  func variablesAreAnObject(text: String) {
    #expect(
      testState(Self.pass, ["variables": .string(text)]).refusal
        == "ValidationException: Variables must be a JSON object")
  }

  @Test(arguments: ["retrierRetryCount", "mapIterationFailureCount"])
  func countsAreNotNegative(name: String) {
    #expect(
      testState(Self.map, mocked([1]).merging(["stateConfiguration": [name: -1]]) { $1 }).refusal
        == "ValidationException: 1 validation error detected: Value '-1' at 'stateConfiguration.\(name)' failed to "
        + "satisfy constraint: Member must have value greater than or equal to 0")
  }

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

  @Test func refusesInputThatIsNotJSON() {
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
            "Inner": ["Type": "Pass", "Output": "{% $exists($states.context.Map) %}", "Next": "Last"],
            "Last": ["Type": "Succeed"],
          ],
        ], "Next": "After",
      ],
      "After": ["Type": "Pass", "Output": "{% $states.context.State.Name %}", "End": true],
    ],
  ]

  @Test func findsAStateAtAnyDepth() {
    let found = testState(Self.machine, input: "item", ["stateName": "Inner"]).read
    #expect(found == ["output": false, "nextState": "Last", "status": "SUCCEEDED"])
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

  private static let reader = "arn:aws:iam::111111111111:role/reader"

  /// A role is seen where one is given. JSONata tasks that are mocked without one see one all the same.
  @Test(
    arguments: [
      (nil, "JSONPath", nil), (reader, "JSONPath", .string(reader)), (reader, "JSONata", .string(reader)),
      (nil, "JSONata", "arn:aws:iam::111111111111:role/TestState-role"),
    ] as [(String?, String, JSON)])
  func theRoleOfTheMadeContextObject(role: String?, language: String, expected: JSON) {
    var state = Self.task
    if language == "JSONata" {
      state = [
        "Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": ["FunctionName": "f"], "Output": "{% $states.context.Execution.RoleArn %}", "End": true,
      ]
    } else {
      state["ResultSelector"] = ["r.$": "$$.Execution.RoleArn"]
    }
    var members = mocked([:])
    members["roleArn"] = role.map(JSON.string)
    let output = testState(state, members).read["output"]
    #expect((output?["r"] ?? output) == expected)
  }

  /// Not even `Map`, for a state inside of one; and no `RedriveCount`.
  @Test func theMadeContextObjectHasNothingElse() {
    let inner: JSON = [
      "StartAt": "Each",
      "States": [
        "Each": [
          "Type": "Map",
          "ItemProcessor": [
            "StartAt": "Inner",
            "States": [
              "Inner": [
                "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": ["FunctionName": "f", "Payload.$": "$$"], "End": true,
              ]
            ],
          ], "End": true,
        ]
      ],
    ]
    var members = mocked([:])
    members["stateName"] = "Inner"
    let data = testState(inner, input: [1], level: "DEBUG", members).read["inspectionData"]
    #expect(
      data?["afterParameters"]?["Payload"] == [
        "Execution": [
          "Id": "arn:aws:states:us-east-1:111111111111:express:TestState:test", "Input": [1], "Name": "test",
          "RoleArn": nil, "StartTime": "2024-01-01T00:00:00.000Z",
        ],
        "StateMachine": ["Id": "arn:aws:states:us-east-1:111111111111:stateMachine:TestState", "Name": "TestState"],
        "State": ["Name": "StateName", "EnteredTime": "2024-01-01T00:00:00.000Z", "RetryCount": 0],
      ])
  }

  /// A context object of a state inside a Map may have `Map`.
  @Test func aGivenContextObjectOfAStateInAMapHasAnItem() {
    var members = mocked(1)
    members["stateName"] = "Inner"
    members["context"] = #"{"Map":{"Item":{"Index":3,"Value":"v"}}}"#
    var machine = Self.machine
    machine["States"]?["Each"]?["ItemProcessor"]?["States"]?["Inner"] = [
      "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111111111111:function:f",
      "Output": "{% $states.context.Map.Item %}", "Next": "Last",
    ]
    #expect(testState(machine, members).read["output"] == ["Index": 3, "Value": "v"])
  }

  // MARK: Without a mock

  @Test func onlyTasksNeedARole() {
    for state: JSON in [
      Self.pass, ["Type": "Succeed"], ["Type": "Wait", "Seconds": 1, "End": true],
      ["Type": "Choice", "Choices": [["Variable": "$.a", "IsPresent": true, "Next": "N"]], "Default": "D"],
    ] {
      #expect(testState(state)["status"] == "SUCCEEDED")
    }
    #expect(testState(["Type": "Fail", "Error": "E"])["error"] == "E")
  }

  @Test(arguments: [
    "ecs:runTask.sync", "states:startExecution.sync:2", "glue:startJobRun.sync", "sqs:sendMessage.waitForTaskToken",
    "lambda:invoke.waitForTaskToken", "aws-sdk:sfn:startExecution.waitForTaskToken",
  ])
  func jobsAndCallbacksNeedAMock(action: String) {
    let parameters: JSON = [
      "TaskDefinition": "d", "StateMachineArn": "a", "JobName": "j", "QueueUrl": "u", "MessageBody.$": "$$.Task.Token",
      "FunctionName": "f", "Payload.$": "$$.Task.Token", "Input.$": "$$.Task.Token",
    ]
    let known: [String: [String]] = [
      "ecs:runTask.sync": ["TaskDefinition"], "states:startExecution.sync:2": ["StateMachineArn"],
      "glue:startJobRun.sync": ["JobName"], "sqs:sendMessage.waitForTaskToken": ["QueueUrl", "MessageBody.$"],
      "lambda:invoke.waitForTaskToken": ["FunctionName", "Payload.$"],
      "aws-sdk:sfn:startExecution.waitForTaskToken": ["StateMachineArn", "Input.$"],
    ]
    var own: JSON.Object = [:]
    for name in known[action] ?? [] { own[name] = parameters[name] }
    let state: JSON = [
      "Type": "Task", "Resource": .string("arn:aws:states:::" + action), "Parameters": .object(own),
      "TimeoutSeconds": 9, "End": true,
    ]
    #expect(
      testState(state, ["roleArn": .string(Self.reader)]).refusal
        == "InvalidDefinition: TestState API does not support '.sync' or '.waitForTaskToken' integration patterns.")
  }

  @Test func activitiesNeedAMock() {
    let state: JSON = [
      "Type": "Task", "Resource": "arn:aws:states:us-east-1:111111111111:activity:a", "TimeoutSeconds": 9, "End": true,
    ]
    #expect(
      testState(state, ["roleArn": .string(Self.reader)]).refusal
        == "InvalidDefinition: TestState API does not support activities.")
    #expect(testState(state, mocked(5))["output"] == "5")
  }

  @Test func tasksMayBeDoneByTheCaller() throws {
    var request = TestStateRequest(definition: Self.task.description, input: "{}")
    request.roleARN = "arn:aws:iam::111111111111:role/r"
    #expect(throws: TestStateError.self) { try request.answer() }
    let found = try request.answer(performing: { task in TaskReport(.succeeded(.string(task.stateName))) })
    #expect(found.outcome.output == "StateName")
  }
}
