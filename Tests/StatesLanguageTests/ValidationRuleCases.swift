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
    RuleCase(.asl101, #"{"StartAt":"S",}"#, ok),
    RuleCase(.asl102, "[]", ok),
    RuleCase(.asl102, " \n", ok),
    RuleCase(.asl103, "{}", ok),
    RuleCase(.asl104, #"{"StartAt":"S","States":{}}"#, ok),
    RuleCase(.asl105, #"{"StartAt":"S","Version":"1.0","Name":"n","States":{"S":{"Type":"Succeed"}}}"#, ok),
    RuleCase(.asl106, #"{"StartAt":7,"States":{"S":{"Type":"Succeed"}}}"#, ok),
    RuleCase(.asl106, #"{"StartAt":"S","States":[]}"#, ok),
    RuleCase(
      .asl107, #"{"TimeoutSeconds":-1,"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#,
      #"{"TimeoutSeconds":0,"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#),
    RuleCase(
      .asl107, #"{"TimeoutSeconds":100000000,"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#,
      #"{"TimeoutSeconds":99999999,"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#),
    RuleCase(
      .asl108, #"{"Version":"1","StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#,
      #"{"Version":"1.0","StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#),
    RuleCase(
      .asl109, one(#""Type":"Succeed","QueryLanguage":"jsonPath""#),
      one(#""Type":"Succeed","QueryLanguage":"JSONPath""#)),
    RuleCase(
      .asl110, #"{"Comment":1,"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#,
      #"{"Comment":"1","StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#),
    RuleCase(.asl111, pass(#""Result":{"a":1,"a":2}"#), pass(#""Result":{"a":1,"b":{"a":2}}"#)),
    RuleCase(.asl111, pass(#""Comment":"1","Comment":"2""#), pass(#""Comment":"1""#)),
    RuleCase(.asl112, "", ok),
    RuleCase(
      .asl112, pass(#""Comment":"\#(String(repeating: " ", count: 1_048_576))""#),
      pass(#""Comment":"\#(String(repeating: " ", count: 1_000_000))""#)),
    RuleCase(.asl113, nestedParallels(61), nestedParallels(60)),
  ]

  private static let states = [
    RuleCase(.asl201, #"{"StartAt":"S","States":{"S":[]}}"#, ok),
    RuleCase(.asl202, one(#""End":true"#), ok),
    RuleCase(.asl203, one(#""Type":"pass","End":true"#), ok),
    RuleCase(
      .asl204, #"{"StartAt":"\#(a81)","States":{"\#(a81)":{"Type":"Succeed"}}}"#,
      #"{"StartAt":"\#(a79)","States":{"\#(a79)":{"Type":"Succeed"}}}"#),
    RuleCase(.asl205, parallel(inner("S")), parallel(inner("I"))),
    RuleCase(.asl206, pass(#""Rsult":1"#), pass(#""Result":1"#)),
    RuleCase(.asl207, pass(#""Comment":[]"#), pass(#""Comment":"""#)),
    RuleCase(.asl208, one(#""Type":"Pass""#), ok),
    RuleCase(.asl209, two(#""Type":"Pass","Next":"Z","End":true"#), two(#""Type":"Pass","Next":"Z","End":false"#)),
    RuleCase(.asl210, one(#""Type":"Pass","End":"true""#), ok),
    RuleCase(.asl211, one(#""Type":"Pass","End":false"#), ok),
    RuleCase(.asl212, two(#""Type":"Pass","Next":["Z"]"#), two(#""Type":"Pass","Next":"Z""#)),
    RuleCase(.asl213, two(#""Type":"Succeed","Next":"Z""#), one(#""Type":"Succeed""#)),
    RuleCase(.asl213, one(#""Type":"Fail","End":true"#), one(#""Type":"Fail""#)),
  ]

  private static let transitions = [
    RuleCase(.asl301, #"{"StartAt":"s","States":{"S":{"Type":"Succeed"}}}"#, ok),
    RuleCase(.asl302, two(#""Type":"Pass","Next":"z""#), two(#""Type":"Pass","Next":"Z""#)),
    RuleCase(
      .asl303, #"{"StartAt":"S","States":{"S":{"Type":"Parallel","Branches":[{\#(inner())}],"Next":"I"}}}"#,
      parallel(inner())),
    RuleCase(
      .asl304, #"{"StartAt":"S","States":{"S":{"Type":"Pass","End":true},"T":{"Type":"Succeed"}}}"#,
      two(#""Type":"Pass","Next":"Z""#)),
    RuleCase(.asl305, one(#""Type":"Pass","Next":"S""#), ok),
    RuleCase(
      .asl305, parallel(#""StartAt":"I","States":{"I":{"Type":"Wait","Seconds":1,"Next":"I"}}"#), parallel(inner())),
  ]

  private static let languages = [
    RuleCase(.asl401, passJSONata(#""InputPath":"$.a""#), pass(#""InputPath":"$.a""#)),
    RuleCase(.asl401, jsonata(#""Type":"Fail","CausePath":"$.a""#), one(#""Type":"Fail","CausePath":"$.a""#)),
    RuleCase(
      .asl401, choiceJSONata(#""Variable":"$.a","IsNull":true,"Condition":true,"Next":"Z""#),
      choiceJSONata(#""Condition":true,"Next":"Z""#)),
    RuleCase(.asl402, pass(#""Output":1"#), passJSONata(#""Output":1"#)),
    RuleCase(.asl402, task(#""Arguments":{}"#), taskJSONata(#""Arguments":{}"#)),
    RuleCase(
      .asl403, passJSONata(#""QueryLanguage":"JSONPath""#), pass(#""QueryLanguage":"JSONata""#)),
    RuleCase(.asl404, pass(#""ResultSelector":{}"#), task(#""ResultSelector":{}"#)),
    RuleCase(.asl404, one(#""Type":"Succeed","ResultPath":"$.a""#), one(#""Type":"Succeed","OutputPath":"$.a""#)),
  ]

  private static let paths = [
    RuleCase(.asl501, pass(#""InputPath":"a.b""#), pass(#""InputPath":null"#)),
    RuleCase(.asl501, pass(#""OutputPath":"$.a[""#), pass(#""OutputPath":"$$.Execution.Id""#)),
    RuleCase(.asl502, pass(#""ResultPath":"$..a""#), pass(#""ResultPath":"$.a[0]['b-c']""#)),
    RuleCase(.asl502, pass(#""ResultPath":"$.a[?(@.b)]""#), pass(#""ResultPath":null"#)),
    RuleCase(.asl503, pass(#""ResultPath":"$$.Execution.x""#), pass(#""ResultPath":"$""#)),
    RuleCase(.asl503, pass(#""ResultPath":"$v""#), pass(#""Assign":{"v":1}"#)),
    RuleCase(
      .asl504, one(#""Type":"Wait","SecondsPath":"States.MathAdd($.a, 1)","End":true"#),
      one(#""Type":"Wait","SecondsPath":"$.a","End":true"#)),
    RuleCase(
      .asl504, one(#""Type":"Fail","ErrorPath":"States.Array(1)""#),
      one(#""Type":"Fail","ErrorPath":"States.Format('{}', $.e)""#)),
    RuleCase(.asl505, task(#""TimeoutSecondsPath":"$.a[*]""#), task(#""TimeoutSecondsPath":"$.a[1]""#)),
    RuleCase(
      .asl505, map(#""MaxConcurrencyPath":"$$.Execution.Input.n""#), map(#""ItemsPath":"$$.Execution.Input.n""#)),
    RuleCase(.asl505, map(#""ItemsPath":null"#), map(#""ItemsPath":"$""#)),
    RuleCase(
      .asl505, choice(#""Variable":"a","IsNull":true,"Next":"Z""#),
      choice(#""Variable":"$$.State.Name","IsNull":true,"Next":"Z""#)),
    RuleCase(.asl506, pass(#""Parameters":{"a.$":"b"}"#), pass(#""Parameters":{"a.$":"$.b","c":"d"}"#)),
    RuleCase(.asl506, pass(#""Parameters":{"a":[{"b.$":1}]}"#), pass(#""Result":{"a":[{"b.$":1}]}"#)),
    RuleCase(.asl506, pass(#""Assign":{"a.$":"b"}"#), pass(#""Assign":{"a.$":"$.b"}"#)),
    RuleCase(.asl507, pass(#""Parameters":{"a":1,"a.$":"$.b"}"#), pass(#""Parameters":{"a":1,"b.$":"$.b"}"#)),
    RuleCase(.asl508, task(#""ResultSelector":"$.a""#), task(#""ResultSelector":{}"#)),
    RuleCase(
      .asl509, pass(#""Parameters":{"a.$":"States.format('')"}"#), pass(#""Parameters":{"a.$":"States.Format('')"}"#)),
    RuleCase(
      .asl510, pass(#""Parameters":{"a.$":"States.Array(1"}"#), pass(#""Parameters":{"a.$":"States.Array(1)"}"#)),
    RuleCase(
      .asl510, pass(#""Parameters":{"a.$":"States.Array('\\n')"}"#),
      pass(#""Parameters":{"a.$":"States.Array('\\'')"}"#)),
  ]

  private static let expressions = [
    RuleCase(.asl601, passJSONata(#""Output":"{% 1 + %}""#), passJSONata(#""Output":"{% 1 + 1 %}""#)),
    RuleCase(.asl601, passJSONata(#""Output":{"a":["{% [1 %}"]}"#), passJSONata(#""Output":{"a":["{% [1] %}"]}"#)),
    RuleCase(.asl601, passJSONata(#""Output":"{% 1 ?? 2 %}""#), pass(#""Result":"{% 1 ?? 2 %}""#)),
    RuleCase(.asl602, passJSONata(#""Output":"{% 1""#), passJSONata(#""Output":"{%1%}""#)),
    RuleCase(.asl602, passJSONata(#""Output":"1 %}""#), passJSONata(#""Output":" {% 1 %} ""#)),
    RuleCase(
      .asl603, jsonata(#""Type":"Wait","Seconds":"1","End":true"#),
      jsonata(#""Type":"Wait","Seconds":"{% 1 %}","End":true"#)),
    RuleCase(
      .asl603, choiceJSONata(#""Condition":"true","Next":"Z""#), choiceJSONata(#""Condition":"{% true %}","Next":"Z""#)),
    RuleCase(.asl604, passJSONata(#""Output":"{% name %}""#), passJSONata(#""Output":"{% $states.input.name %}""#)),
    RuleCase(
      .asl605, passJSONata(#""Output":"{% $states.result %}""#), taskJSONata(#""Output":"{% $states.result %}""#)),
    RuleCase(
      .asl605, taskJSONata(#""Output":"{% $states.errorOutput %}""#),
      twoJSONata(
        #""Type":"Task","Resource":"\#(function)","Next":"Z","Catch":[{"ErrorEquals":["E"],"Next":"Z","Output":"{% $states.errorOutput %}"}]"#
      )),
    RuleCase(.asl605, passJSONata(#""Output":"{% $$.a %}""#), passJSONata(#""Output":"{% $states.context %}""#)),
  ]

  private static let variables = [
    RuleCase(.asl701, pass(#""Assign":1"#), pass(#""Assign":{}"#)),
    RuleCase(.asl702, one(#""Type":"Succeed","Assign":{}"#), ok),
    RuleCase(.asl703, pass(#""Assign":{"states":1}"#), pass(#""Assign":{"State":1}"#)),
    RuleCase(.asl704, pass(#""Assign":{"\#(a81)":1}"#), pass(#""Assign":{"\#(a79).$":"$.a"}"#)),
    RuleCase(.asl705, pass(#""Assign":{"1a":1}"#), pass(#""Assign":{"å1_":1}"#)),
    RuleCase(
      .asl706,
      #"{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"v":1},"Next":"P"},"P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"I","States":{"I":{"Type":"Pass","Assign":{"v":2},"End":true}}}]}}}"#,
      #"{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"v":1},"Next":"P"},"P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"I","States":{"I":{"Type":"Pass","Assign":{"w":2},"End":true}}}]}}}"#
    ),
  ]

  private static let tasks = [
    RuleCase(.asl811, one(#""Type":"Task","End":true"#), task("")),
    RuleCase(.asl812, one(#""Type":"Task","Resource":{},"End":true"#), task("")),
    RuleCase(
      .asl813, one(#""Type":"Task","Resource":"work","End":true"#),
      one(#""Type":"Task","Resource":"${Work}","End":true"#)),
    RuleCase(.asl814, task(#""TimeoutSeconds":0"#), task(#""TimeoutSeconds":99999999"#)),
    RuleCase(.asl814, task(#""HeartbeatSeconds":1.5"#), task(#""HeartbeatSeconds":1"#)),
    RuleCase(
      .asl815, task(#""TimeoutSeconds":5,"HeartbeatSeconds":6"#), task(#""TimeoutSeconds":5,"HeartbeatSeconds":5"#)),
    RuleCase(
      .asl880, one(#""Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true"#),
      call("lambda:invoke", #"{"FunctionName":"f"}"#)),
    RuleCase(
      .asl880, jsonata(#""Type":"Task","Resource":"arn:aws:states:::aws-sdk:sts:getCallerIdentity","End":true"#),
      callJSONata("aws-sdk:sts:getCallerIdentity", "{}")),
    RuleCase(.asl881, call("lambda:invoke", #"{"Payload":{}}"#), call("lambda:invoke", #"{"FunctionName.$":"$.f"}"#)),
    RuleCase(
      .asl882, call("aws-sdk:s3:getBucketAcl", #"{"Bucket":"b","Bcket":"b"}"#),
      call("aws-sdk:s3:getBucketAcl", #"{"Bucket":"b","ExpectedBucketOwner":"o"}"#)),
    RuleCase(
      .asl882, call("ecs:runTask.sync", #"{"TaskDefinition":"t","Count":1}"#),
      call("ecs:runTask", #"{"TaskDefinition":"t","Count":1}"#)),
    RuleCase(
      .asl883, call("aws-sdk:s3:getBucketAcl", #"{"Bucket":7}"#), call("aws-sdk:s3:getBucketAcl", #"{"Bucket":"7"}"#)),
    RuleCase(
      .asl884, call("http:invoke", #"{"ApiEndpoint":"e","Method":"GET","Authentication":{"ConnectionArn":"c"}}"#),
      call("http:invoke", #"{"ApiEndpoint":"e","Method":"GET","Authentication":{"ConnectionArn":"${Connection}"}}"#)),
    RuleCase(
      .asl885,
      one(
        #""Type":"Task","Resource":"arn:aws:states:eu-west-1:1:activity:a","TimeoutSeconds":9,"Credentials":{"RoleArn":"r"},"End":true"#
      ),
      task(#""Credentials":{"RoleArn":"r"}"#)),
    RuleCase(
      .asl816, task(#""TimeoutSeconds":5,"TimeoutSecondsPath":"$.t""#),
      task(#""TimeoutSeconds":5,"HeartbeatSecondsPath":"$.t""#)),
    RuleCase(.asl817, task(#""Credentials":{"roleArn":"a"}"#), task(#""Credentials":{"RoleArn.$":"$.a"}"#)),
    RuleCase(
      .asl818, call("dynamodb:scan", "{}"), call("aws-sdk:dynamodb:scan", #"{"TableName":"t"}"#)),
    RuleCase(.asl818, call("aws-sdk:s3:getObjects", "{}"), call("aws-sdk:s3:getBucketAcl", #"{"Bucket":"b"}"#)),
    RuleCase(.asl818, call("s3:getObject", "{}"), call("aws-sdk:s3:getObject", #"{"Bucket":"b","Key":"k"}"#)),
    RuleCase(
      .asl819, call("sns:publish.sync", #"{"Message":"m"}"#),
      call("batch:submitJob.sync", #"{"JobName":"j","JobQueue":"q","JobDefinition":"d"}"#)),
    RuleCase(
      .asl819, call("aws-sdk:sqs:sendMessage.sync", #"{"QueueUrl":"q","MessageBody":"m"}"#),
      call("aws-sdk:sqs:sendMessage", #"{"QueueUrl":"q","MessageBody":"m"}"#)),
    RuleCase(
      .asl820, call("ecs:runTask.sync", #"{"TaskDefinition":"t"}"#),
      call("ecs:runTask", #"{"TaskDefinition":"t"}"#), type: .express),
    RuleCase(
      .asl820, one(#""Type":"Task","Resource":"arn:aws:states:eu-west-1:123456789012:activity:a","End":true"#),
      task(""), type: .express),
    RuleCase(.asl820, distributed(""), map(""), type: .express),
    RuleCase(
      .asl820,
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
      .asl821, two(#""Type":"Choice","Choices":[],"Default":"Z""#),
      choice(#""Variable":"$.a","IsNull":true,"Next":"Z""#)),
    RuleCase(.asl821, two(#""Type":"Choice","Default":"Z""#), choice(#""Variable":"$.a","IsNull":true,"Next":"Z""#)),
    RuleCase(.asl822, choice(#""Variable":"$.a","Next":"Z""#), choice(#""Variable":"$.a","IsNull":true,"Next":"Z""#)),
    RuleCase(
      .asl822, choice(#""Variable":"$.a","IsNull":true,"IsString":true,"Next":"Z""#),
      choice(#""And":[{"Variable":"$.a","IsNull":true},{"Variable":"$.a","IsString":true}],"Next":"Z""#)),
    RuleCase(
      .asl822, choice(#""Variable":"$.a","IsNull":true"#), choice(#""Variable":"$.a","IsNull":true,"Next":"Z""#)),
    RuleCase(
      .asl823, choice(#""Variable":"$.a","StringEqual":"b","Next":"Z""#),
      choice(#""Variable":"$.a","StringEquals":"b","Next":"Z""#)),
    RuleCase(.asl824, choice(#""IsNull":true,"Next":"Z""#), choice(#""Variable":"$v","IsNull":true,"Next":"Z""#)),
    RuleCase(
      .asl825, choice(#""Variable":"$.a","NumericEquals":"1","Next":"Z""#),
      choice(#""Variable":"$.a","NumericEquals":1.5,"Next":"Z""#)),
    RuleCase(
      .asl825, choice(#""Variable":"$.a","TimestampEquals":"2024-01-01","Next":"Z""#),
      choice(#""Variable":"$.a","TimestampEquals":"2024-01-01T00:00:00+01:00","Next":"Z""#)),
    RuleCase(
      .asl825, choice(#""Variable":"$.a","BooleanEqualsPath":true,"Next":"Z""#),
      choice(#""Variable":"$.a","BooleanEqualsPath":"$$.b","Next":"Z""#)),
    RuleCase(
      .asl826, choice(#""Not":{"Variable":"$.a","IsNull":true,"Next":"Z"},"Next":"Z""#),
      choice(#""Not":{"Variable":"$.a","IsNull":true,"Comment":"c"},"Next":"Z""#)),
    RuleCase(.asl827, choice(#""Or":[],"Next":"Z""#), choice(#""Or":[{"Variable":"$.a","IsNull":true}],"Next":"Z""#)),
    RuleCase(.asl827, choice(#""Not":[],"Next":"Z""#), choice(#""Not":{"Variable":"$.a","IsNull":true},"Next":"Z""#)),
    RuleCase(
      .asl828, two(#""Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"Z"}],"Default":1"#),
      two(#""Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"Z"}],"Default":"Z""#)),
    RuleCase(
      .asl829, choiceJSONata(#""Next":"Z""#), choiceJSONata(#""Condition":false,"Next":"Z","Output":1,"Assign":{}"#)),
    RuleCase(.asl829, choiceJSONata(#""Condition":1,"Next":"Z""#), choiceJSONata(#""Condition":true,"Next":"Z""#)),
  ]

  private static let waits = [
    RuleCase(
      .asl831, one(#""Type":"Wait","Seconds":1,"SecondsPath":"$.s","End":true"#),
      one(#""Type":"Wait","Seconds":1,"End":true"#)),
    RuleCase(.asl831, one(#""Type":"Wait","End":true"#), one(#""Type":"Wait","TimestampPath":"$.t","End":true"#)),
    RuleCase(.asl832, one(#""Type":"Wait","Seconds":-1,"End":true"#), one(#""Type":"Wait","Seconds":0,"End":true"#)),
    RuleCase(
      .asl833, one(#""Type":"Wait","Timestamp":"2024-02-30T00:00:00Z","End":true"#),
      one(#""Type":"Wait","Timestamp":"2024-02-29T00:00:00.123Z","End":true"#)),
  ]

  private static let failures = [
    RuleCase(
      .asl841, one(#""Type":"Fail","Cause":"c","CausePath":"$.c""#),
      one(#""Type":"Fail","Cause":"c","ErrorPath":"$.e""#)),
    RuleCase(.asl842, one(#""Type":"Fail","Error":{}"#), one(#""Type":"Fail","Error":"""#)),
  ]

  private static let parallels = [
    RuleCase(.asl851, one(#""Type":"Parallel","End":true"#), parallel(inner())),
    RuleCase(.asl852, one(#""Type":"Parallel","Branches":[],"End":true"#), parallel(inner())),
    RuleCase(.asl852, one(#""Type":"Parallel","Branches":[1],"End":true"#), parallel(inner())),
    RuleCase(.asl853, parallel(#""StartAt":"I""#), parallel(inner())),
    RuleCase(.asl854, parallel(inner() + #","TimeoutSeconds":1"#), parallel(inner() + #","Comment":"c""#)),
  ]

  private static let maps = [
    RuleCase(.asl861, one(#""Type":"Map","End":true"#), one(#""Type":"Map","Iterator":{\#(inner())},"End":true"#)),
    RuleCase(.asl862, map(#""Iterator":{\#(inner("J"))}"#), map("")),
    RuleCase(.asl863, map(#""ItemSelector":{},"Parameters":{}"#), map(#""ItemSelector":{}"#)),
    RuleCase(.asl864, map(#""MaxConcurrency":-1"#), map(#""MaxConcurrency":0"#)),
    RuleCase(.asl864, map(#""MaxConcurrency":"1""#), map(#""MaxConcurrency":"${Most}""#)),
    RuleCase(
      .asl865, map("", processor: #""ProcessorConfig":{"Mode":"Inline"},"# + inner()),
      map("", processor: #""ProcessorConfig":{"Mode":"INLINE"},"# + inner())),
    RuleCase(.asl866, map("", processor: #""ProcessorConfig":{"Mode":"DISTRIBUTED"},"# + inner()), distributed("")),
    RuleCase(
      .asl866, map("", processor: #""ProcessorConfig":{"ExecutionType":"EXPRESS"},"# + inner()),
      map("", processor: #""ProcessorConfig":{},"# + inner())),
    RuleCase(.asl867, distributed(#""Label":"a b""#), distributed(#""Label":"a_b-c.1""#)),
    RuleCase(.asl867, distributed(#""Label":"""#), distributed(#""Label":"\#(String(a79.dropLast(40)))""#)),
    RuleCase(
      .asl867,
      #"{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"M","States":{"M":{"Type":"Map","Label":"l","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},\#(inner("I"))},"End":true}}},{"StartAt":"N","States":{"N":{"Type":"Map","Label":"l","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},\#(inner("J"))},"End":true}}}]}}}"#,
      distributed(#""Label":"l""#)),
    RuleCase(
      .asl878, map("", processor: #""QueryLanguage":"JSONPath","# + inner()),
      map("", processor: #""Comment":"c","# + inner())),
  ]

  private static let readers = [
    RuleCase(.asl868, distributed(#""ItemReader":{}"#), distributed(#""ItemReader":{\#(reading)}"#)),
    RuleCase(.asl869, reader(#""InputType":"XML""#), reader(#""InputType":"JSONL""#)),
    RuleCase(.asl869, reader(#""InputType":"CSV""#), reader(#""InputType":"CSV","CSVHeaderLocation":"FIRST_ROW""#)),
    RuleCase(.asl869, reader(#""InputType":"JSON","MaxItems":100000001"#), reader(#""InputType":"JSON","MaxItems":0"#)),
    RuleCase(
      .asl869, reader(#""InputType":"JSON","ItemsPointer":"a/b""#), reader(#""InputType":"JSON","ItemsPointer":"/a/b""#)
    ),
    RuleCase(
      .asl870, reader(#""InputType":"CSV","CSVHeaderLocation":"GIVEN""#),
      reader(#""InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["a"]"#)),
    RuleCase(
      .asl870, reader(#""InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","CSVHeaders":["a"]"#),
      reader(#""InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","CSVDelimiter":"TAB""#)),
    RuleCase(
      .asl871, distributed(#""ItemReader":{"Resource":"arn:aws:states:::s3:putObject"}"#),
      distributed(#""ItemReader":{"Resource":"arn:aws:states:::s3:listObjectsV2"}"#)),
    RuleCase(
      .asl872, distributed(#""ItemBatcher":{"BatchInput":{}}"#), distributed(#""ItemBatcher":{"MaxItemsPerBatch":1}"#)),
    RuleCase(
      .asl873, distributed(#""ItemBatcher":{"MaxInputBytesPerBatch":262145}"#),
      distributed(#""ItemBatcher":{"MaxInputBytesPerBatch":262144}"#)),
    RuleCase(
      .asl874, distributed(#""ToleratedFailurePercentage":100.1"#), distributed(#""ToleratedFailurePercentage":12.5"#)),
    RuleCase(.asl874, distributed(#""ToleratedFailureCount":1.5"#), distributed(#""ToleratedFailureCount":1"#)),
    RuleCase(.asl875, map(#""MaxConcurrency":1,"MaxConcurrencyPath":"$.a""#), map(#""MaxConcurrencyPath":"$.a""#)),
    RuleCase(
      .asl875, reader(#""InputType":"JSON","MaxItems":1,"MaxItemsPath":"$.a""#),
      reader(#""InputType":"JSON","MaxItemsPath":"$.a""#)),
    RuleCase(
      .asl876, distributed(#""ResultWriter":{"Resource":"arn:aws:states:::s3:putObject"}"#),
      distributed(#""ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b"}}"#)),
    RuleCase(
      .asl869, reader(#""InputType":"JSON","CSVHeaderLocation":"FIRST_ROW""#),
      reader(#""InputType":"CSV","CSVHeaderLocation":"FIRST_ROW""#)),
    RuleCase(.asl876, distributed(#""ResultWriter":{}"#), distributed(#""ResultWriter":{"WriterConfig":{}}"#)),
    RuleCase(
      .asl877, distributed(#""ResultWriter":{"WriterConfig":{"Transformation":"FLAT"}}"#),
      distributed(#""ResultWriter":{"WriterConfig":{"Transformation":"FLATTEN","OutputType":"JSONL"}}"#)),
  ]

  private static let retriers = [
    RuleCase(.asl901, task(#""Retry":{}"#), task(#""Retry":[]"#)),
    RuleCase(.asl901, pass(#""Retry":[]"#), task(#""Catch":[]"#)),
    RuleCase(.asl902, task(#""Retry":[{}]"#), task(#""Retry":[{"ErrorEquals":["E"]}]"#)),
    RuleCase(.asl903, task(#""Retry":[{"ErrorEquals":[]}]"#), task(#""Retry":[{"ErrorEquals":["E","F"]}]"#)),
    RuleCase(.asl903, task(#""Retry":[{"ErrorEquals":"E"}]"#), task(#""Retry":[{"ErrorEquals":["E"]}]"#)),
    RuleCase(
      .asl904, task(#""Retry":[{"ErrorEquals":["States.ALL","E"]}]"#),
      task(#""Retry":[{"ErrorEquals":["E"]},{"ErrorEquals":["States.ALL"]}]"#)),
    RuleCase(
      .asl904, taskToZ(#""Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z"},{"ErrorEquals":["E"],"Next":"Z"}]"#),
      taskToZ(#""Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z"}]"#)),
    RuleCase(
      .asl905, task(#""Retry":[{"ErrorEquals":["E"],"IntervalSeconds":-1}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"IntervalSeconds":0}]"#)),
    RuleCase(
      .asl906, task(#""Retry":[{"ErrorEquals":["E"],"MaxAttempts":-1}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"MaxAttempts":9}]"#)),
    RuleCase(
      .asl907, task(#""Retry":[{"ErrorEquals":["E"],"BackoffRate":0.9}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"BackoffRate":1}]"#)),
    RuleCase(
      .asl908, task(#""Retry":[{"ErrorEquals":["E"],"MaxDelaySeconds":31622401}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"MaxDelaySeconds":31622400}]"#)),
    RuleCase(
      .asl909, task(#""Retry":[{"ErrorEquals":["E"],"JitterStrategy":"HALF"}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"JitterStrategy":"FULL"}]"#)),
    RuleCase(
      .asl910, task(#""Retry":[{"ErrorEquals":["E"],"MaxAttemps":1}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"Comment":"c"}]"#)),
    RuleCase(
      .asl911, task(#""Catch":[{"ErrorEquals":["E"]}]"#), taskToZ(#""Catch":[{"ErrorEquals":["E"],"Next":"Z"}]"#)),
    RuleCase(
      .asl912, taskToZ(#""Catch":[{"ErrorEquals":["E"],"Next":"Z","Result":1}]"#),
      taskToZ(#""Catch":[{"ErrorEquals":["E"],"Next":"Z","ResultPath":"$.e","Assign":{},"Comment":"c"}]"#)),
    RuleCase(
      .asl913, taskToZ(#""Catch":[{"ErrorEquals":["E"],"Next":"Z","Output":1}]"#),
      taskToZ(#""Catch":[{"ErrorEquals":["E"],"Next":"Z","ResultPath":null}]"#)),
  ]

  static let warnings = [
    RuleCase(
      .asl830, choice(#""Variable":"$.a","StringMatches":"a\\b","Next":"Z""#),
      choice(#""Variable":"$.a","StringMatches":"a\\*\\\\*","Next":"Z""#)),
    RuleCase(.aslw01, pass(#""Parameters":{"a":"$.b"}"#), pass(#""Parameters":{"a.$":"$.b","c":"$5"}"#)),
    RuleCase(.aslw01, pass(#""Parameters":{"a":"States.UUID()"}"#), pass(#""Parameters":{"a":"States of mind"}"#)),
    RuleCase(
      .aslw02, choice(#""Variable":"$.a","StringEquals":"$.b","Next":"Z""#),
      choice(#""Variable":"$.a","StringEqualsPath":"$.b","Next":"Z""#)),
    RuleCase(.aslw02, one(#""Type":"Fail","Cause":"$.c""#), one(#""Type":"Fail","CausePath":"$.c""#)),
    RuleCase(.aslw03, pass(#""Result":["$.a"]"#), pass(#""Result":["$a"]"#)),
    RuleCase(
      .aslw04,
      #"{"StartAt":"S","States":{"S":{"Type":"Succeed"},"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}}"#,
      #"{"StartAt":"S","States":{"S":{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"A"}],"Default":"Z"},"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"},"Z":{"Type":"Succeed"}}}"#
    ),
    RuleCase(
      .aslw05, pass(#""Assign":{"v":1},"OutputPath":"$v""#),
      #"{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"v":1},"Next":"S"},"S":{"Type":"Pass","OutputPath":"$v","End":true}}}"#
    ),
    RuleCase(.aslw05, passJSONata(#""Output":"{% $v %}""#), passJSONata(#""Output":"{% ($v := 1; $v) %}""#)),
    RuleCase(.aslw06, passJSONata(#""Output":"$states.input.a""#), passJSONata(#""Output":"{% $states.input.a %}""#)),
    RuleCase(.aslw06, passJSONata(#""Output":{"a.$":1}"#), passJSONata(#""Output":{"a":1}"#)),
    RuleCase(
      .aslw07, two(#""Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"Z"}]"#),
      two(
        #""Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"Z"},{"Variable":"$.a","IsNull":false,"Next":"Z"}]"#
      )),
    RuleCase(
      .aslw08, task(#""Retry":[{"ErrorEquals":["E"]},{"ErrorEquals":["E"]}]"#),
      task(#""Retry":[{"ErrorEquals":["E"]},{"ErrorEquals":["F"]}]"#)),
    RuleCase(
      .aslw08, task(#""Retry":[{"ErrorEquals":["States.Timeot"]}]"#),
      task(#""Retry":[{"ErrorEquals":["States.Timeout"]}]"#)),
    RuleCase(.aslw09, one(#""Type":"Map","Iterator":{\#(inner())},"End":true"#), map("")),
    RuleCase(.aslw09, map(#""Parameters":{}"#), map(#""ItemSelector":{}"#)),
    RuleCase(.aslw10, map(#""Label":"l""#), distributed(#""Label":"l""#)),
    RuleCase(.aslw11, one(#""Type":"Fail","Error":"States.Mine""#), one(#""Type":"Fail","Error":"Mine""#)),
    RuleCase(
      .aslw12, call("sqs:sendMessage.waitForTaskToken", #"{"QueueUrl":"q","MessageBody":"m"}"#),
      call("sqs:sendMessage.waitForTaskToken", #"{"QueueUrl":"q","MessageBody":"m"}"#, #""HeartbeatSeconds":60"#)),
    RuleCase(
      .aslw13, taskToZ(#""Catch":[{"ErrorEquals":["States.Runtime"],"Next":"Z"}]"#),
      taskToZ(#""Catch":[{"ErrorEquals":["States.TaskFailed"],"Next":"Z"}]"#)),
    RuleCase(
      .aslw14, taskToZ(#""Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":null,"Next":"Z"}]"#),
      taskToZ(#""Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.error","Next":"Z"}]"#)),
    RuleCase(
      .aslw15,
      two(
        #""Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"Z"},{"Variable":"$.a","IsNull":true,"Next":"S"}],"Default":"Z""#
      ),
      two(
        #""Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"Z"},{"Variable":"$.b","IsNull":true,"Next":"S"}],"Default":"Z""#
      )),
    RuleCase(
      .aslw15, twoJSONata(#""Type":"Choice","Choices":[{"Condition":true,"Next":"Z"},{"Condition":false,"Next":"S"}]"#),
      twoJSONata(#""Type":"Choice","Choices":[{"Condition":false,"Next":"S"},{"Condition":true,"Next":"Z"}]"#)),
    RuleCase(
      .aslw16, task(#""Retry":[{"ErrorEquals":["E"],"MaxAttempts":0}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"MaxAttempts":0},{"ErrorEquals":["States.ALL"]}]"#)),
    RuleCase(
      .aslw17,
      distributed("", processor: #""StartAt":"I","States":{"I":{"Type":"Task","Resource":"\#(function)","End":true}}"#),
      distributed(
        #""MaxConcurrency":10"#,
        processor: #""StartAt":"I","States":{"I":{"Type":"Task","Resource":"\#(function)","End":true}}"#)),
    RuleCase(
      .aslw18, pass(#""Result":"\#(String(repeating: "x", count: 262_144))""#),
      pass(#""Result":"\#(String(repeating: "x", count: 262_000))""#)),
    RuleCase(
      .aslw19, call("somethingnew:run", "{}"), call("sns:publish", #"{"Message":"m"}"#)),
    RuleCase(.aslw19, call("aws-sdk:nosuch:thing", "{}"), call("aws-sdk:acm:listCertificates", "{}")),
    RuleCase(
      .aslw30,
      call("lambda:invoke.waitForTaskToken", #"{"FunctionName":"f","TaskToken.$":"$"}"#, #""TimeoutSeconds":9"#),
      call("lambda:invoke.waitForTaskToken", #"{"FunctionName":"f","Payload.$":"$"}"#, #""TimeoutSeconds":9"#)),
    RuleCase(
      .aslw30, call("ecs:runTask", #"{"TaskDefinition":"t","NetworkConfiguration":{"awsVpcConfiguration":{}}}"#),
      call("ecs:runTask", #"{"TaskDefinition":"t","NetworkConfiguration":{"AwsvpcConfiguration":{}}}"#)),
    RuleCase(
      .aslw31, task(#""TimeoutSeconds":5,"HeartbeatSeconds":5"#), task(#""TimeoutSeconds":5,"HeartbeatSeconds":4"#)),
    RuleCase(.aslw32, reader(#""ItemsPointer":"/a""#), reader(#""InputType":"JSON","ItemsPointer":"/a""#)),
    RuleCase(
      .aslw32, distributed(#""ResultWriter":{"WriterConfig":{"OutputType":"JSONL"}}"#),
      distributed(#""ResultWriter":{"WriterConfig":{"OutputType":"JSONL","Transformation":"NONE"}}"#)),
    RuleCase(
      .aslw32, distributed(#""ResultWriter":{"WriterConfig":{"Transformation":"FLATTEN"}}"#),
      distributed(#""ResultWriter":{"WriterConfig":{"OutputType":"JSON","Transformation":"FLATTEN"}}"#)),
    RuleCase(
      .aslw20, passJSONata(#""Output":"{% $sumof([1]) %}""#),
      passJSONata(#""Output":"{% ($f := function() {1}; $f()) %}""#)),
    RuleCase(
      .aslw21, pass(#""Parameters":{"a.$":"States.ArrayLength($.a, States.UUID(), ')')"}"#),
      pass(#""Parameters":{"a.$":"States.ArrayLength($.a['x, (y'])"}"#)),
    RuleCase(
      .aslw21, pass(#""Parameters":{"a.$":"States.Array(States.MathAdd('1', 2))"}"#),
      pass(#""Parameters":{"a.$":"States.Array(States.MathAdd(-1, 2), 'it\\'s, (', null)"}"#)),
    RuleCase(.aslw40, pass(#""Result":${Result}"#), pass(#""Result":"${Result}""#)),
    RuleCase(.aslw51, pass(#""InputPath":"$.a[-1].b[-2]""#), pass(#""InputPath":"$.a[(@.length-1)].b""#)),
    RuleCase(
      .aslw51, pass(#""Parameters":{"a.$":"States.Array($.a[-1])"}"#),
      pass(#""Parameters":{"a.$":"States.Array($.a[-1:])"}"#)),
    RuleCase(.aslw51, pass(#""OutputPath":"$.a[-3:-1]""#), pass(#""OutputPath":"$.a[-3:]""#)),
    RuleCase(
      .aslw52, pass(#""Parameters":{"a.$":"$.a.length()"}"#), pass(#""Parameters":{"a.$":"$['a.length()']"}"#)),
    RuleCase(.aslw53, pass(#""InputPath":"$['a','b'].c""#), pass(#""InputPath":"$.c['a','b']""#)),
    RuleCase(
      .aslw54, pass(#""InputPath":"$.a[?(@.b==\"x\" && @.c=='y')]""#), pass(#""InputPath":"$.a[?(@.b==x)]""#)),
    RuleCase(
      .aslw55, pass(#""InputPath":"$.a[?(@.b && @.b == null)]""#), pass(#""InputPath":"$.a[?(@.b == null)]""#)),
    RuleCase(
      .aslw56, pass(#""InputPath":"$.a[?(@.b==1 && (@.c==1 || @.c==2))]""#),
      pass(#""InputPath":"$.a[?((@.b==1 && @.c==1) || @.c==2)]""#)),
    RuleCase(.aslw56, pass(#""InputPath":"$.a[?(!(@.b==1))]""#), pass(#""InputPath":"$.a[?(@.b!=1)]""#)),
    RuleCase(
      .aslw57, pass(#""InputPath":"$.a[?(@.b==1 or @.c==1)]""#), pass(#""InputPath":"$.a[?(@.b==1 || @.c==1)]""#)),
    RuleCase(.aslw58, pass(#""InputPath":"$.a[?(@.b=~'x')]""#), pass(#""InputPath":"$.a[?(@.b=~/x/)]""#)),
  ]

  private static func nestedParallels(_ depth: Int) -> String {
    var text = inner("L0")
    for level in 1..<(depth + 1) {
      text = #""StartAt":"L\#(level)","States":{"L\#(level)":{"Type":"Parallel","End":true,"Branches":[{\#(text)}]}}"#
    }
    return "{\(text)}"
  }
}
