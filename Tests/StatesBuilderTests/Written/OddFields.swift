import StatesBuilder

enum OddFields {
  /// The names of the states.
  enum Names: String, StateNaming {
    case c
    case t
    case t2
    case w
    case w2
    case w3
    case p
    case p2
    case q
    case m
    case m2
    case n
    case f
    case odd
    case noneState = "none"
    case same
  }

  /// The state machine.
  static var workflow: Workflow {
    Workflow(startAt: StateName("nowhere")) {
      c
      t
      t2
      w
      w2
      w3
      p
      p2
      m
      m2
      f
      odd
      noneState
      same
      same2
    }
    .field("Odd", ["x.$": 5])
    .field("TimeoutSeconds", "{% 1 %}")
  }

  static var c: Choice {
    Choice(Names.c) {
      When(Condition(fields: ["Variable": "$.a", "NumericEquals": "x"]), next: Names.t)
      When(Condition(fields: ["Variable": 5, "IsNull": true]), next: Names.t)
      When(Condition(fields: ["And": [1]]), next: Names.t)
      When(.and(Condition(fields: ["Variable": "$.a", "IsNull": 1])), next: Names.t)
      When(fields: ["Condition": 5, "Next": "t"])
      When(fields: ["Condition": "plain", "Next": "t"])
      When(fields: ["Next": 5])
      When(fields: [:])
      When(fields: ["Condition": true, "Variable": "$.a", "Next": "t"])
      When(.not(Condition(fields: ["Variable": "$.a", "IsNull": true, "Comment": 5])), next: StateName("lost"))
        .field("Comment", 6)
      When(.not(Condition.and(Variable("$.a").isNull(true).comment("c")).comment("d")), next: Names.t)
      When(Condition(fields: [:]), next: Names.t)
    }
    .field("Default", 5)
  }

  static var t: Task {
    Task(Names.t, resource: "r")
      .retry(Retry(fields: ["ErrorEquals": []]))
      .retry(Retry(fields: ["ErrorEquals": ["a", 5]]))
      .retry(Retry(fields: [:]))
      .retry(tRetry)
      .catch(Catch(fields: ["ErrorEquals": ["a"]]))
      .catch(Catch(fields: ["ErrorEquals": [], "Next": "t"]))
      .catch(Catch(["a"], next: StateName("lost")).field("ResultPath", 5))
      .catch(Catch(["a"], next: Names.t).resultPath("$.x").field("Odd", 1))
      .field("TimeoutSeconds", "x")
      .field("HeartbeatSeconds", 1.5)
      .field("End", false)
      .field("Next", nil)
      .field("Comment", [1])
      .field("QueryLanguage", "x")
      .field("InputPath", 5)
      .parameters(7)
      .credentials(nil)
  }

  static var tRetry: Retry {
    Retry(["a"])
      .field("MaxAttempts", "x")
      .field("BackoffRate", "{% 1 %}")
      .field("JitterStrategy", "ODD")
      .field("Odd", nil)
  }

  static var t2: CustomState {
    CustomState(Names.t2, fields: ["Type": "Task", "Resource": 5, "Retry": 5, "Catch": [1]])
  }

  static var w: CustomState {
    CustomState(Names.w, fields: ["Type": "Wait"])
  }

  static var w2: CustomState {
    CustomState(Names.w2, fields: ["Type": "Wait", "Seconds": "plain"])
  }

  static var w3: CustomState {
    CustomState(Names.w3, fields: ["Type": "Wait", "Seconds": 1, "SecondsPath": "$.x"])
  }

  static var p: CustomState {
    CustomState(Names.p, fields: ["Type": "Parallel", "Branches": [1]])
  }

  static var p2: Parallel {
    Parallel(Names.p2) {
      Branch(startAt: Names.q) {
        q
      }
      .field("Comment", 5)
      .field("Odd", 1)
    }
  }

  static var q: CustomState {
    CustomState(Names.q, fields: [:])
  }

  static var m: CustomState {
    CustomState(
      Names.m,
      fields: [
        "Type": "Map",
        "ItemReader": ["ReaderConfig": 5],
        "ItemBatcher": 5,
        "ResultWriter": ["Resource": 5, "WriterConfig": ["OutputType": "X"]],
      ]
    )
  }

  static var m2: Map {
    Map(Names.m2, m2Processor)
      .itemReader(Map.ItemReader(fields: ["ReaderConfig": ["InputType": "ODD", "CSVHeaders": [1], "MaxItems": "x"]]))
  }

  static var n: Succeed {
    Succeed(Names.n)
  }

  static var m2Processor: Map.Processor {
    Map.Processor(startAt: Names.n) {
      n
    }
    .field("ProcessorConfig", ["Mode": "ODD"])
  }

  static var f: Fail {
    Fail(Names.f)
      .field("Error", 5)
      .cause(expression: "1")
  }

  static var odd: CustomState {
    CustomState(Names.odd, fields: ["Type": "Odd", "Next": "t"])
  }

  static var noneState: CustomState {
    CustomState(Names.noneState, fields: [:])
  }

  static var same: Pass {
    Pass(Names.same).end()
  }

  static var same2: Pass {
    Pass(Names.same).end()
  }
}
