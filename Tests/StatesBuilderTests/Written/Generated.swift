import StatesBuilder

enum Generated {
  /// The names of the states.
  enum Names: String, StateNaming {
    case c5 = "C5"
    case s1 = "S1"
    case s2 = "S2"
    case s3 = "S3"
    case s6 = "S6"
    case s7 = "S7"
    case c10 = "C10"
    case s8 = "S8"
    case s9 = "S9"
    case s12 = "S12"
    case c21 = "C21"
    case s13 = "S13"
    case c19 = "C19"
    case s16 = "S16"
    case s17 = "S17"
    case s18 = "S18"
    case s14 = "S14"
    case t25 = "T25"
    case s22 = "S22"
    case c26 = "C26"
    case s23 = "S23"
    case s24 = "S24"
    case s15 = "S15"
    case s28 = "S28"
    case s30 = "S30"
    case c33 = "C33"
    case s31 = "S31"
    case s32 = "S32"
    case s29 = "S29"
    case s34 = "S34"
    case c38 = "C38"
    case s35 = "S35"
    case s37 = "S37"
    case c69 = "C69"
    case s4 = "S4"
    case s39 = "S39"
    case c44 = "C44"
    case s42 = "S42"
    case s43 = "S43"
    case s45 = "S45"
    case c49 = "C49"
    case s46 = "S46"
    case s47 = "S47"
    case c57 = "C57"
    case s50 = "S50"
    case t55 = "T55"
    case s52 = "S52"
    case s53 = "S53"
    case s54 = "S54"
    case c62 = "C62"
    case s51 = "S51"
    case s58 = "S58"
    case t61 = "T61"
    case s59 = "S59"
    case s60 = "S60"
    case s63 = "S63"
    case s64 = "S64"
    case s40 = "S40"
    case s65 = "S65"
    case t68 = "T68"
    case s66 = "S66"
    case s67 = "S67"
    case s41 = "S41"
  }

  /// The state machine.
  static var workflow: Workflow {
    Workflow(startAt: Names.s1) {
      c5
      s1
      s2
      s3
      c69
      s4
    }
  }

  static var c5: Fail {
    Fail(Names.c5)
  }

