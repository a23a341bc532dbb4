import StatesBuilder

enum AllFieldsJSONata {
  /// The names of the states.
  enum Names: String, StateNaming {
    case pass = "Pass"
    case task = "Task"
    case choice = "Choice"
    case wait = "Wait"
    case waitUntil = "WaitUntil"
    case parallel = "Parallel"
    case b = "B"
    case map = "Map"
    case m1 = "M1"
    case mapList = "MapList"
    case m2 = "M2"
    case distributedState = "Distributed"
    case m3 = "M3"
    case succeed = "Succeed"
    case fail = "Fail"
  }

  /// The state machine.
  static var workflow: Workflow {
    Workflow(startAt: Names.pass) {
      pass
      task
      choice
      wait
      waitUntil
      parallel
      map
      mapList
      distributedState
      succeed
      fail
    }
    .queryLanguage(.jsonata)
  }

  static var pass: Pass {
    Pass(Names.pass)
      .queryLanguage(.jsonata)
      .output(["a": .expression("$states.input"), "b": [.expression("{%1%}"), nil], "c": ["d": 2]])
      .assign(["v": .expression("1")])
      .next(Names.task)
  }

  static var task: Task {
    Task(Names.task, resource: "arn:aws:states:::lambda:invoke")
      .arguments(["FunctionName": "f", "Payload": .expression("$states.input")])
      .timeoutSeconds(expression: "$v")
      .heartbeatSeconds(expression: "1")
      .credentials(["RoleArn": .expression("$states.input.role")])
      .output(.expression("$states.result.Payload"))
      .catch(taskCatch)
      .next(Names.choice)
  }

  static var taskCatch: Catch {
    Catch([.all], next: Names.fail)
      .output(.expression("$states.errorOutput"))
      .assign(["e": .expression("$states.errorOutput.Error")])
  }

  static var choice: Choice {
    Choice(Names.choice) {
      When(expression: "$states.input.n > 1", next: Names.wait)
      When(true, next: Names.wait)
        .output(1)
        .assign(["x": 1])
        .comment("c")
      When(false, next: Names.waitUntil)
      When(expression: "{%$v%}", next: Names.waitUntil)
    }
    .output(.expression("1"))
    .assign(["y": 2])
    .default(Names.fail)
  }

  static var wait: Wait {
    Wait(Names.wait, secondsExpression: "5")
      .output(.expression("$states.input"))
      .next(Names.parallel)
  }

  static var waitUntil: Wait {
    Wait(Names.waitUntil, timestampExpression: "$now()").next(Names.parallel)
  }

  static var parallel: Parallel {
    Parallel(Names.parallel) {
      Branch(startAt: Names.b) {
        b
      }
    }
    .arguments(["a": 1])
    .output(nil)
    .next(Names.map)
  }

  static var b: Succeed {
    Succeed(Names.b).output(.expression("1"))
  }

  static var map: Map {
    Map(Names.map, startAt: Names.m1) {
      m1
    }
    .items(.expression("[1..3]"))
    .itemSelector(.expression("$states.context.Map.Item.Value"))
    .maxConcurrency(expression: "2")
    .next(Names.mapList)
  }

  static var m1: Pass {
    Pass(Names.m1).end()
  }

  static var mapList: Map {
    Map(Names.mapList, startAt: Names.m2) {
      m2
    }
    .items([1, .expression("2")])
    .next(Names.distributedState)
  }

  static var m2: Pass {
    Pass(Names.m2).end()
  }

  static var distributedState: Map {
    Map(Names.distributedState, distributedStateProcessor)
      .itemReader(distributedStateItemReader)
      .itemBatcher(distributedStateItemBatcher)
      .resultWriter(distributedStateResultWriter)
      .toleratedFailureCount(expression: "1")
      .toleratedFailurePercentage(expression: "5")
      .next(Names.succeed)
  }

  static var m3: Pass {
    Pass(Names.m3).end()
  }

  static var distributedStateProcessor: Map.Processor {
    Map.Processor(.distributed(.standard), startAt: Names.m3) {
      m3
    }
  }

  static var distributedStateItemReader: Map.ItemReader {
    Map.ItemReader(resource: "arn:aws:states:::s3:getObject")
      .arguments(["Bucket": "b", "Key": .expression("$states.input.key")])
      .readerConfig(Map.ReaderConfig(.jsonLines).maxItems(expression: "5"))
  }

  static var distributedStateItemBatcher: Map.ItemBatcher {
    Map.ItemBatcher()
      .maxItemsPerBatch(expression: "5")
      .maxInputBytesPerBatch(expression: "1000")
      .batchInput(["a": .expression("1")])
  }

  static var distributedStateResultWriter: Map.ResultWriter {
    Map.ResultWriter(resource: "arn:aws:states:::s3:putObject").arguments(["Bucket": "b", "Prefix": "p"])
  }

  static var succeed: Succeed {
    Succeed(Names.succeed).output(["ok": true])
  }

  static var fail: Fail {
    Fail(Names.fail)
      .error(expression: "'E'")
      .cause(expression: "$states.input.cause")
  }
}
