import OrderedJSON
import StatesTesting
import Testing

@Suite struct TestStateInspectionTests {
  static let states: [(JSON, JSON, [String: JSON], JSON)] = [
    // A Pass shows every step between its input and its output.
    (
      [
        "Type": "Pass", "InputPath": "$.in", "Parameters": ["twice.$": "States.MathAdd($.n, $.n)"],
        "ResultPath": "$.out", "OutputPath": "$.out", "End": true,
      ],
      ["in": ["n": 4]], [:],
      [
        "output": ["twice": 8],
        "inspectionData": [
          "input": ["in": ["n": 4]], "afterInputPath": ["n": 4], "afterParameters": ["twice": 8],
          "afterResultSelector": ["twice": 8], "afterResultPath": ["in": ["n": 4], "out": ["twice": 8]],
        ],
        "status": "SUCCEEDED",
      ]
    ),
    // One with a Result has no use for its input.
    (
      ["Type": "Pass", "InputPath": "$.in", "Result": ["x": 1], "Next": "Then"], ["in": 2], [:],
      [
        "output": ["x": 1],
        "inspectionData": [
          "input": ["in": 2], "result": ["x": 1], "afterResultSelector": ["x": 1], "afterResultPath": ["x": 1],
        ],
        "nextState": "Then", "status": "SUCCEEDED",
      ]
    ),
    (
      ["Type": "Wait", "Seconds": 86400, "InputPath": "$.a", "Next": "Later"], ["a": [1]], [:],
      [
        "output": [1], "inspectionData": ["input": ["a": [1]], "afterInputPath": [1]], "nextState": "Later",
        "status": "SUCCEEDED",
      ]
    ),
    (
      ["Type": "Fail", "Error": "Late", "CausePath": "$.why"], ["why": "rain"], [:],
      [
        "error": "Late", "cause": "rain",
        "inspectionData": ["input": ["why": "rain"], "afterInputPath": ["why": "rain"]], "status": "FAILED",
      ]
    ),
    (
      [
        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": ["FunctionName": "f", "Payload.$": "$"],
        "ResultSelector": ["p.$": "$.Payload"], "ResultPath": "$.r", "End": true,
      ],
      ["n": 1], mocked(["Payload": [7]]),
      [
        "output": ["n": 1, "r": ["p": [7]]],
        "inspectionData": [
          "input": ["n": 1], "afterInputPath": ["n": 1],
          "afterParameters": ["FunctionName": "f", "Payload": ["n": 1]], "result": ["Payload": [7]],
          "afterResultSelector": ["p": [7]], "afterResultPath": ["n": 1, "r": ["p": [7]]],
        ],
        "status": "SUCCEEDED",
      ]
    ),
    (
      [
        "Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": ["FunctionName": "f", "Payload": "{% $states.input.n + 1 %}"],
        "Output": "{% $states.result.Payload %}", "Assign": ["last": "{% $states.result.Payload %}"], "End": true,
      ],
      ["n": 1], mocked(["Payload": "ok"]),
      [
        "output": "ok",
        "inspectionData": [
          "input": ["n": 1], "afterArguments": ["FunctionName": "f", "Payload": 2], "result": ["Payload": "ok"],
          "variables": ["last": "ok"],
        ],
        "status": "SUCCEEDED",
      ]
    ),
    // Of a Parallel only what comes after its branches is shown.
    (
      [
        "Type": "Parallel", "InputPath": "$.a", "ResultPath": "$.both",
        "Branches": [
          ["StartAt": "L", "States": ["L": ["Type": "Succeed"]]],
          ["StartAt": "R", "States": ["R": ["Type": "Succeed"]]],
        ], "End": true,
      ],
      ["a": 1], mocked([10, 20]),
      [
        "output": ["a": 1, "both": [10, 20]],
        "inspectionData": [
          "input": ["a": 1], "afterResultSelector": [10, 20], "afterResultPath": ["a": 1, "both": [10, 20]],
        ],
        "status": "SUCCEEDED",
      ]
    ),
    (
      [
        "Type": "Map", "InputPath": "$.order", "ItemsPath": "$.lines", "MaxConcurrencyPath": "$.most",
        "ItemSelector": ["at.$": "$$.Map.Item.Index", "line.$": "$$.Map.Item.Value"],
        "ItemProcessor": ["StartAt": "P", "States": ["P": ["Type": "Pass", "End": true]]], "End": true,
      ],
      ["order": ["lines": ["a", "b"], "most": 3]], mocked(["A", "B"]),
      [
        "output": ["A", "B"],
        "inspectionData": [
          "input": ["order": ["lines": ["a", "b"], "most": 3]], "afterInputPath": ["lines": ["a", "b"], "most": 3],
          "afterResultSelector": ["A", "B"], "afterResultPath": ["A", "B"], "afterItemsPath": ["a", "b"],
          "afterItemSelector": [["at": 0, "line": "a"], ["at": 1, "line": "b"]], "maxConcurrency": 3,
        ],
        "status": "SUCCEEDED",
      ]
    ),
  ]

