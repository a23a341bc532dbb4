import StatesBuilder

enum AllFieldsJSONPath {
  /// The names of the states.
  enum Names: String, StateNaming {
    case pass = "Pass"
    case parameters = "Parameters"
    case task = "Task"
    case taskPaths = "TaskPaths"
    case choice = "Choice"
    case waitSeconds = "WaitSeconds"
    case waitTimestamp = "WaitTimestamp"
    case waitSecondsPath = "WaitSecondsPath"
    case waitTimestampPath = "WaitTimestampPath"
    case parallel = "Parallel"
    case b2 = "B2"
    case b1 = "B1"
    case b3 = "B3"
    case map = "Map"
    case m1 = "M1"
    case mapInline = "MapInline"
    case m2 = "M2"
    case mapOld = "MapOld"
    case m3 = "M3"
    case mapDistributed = "MapDistributed"
    case m4 = "M4"
    case mapPaths = "MapPaths"
    case m5 = "M5"
    case mapManifest = "MapManifest"
    case m6 = "M6"
    case mapPointer = "MapPointer"
    case m7 = "M7"
    case succeed = "Succeed"
    case fail = "Fail"
  }

  /// The state machine.
  static var workflow: Workflow {
    Workflow(startAt: Names.pass) {
      pass
      parameters
      task
      taskPaths
      choice
      waitSeconds
      waitTimestamp
      waitSecondsPath
      waitTimestampPath
      parallel
      map
      mapInline
      mapOld
      mapDistributed
      mapPaths
      mapManifest
      mapPointer
      succeed
      fail
    }
    .comment("Every field of JSONPath states.")
    .version("1.0")
    .timeoutSeconds(3600)
    .queryLanguage(.jsonPath)
  }

  static var pass: Pass {
    Pass(Names.pass)
      .comment("c")
      .queryLanguage(.jsonPath)
      .inputPath("$.a")
      .result([
        "a.$": "kept",
        "list": [1, -2.5, true, nil, ["deep": [[]]]],
        "e": [:],
        "big": .number(.literal("12345678901234567890")),
      ])
      .resultPath("$.r")
      .outputPath("$")
      .assign(["v": .path("$.x"), "w": 1])
      .next(Names.parameters)
  }

  static var parameters: Pass {
    Pass(Names.parameters)
      .inputPath(nil)
      .parameters([
        "p": .path("$.x"),
        "c": .path("$$.Execution.Id"),
        "v": .path("$v"),
        "i": .intrinsic("States.Format('{}', 'x')"),
        "s": .expression("not an expression"),
        "in": [["p": .path("$")]],
      ])
      .resultPath(nil)
      .outputPath(nil)
      .next(Names.task)
  }

  static var task: Task {
    Task(Names.task, resource: "arn:aws:states:::lambda:invoke")
      .parameters(["FunctionName": "f", "Payload": .path("$")])
      .resultSelector(["p": .path("$.Payload")])
      .credentials(["RoleArn": .path("$.role")])
      .timeoutSeconds(30)
      .heartbeatSeconds(10)
      .retry(
        .timeout, "Lambda.TooManyRequestsException", intervalSeconds: 2, maxAttempts: 0, backoffRate: 1.5,
        maxDelaySeconds: 60, jitterStrategy: .full
      )
      .retry(Retry([.heartbeatTimeout], jitterStrategy: .off).comment("r"))
      .retry(.all)
      .catch("Mine", next: Names.choice)
      .catch(.timeout, next: Names.choice, resultPath: nil)
      .catch(taskCatch)
      .catch(.all, next: Names.fail, resultPath: "$.e")
      .next(Names.taskPaths)
  }

  static var taskCatch: Catch {
    Catch([.taskFailed], next: Names.choice)
      .resultPath("$.error")
      .comment("c")
      .assign(["e": .path("$.Error")])
  }

  static var taskPaths: Task {
    Task(Names.taskPaths, resource: "arn:aws:states:us-east-1:123456789012:activity:a")
      .timeoutSecondsPath("$.t")
      .heartbeatSecondsPath("$.h")
      .field("Retry", [])
      .field("Catch", [])
      .next(Names.choice)
  }