  static var s1: Task {
    Task(Names.s1, resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken")
      .parameters(["QueueUrl": "q", "MessageBody": .path("$$.Task.Token")])
      .timeoutSeconds(36)
      .heartbeatSeconds(2)
      .catch(.heartbeatTimeout, next: Names.c5)
      .next(Names.s2)
  }

  static var s2: Wait {
    Wait(Names.s2, seconds: 89).next(Names.s3)
  }

  static var s3: Parallel {
    Parallel(Names.s3) {
      Branch(startAt: Names.s6) {
        s6
        s7
      }
      Branch(startAt: Names.s12) {
        s12
      }
      Branch(startAt: Names.s28) {
        s28
        s29
      }
    }
    .retry(.timeout, maxAttempts: 1, jitterStrategy: .full)
    .next(Names.s4)
  }

  static var s6: Wait {
    Wait(Names.s6, timestamp: "2024-01-01T00:00:30Z").next(Names.s7)
  }

  static var s7: Parallel {
    Parallel(Names.s7) {
      Branch(startAt: Names.s8) {
        c10
        s8
        s9
      }
    }
    .end()
  }

  static var c10: Succeed {
    Succeed(Names.c10)
  }

  static var s8: Task {
    Task(Names.s8, resource: "arn:aws:states:::lambda:invoke")
      .parameters(["FunctionName": "f", "Payload": .path("$")])
      .timeoutSeconds(49)
      .retry(.taskFailed, maxAttempts: 1)
      .catch(.all, next: Names.c10)
      .next(Names.s9)
  }

  static var s9: Pass {
    Pass(Names.s9)
      .inputPath("$.missing")
      .end()
  }

  static var s12: Map {
    Map(Names.s12, s12Processor)
      .itemsPath("$$.Execution.Input.items")
      .maxConcurrency(1)
      .toleratedFailurePercentage(50)
      .retry(.taskFailed, maxAttempts: 2, jitterStrategy: .full)
      .end()
  }

  static var c21: Fail {
    Fail(Names.c21)
  }

  static var s13: Map {
    Map(Names.s13, s13Processor)
      .itemsPath("$$.Execution.Input.items")
      .maxConcurrency(1)
      .toleratedFailurePercentage(50)
      .catch(.all, next: Names.c21)
      .next(Names.s14)
  }

  static var c19: Succeed {
    Succeed(Names.c19)
  }

  static var s16: Task {
    Task(Names.s16, resource: "arn:aws:states:us-east-1:111111111111:activity:a")
      .timeoutSeconds(40)
      .heartbeatSeconds(8)
      .retry(.timeout, maxAttempts: 2, jitterStrategy: .full)
      .catch("E1", next: Names.c19)
      .next(Names.s17)
  }

  static var s17: Pass {
    Pass(Names.s17)
      .resultPath("$.r")
      .next(Names.s18)
  }

  static var s18: Wait {
    Wait(Names.s18, timestamp: "2024-01-01T00:00:30Z").end()
  }

  static var s13Processor: Map.Processor {
    Map.Processor(.distributed(.standard), startAt: Names.s16) {
      c19
      s16
      s17
      s18
    }
  }

  static var s14: Map {
    Map(Names.s14, startAt: Names.s22) {
      t25
      s22
      c26
      s23
      s24
    }
    .itemsPath("$$.Execution.Input.items")
    .retry("E0", maxAttempts: 3, jitterStrategy: .full)
    .next(Names.s15)
  }

  static var t25: Succeed {
    Succeed(Names.t25)
  }

  static var s22: Choice {
    Choice(Names.s22) {
      When(Variable("$.text").stringMatches("t*"), next: Names.t25)
    }
    .default(Names.s23)
  }

  static var c26: Fail {
    Fail(Names.c26)
  }

  static var s23: Task {
    Task(Names.s23, resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken")
      .parameters(["QueueUrl": "q", "MessageBody": .path("$$.Task.Token")])
      .timeoutSeconds(10)
      .catch(.all, next: Names.c26)
      .next(Names.s24)
  }

  static var s24: Fail {
    Fail(Names.s24, error: "E0", cause: "made")
  }

  static var s15: Pass {
    Pass(Names.s15)
      .resultPath("$.r")
      .end()
  }

  static var s12Processor: Map.Processor {
    Map.Processor(.distributed(.standard), startAt: Names.s13) {
      c21
      s13
      s14
      s15
    }
  }

  static var s28: Map {
    Map(Names.s28, startAt: Names.s30) {
      s30
      c33
      s31
    }
    .itemsPath("$$.Execution.Input.items")
    .next(Names.s29)
  }

  static var s30: Task {
    Task(Names.s30, resource: "arn:aws:lambda:us-east-1:111111111111:function:f")
      .timeoutSeconds(23)
      .heartbeatSeconds(3)
      .retry(.timeout, maxAttempts: 2)
      .next(Names.s31)
  }

  static var c33: Fail {
    Fail(Names.c33)
  }

  static var s31: Map {
    Map(Names.s31, startAt: Names.s32) {
      s32
    }
    .itemsPath("$$.Execution.Input.items")
    .retry(.timeout, maxAttempts: 2)
    .catch("E1", next: Names.c33)
    .end()
  }

  static var s32: Succeed {
    Succeed(Names.s32)
  }

  static var s29: Parallel {
    Parallel(Names.s29) {
      Branch(startAt: Names.s34) {
        s34
        c38
        s35
      }
    }
    .retry("E0", maxAttempts: 3)
    .end()
  }

  static var s34: Pass {
    Pass(Names.s34)
      .result(["items": []])
      .next(Names.s35)
  }

  static var c38: Fail {
    Fail(Names.c38)
  }

  static var s35: Map {
    Map(Names.s35, s35Processor)
      .itemsPath("$$.Execution.Input.items")
      .maxConcurrency(3)
      .catch("E1", next: Names.c38)
      .end()
  }

  static var s37: Wait {
    Wait(Names.s37, seconds: 72).end()
  }

  static var s35Processor: Map.Processor {
    Map.Processor(.distributed(.standard), startAt: Names.s37) {
      s37
    }
  }

  static var c69: Fail {
    Fail(Names.c69)
  }

  static var s4: Map {
    Map(Names.s4, s4Processor)
      .itemsPath("$$.Execution.Input.items")
      .maxConcurrency(3)
      .toleratedFailurePercentage(50)
      .retry(.timeout, maxAttempts: 1)
      .catch(.heartbeatTimeout, next: Names.c69)
      .end()
  }

  static var s39: Parallel {
    Parallel(Names.s39) {
      Branch(startAt: Names.s42) {
        c44
        s42
        s43
      }
      Branch(startAt: Names.s50) {
        c57
        s50
        c62
        s51
      }
      Branch(startAt: Names.s63) {
        s63
      }
    }
    .next(Names.s40)
  }

  static var c44: Fail {
    Fail(Names.c44)
  }

  static var s42: Task {
    Task(Names.s42, resource: "arn:aws:lambda:us-east-1:111111111111:function:f")
      .timeoutSeconds(35)
      .retry("E0", maxAttempts: 2, jitterStrategy: .full)
      .catch(.heartbeatTimeout, next: Names.c44)
      .next(Names.s43)
  }

  static var s43: Map {
    Map(Names.s43, startAt: Names.s45) {
      s45
      c49
      s46
      s47
    }
    .itemsPath("$$.Execution.Input.items")
    .maxConcurrency(1)
    .end()
  }

  static var s45: Pass {
    Pass(Names.s45)
      .resultPath("$.r")
      .next(Names.s46)
  }

  static var c49: Succeed {
    Succeed(Names.c49)
  }

  static var s46: Task {
    Task(Names.s46, resource: "arn:aws:lambda:us-east-1:111111111111:function:f")
      .timeoutSeconds(34)
      .heartbeatSeconds(7)
      .retry(.timeout, maxAttempts: 3, jitterStrategy: .full)
      .catch(.heartbeatTimeout, next: Names.c49)
      .next(Names.s47)
  }

  static var s47: Fail {
    Fail(Names.s47, error: "E2", cause: "made")
  }

  static var c57: Fail {
    Fail(Names.c57)
  }

  static var s50: Map {
    Map(Names.s50, startAt: Names.s52) {
      t55
      s52
      s53
      s54
    }
    .itemsPath("$$.Execution.Input.items")
    .retry("E0", maxAttempts: 0)
    .catch(.all, next: Names.c57)
    .next(Names.s51)
  }

  static var t55: Fail {
    Fail(Names.t55)
  }

  static var s52: Choice {
    Choice(Names.s52) {
      When(.not(Variable("$.o").isNull(true)), next: Names.t55)
    }
    .default(Names.s53)
  }

  static var s53: Pass {
    Pass(Names.s53)
      .parameters(["all": .path("$"), "id": .intrinsic("States.UUID()")])
      .next(Names.s54)
  }

  static var s54: Task {
    Task(Names.s54, resource: "arn:aws:lambda:us-east-1:111111111111:function:f")
      .timeoutSeconds(18)
      .heartbeatSeconds(7)
      .end()
  }

  static var c62: Succeed {
    Succeed(Names.c62)
  }

  static var s51: Map {
    Map(Names.s51, startAt: Names.s58) {
      s58
      t61
      s59
      s60
    }
    .itemsPath("$$.Execution.Input.items")
    .maxConcurrency(3)
    .catch("E1", next: Names.c62)
    .end()
  }

  static var s58: Wait {
    Wait(Names.s58, timestamp: "2024-01-01T00:00:30Z").next(Names.s59)
  }

  static var t61: Fail {
    Fail(Names.t61)
  }

  static var s59: Choice {
    Choice(Names.s59) {
      When(Variable("$.flag").booleanEquals(true), next: Names.t61)
    }
    .default(Names.s60)
  }

  static var s60: Fail {
    Fail(Names.s60, error: "E1", cause: "made")
  }

  static var s63: Map {
    Map(Names.s63, startAt: Names.s64) {
      s64
    }
    .itemsPath("$$.Execution.Input.items")
    .maxConcurrency(3)
    .retry(.timeout, maxAttempts: 0)
    .end()
  }

  static var s64: Wait {
    Wait(Names.s64, timestamp: "2024-01-01T00:00:30Z").end()
  }

  static var s40: Map {
    Map(Names.s40, startAt: Names.s65) {
      s65
      t68
      s66
      s67
    }
    .itemsPath("$$.Execution.Input.items")
    .retry(.timeout, maxAttempts: 1)
    .next(Names.s41)
  }

  static var s65: Task {
    Task(Names.s65, resource: "arn:aws:states:::lambda:invoke")
      .parameters(["FunctionName": "f", "Payload": .path("$")])
      .timeoutSeconds(19)
      .retry(.timeout, maxAttempts: 3, jitterStrategy: .full)
      .next(Names.s66)
  }

  static var t68: Succeed {
    Succeed(Names.t68)
  }

  static var s66: Choice {
    Choice(Names.s66) {
      When(Variable("$.nothing").isPresent(true), next: Names.t68)
    }
    .default(Names.s67)
  }

  static var s67: Succeed {
    Succeed(Names.s67)
  }

  static var s41: Fail {
    Fail(Names.s41, error: "E2", cause: "made")
  }

  static var s4Processor: Map.Processor {
    Map.Processor(.distributed(.standard), startAt: Names.s39) {
      s39
      s40
      s41
    }
  }
}