  @Test(arguments: states)
  func showsEachStep(state: JSON, input: JSON, mock: [String: JSON], expected: JSON) {
    #expect(testState(state, input: input, level: "DEBUG", mock).read == expected)
  }

  @Test func whatATestPassesOnIsCompact() {
    let request: JSON = [
      "definition": #"{"Type":"Pass","End":true}"#, "input": #"{ "a": 1 }"#, "inspectionLevel": "DEBUG",
    ]
    #expect(answer(request)["output"] == #"{"a":1}"#)
    #expect(answer(request)["inspectionData"]?["input"] == #"{"a":1}"#)
  }

  @Test func aResultThatIsNullIsAsIfAbsent() {
    let state: JSON = ["Type": "Pass", "Result": nil, "InputPath": "$.a", "End": true]
    let found = testState(state, input: ["a": ["keep": 1]], level: "DEBUG")
    #expect(found["output"] == #"{"keep":1}"#)
    #expect(found["inspectionData"]?["afterInputPath"] == #"{"keep":1}"#)
    #expect(found["inspectionData"]?["result"] == nil)
  }

  @Test func infoTellsOnlyHowItEnded() {
    let state: JSON = ["Type": "Pass", "Next": "Then"]
    #expect(testState(state, input: ["a": 1]) == ["output": #"{"a":1}"#, "nextState": "Then", "status": "SUCCEEDED"])
  }

  @Test func whatIsRandomIsDrawnOnce() {
    let state: JSON = ["Type": "Pass", "Parameters": ["id.$": "States.UUID()"], "End": true]
    let found = testState(state, level: "DEBUG").read
    #expect(found["inspectionData"]?["afterParameters"] == found["output"])
  }