  static var choice: Choice {
    Choice(Names.choice) {
      When(.and(Variable("$.a").isPresent(true), choiceCondition), next: Names.waitSeconds)
        .comment("outer")
        .assign(["x": .path("$.a")])
      When(.not(.not(.not(choiceCondition2))), next: Names.waitSeconds)
      When(Variable("$.a").stringEquals("s"), next: Names.waitSeconds)
      When(Variable("$.a").stringLessThan("s"), next: Names.waitSeconds)
      When(Variable("$.a").stringGreaterThan("s"), next: Names.waitSeconds)
      When(Variable("$.a").stringLessThanEquals("s"), next: Names.waitSeconds)
      When(Variable("$.a").stringGreaterThanEquals("s"), next: Names.waitSeconds)
      When(Variable("$.a").numericEquals(1000), next: Names.waitSeconds)
      When(Variable("$.a").numericLessThan(1000), next: Names.waitSeconds)
      When(Variable("$.a").numericGreaterThan(1000), next: Names.waitSeconds)
      When(Variable("$.a").numericLessThanEquals(1000), next: Names.waitSeconds)
      When(Variable("$.a").numericGreaterThanEquals(1000), next: Names.waitSeconds)
      When(Variable("$.a").timestampEquals("2026-01-02T03:04:05Z"), next: Names.waitSeconds)
      When(Variable("$.a").timestampLessThan("2026-01-02T03:04:05Z"), next: Names.waitSeconds)
      When(Variable("$.a").timestampGreaterThan("2026-01-02T03:04:05Z"), next: Names.waitSeconds)
      When(Variable("$.a").timestampLessThanEquals("2026-01-02T03:04:05Z"), next: Names.waitSeconds)
      When(Variable("$.a").timestampGreaterThanEquals("2026-01-02T03:04:05Z"), next: Names.waitSeconds)
      When(Variable("$.a").stringEqualsPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").stringLessThanPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").stringGreaterThanPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").stringLessThanEqualsPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").stringGreaterThanEqualsPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").numericEqualsPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").numericLessThanPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").numericGreaterThanPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").numericLessThanEqualsPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").numericGreaterThanEqualsPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").timestampEqualsPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").timestampLessThanPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").timestampGreaterThanPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").timestampLessThanEqualsPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").timestampGreaterThanEqualsPath("$.p"), next: Names.waitSeconds)
      When(Variable("$.a").booleanEquals(true), next: Names.waitSeconds)
      When(Variable("$.a").booleanEqualsPath("$$.p"), next: Names.waitSeconds)
      When(Variable("$.a").stringMatches(#"*\*""#), next: Names.waitSeconds)
      When(Variable("$.a").isString(true), next: Names.waitSeconds)
      When(Variable("$.a").isNumeric(false), next: Names.waitSeconds)
      When(Variable("$.a").isBoolean(true), next: Names.waitSeconds)
      When(Variable("$.a").isTimestamp(true), next: Names.waitSeconds)
    }
    .inputPath("$.a")
    .outputPath("$.b")
    .assign(["d": 1])
    .default(Names.fail)
  }

  static var choiceCondition: Condition {
    Condition.or(Variable("$.a").isNull(false), .not(Variable("$.a").stringMatches("a*"))).comment("inner")
  }

  static var choiceCondition2: Condition {
    .not(.and(Variable("$.a").numericLessThan(0.1), Variable("$.n").numericEquals(-5)))
  }

  static var waitSeconds: Wait {
    Wait(Names.waitSeconds, seconds: 5).next(Names.waitTimestamp)
  }

  static var waitTimestamp: Wait {
    Wait(Names.waitTimestamp, timestamp: "2026-01-02T03:04:05Z").next(Names.waitSecondsPath)
  }

  static var waitSecondsPath: Wait {
    Wait(Names.waitSecondsPath, secondsPath: "$.s").next(Names.waitTimestampPath)
  }

  static var waitTimestampPath: Wait {
    Wait(Names.waitTimestampPath, timestampPath: "$.t").next(Names.parallel)
  }

  static var parallel: Parallel {
    Parallel(Names.parallel) {
      Branch(startAt: Names.b1) {
        b2
        b1
      }
      .comment("first")
      Branch(startAt: Names.b3) {
        b3
      }
    }
    .parameters(["a": 1])
    .next(Names.map)
  }

  static var b2: Succeed {
    Succeed(Names.b2)
  }

  static var b1: Pass {
    Pass(Names.b1).next(Names.b2)
  }

  static var b3: Fail {
    Fail(Names.b3)
      .errorPath("$.e")
      .causePath("States.Format('{}', $.c)")
  }

  static var map: Map {
    Map(Names.map, startAt: Names.m1) {
      m1
    }
    .itemsPath("$.items")
    .itemSelector(["i": .path("$$.Map.Item.Value")])
    .maxConcurrency(3)
    .next(Names.mapInline)
  }

  static var m1: Pass {
    Pass(Names.m1).end()
  }

  static var mapInline: Map {
    Map(Names.mapInline, mapInlineProcessor)
      .maxConcurrencyPath("$.n")
      .next(Names.mapOld)
  }

  static var m2: Pass {
    Pass(Names.m2).end()
  }

  static var mapInlineProcessor: Map.Processor {
    Map.Processor(.inline, startAt: Names.m2) {
      m2
    }
    .comment("p")
  }

  static var mapOld: Map {
    Map(Names.mapOld, iterator: mapOldProcessor)
      .parameters(["a": 1])
      .next(Names.mapDistributed)
  }

  static var m3: Pass {
    Pass(Names.m3).end()
  }

  static var mapOldProcessor: Map.Processor {
    Map.Processor(startAt: Names.m3) {
      m3
    }
  }

  static var mapDistributed: Map {
    Map(Names.mapDistributed, mapDistributedProcessor)
      .label("label")
      .itemReader(mapDistributedItemReader)
      .itemBatcher(Map.ItemBatcher().maxItemsPerBatch(5).maxInputBytesPerBatch(1000).batchInput(["x": .path("$.x")]))
      .resultWriter(mapDistributedResultWriter)
      .toleratedFailureCount(2)
      .toleratedFailurePercentage(12.5)
      .next(Names.mapPaths)
  }

  static var m4: Pass {
    Pass(Names.m4).end()
  }

  static var mapDistributedProcessor: Map.Processor {
    Map.Processor(.distributed(.standard), startAt: Names.m4) {
      m4
    }
  }

  static var mapDistributedReaderConfig: Map.ReaderConfig {
    Map.ReaderConfig(.csv)
      .csvHeaderLocation(.given)
      .csvHeaders(["a", #"b"c"#])
      .csvDelimiter(.pipe)
      .maxItems(10)
  }

  static var mapDistributedItemReader: Map.ItemReader {
    Map.ItemReader(resource: "arn:aws:states:::s3:getObject")
      .readerConfig(mapDistributedReaderConfig)
      .parameters(["Bucket": "b", "Key": .path("$.k")])
  }

  static var mapDistributedResultWriter: Map.ResultWriter {
    Map.ResultWriter(resource: "arn:aws:states:::s3:putObject")
      .parameters(["Bucket": "b", "Prefix": "p"])
      .writerConfig(Map.WriterConfig().outputType(.jsonLines).transformation(.flatten))
  }

  static var mapPaths: Map {
    Map(Names.mapPaths, mapPathsProcessor)
      .itemReader(mapPathsItemReader)
      .itemBatcher(Map.ItemBatcher().maxItemsPerBatchPath("$.i").maxInputBytesPerBatchPath("$.b"))
      .toleratedFailureCountPath("$.c")
      .toleratedFailurePercentagePath("$.p")
      .next(Names.mapManifest)
  }

  static var m5: Pass {
    Pass(Names.m5).end()
  }

  static var mapPathsProcessor: Map.Processor {
    Map.Processor(.distributed(.express), startAt: Names.m5) {
      m5
    }
  }

  static var mapPathsItemReader: Map.ItemReader {
    Map.ItemReader(resource: "arn:aws:states:::s3:listObjectsV2")
      .parameters(["Bucket": "b"])
      .readerConfig(Map.ReaderConfig().maxItemsPath("$.n").transformation(.none))
  }

  static var mapManifest: Map {
    Map(Names.mapManifest, mapManifestProcessor)
      .itemReader(mapManifestItemReader)
      .resultWriter(Map.ResultWriter().writerConfig(Map.WriterConfig().outputType(.json).transformation(.compact)))
      .next(Names.mapPointer)
  }

  static var m6: Pass {
    Pass(Names.m6).end()
  }

  static var mapManifestProcessor: Map.Processor {
    Map.Processor(.distributed(.express), startAt: Names.m6) {
      m6
    }
  }

  static var mapManifestItemReader: Map.ItemReader {
    Map.ItemReader(resource: "arn:aws:states:::s3:getObject")
      .parameters(["Bucket": "b", "Key": "k"])
      .readerConfig(Map.ReaderConfig(.manifest).manifestType(.s3Inventory))
  }

  static var mapPointer: Map {
    Map(Names.mapPointer, mapPointerProcessor)
      .itemReader(mapPointerItemReader)
      .next(Names.succeed)
  }

  static var m7: Pass {
    Pass(Names.m7).end()
  }

  static var mapPointerProcessor: Map.Processor {
    Map.Processor(.distributed(.express), startAt: Names.m7) {
      m7
    }
  }

  static var mapPointerItemReader: Map.ItemReader {
    Map.ItemReader(resource: "arn:aws:states:::s3:getObject")
      .parameters(["Bucket": "b", "Key": "k"])
      .readerConfig(Map.ReaderConfig(.json).itemsPointer("/a/b"))
  }

  static var succeed: Succeed {
    Succeed(Names.succeed)
      .inputPath("$.a")
      .outputPath("$.b")
  }

  static var fail: Fail {
    Fail(Names.fail, error: "E", cause: #"Because of "this"."#)
  }
}
