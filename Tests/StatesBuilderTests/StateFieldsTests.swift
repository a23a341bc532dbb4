import StatesBuilder
import Testing

private enum Step: String, StateNaming {
  case one = "First state"
  case two, three
}

/// Every field of every type of state, as it is printed.
@Suite struct StateFieldsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var state: any WorkflowState
    var text: String
    var testDescription: String { text }

    init(_ state: any WorkflowState, _ text: String) {
      self.state = state
      self.text = text
    }
  }

  private static let task = Task(Step.one, resource: "r")
  private static let pass = Pass(Step.one)
  private static let map = Map(Step.one) { Pass(Step.two).end() }
  private static let processor = #"{"StartAt":"two","States":{"two":{"Type":"Pass","End":true}}}"#

  static let common: [Case] = [
    Case(pass, #"{"Type":"Pass"}"#),
    Case(pass.comment("why"), #"{"Type":"Pass","Comment":"why"}"#),
    Case(pass.queryLanguage(.jsonata), #"{"Type":"Pass","QueryLanguage":"JSONata"}"#),
    Case(pass.field("Extra", [1, nil]), #"{"Type":"Pass","Extra":[1,null]}"#),
    Case(pass.next(Step.one), #"{"Type":"Pass","Next":"First state"}"#),
    Case(pass.next(StateName("x")), #"{"Type":"Pass","Next":"x"}"#),
    Case(pass.next(Succeed(Step.three)), #"{"Type":"Pass","Next":"three"}"#),
    Case(pass.end(), #"{"Type":"Pass","End":true}"#),
    Case(pass.inputPath("$.a"), #"{"Type":"Pass","InputPath":"$.a"}"#),
    Case(pass.inputPath(nil), #"{"Type":"Pass","InputPath":null}"#),
    Case(pass.outputPath("$$"), #"{"Type":"Pass","OutputPath":"$$"}"#),
    Case(pass.outputPath(nil), #"{"Type":"Pass","OutputPath":null}"#),
    Case(pass.resultPath("$.r"), #"{"Type":"Pass","ResultPath":"$.r"}"#),
    Case(pass.resultPath(nil), #"{"Type":"Pass","ResultPath":null}"#),
    Case(pass.parameters(["a": .path("$.x")]), #"{"Type":"Pass","Parameters":{"a.$":"$.x"}}"#),
    Case(pass.output(.expression("1 + 1")), #"{"Type":"Pass","Output":"{% 1 + 1 %}"}"#),
    Case(pass.output(nil), #"{"Type":"Pass","Output":null}"#),
    Case(pass.assign(["v": 1]), #"{"Type":"Pass","Assign":{"v":1}}"#),
    Case(pass.comment("a").end().comment("b"), #"{"Type":"Pass","Comment":"b","End":true}"#),
    Case(CustomState(Step.one, fields: ["Type": "Odd", "A": 1]), #"{"Type":"Odd","A":1}"#),
  ]

  static let simple: [Case] = [
    Case(pass.result(["a.$": "$.x"]), #"{"Type":"Pass","Result":{"a.$":"$.x"}}"#),
    Case(Succeed(Step.one).outputPath("$.a"), #"{"Type":"Succeed","OutputPath":"$.a"}"#),
    Case(Succeed(Step.one).output(["a": 1]), #"{"Type":"Succeed","Output":{"a":1}}"#),
    Case(Fail(Step.one), #"{"Type":"Fail"}"#),
    Case(Fail(Step.one, error: "E", cause: "c"), #"{"Type":"Fail","Error":"E","Cause":"c"}"#),
    Case(Fail(Step.one, cause: "c"), #"{"Type":"Fail","Cause":"c"}"#),
    Case(Fail(Step.one).errorPath("$.e").causePath("$.c"), #"{"Type":"Fail","ErrorPath":"$.e","CausePath":"$.c"}"#),
    Case(
      Fail(Step.one).error(expression: "$e").cause(expression: "$c"),
      #"{"Type":"Fail","Error":"{% $e %}","Cause":"{% $c %}"}"#),
    Case(Wait(Step.one, seconds: 5), #"{"Type":"Wait","Seconds":5}"#),
    Case(Wait(Step.one, secondsPath: "$.s"), #"{"Type":"Wait","SecondsPath":"$.s"}"#),
    Case(Wait(Step.one, secondsExpression: "$s"), #"{"Type":"Wait","Seconds":"{% $s %}"}"#),
    Case(
      Wait(Step.one, timestamp: "2026-01-02T03:04:05Z"), #"{"Type":"Wait","Timestamp":"2026-01-02T03:04:05Z"}"#),
    Case(Wait(Step.one, timestampPath: "$.t"), #"{"Type":"Wait","TimestampPath":"$.t"}"#),
    Case(Wait(Step.one, timestampExpression: "{%$t%}"), #"{"Type":"Wait","Timestamp":"{%$t%}"}"#),
  ]

  static let tasks: [Case] = [
    Case(task, #"{"Type":"Task","Resource":"r"}"#),
    Case(task.arguments(["a": 1]), #"{"Type":"Task","Resource":"r","Arguments":{"a":1}}"#),
    Case(task.resultSelector(["a": .path("$.x")]), #"{"Type":"Task","Resource":"r","ResultSelector":{"a.$":"$.x"}}"#),
    Case(task.timeoutSeconds(9), #"{"Type":"Task","Resource":"r","TimeoutSeconds":9}"#),
    Case(task.timeoutSeconds(expression: "$t"), #"{"Type":"Task","Resource":"r","TimeoutSeconds":"{% $t %}"}"#),
    Case(task.timeoutSecondsPath("$.t"), #"{"Type":"Task","Resource":"r","TimeoutSecondsPath":"$.t"}"#),
    Case(task.heartbeatSeconds(3), #"{"Type":"Task","Resource":"r","HeartbeatSeconds":3}"#),
    Case(task.heartbeatSeconds(expression: "$t"), #"{"Type":"Task","Resource":"r","HeartbeatSeconds":"{% $t %}"}"#),
    Case(task.heartbeatSecondsPath("$.t"), #"{"Type":"Task","Resource":"r","HeartbeatSecondsPath":"$.t"}"#),
    Case(
      task.credentials(["RoleArn": .path("$.role")]),
      #"{"Type":"Task","Resource":"r","Credentials":{"RoleArn.$":"$.role"}}"#),
    Case(
      task.retry(
        .timeout, "Mine", intervalSeconds: 2, maxAttempts: 0, backoffRate: 1.5, maxDelaySeconds: 60,
        jitterStrategy: .full
      )
      .retry(.all),
      #"{"Type":"Task","Resource":"r","Retry":[{"ErrorEquals":["States.Timeout","Mine"],"IntervalSeconds":2,"MaxAttempts":0,"#
        + #""BackoffRate":1.5,"MaxDelaySeconds":60,"JitterStrategy":"FULL"},{"ErrorEquals":["States.ALL"]}]}"#),
    Case(
      task.retry(Retry([.all], jitterStrategy: .off).comment("c")),
      #"{"Type":"Task","Resource":"r","Retry":[{"ErrorEquals":["States.ALL"],"JitterStrategy":"NONE","Comment":"c"}]}"#),
    Case(
      task.catch("Mine", .timeout, next: Step.two).catch(.all, next: Step.three, resultPath: nil),
      #"{"Type":"Task","Resource":"r","Catch":[{"ErrorEquals":["Mine","States.Timeout"],"Next":"two"},"#
        + #"{"ErrorEquals":["States.ALL"],"Next":"three","ResultPath":null}]}"#),
    Case(
      task.catch(
        Catch([.all], next: Step.two).assign(["v": 1]).output(.expression("$states.errorOutput")).comment("c")),
      #"{"Type":"Task","Resource":"r","Catch":[{"ErrorEquals":["States.ALL"],"Next":"two","Assign":{"v":1},"#
        + #""Output":"{% $states.errorOutput %}","Comment":"c"}]}"#),
  ]

  static let scopes: [Case] = [
    Case(
      Parallel(Step.one) {
        Branch { Pass(Step.two).end() }
        Branch(startAt: Step.three) { Succeed(Step.three) }.comment("c")
      },
      #"{"Type":"Parallel","Branches":[{"StartAt":"two","States":{"two":{"Type":"Pass","End":true}}},"#
        + #"{"Comment":"c","StartAt":"three","States":{"three":{"Type":"Succeed"}}}]}"#),
    Case(Parallel(Step.one) {}.arguments(1), #"{"Type":"Parallel","Branches":[],"Arguments":1}"#),
    Case(map, #"{"Type":"Map","ItemProcessor":\#(processor)}"#),
    Case(
      Map(Step.one, iterator: Map.Processor { Pass(Step.two).end() }), #"{"Type":"Map","Iterator":\#(processor)}"#),
    Case(
      Map(Step.one, Map.Processor(.inline) { Pass(Step.two).end() }),
      #"{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},\#(processor.dropFirst())}"#),
    Case(
      Map(Step.one, Map.Processor(.distributed(.express)) { Pass(Step.two).end() }.comment("c")),
      #"{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"#
        + #""Comment":"c",\#(processor.dropFirst())}"#),
  ]

  static let maps: [Case] = [
    (map.itemsPath("$.i"), #""ItemsPath":"$.i""#), (map.items([1, "{% 2 %}"]), #""Items":[1,"{% 2 %}"]"#),
    (map.itemSelector(["i": .path("$$.Map.Item.Value")]), #""ItemSelector":{"i.$":"$$.Map.Item.Value"}"#),
    (map.label("l"), #""Label":"l""#), (map.maxConcurrency(3), #""MaxConcurrency":3"#),
    (map.maxConcurrency(expression: "$n"), #""MaxConcurrency":"{% $n %}""#),
    (map.maxConcurrencyPath("$.n"), #""MaxConcurrencyPath":"$.n""#),
    (map.toleratedFailureCount(3), #""ToleratedFailureCount":3"#),
    (map.toleratedFailureCount(expression: "$n"), #""ToleratedFailureCount":"{% $n %}""#),
    (map.toleratedFailureCountPath("$.n"), #""ToleratedFailureCountPath":"$.n""#),
    (map.toleratedFailurePercentage(12.5), #""ToleratedFailurePercentage":12.5"#),
    (map.toleratedFailurePercentage(expression: "$n"), #""ToleratedFailurePercentage":"{% $n %}""#),
    (map.toleratedFailurePercentagePath("$.n"), #""ToleratedFailurePercentagePath":"$.n""#),
    (
      map.itemReader(
        Map.ItemReader(resource: "r").parameters(["Bucket": "b"]).readerConfig(Map.ReaderConfig(.jsonLines))),
      #""ItemReader":{"Resource":"r","Parameters":{"Bucket":"b"},"ReaderConfig":{"InputType":"JSONL"}}"#
    ),
    (map.itemReader(Map.ItemReader(resource: "r").arguments([:])), #""ItemReader":{"Resource":"r","Arguments":{}}"#),
    (
      map.itemReader(
        Map.ItemReader(resource: "r").readerConfig(
          Map.ReaderConfig(.csv).csvHeaderLocation(.given).csvHeaders(["a"]).csvDelimiter(.tab).maxItems(5))),
      #""ItemReader":{"Resource":"r","ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["a"],"#
        + #""CSVDelimiter":"TAB","MaxItems":5}}"#
    ),
    (
      map.itemReader(
        Map.ItemReader(resource: "r").readerConfig(
          Map.ReaderConfig().manifestType(.s3Inventory).itemsPointer("/a").transformation(.loadAndFlatten)
            .maxItems(expression: "$n").maxItemsPath("$.n"))),
      #""ItemReader":{"Resource":"r","ReaderConfig":{"ManifestType":"S3_INVENTORY","ItemsPointer":"/a","#
        + #""Transformation":"LOAD_AND_FLATTEN","MaxItems":"{% $n %}","MaxItemsPath":"$.n"}}"#
    ),
    (
      map.itemBatcher(Map.ItemBatcher().maxItemsPerBatch(2).maxInputBytesPerBatch(9).batchInput(["a": 1])),
      #""ItemBatcher":{"MaxItemsPerBatch":2,"MaxInputBytesPerBatch":9,"BatchInput":{"a":1}}"#
    ),
    (
      map.itemBatcher(Map.ItemBatcher().maxItemsPerBatchPath("$.n").maxInputBytesPerBatchPath("$.m")),
      #""ItemBatcher":{"MaxItemsPerBatchPath":"$.n","MaxInputBytesPerBatchPath":"$.m"}"#
    ),
    (
      map.itemBatcher(Map.ItemBatcher().maxItemsPerBatch(expression: "1").maxInputBytesPerBatch(expression: "2")),
      #""ItemBatcher":{"MaxItemsPerBatch":"{% 1 %}","MaxInputBytesPerBatch":"{% 2 %}"}"#
    ),
    (
      map.resultWriter(
        Map.ResultWriter(resource: "r").parameters(["Bucket": "b"])
          .writerConfig(Map.WriterConfig().outputType(.jsonLines).transformation(.compact))),
      #""ResultWriter":{"Resource":"r","Parameters":{"Bucket":"b"},"WriterConfig":{"OutputType":"JSONL","Transformation":"COMPACT"}}"#
    ),
    (map.resultWriter(Map.ResultWriter().arguments([:])), #""ResultWriter":{"Arguments":{}}"#),
  ].map { Case($0.0, #"{"Type":"Map","ItemProcessor":\#(processor),\#($0.1)}"#) }

  @Test(arguments: common + simple + tasks + scopes + maps)
  func printsItsFields(example: Case) {
    #expect(JSON.object(example.state.fields).description == example.text)
    #expect(example.state.stateName == StateName("First state"))
  }
}
