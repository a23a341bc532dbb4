import StatesLanguage

private let ok = pass("")
private let a79 = String(repeating: "n", count: 80)
private let a81 = String(repeating: "n", count: 81)
private let reading = #""Resource":"arn:aws:states:::s3:getObject""#

extension RuleCase {
  static let errors: [RuleCase] =
    machine + states + transitions + languages + paths + expressions + variables + tasks + choices + waits + failures
    + parallels + maps + readers + retriers

  private static let machine = [
    RuleCase(.notJSON, #"{"StartAt":"S",}"#, ok),
    RuleCase(.notAnObject, "[]", ok),
    RuleCase(.notAnObject, " \n", ok),
    RuleCase(.startOrStatesMissing, "{}", ok),
    RuleCase(.noStates, #"{"StartAt":"S","States":{}}"#, ok),
    RuleCase(
      .unknownTopLevelField, #"{"StartAt":"S","Version":"1.0","Name":"n","States":{"S":{"Type":"Succeed"}}}"#, ok),
    RuleCase(.startOrStatesOfWrongKind, #"{"StartAt":7,"States":{"S":{"Type":"Succeed"}}}"#, ok),
    RuleCase(.startOrStatesOfWrongKind, #"{"StartAt":"S","States":[]}"#, ok),
    RuleCase(
      .machineTimeoutOutOfRange, #"{"TimeoutSeconds":-1,"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#,
      #"{"TimeoutSeconds":0,"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#),
    RuleCase(
      .machineTimeoutOutOfRange, #"{"TimeoutSeconds":100000000,"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#,
      #"{"TimeoutSeconds":99999999,"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#),
    RuleCase(
      .unknownVersion, #"{"Version":"1","StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#,
      #"{"Version":"1.0","StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#),
    RuleCase(
      .unknownQueryLanguage, one(#""Type":"Succeed","QueryLanguage":"jsonPath""#),
      one(#""Type":"Succeed","QueryLanguage":"JSONPath""#)),
    RuleCase(
      .machineCommentNotAString, #"{"Comment":1,"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#,
      #"{"Comment":"1","StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#),
    RuleCase(.repeatedName, pass(#""Result":{"a":1,"a":2}"#), pass(#""Result":{"a":1,"b":{"a":2}}"#)),
    RuleCase(.repeatedName, pass(#""Comment":"1","Comment":"2""#), pass(#""Comment":"1""#)),
    RuleCase(.emptyOrTooLong, "", ok),
    RuleCase(
      .emptyOrTooLong, pass(#""Comment":"\#(String(repeating: " ", count: 1_048_576))""#),
      pass(#""Comment":"\#(String(repeating: " ", count: 1_000_000))""#)),
    RuleCase(.nestedTooDeeply, nestedParallels(61), nestedParallels(60)),
  ]

  private static let states = [
    RuleCase(.stateNotAnObject, #"{"StartAt":"S","States":{"S":[]}}"#, ok),
    RuleCase(.stateNotAnObject, detour("[]"), detour(#"{"Type":"Succeed"}"#)),
    RuleCase(.typeMissing, one(#""End":true"#), ok),
    RuleCase(.typeMissing, two(#""Next":"Z""#), two(#""Type":"Pass","Next":"Z""#)),
    RuleCase(.unknownType, one(#""Type":"pass","End":true"#), ok),
    RuleCase(
      .stateNameLength, #"{"StartAt":"\#(a81)","States":{"\#(a81)":{"Type":"Succeed"}}}"#,
      #"{"StartAt":"\#(a79)","States":{"\#(a79)":{"Type":"Succeed"}}}"#),
    RuleCase(.stateNameNotUnique, parallel(inner("S")), parallel(inner("I"))),
    RuleCase(.unknownStateField, pass(#""Rsult":1"#), pass(#""Result":1"#)),
    RuleCase(.commentNotAString, pass(#""Comment":[]"#), pass(#""Comment":"""#)),
    RuleCase(.neitherNextNorEnd, one(#""Type":"Pass""#), ok),
    RuleCase(.neitherNextNorEnd, detour(#"{"Type":"Pass"}"#), detour(#"{"Type":"Pass","Next":"Z"}"#)),
    RuleCase(
      .bothNextAndEnd, two(#""Type":"Pass","Next":"Z","End":true"#), two(#""Type":"Pass","Next":"Z","End":false"#)),
    RuleCase(.endNotABoolean, one(#""Type":"Pass","End":"true""#), ok),
    RuleCase(.endIsFalse, one(#""Type":"Pass","End":false"#), ok),
    RuleCase(.endIsFalse, detour(#"{"Type":"Pass","End":false}"#), detour(#"{"Type":"Pass","End":true}"#)),
    RuleCase(.nextNotAString, two(#""Type":"Pass","Next":["Z"]"#), two(#""Type":"Pass","Next":"Z""#)),
    RuleCase(.nextNotAString, detour(#"{"Type":"Pass","Next":["Z"]}"#), detour(#"{"Type":"Pass","Next":"Z"}"#)),
    RuleCase(.transitionInTerminalOrChoice, two(#""Type":"Succeed","Next":"Z""#), one(#""Type":"Succeed""#)),
    RuleCase(.transitionInTerminalOrChoice, one(#""Type":"Fail","End":true"#), one(#""Type":"Fail""#)),
  ]

  private static let transitions = [
    RuleCase(
      .startAtNamesNoState, choice(#""Variable":"$.a","IsNull":true,"Next":"S""#, startAt: "s"),
      choice(#""Variable":"$.a","IsNull":true,"Next":"S""#)),
    RuleCase(.startAtNamesNoState, #"{"StartAt":"s","States":{"S":{"Type":"Succeed"}}}"#, ok),
    RuleCase(
      .targetNamesNoState, choice(#""Variable":"$.a","IsNull":true,"Next":"z""#),
      choice(#""Variable":"$.a","IsNull":true,"Next":"Z""#)),
    RuleCase(.targetNamesNoState, two(#""Type":"Pass","Next":"z""#), two(#""Type":"Pass","Next":"Z""#)),
    RuleCase(
      .targetInOtherScope,
      two(#""Type":"Parallel","Branches":[{\#(inner())}],"Next":"Z","Catch":[{"ErrorEquals":["E"],"Next":"I"}]"#),
      two(#""Type":"Parallel","Branches":[{\#(inner())}],"Next":"Z","Catch":[{"ErrorEquals":["E"],"Next":"Z"}]"#)),
    RuleCase(
      .targetInOtherScope, #"{"StartAt":"S","States":{"S":{"Type":"Parallel","Branches":[{\#(inner())}],"Next":"I"}}}"#,
      parallel(inner())),
    RuleCase(
      .stateNotReferredTo, #"{"StartAt":"S","States":{"S":{"Type":"Pass","End":true},"T":{"Type":"Succeed"}}}"#,
      two(#""Type":"Pass","Next":"Z""#)),
    RuleCase(.noTerminalState, one(#""Type":"Pass","Next":"S""#), ok),
    RuleCase(
      .noTerminalState, parallel(#""StartAt":"I","States":{"I":{"Type":"Wait","Seconds":1,"Next":"I"}}"#),
      parallel(inner())),
  ]

  private static let languages = [
    RuleCase(.jsonPathFieldInJSONataState, passJSONata(#""InputPath":"$.a""#), pass(#""InputPath":"$.a""#)),
    RuleCase(
      .jsonPathFieldInJSONataState, jsonata(#""Type":"Fail","CausePath":"$.a""#),
      one(#""Type":"Fail","CausePath":"$.a""#)),
    RuleCase(
      .jsonPathFieldInJSONataState, choiceJSONata(#""Variable":"$.a","IsNull":true,"Condition":true,"Next":"Z""#),
      choiceJSONata(#""Condition":true,"Next":"Z""#)),
    RuleCase(.jsonataFieldInJSONPathState, pass(#""Output":1"#), passJSONata(#""Output":1"#)),
    RuleCase(.jsonataFieldInJSONPathState, task(#""Arguments":{}"#), taskJSONata(#""Arguments":{}"#)),
    RuleCase(
      .jsonPathStateInJSONataMachine, passJSONata(#""QueryLanguage":"JSONPath""#), pass(#""QueryLanguage":"JSONata""#)),
    RuleCase(.dataFlowFieldOfOtherType, pass(#""ResultSelector":{}"#), task(#""ResultSelector":{}"#)),
    RuleCase(
      .dataFlowFieldOfOtherType, one(#""Type":"Succeed","ResultPath":"$.a""#),
      one(#""Type":"Succeed","OutputPath":"$.a""#)),
  ]

  private static let paths = [
    RuleCase(.notAPath, pass(#""InputPath":"a.b""#), pass(#""InputPath":null"#)),
    RuleCase(.notAPath, pass(#""OutputPath":"$.a[""#), pass(#""OutputPath":"$$.Execution.Id""#)),
    RuleCase(.notAReferencePath, pass(#""ResultPath":"$..a""#), pass(#""ResultPath":"$.a[0]['b-c']""#)),
    RuleCase(.notAReferencePath, pass(#""ResultPath":"$.a[?(@.b)]""#), pass(#""ResultPath":null"#)),
    RuleCase(.resultPathNotWritable, pass(#""ResultPath":"$$.Execution.x""#), pass(#""ResultPath":"$""#)),
    RuleCase(.resultPathNotWritable, pass(#""ResultPath":"$v""#), pass(#""Assign":{"v":1}"#)),
    RuleCase(
      .functionInPathField, one(#""Type":"Wait","SecondsPath":"States.MathAdd($.a, 1)","End":true"#),
      one(#""Type":"Wait","SecondsPath":"$.a","End":true"#)),
    RuleCase(
      .functionInPathField, one(#""Type":"Fail","ErrorPath":"States.Array(1)""#),
      one(#""Type":"Fail","ErrorPath":"States.Format('{}', $.e)""#)),
    RuleCase(
      .pathFieldNotAReferencePath, task(#""TimeoutSecondsPath":"$.a[*]""#), task(#""TimeoutSecondsPath":"$.a[1]""#)),
    RuleCase(
      .pathFieldNotAReferencePath, map(#""MaxConcurrencyPath":"$$.Execution.Input.n""#),
      map(#""ItemsPath":"$$.Execution.Input.n""#)),
    RuleCase(.pathFieldNotAReferencePath, map(#""ItemsPath":null"#), map(#""ItemsPath":"$""#)),
    RuleCase(
      .pathFieldNotAReferencePath, choice(#""Variable":"a","IsNull":true,"Next":"Z""#),
      choice(#""Variable":"$$.State.Name","IsNull":true,"Next":"Z""#)),
    RuleCase(
      .templateNotAPathOrFunction, pass(#""Parameters":{"a.$":"b"}"#), pass(#""Parameters":{"a.$":"$.b","c":"d"}"#)),
    RuleCase(
      .templateNotAPathOrFunction, pass(#""Parameters":{"a":[{"b.$":1}]}"#), pass(#""Result":{"a":[{"b.$":1}]}"#)),
    RuleCase(.templateNotAPathOrFunction, pass(#""Assign":{"a.$":"b"}"#), pass(#""Assign":{"a.$":"$.b"}"#)),
    RuleCase(
      .templateNamesClash, pass(#""Parameters":{"a":1,"a.$":"$.b"}"#), pass(#""Parameters":{"a":1,"b.$":"$.b"}"#)),
    RuleCase(.templateNotAnObject, task(#""ResultSelector":"$.a""#), task(#""ResultSelector":{}"#)),
    RuleCase(
      .unknownFunctionOrArgumentCount, pass(#""Parameters":{"a.$":"States.format('')"}"#),
      pass(#""Parameters":{"a.$":"States.Format('')"}"#)),
    RuleCase(
      .functionCallSyntax, pass(#""Parameters":{"a.$":"States.Array(1"}"#),
      pass(#""Parameters":{"a.$":"States.Array(1)"}"#)),
    RuleCase(
      .functionCallSyntax, pass(#""Parameters":{"a.$":"States.Array('\\n')"}"#),
      pass(#""Parameters":{"a.$":"States.Array('\\'')"}"#)),
  ]

  private static let expressions = [
    RuleCase(.expressionSyntax, passJSONata(#""Output":"{% 1 + %}""#), passJSONata(#""Output":"{% 1 + 1 %}""#)),
    RuleCase(
      .expressionSyntax, passJSONata(#""Output":{"a":["{% [1 %}"]}"#), passJSONata(#""Output":{"a":["{% [1] %}"]}"#)),
    RuleCase(.expressionSyntax, passJSONata(#""Output":"{% 1 ?? 2 %}""#), pass(#""Result":"{% 1 ?? 2 %}""#)),
    RuleCase(.expressionHalfDelimited, passJSONata(#""Output":"{% 1""#), passJSONata(#""Output":"{%1%}""#)),
    RuleCase(.expressionHalfDelimited, passJSONata(#""Output":"1 %}""#), passJSONata(#""Output":" {% 1 %} ""#)),
    RuleCase(
      .expressionOrLiteralOfWrongKind, jsonata(#""Type":"Wait","Seconds":"1","End":true"#),
      jsonata(#""Type":"Wait","Seconds":"{% 1 %}","End":true"#)),
    RuleCase(
      .expressionOrLiteralOfWrongKind, choiceJSONata(#""Condition":"true","Next":"Z""#),
      choiceJSONata(#""Condition":"{% true %}","Next":"Z""#)),
    RuleCase(
      .bareNameInExpression, passJSONata(#""Output":"{% name %}""#),
      passJSONata(#""Output":"{% $states.input.name %}""#)),
    RuleCase(
      .noSuchStatesField, passJSONata(#""Output":"{% $states.result %}""#),
      taskJSONata(#""Output":"{% $states.result %}""#)),
    RuleCase(
      .noSuchStatesField, taskJSONata(#""Output":"{% $states.errorOutput %}""#),
      twoJSONata(
        #""Type":"Task","Resource":"\#(function)","Next":"Z","Catch":[{"ErrorEquals":["E"],"Next":"Z","Output":"{% $states.errorOutput %}"}]"#
      )),
    RuleCase(
      .noSuchStatesField, passJSONata(#""Output":"{% $$.a %}""#), passJSONata(#""Output":"{% $states.context %}""#)),
  ]

  private static let variables = [
    RuleCase(.assignNotAnObject, pass(#""Assign":1"#), pass(#""Assign":{}"#)),
    RuleCase(.assignInTerminalState, one(#""Type":"Succeed","Assign":{}"#), ok),
    RuleCase(.reservedVariableName, pass(#""Assign":{"states":1}"#), pass(#""Assign":{"State":1}"#)),
    RuleCase(.variableNameTooLong, pass(#""Assign":{"\#(a81)":1}"#), pass(#""Assign":{"\#(a79).$":"$.a"}"#)),
    RuleCase(.variableNameNotAnIdentifier, pass(#""Assign":{"1a":1}"#), pass(#""Assign":{"å1_":1}"#)),
    RuleCase(
      .variableOfOuterScope,
      #"{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"v":1},"Next":"P"},"P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"I","States":{"I":{"Type":"Pass","Assign":{"v":2},"End":true}}}]}}}"#,
      #"{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"v":1},"Next":"P"},"P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"I","States":{"I":{"Type":"Pass","Assign":{"w":2},"End":true}}}]}}}"#
    ),
  ]

  private static let tasks = [
    RuleCase(.resourceMissing, one(#""Type":"Task","End":true"#), task("")),
    RuleCase(.resourceNotAString, one(#""Type":"Task","Resource":{},"End":true"#), task("")),
    RuleCase(
      .resourceNotAnARN, one(#""Type":"Task","Resource":"work","End":true"#),
      one(#""Type":"Task","Resource":"${Work}","End":true"#)),
    RuleCase(.taskTimeOutOfRange, task(#""TimeoutSeconds":0"#), task(#""TimeoutSeconds":99999999"#)),
    RuleCase(.taskTimeOutOfRange, task(#""HeartbeatSeconds":1.5"#), task(#""HeartbeatSeconds":1"#)),
    RuleCase(
      .heartbeatLongerThanTimeout, task(#""TimeoutSeconds":5,"HeartbeatSeconds":6"#),
      task(#""TimeoutSeconds":5,"HeartbeatSeconds":5"#)),
    RuleCase(
      .parametersMissing, one(#""Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true"#),
      call("lambda:invoke", #"{"FunctionName":"f"}"#)),
    RuleCase(
      .parametersMissing,
      jsonata(#""Type":"Task","Resource":"arn:aws:states:::aws-sdk:sts:getCallerIdentity","End":true"#),
      callJSONata("aws-sdk:sts:getCallerIdentity", "{}")),
    RuleCase(
      .requiredMemberMissing, call("lambda:invoke", #"{"Payload":{}}"#),
      call("lambda:invoke", #"{"FunctionName.$":"$.f"}"#)),
    RuleCase(
      .unknownMember, call("aws-sdk:s3:getBucketAcl", #"{"Bucket":"b","Bcket":"b"}"#),
      call("aws-sdk:s3:getBucketAcl", #"{"Bucket":"b","ExpectedBucketOwner":"o"}"#)),
    RuleCase(
      .unknownMember, call("ecs:runTask.sync", #"{"TaskDefinition":"t","Count":1}"#),
      call("ecs:runTask", #"{"TaskDefinition":"t","Count":1}"#)),
    RuleCase(
      .memberOfWrongKind, call("aws-sdk:s3:getBucketAcl", #"{"Bucket":7}"#),
      call("aws-sdk:s3:getBucketAcl", #"{"Bucket":"7"}"#)),
    RuleCase(
      .connectionNotAnARN,
      call("http:invoke", #"{"ApiEndpoint":"e","Method":"GET","Authentication":{"ConnectionArn":"c"}}"#),
      call("http:invoke", #"{"ApiEndpoint":"e","Method":"GET","Authentication":{"ConnectionArn":"${Connection}"}}"#)),
    RuleCase(
      .credentialsOfActivity,
      one(
        #""Type":"Task","Resource":"arn:aws:states:eu-west-1:1:activity:a","TimeoutSeconds":9,"Credentials":{"RoleArn":"r"},"End":true"#
      ),
      task(#""Credentials":{"RoleArn":"r"}"#)),
    RuleCase(
      .timeGivenTwice, task(#""TimeoutSeconds":5,"TimeoutSecondsPath":"$.t""#),
      task(#""TimeoutSeconds":5,"HeartbeatSecondsPath":"$.t""#)),
    RuleCase(
      .roleMissingInCredentials, task(#""Credentials":{"roleArn":"a"}"#), task(#""Credentials":{"RoleArn.$":"$.a"}"#)),
    RuleCase(
      .unknownIntegration, call("dynamodb:scan", "{}"), call("aws-sdk:dynamodb:scan", #"{"TableName":"t"}"#)),
    RuleCase(
      .unknownIntegration, call("aws-sdk:s3:getObjects", "{}"), call("aws-sdk:s3:getBucketAcl", #"{"Bucket":"b"}"#)),
    RuleCase(
      .unknownIntegration, call("s3:getObject", "{}"), call("aws-sdk:s3:getObject", #"{"Bucket":"b","Key":"k"}"#)),
    RuleCase(
      .integrationPatternNotOffered, call("sns:publish.sync", #"{"Message":"m"}"#),
      call("batch:submitJob.sync", #"{"JobName":"j","JobQueue":"q","JobDefinition":"d"}"#)),
    RuleCase(
      .integrationPatternNotOffered, call("aws-sdk:sqs:sendMessage.sync", #"{"QueueUrl":"q","MessageBody":"m"}"#),
      call("aws-sdk:sqs:sendMessage", #"{"QueueUrl":"q","MessageBody":"m"}"#)),
    RuleCase(
      .notAllowedInExpress, call("ecs:runTask.sync", #"{"TaskDefinition":"t"}"#),
      call("ecs:runTask", #"{"TaskDefinition":"t"}"#), type: .express),
    RuleCase(
      .notAllowedInExpress,
      one(#""Type":"Task","Resource":"arn:aws:states:eu-west-1:123456789012:activity:a","End":true"#),
      task(""), type: .express),
    RuleCase(.notAllowedInExpress, distributed(""), map(""), type: .express),
    RuleCase(
      .notAllowedInExpress,
      map(
        "",
        processor:
          #""ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"I","States":{"I":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"q","MessageBody":"m"},"TimeoutSeconds":9,"End":true}}"#
      ),
      distributed(
        "",
        processor:
          #""StartAt":"I","States":{"I":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"q","MessageBody":"m"},"TimeoutSeconds":9,"End":true}}"#
      )),
  ]

  private static let choices = [
    RuleCase(
      .choicesMissingOrEmpty, two(#""Type":"Choice","Choices":[],"Default":"Z""#),
      choice(#""Variable":"$.a","IsNull":true,"Next":"Z""#)),
    RuleCase(
      .choicesMissingOrEmpty, two(#""Type":"Choice","Default":"Z""#),
      choice(#""Variable":"$.a","IsNull":true,"Next":"Z""#)),
    RuleCase(
      .ruleNotOneComparison, choice(#""Variable":"$.a","Next":"Z""#),
      choice(#""Variable":"$.a","IsNull":true,"Next":"Z""#)),
    RuleCase(
      .ruleNotOneComparison, choice(#""Variable":"$.a","IsNull":true,"IsString":true,"Next":"Z""#),
      choice(#""And":[{"Variable":"$.a","IsNull":true},{"Variable":"$.a","IsString":true}],"Next":"Z""#)),
    RuleCase(
      .ruleNotOneComparison, choice(#""Variable":"$.a","IsNull":true"#),
      choice(#""Variable":"$.a","IsNull":true,"Next":"Z""#)),
    RuleCase(
      .unknownOperator, choice(#""Variable":"$.a","StringEqual":"b","Next":"Z""#),
      choice(#""Variable":"$.a","StringEquals":"b","Next":"Z""#)),
    RuleCase(
      .variableMissingInComparison, choice(#""IsNull":true,"Next":"Z""#),
      choice(#""Variable":"$v","IsNull":true,"Next":"Z""#)),
    RuleCase(
      .operandOfWrongKind, choice(#""Variable":"$.a","NumericEquals":"1","Next":"Z""#),
      choice(#""Variable":"$.a","NumericEquals":1.5,"Next":"Z""#)),
    RuleCase(
      .operandOfWrongKind, choice(#""Variable":"$.a","TimestampEquals":"2024-01-01","Next":"Z""#),
      choice(#""Variable":"$.a","TimestampEquals":"2024-01-01T00:00:00+01:00","Next":"Z""#)),
    RuleCase(
      .operandOfWrongKind, choice(#""Variable":"$.a","BooleanEqualsPath":true,"Next":"Z""#),
      choice(#""Variable":"$.a","BooleanEqualsPath":"$$.b","Next":"Z""#)),
    RuleCase(
      .fieldNotInNestedRule, choice(#""Not":{"Variable":"$.a","IsNull":true,"Next":"Z"},"Next":"Z""#),
      choice(#""Not":{"Variable":"$.a","IsNull":true,"Comment":"c"},"Next":"Z""#)),
    RuleCase(
      .booleanOperandOfWrongKind, choice(#""Or":[],"Next":"Z""#),
      choice(#""Or":[{"Variable":"$.a","IsNull":true}],"Next":"Z""#)),
    RuleCase(
      .booleanOperandOfWrongKind, choice(#""Not":[],"Next":"Z""#),
      choice(#""Not":{"Variable":"$.a","IsNull":true},"Next":"Z""#)),
    RuleCase(
      .defaultNotAString, two(#""Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"Z"}],"Default":1"#),
      two(#""Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"Z"}],"Default":"Z""#)),
    RuleCase(
      .jsonataRuleIncomplete, choiceJSONata(#""Next":"Z""#),
      choiceJSONata(#""Condition":false,"Next":"Z","Output":1,"Assign":{}"#)),
    RuleCase(
      .jsonataRuleIncomplete, choiceJSONata(#""Condition":1,"Next":"Z""#),
      choiceJSONata(#""Condition":true,"Next":"Z""#)),
  ]

  private static let waits = [
    RuleCase(
      .waitNotExactlyOneTime, one(#""Type":"Wait","Seconds":1,"SecondsPath":"$.s","End":true"#),
      one(#""Type":"Wait","Seconds":1,"End":true"#)),
    RuleCase(
      .waitNotExactlyOneTime, one(#""Type":"Wait","End":true"#), one(#""Type":"Wait","TimestampPath":"$.t","End":true"#)
    ),
    RuleCase(
      .secondsOutOfRange, one(#""Type":"Wait","Seconds":-1,"End":true"#), one(#""Type":"Wait","Seconds":0,"End":true"#)),
    RuleCase(
      .timestampNotRFC3339, one(#""Type":"Wait","Timestamp":"2024-02-30T00:00:00Z","End":true"#),
      one(#""Type":"Wait","Timestamp":"2024-02-29T00:00:00.123Z","End":true"#)),
  ]

  private static let failures = [
    RuleCase(
      .failTextGivenTwice, one(#""Type":"Fail","Cause":"c","CausePath":"$.c""#),
      one(#""Type":"Fail","Cause":"c","ErrorPath":"$.e""#)),
    RuleCase(.failTextNotAString, one(#""Type":"Fail","Error":{}"#), one(#""Type":"Fail","Error":"""#)),
  ]

  private static let parallels = [
    RuleCase(.branchesMissing, one(#""Type":"Parallel","End":true"#), parallel(inner())),
    RuleCase(.branchesNotAListOfObjects, one(#""Type":"Parallel","Branches":[],"End":true"#), parallel(inner())),
    RuleCase(.branchesNotAListOfObjects, one(#""Type":"Parallel","Branches":[1],"End":true"#), parallel(inner())),
    RuleCase(.branchIncomplete, parallel(#""StartAt":"I""#), parallel(inner())),
    RuleCase(.unknownBranchField, parallel(inner() + #","TimeoutSeconds":1"#), parallel(inner() + #","Comment":"c""#)),
  ]

  private static let maps = [
    RuleCase(
      .itemProcessorMissing, one(#""Type":"Map","End":true"#), one(#""Type":"Map","Iterator":{\#(inner())},"End":true"#)
    ),
    RuleCase(.itemProcessorGivenTwice, map(#""Iterator":{\#(inner("J"))}"#), map("")),
    RuleCase(.itemSelectorGivenTwice, map(#""ItemSelector":{},"Parameters":{}"#), map(#""ItemSelector":{}"#)),
    RuleCase(.maxConcurrencyOutOfRange, map(#""MaxConcurrency":-1"#), map(#""MaxConcurrency":0"#)),
    RuleCase(.maxConcurrencyOutOfRange, map(#""MaxConcurrency":"1""#), map(#""MaxConcurrency":"${Most}""#)),
    RuleCase(
      .unknownMode, map("", processor: #""ProcessorConfig":{"Mode":"Inline"},"# + inner()),
      map("", processor: #""ProcessorConfig":{"Mode":"INLINE"},"# + inner())),
    RuleCase(
      .executionTypeAgainstMode, map("", processor: #""ProcessorConfig":{"Mode":"DISTRIBUTED"},"# + inner()),
      distributed("")),
    RuleCase(
      .executionTypeAgainstMode, map("", processor: #""ProcessorConfig":{"ExecutionType":"EXPRESS"},"# + inner()),
      map("", processor: #""ProcessorConfig":{},"# + inner())),
    RuleCase(.labelNotValid, distributed(#""Label":"a b""#), distributed(#""Label":"a_b-c.1""#)),
    RuleCase(.labelNotValid, distributed(#""Label":"""#), distributed(#""Label":"\#(String(a79.dropLast(40)))""#)),
    RuleCase(
      .labelNotValid,
      #"{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"M","States":{"M":{"Type":"Map","Label":"l","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},\#(inner("I"))},"End":true}}},{"StartAt":"N","States":{"N":{"Type":"Map","Label":"l","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},\#(inner("J"))},"End":true}}}]}}}"#,
      distributed(#""Label":"l""#)),
    RuleCase(
      .unknownProcessorField, map("", processor: #""QueryLanguage":"JSONPath","# + inner()),
      map("", processor: #""Comment":"c","# + inner())),
  ]

  private static let readers = [
    RuleCase(.itemReaderIncomplete, distributed(#""ItemReader":{}"#), distributed(#""ItemReader":{\#(reading)}"#)),
    RuleCase(.readerConfigNotValid, reader(#""InputType":"XML""#), reader(#""InputType":"JSONL""#)),
    RuleCase(
      .readerConfigNotValid, reader(#""InputType":"CSV""#),
      reader(#""InputType":"CSV","CSVHeaderLocation":"FIRST_ROW""#)),
    RuleCase(
      .readerConfigNotValid, reader(#""InputType":"JSON","MaxItems":100000001"#),
      reader(#""InputType":"JSON","MaxItems":0"#)),
    RuleCase(
      .readerConfigNotValid, reader(#""InputType":"JSON","ItemsPointer":"a/b""#),
      reader(#""InputType":"JSON","ItemsPointer":"/a/b""#)
    ),
    RuleCase(
      .csvHeadersAgainstLocation, reader(#""InputType":"CSV","CSVHeaderLocation":"GIVEN""#),
      reader(#""InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["a"]"#)),
    RuleCase(
      .csvHeadersAgainstLocation, reader(#""InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","CSVHeaders":["a"]"#),
      reader(#""InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","CSVDelimiter":"TAB""#)),
    RuleCase(
      .readerOrWriterResource, distributed(#""ItemReader":{"Resource":"arn:aws:states:::s3:putObject"}"#),
      distributed(#""ItemReader":{"Resource":"arn:aws:states:::s3:listObjectsV2"}"#)),
    RuleCase(
      .batcherWithoutLimit, distributed(#""ItemBatcher":{"BatchInput":{}}"#),
      distributed(#""ItemBatcher":{"MaxItemsPerBatch":1}"#)),
    RuleCase(
      .batchBytesOutOfRange, distributed(#""ItemBatcher":{"MaxInputBytesPerBatch":262145}"#),
      distributed(#""ItemBatcher":{"MaxInputBytesPerBatch":262144}"#)),
    RuleCase(
      .toleratedFailuresOutOfRange, distributed(#""ToleratedFailurePercentage":100.1"#),
      distributed(#""ToleratedFailurePercentage":12.5"#)),
    RuleCase(
      .toleratedFailuresOutOfRange, distributed(#""ToleratedFailureCount":1.5"#),
      distributed(#""ToleratedFailureCount":1"#)),
    RuleCase(
      .mapNumberGivenTwice, map(#""MaxConcurrency":1,"MaxConcurrencyPath":"$.a""#), map(#""MaxConcurrencyPath":"$.a""#)),
    RuleCase(
      .mapNumberGivenTwice, reader(#""InputType":"JSON","MaxItems":1,"MaxItemsPath":"$.a""#),
      reader(#""InputType":"JSON","MaxItemsPath":"$.a""#)),
    RuleCase(
      .resultWriterIncomplete, distributed(#""ResultWriter":{"Resource":"arn:aws:states:::s3:putObject"}"#),
      distributed(#""ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b"}}"#)),
    RuleCase(
      .readerConfigNotValid, reader(#""InputType":"JSON","CSVHeaderLocation":"FIRST_ROW""#),
      reader(#""InputType":"CSV","CSVHeaderLocation":"FIRST_ROW""#)),
    RuleCase(
      .resultWriterIncomplete, distributed(#""ResultWriter":{}"#), distributed(#""ResultWriter":{"WriterConfig":{}}"#)),
    RuleCase(
      .writerConfigNotValid, distributed(#""ResultWriter":{"WriterConfig":{"Transformation":"FLAT"}}"#),
      distributed(#""ResultWriter":{"WriterConfig":{"Transformation":"FLATTEN","OutputType":"JSONL"}}"#)),
  ]

  private static let retriers = [
    RuleCase(.retryOrCatchNotAList, task(#""Retry":{}"#), task(#""Retry":[]"#)),
    RuleCase(.retryOrCatchNotAList, pass(#""Retry":[]"#), task(#""Catch":[]"#)),
    RuleCase(.errorEqualsMissing, task(#""Retry":[{}]"#), task(#""Retry":[{"ErrorEquals":["E"]}]"#)),
    RuleCase(
      .errorEqualsNotAListOfStrings, task(#""Retry":[{"ErrorEquals":[]}]"#),
      task(#""Retry":[{"ErrorEquals":["E","F"]}]"#)),
    RuleCase(
      .errorEqualsNotAListOfStrings, task(#""Retry":[{"ErrorEquals":"E"}]"#), task(#""Retry":[{"ErrorEquals":["E"]}]"#)),
    RuleCase(
      .statesAllNotAloneAndLast, task(#""Retry":[{"ErrorEquals":["States.ALL","E"]}]"#),
      task(#""Retry":[{"ErrorEquals":["E"]},{"ErrorEquals":["States.ALL"]}]"#)),
    RuleCase(
      .statesAllNotAloneAndLast,
      taskToZ(#""Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z"},{"ErrorEquals":["E"],"Next":"Z"}]"#),
      taskToZ(#""Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z"}]"#)),
    RuleCase(
      .intervalOutOfRange, task(#""Retry":[{"ErrorEquals":["E"],"IntervalSeconds":-1}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"IntervalSeconds":0}]"#)),
    RuleCase(
      .maxAttemptsOutOfRange, task(#""Retry":[{"ErrorEquals":["E"],"MaxAttempts":-1}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"MaxAttempts":9}]"#)),
    RuleCase(
      .backoffRateOutOfRange, task(#""Retry":[{"ErrorEquals":["E"],"BackoffRate":0.9}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"BackoffRate":1}]"#)),
    RuleCase(
      .maxDelayOutOfRange, task(#""Retry":[{"ErrorEquals":["E"],"MaxDelaySeconds":31622401}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"MaxDelaySeconds":31622400}]"#)),
    RuleCase(
      .unknownJitterStrategy, task(#""Retry":[{"ErrorEquals":["E"],"JitterStrategy":"HALF"}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"JitterStrategy":"FULL"}]"#)),
    RuleCase(
      .unknownRetrierField, task(#""Retry":[{"ErrorEquals":["E"],"MaxAttemps":1}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"Comment":"c"}]"#)),
    RuleCase(
      .catcherWithoutNext, task(#""Catch":[{"ErrorEquals":["E"]}]"#),
      taskToZ(#""Catch":[{"ErrorEquals":["E"],"Next":"Z"}]"#)),
    RuleCase(
      .unknownCatcherField, taskToZ(#""Catch":[{"ErrorEquals":["E"],"Next":"Z","Result":1}]"#),
      taskToZ(#""Catch":[{"ErrorEquals":["E"],"Next":"Z","ResultPath":"$.e","Assign":{},"Comment":"c"}]"#)),
    RuleCase(
      .catcherFieldOfOtherLanguage, taskToZ(#""Catch":[{"ErrorEquals":["E"],"Next":"Z","Output":1}]"#),
      taskToZ(#""Catch":[{"ErrorEquals":["E"],"Next":"Z","ResultPath":null}]"#)),
  ]

  static let warnings = [
    RuleCase(
      .loneBackslashInPattern, choice(#""Variable":"$.a","StringMatches":"a\\b","Next":"Z""#),
      choice(#""Variable":"$.a","StringMatches":"a\\*\\\\*","Next":"Z""#)),
    RuleCase(.dollarMissing, pass(#""Parameters":{"a":"$.b"}"#), pass(#""Parameters":{"a.$":"$.b","c":"$5"}"#)),
    RuleCase(
      .dollarMissing, pass(#""Parameters":{"a":"States.UUID()"}"#), pass(#""Parameters":{"a":"States of mind"}"#)),
    RuleCase(
      .pathSuffixMissing, choice(#""Variable":"$.a","StringEquals":"$.b","Next":"Z""#),
      choice(#""Variable":"$.a","StringEqualsPath":"$.b","Next":"Z""#)),
    RuleCase(.pathSuffixMissing, one(#""Type":"Fail","Cause":"$.c""#), one(#""Type":"Fail","CausePath":"$.c""#)),
    RuleCase(.resultIsStatic, pass(#""Result":["$.a"]"#), pass(#""Result":["$a"]"#)),
    RuleCase(
      .unreachableCycle,
      #"{"StartAt":"S","States":{"S":{"Type":"Succeed"},"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}}"#,
      #"{"StartAt":"S","States":{"S":{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"A"}],"Default":"Z"},"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"},"Z":{"Type":"Succeed"}}}"#
    ),
    RuleCase(
      .variableNeverAssigned, pass(#""Assign":{"v":1},"OutputPath":"$v""#),
      #"{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"v":1},"Next":"S"},"S":{"Type":"Pass","OutputPath":"$v","End":true}}}"#
    ),
    RuleCase(
      .variableNeverAssigned, passJSONata(#""Output":"{% $v %}""#), passJSONata(#""Output":"{% ($v := 1; $v) %}""#)),
    RuleCase(
      .meantAsExpression, passJSONata(#""Output":"$states.input.a""#), passJSONata(#""Output":"{% $states.input.a %}""#)
    ),
    RuleCase(.meantAsExpression, passJSONata(#""Output":{"a.$":1}"#), passJSONata(#""Output":{"a":1}"#)),
    RuleCase(
      .noDefault, two(#""Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"Z"}]"#),
      two(
        #""Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"Z"},{"Variable":"$.a","IsNull":false,"Next":"Z"}]"#
      )),
    RuleCase(
      .handlerNeverActs, task(#""Retry":[{"ErrorEquals":["E"]},{"ErrorEquals":["E"]}]"#),
      task(#""Retry":[{"ErrorEquals":["E"]},{"ErrorEquals":["F"]}]"#)),
    RuleCase(
      .handlerNeverActs, task(#""Retry":[{"ErrorEquals":["States.Timeot"]}]"#),
      task(#""Retry":[{"ErrorEquals":["States.Timeout"]}]"#)),
    RuleCase(.olderMapName, one(#""Type":"Map","Iterator":{\#(inner())},"End":true"#), map("")),
    RuleCase(.olderMapName, map(#""Parameters":{}"#), map(#""ItemSelector":{}"#)),
    RuleCase(.distributedFieldInInlineMap, map(#""Label":"l""#), distributed(#""Label":"l""#)),
    RuleCase(.reservedErrorName, one(#""Type":"Fail","Error":"States.Mine""#), one(#""Type":"Fail","Error":"Mine""#)),
    RuleCase(
      .waitWithoutTimeout, call("sqs:sendMessage.waitForTaskToken", #"{"QueueUrl":"q","MessageBody":"m"}"#),
      call("sqs:sendMessage.waitForTaskToken", #"{"QueueUrl":"q","MessageBody":"m"}"#, #""HeartbeatSeconds":60"#)),
    RuleCase(
      .errorNeverOffered, taskToZ(#""Catch":[{"ErrorEquals":["States.Runtime"],"Next":"Z"}]"#),
      taskToZ(#""Catch":[{"ErrorEquals":["States.TaskFailed"],"Next":"Z"}]"#)),
    RuleCase(
      .errorSwallowed, taskToZ(#""Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":null,"Next":"Z"}]"#),
      taskToZ(#""Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.error","Next":"Z"}]"#)),
    RuleCase(
      .ruleNeverReached,
      two(
        #""Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"Z"},{"Variable":"$.a","IsNull":true,"Next":"S"}],"Default":"Z""#
      ),
      two(
        #""Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"Z"},{"Variable":"$.b","IsNull":true,"Next":"S"}],"Default":"Z""#
      )),
    RuleCase(
      .ruleNeverReached,
      twoJSONata(#""Type":"Choice","Choices":[{"Condition":true,"Next":"Z"},{"Condition":false,"Next":"S"}]"#),
      twoJSONata(#""Type":"Choice","Choices":[{"Condition":false,"Next":"S"},{"Condition":true,"Next":"Z"}]"#)),
    RuleCase(
      .retrierWithoutAttempts, task(#""Retry":[{"ErrorEquals":["E"],"MaxAttempts":0}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"MaxAttempts":0},{"ErrorEquals":["States.ALL"]}]"#)),
    RuleCase(
      .unlimitedConcurrency,
      distributed("", processor: #""StartAt":"I","States":{"I":{"Type":"Task","Resource":"\#(function)","End":true}}"#),
      distributed(
        #""MaxConcurrency":10"#,
        processor: #""StartAt":"I","States":{"I":{"Type":"Task","Resource":"\#(function)","End":true}}"#)),
    RuleCase(
      .payloadTooLarge, pass(#""Result":"\#(String(repeating: "x", count: 262_144))""#),
      pass(#""Result":"\#(String(repeating: "x", count: 262_000))""#)),
    RuleCase(
      .unknownService, call("somethingnew:run", "{}"), call("sns:publish", #"{"Message":"m"}"#)),
    RuleCase(.unknownService, call("aws-sdk:nosuch:thing", "{}"), call("aws-sdk:acm:listCertificates", "{}")),
    RuleCase(
      .unknownMemberOfOptimizedIntegration,
      call("lambda:invoke.waitForTaskToken", #"{"FunctionName":"f","TaskToken.$":"$"}"#, #""TimeoutSeconds":9"#),
      call("lambda:invoke.waitForTaskToken", #"{"FunctionName":"f","Payload.$":"$"}"#, #""TimeoutSeconds":9"#)),
    RuleCase(
      .unknownMemberOfOptimizedIntegration,
      call("ecs:runTask", #"{"TaskDefinition":"t","NetworkConfiguration":{"awsVpcConfiguration":{}}}"#),
      call("ecs:runTask", #"{"TaskDefinition":"t","NetworkConfiguration":{"AwsvpcConfiguration":{}}}"#)),
    RuleCase(
      .heartbeatAsLongAsTimeout, task(#""TimeoutSeconds":5,"HeartbeatSeconds":5"#),
      task(#""TimeoutSeconds":5,"HeartbeatSeconds":4"#)),
    RuleCase(
      .readerOrWriterConfigIncomplete, reader(#""ItemsPointer":"/a""#),
      reader(#""InputType":"JSON","ItemsPointer":"/a""#)),
    RuleCase(
      .readerOrWriterConfigIncomplete, distributed(#""ResultWriter":{"WriterConfig":{"OutputType":"JSONL"}}"#),
      distributed(#""ResultWriter":{"WriterConfig":{"OutputType":"JSONL","Transformation":"NONE"}}"#)),
    RuleCase(
      .readerOrWriterConfigIncomplete, distributed(#""ResultWriter":{"WriterConfig":{"Transformation":"FLATTEN"}}"#),
      distributed(#""ResultWriter":{"WriterConfig":{"OutputType":"JSON","Transformation":"FLATTEN"}}"#)),
    RuleCase(
      .unknownJSONataFunction, passJSONata(#""Output":"{% $sumof([1]) %}""#),
      passJSONata(#""Output":"{% ($f := function() {1}; $f()) %}""#)),
    RuleCase(
      .functionArgumentsRefused, pass(#""Parameters":{"a.$":"States.ArrayLength($.a, States.UUID(), ')')"}"#),
      pass(#""Parameters":{"a.$":"States.ArrayLength($.a['x, (y'])"}"#)),
    RuleCase(
      .functionArgumentsRefused, pass(#""Parameters":{"a.$":"States.Array(States.MathAdd('1', 2))"}"#),
      pass(#""Parameters":{"a.$":"States.Array(States.MathAdd(-1, 2), 'it\\'s, (', null)"}"#)),
    RuleCase(.placeholderNotFilledIn, pass(#""Result":${Result}"#), pass(#""Result":"${Result}""#)),
    RuleCase(.negativeIndex, pass(#""InputPath":"$.a[-1].b[-2]""#), pass(#""InputPath":"$.a[(@.length-1)].b""#)),
    RuleCase(
      .negativeIndex, pass(#""Parameters":{"a.$":"States.Array($.a[-1])"}"#),
      pass(#""Parameters":{"a.$":"States.Array($.a[-1:])"}"#)),
    RuleCase(.negativeIndex, pass(#""OutputPath":"$.a[-3:-1]""#), pass(#""OutputPath":"$.a[-3:]""#)),
    RuleCase(
      .functionInPath, pass(#""Parameters":{"a.$":"$.a.length()"}"#), pass(#""Parameters":{"a.$":"$['a.length()']"}"#)),
    RuleCase(.severalNamesBeforeOtherSteps, pass(#""InputPath":"$['a','b'].c""#), pass(#""InputPath":"$.c['a','b']""#)),
    RuleCase(
      .doubleQuotesInFilter, pass(#""InputPath":"$.a[?(@.b==\"x\" && @.c=='y')]""#),
      pass(#""InputPath":"$.a[?(@.b==x)]""#)),
    RuleCase(
      .filterNeverHolds, pass(#""InputPath":"$.a[?(@.b && @.b == null)]""#), pass(#""InputPath":"$.a[?(@.b == null)]""#)
    ),
    RuleCase(
      .parenthesesDoNotGroup, pass(#""InputPath":"$.a[?(@.b==1 && (@.c==1 || @.c==2))]""#),
      pass(#""InputPath":"$.a[?((@.b==1 && @.c==1) || @.c==2)]""#)),
    RuleCase(.parenthesesDoNotGroup, pass(#""InputPath":"$.a[?(!(@.b==1))]""#), pass(#""InputPath":"$.a[?(@.b!=1)]""#)),
    RuleCase(
      .wordOperatorInFilter, pass(#""InputPath":"$.a[?(@.b==1 or @.c==1)]""#),
      pass(#""InputPath":"$.a[?(@.b==1 || @.c==1)]""#)),
    RuleCase(
      .quotedPatternInFilter, pass(#""InputPath":"$.a[?(@.b=~'x')]""#), pass(#""InputPath":"$.a[?(@.b=~/x/)]""#)),
  ]

  private static func nestedParallels(_ depth: Int) -> String {
    var text = inner("L0")
    for level in 1..<(depth + 1) {
      text = #""StartAt":"L\#(level)","States":{"L\#(level)":{"Type":"Parallel","End":true,"Branches":[{\#(text)}]}}"#
    }
    return "{\(text)}"
  }
}
