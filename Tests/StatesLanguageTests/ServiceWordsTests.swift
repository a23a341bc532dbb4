import OrderedJSON
import StatesLanguage
import Testing

/// What ValidateStateMachineDefinition was seen to say: codes, words, locations.
@Suite struct ServiceWordsTests {
  static let schema = "SCHEMA_VALIDATION_FAILED: "
  static let long = String(repeating: "n", count: 81)
  static let label = String(repeating: "l", count: 41)
  static let oneSelector =
    "The object must have only one of the following fields, [And, Or, Not, Variable, Condition] at /States/S/Choices[0]"

  static let answers: [(String, String)] = [
    (
      passJSONata(#""Assign":{"states":1}"#),
      "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/S/Assign"
    ),
    (
      passJSONata(#""Assign":{"a-b":1}"#),
      "INVALID_VARIABLE_NAME: Invalid variable name 'a-b': the variable name contains invalid characters. at /States/S/Assign"
    ),
    (
      passJSONata(#""Output":"{% 1""#), schema + "JSONata string must start with {% and end with %} at /States/S/Output"
    ),
    (
      passJSONata(#""Output":"{% $states.errorOutput %}""#),
      "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. at /States/S/Output"
    ),
    (
      passJSONata(#""Output":"{% $$ %}""#),
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. at /States/S/Output"
    ),
    (
      distributed(#""ItemReader":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{}}"#),
      schema + "The field 'Resource' does not match any of the allowed values. Examples:"
        + " [arn:<partition>:states:::s3:getObject, arn:<partition>:states:::s3:listObjectsV2] at /States/S/ItemReader/Resource"
    ),
    (
      #"{"Version":"2.0","StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#,
      schema + "Value should be one of the following: [1.0] at /Version"
    ),
    (
      one(#""Type":"Succeed","QueryLanguage":"jq""#),
      schema + "Value should be one of the following: [JSONPath, JSONata] at /States/S/QueryLanguage"
    ),
    (
      task(#""Retry":[{"ErrorEquals":["E"],"JitterStrategy":"HALF"}]"#),
      schema + "Value should be one of the following: [NONE, FULL] at /States/S/Retry[0]/JitterStrategy"
    ),
    (
      map("", processor: #""ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"FAST"},"# + inner()),
      schema + "Value should be one of the following: [STANDARD, EXPRESS]"
        + " at /States/S/ItemProcessor/ProcessorConfig/ExecutionType"
    ),
    (
      reader(#""InputType":"XML""#),
      schema + "The field 'InputType' should have one of these values: [MANIFEST, JSON, CSV, JSONL, PARQUET]"
        + " at /States/S/ItemReader/ReaderConfig/InputType"
    ),
    (
      map("", processor: #""ProcessorConfig":{"Mode":"DISTRIBUTED"},"# + inner()),
      schema + "These fields are required: [ExecutionType] at /States/S/ItemProcessor/ProcessorConfig"
    ),
    (
      #"{"StartAt":"\#(long)","States":{"\#(long)":{"Type":"Succeed"}}}"#,
      "INVALID_STATE_NAME: Invalid State name: \(long) exceeds the 80-character limit allowed by the service"
        + " at /States/\(long)"
    ),
    (
      distributed(#""Label":"\#(label)""#),
      "INVALID_LABEL_NAME: Invalid Label: \(label) exceeds the 40-character limit allowed by the service"
        + " at /States/S/Label"
    ),
    (choice(#""IsNull":true,"Next":"Z""#), schema + oneSelector),
    (choice(#""Variable":"$.a","Not":{"Variable":"$.a","IsNull":true},"Next":"Z""#), schema + oneSelector),
    (choice(#""Next":"Z""#), schema + oneSelector), (choiceJSONata(#""Next":"Z""#), schema + oneSelector),
    (
      reader(#""InputType":"JSON","CSVHeaderLocation":"FIRST_ROW""#),
      schema + "Field 'CSVHeaderLocation' is not supported at /States/S/ItemReader/ReaderConfig"
    ),
    (
      distributed(#""ResultWriter":{"Resource":"arn:aws:states:::s3:putObject"}"#),
      schema + "These fields are required: [Parameters] at /States/S/ResultWriter"
    ),
    (
      one(
        #""Type":"Task","Resource":"arn:aws:states:eu-west-1:1:activity:a","Credentials":{"RoleArn":"r"},"End":true"#),
      schema + "The field 'Credentials' is not supported for activities at /States/S"
    ),
    (
      pass(#""Parameters":{"x.$":["$.y"]}"#),
      schema + "The value for the field 'x.$' must be a STRING that contains a JSONPath but was an ARRAY"
        + " at /States/S/Parameters"
    ),
    (
      pass(#""Parameters":{"x.$":{"a":1}}"#),
      schema + "The value for the field 'x.$' must be a STRING that contains a JSONPath but was an OBJECT"
        + " at /States/S/Parameters"
    ),
    (
      pass(#""Parameters":{"x.$":1}"#),
      schema + "The value for the field 'x.$' must be a STRING that contains a JSONPath but was a NUMBER"
        + " at /States/S/Parameters"
    ),
    (
      task(#""Retry":[{"ErrorEquals":["E"],"MaxDelaySeconds":31622401}]"#),
      schema + "Maximum value is 31622400 at /States/S/Retry[0]/MaxDelaySeconds"
    ),
  ]

  @Test(arguments: answers)
  func saysItAsTheServiceDoes(text: String, answer: String) {
    let found = problems(in: text).map { "\($0.awsCode ?? $0.code): \($0.message) at \($0.location ?? "null")" }
    #expect(found == [answer])
  }

  /// Its `Parameters` are not reported as well: a single error.
  @Test func aWriterInJSONataWithoutArguments() {
    let writer = #"{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b"}}"#
    let config = #""ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"#
    let text = jsonata(
      #""Type":"Map","End":true,"ItemProcessor":{\#(config + inner())},"ResultWriter":\#(writer)"#)
    #expect(problems(in: text).map(\.message) == ["These fields are required: [Arguments]"])
  }

  @Test func anExpressMachineHasNoDistributedMap() {
    #expect(
      problems(in: distributed(""), type: .express).map(\.message)
        == ["The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines"])
  }

  /// A variable that only a branch assigns is not there outside; the service warns, and takes the definition.
  @Test func aVariableOfABranchReadOutside() {
    let branch = #""StartAt":"I","States":{"I":{"Type":"Pass","Assign":{"v":1},"End":true}}"#
    let text =
      #"{"StartAt":"S","States":{"S":{"Type":"Parallel","Branches":[{\#(branch)}],"Next":"T"},"T":{"Type":"Pass","Parameters":{"a.$":"$v"},"End":true}}}"#
    let result = validated(text)
    #expect(result.isValid)
    #expect(result.diagnostics.map(\.awsCode) == ["POSSIBLY_UNDEFINED_VARIABLE"])
  }

  @Test(arguments: [
    #"{"TimeoutSeconds":0,"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#,
    task(#""Retry":[{"ErrorEquals":["E"],"IntervalSeconds":0}]"#),
  ])
  func zeroIsATime(text: String) { #expect(problems(in: text).isEmpty) }
}