  @Test func stepsBeforeAFailureAreShown() {
    let state: JSON = ["Type": "Pass", "InputPath": "$.a", "Parameters": ["x.$": "$.none"], "End": true]
    let found = testState(state, input: ["a": ["b": 1]], level: "TRACE").read
    #expect(
      found == [
        "error": "States.Runtime",
        "cause": #"The JSONPath '$.none' specified for the field 'x.$' could not be found in the input '{"b":1}'"#,
        "inspectionData": ["input": ["a": ["b": 1]], "afterInputPath": ["b": 1]], "status": "FAILED",
      ])
  }

  @Test func itemsOfADatasetAreSelectedAndBatched() {
    let state: JSON = [
      "Type": "Map",
      "ItemReader": [
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": ["InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"],
        "Parameters": ["Bucket": "b", "Key": "k"],
      ],
      "ItemSelector": ["n.$": "$$.Map.Item.Value.n"], "ItemBatcher": ["MaxItemsPerBatch": 2],
      "ItemProcessor": [
        "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"], "StartAt": "P",
        "States": ["P": ["Type": "Succeed"]],
      ], "End": true,
    ]
    var members = mocked([[], []])
    members["stateConfiguration"] = ["mapItemReaderData": "n,m\n1,2\n3,4\n5,6\n"]
    let data = testState(state, level: "DEBUG", members).read["inspectionData"]
    #expect(data?["afterItemSelector"] == [["n": "1"], ["n": "3"], ["n": "5"]])
    #expect(
      data?["afterItemBatcher"] == [["Items": [#"{"n":"1"}"#, #"{"n":"3"}"#]], ["Items": [#"{"n":"5"}"#]]])
    #expect(data?["maxConcurrency"] == 0)
  }

  @Test func itemsAreSeparatedByACommaAndASpace() {
    let state: JSON = [
      "Type": "Map", "ItemsPath": "$.i", "ItemSelector": ["n.$": "$$.Map.Item.Value"],
      "ItemBatcher": ["MaxItemsPerBatch": 2, "BatchInput": ["b": [1, 2]]],
      "ItemProcessor": [
        "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"], "StartAt": "P",
        "States": ["P": ["Type": "Succeed"]],
      ], "End": true,
    ]
    let data = testState(state, input: ["i": [[1, 2], "x", nil]], level: "DEBUG", mocked([1, 2]))["inspectionData"]
    #expect(data?["afterItemsPath"] == #"[[1,2], "x", null]"#)
    #expect(data?["afterItemSelector"] == #"[{"n":[1,2]}, {"n":"x"}, {"n":null}]"#)
    #expect(
      data?["afterItemBatcher"].map(\.description)
        == JSON.string(
          #"[{"BatchInput":{"b":[1,2]},"Items":["{\"n\":[1,2]}","{\"n\":\"x\"}"]}, "#
            + #"{"BatchInput":{"b":[1,2]},"Items":["{\"n\":null}"]}]"#
        ).description)
  }

  /// What a Task shows when a catcher took its error: the input with the error in it.
  @Test(
    arguments: [
      ("$.error", ["id": 5, "error": ["Error": "E", "Cause": "c"]]), ("$", ["Error": "E", "Cause": "c"]),
      (nil, ["Error": "E", "Cause": "c"]), (.null, ["id": 5]),
    ] as [(JSON?, JSON)])
  func aCaughtErrorIsShownAfterResultPath(path: JSON?, expected: JSON) {
    var catcher: JSON = ["ErrorEquals": ["E"], "Next": "N"]
    catcher["ResultPath"] = path
    let state: JSON = [
      "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": ["FunctionName": "f"],
      "Catch": [catcher], "End": true,
    ]
    let found = testState(state, input: ["id": 5], level: "DEBUG", failing("E", cause: "c")).read
    #expect(found["status"] == "CAUGHT_ERROR")
    #expect(found["output"] == expected)
    #expect(
      found["inspectionData"] == [
        "input": ["id": 5], "afterInputPath": ["id": 5], "afterParameters": ["FunctionName": "f"],
        "afterResultPath": expected, "errorDetails": ["catchIndex": 0],
      ])
  }

  @Test func aCaughtErrorOfAJSONataStateHasNoResultPath() {
    let state: JSON = [
      "Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::lambda:invoke",
      "Arguments": ["FunctionName": "f"], "Catch": [["ErrorEquals": ["E"], "Next": "N"]], "End": true,
    ]
    #expect(
      testState(state, level: "DEBUG", failing("E")).read["inspectionData"] == [
        "input": [:], "afterArguments": ["FunctionName": "f"], "errorDetails": ["catchIndex": 0],
      ])
  }

  @Test(
    arguments: [
      (["Type": "Succeed", "InputPath": "$.a"], "SUCCEEDED"),
      (
        ["Type": "Choice", "InputPath": "$.a", "Choices": [["Variable": "$", "IsNumeric": true, "Next": "N"]]],
        "SUCCEEDED"
      ),
      (["Type": "Fail", "Error": "E", "Cause": "c"], "FAILED"),
    ] as [(JSON, String)])
  func statesWithoutWorkShowTheirInput(state: JSON, status: String) {
    let found = testState(state, input: ["a": 1], level: "DEBUG").read
    #expect(found["status"] == .string(status))
    let isFail = state["Type"] == "Fail"
    #expect(found["inspectionData"] == ["input": ["a": 1], "afterInputPath": isFail ? ["a": 1] : 1])
  }

  @Test(
    arguments: [
      ["Type": "Pass", "Output": "{% 1 %}", "End": true], ["Type": "Succeed"], ["Type": "Fail", "Error": "E"],
      ["Type": "Wait", "Seconds": 1, "End": true], ["Type": "Choice", "Choices": [["Condition": true, "Next": "N"]]],
    ] as [JSON])
  func jsonataStatesWithoutWorkShowTheirInputOnly(state: JSON) {
    var state = state
    state["QueryLanguage"] = "JSONata"
    #expect(testState(state, input: ["a": 1], level: "DEBUG").read["inspectionData"] == ["input": ["a": 1]])
  }

  @Test func traceShowsWhatDebugShows() {
    let state: JSON = ["Type": "Pass", "Parameters": ["a": 1], "End": true]
    #expect(testState(state, level: "TRACE") == testState(state, level: "DEBUG"))
  }

  @Test func infoIsTheInspectionLevelOfARequestThatNamesNone() {
    let definition: JSON = ["Type": "Succeed"]
    #expect(answer(["definition": .string(definition.description)]) == ["output": "{}", "status": "SUCCEEDED"])
  }

  @Test func variablesAreThoseAfterTheState() {
    let state: JSON = [
      "Type": "Pass", "QueryLanguage": "JSONata", "Assign": ["a": "{% $a + 1 %}", "n": nil], "Output": "{% $a %}",
      "End": true,
    ]
    let found = testState(state, level: "DEBUG", ["variables": #"{"a":1,"b":2}"#]).read
    #expect(found["output"] == 1)
    #expect(found["inspectionData"]?["variables"] == ["a": 2, "b": 2, "n": nil])
  }
}
