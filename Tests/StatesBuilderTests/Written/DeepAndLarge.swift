import StatesBuilder

enum DeepAndLarge {
  /// The names of the states.
  enum Names: String, StateNaming {
    case m24 = "M24"
    case p23 = "P23"
    case m22 = "M22"
    case p21 = "P21"
    case m20 = "M20"
    case p19 = "P19"
    case m18 = "M18"
    case p17 = "P17"
    case m16 = "M16"
    case p15 = "P15"
    case m14 = "M14"
    case p13 = "P13"
    case m12 = "M12"
    case p11 = "P11"
    case m10 = "M10"
    case p9 = "P9"
    case m8 = "M8"
    case p7 = "P7"
    case m6 = "M6"
    case p5 = "P5"
    case m4 = "M4"
    case p3 = "P3"
    case m2 = "M2"
    case p1 = "P1"
    case leaf = "Leaf"
    case deepResult = "Deep result"
    case deepCondition = "Deep condition"
    case many = "Many"
    case long = "Long"
  }

  /// The state machine.
  static var workflow: Workflow {
    Workflow(startAt: Names.deepResult) {
      m24
      deepResult
      deepCondition
      many
      long
    }
  }

  static var m24: Map {
    Map(Names.m24, startAt: Names.p23) {
      p23
    }
    .end()
  }

  static var p23: Parallel {
    Parallel(Names.p23) {
      Branch(startAt: Names.m22) {
        m22
      }
    }
    .end()
  }

  static var m22: Map {
    Map(Names.m22, startAt: Names.p21) {
      p21
    }
    .end()
  }

  static var p21: Parallel {
    Parallel(Names.p21) {
      Branch(startAt: Names.m20) {
        m20
      }
    }
    .end()
  }

  static var m20: Map {
    Map(Names.m20, startAt: Names.p19) {
      p19
    }
    .end()
  }

  static var p19: Parallel {
    Parallel(Names.p19) {
      Branch(startAt: Names.m18) {
        m18
      }
    }
    .end()
  }

  static var m18: Map {
    Map(Names.m18, startAt: Names.p17) {
      p17
    }
    .end()
  }

  static var p17: Parallel {
    Parallel(Names.p17) {
      Branch(startAt: Names.m16) {
        m16
      }
    }
    .end()
  }

  static var m16: Map {
    Map(Names.m16, startAt: Names.p15) {
      p15
    }
    .end()
  }

  static var p15: Parallel {
    Parallel(Names.p15) {
      Branch(startAt: Names.m14) {
        m14
      }
    }
    .end()
  }

  static var m14: Map {
    Map(Names.m14, startAt: Names.p13) {
      p13
    }
    .end()
  }

  static var p13: Parallel {
    Parallel(Names.p13) {
      Branch(startAt: Names.m12) {
        m12
      }
    }
    .end()
  }

  static var m12: Map {
    Map(Names.m12, startAt: Names.p11) {
      p11
    }
    .end()
  }

  static var p11: Parallel {
    Parallel(Names.p11) {
      Branch(startAt: Names.m10) {
        m10
      }
    }
    .end()
  }

  static var m10: Map {
    Map(Names.m10, startAt: Names.p9) {
      p9
    }
    .end()
  }

  static var p9: Parallel {
    Parallel(Names.p9) {
      Branch(startAt: Names.m8) {
        m8
      }
    }
    .end()
  }

  static var m8: Map {
    Map(Names.m8, startAt: Names.p7) {
      p7
    }
    .end()
  }

  static var p7: Parallel {
    Parallel(Names.p7) {
      Branch(startAt: Names.m6) {
        m6
      }
    }
    .end()
  }

  static var m6: Map {
    Map(Names.m6, startAt: Names.p5) {
      p5
    }
    .end()
  }

  static var p5: Parallel {
    Parallel(Names.p5) {
      Branch(startAt: Names.m4) {
        m4
      }
    }
    .end()
  }

  static var m4: Map {
    Map(Names.m4, startAt: Names.p3) {
      p3
    }
    .end()
  }

  static var p3: Parallel {
    Parallel(Names.p3) {
      Branch(startAt: Names.m2) {
        m2
      }
    }
    .end()
  }

  static var m2: Map {
    Map(Names.m2, startAt: Names.p1) {
      p1
    }
    .end()
  }

  static var p1: Parallel {
    Parallel(Names.p1) {
      Branch(startAt: Names.leaf) {
        leaf
      }
    }
    .end()
  }

  static var leaf: Succeed {
    Succeed(Names.leaf)
  }

  static var deepResult: Pass {
    Pass(Names.deepResult)
      .result([["k": [["k": deepResultValue6, "other": ["x": [1, 2, 3]]]], "other": ["x": [1, 2, 3]]]])
      .next(Names.deepCondition)
  }

  static var deepResultValue: JSON {
    [["k": [["k": [["k": 1, "other": ["x": [1, 2, 3]]]], "other": ["x": [1, 2, 3]]]], "other": ["x": [1, 2, 3]]]]
  }

  static var deepResultValue2: JSON {
    [
      [
        "k": [["k": [["k": deepResultValue, "other": ["x": [1, 2, 3]]]], "other": ["x": [1, 2, 3]]]],
        "other": ["x": [1, 2, 3]],
      ]
    ]
  }

  static var deepResultValue3: JSON {
    [
      [
        "k": [["k": [["k": deepResultValue2, "other": ["x": [1, 2, 3]]]], "other": ["x": [1, 2, 3]]]],
        "other": ["x": [1, 2, 3]],
      ]
    ]
  }

  static var deepResultValue4: JSON {
    [
      [
        "k": [["k": [["k": deepResultValue3, "other": ["x": [1, 2, 3]]]], "other": ["x": [1, 2, 3]]]],
        "other": ["x": [1, 2, 3]],
      ]
    ]
  }

  static var deepResultValue5: JSON {
    [
      [
        "k": [["k": [["k": deepResultValue4, "other": ["x": [1, 2, 3]]]], "other": ["x": [1, 2, 3]]]],
        "other": ["x": [1, 2, 3]],
      ]
    ]
  }

  static var deepResultValue6: JSON {
    [
      [
        "k": [["k": [["k": deepResultValue5, "other": ["x": [1, 2, 3]]]], "other": ["x": [1, 2, 3]]]],
        "other": ["x": [1, 2, 3]],
      ]
    ]
  }

  static var deepCondition: Choice {
    Choice(Names.deepCondition) {
      When(.not(.and(deepConditionCondition11, Variable("$.v22").numericGreaterThan(22))), next: Names.many)
    }
    .default(Names.many)
  }

  static var deepConditionCondition: Condition {
    .not(.and(Variable("$.x").isPresent(true), Variable("$.v0").numericGreaterThan(0)))
  }

  static var deepConditionCondition2: Condition {
    .not(.and(deepConditionCondition, Variable("$.v2").numericGreaterThan(2)))
  }

  static var deepConditionCondition3: Condition {
    .not(.and(deepConditionCondition2, Variable("$.v4").numericGreaterThan(4)))
  }

  static var deepConditionCondition4: Condition {
    .not(.and(deepConditionCondition3, Variable("$.v6").numericGreaterThan(6)))
  }

  static var deepConditionCondition5: Condition {
    .not(.and(deepConditionCondition4, Variable("$.v8").numericGreaterThan(8)))
  }

  static var deepConditionCondition6: Condition {
    .not(.and(deepConditionCondition5, Variable("$.v10").numericGreaterThan(10)))
  }

  static var deepConditionCondition7: Condition {
    .not(.and(deepConditionCondition6, Variable("$.v12").numericGreaterThan(12)))
  }

  static var deepConditionCondition8: Condition {
    .not(.and(deepConditionCondition7, Variable("$.v14").numericGreaterThan(14)))
  }

  static var deepConditionCondition9: Condition {
    .not(.and(deepConditionCondition8, Variable("$.v16").numericGreaterThan(16)))
  }

  static var deepConditionCondition10: Condition {
    .not(.and(deepConditionCondition9, Variable("$.v18").numericGreaterThan(18)))
  }

  static var deepConditionCondition11: Condition {
    .not(.and(deepConditionCondition10, Variable("$.v20").numericGreaterThan(20)))
  }

  static var many: Pass {
    Pass(Names.many)
      .parameters([
        "member 0": .payload(manyValue),
        "member 1": #"text 1 with "quotes" and some length"#,
        "member 2": #"text 2 with "quotes" and some length"#,
        "member 3": #"text 3 with "quotes" and some length"#,
        "member 4": #"text 4 with "quotes" and some length"#,
        "member 5": .payload(manyValue2),
        "member 6": #"text 6 with "quotes" and some length"#,
        "member 7": #"text 7 with "quotes" and some length"#,
        "member 8": #"text 8 with "quotes" and some length"#,
        "member 9": #"text 9 with "quotes" and some length"#,
        "member 10": .payload(manyValue3),
        "member 11": #"text 11 with "quotes" and some length"#,
        "member 12": #"text 12 with "quotes" and some length"#,
        "member 13": #"text 13 with "quotes" and some length"#,
        "member 14": #"text 14 with "quotes" and some length"#,
        "member 15": .payload(manyValue4),
        "member 16": #"text 16 with "quotes" and some length"#,
        "member 17": #"text 17 with "quotes" and some length"#,
        "member 18": #"text 18 with "quotes" and some length"#,
        "member 19": #"text 19 with "quotes" and some length"#,
        "member 20": .payload(manyValue5),
        "member 21": #"text 21 with "quotes" and some length"#,
        "member 22": #"text 22 with "quotes" and some length"#,
        "member 23": #"text 23 with "quotes" and some length"#,
        "member 24": #"text 24 with "quotes" and some length"#,
        "member 25": .payload(manyValue6),
        "member 26": #"text 26 with "quotes" and some length"#,
        "member 27": #"text 27 with "quotes" and some length"#,
        "member 28": #"text 28 with "quotes" and some length"#,
        "member 29": #"text 29 with "quotes" and some length"#,
        "member 30": .payload(manyValue7),
        "member 31": #"text 31 with "quotes" and some length"#,
        "member 32": #"text 32 with "quotes" and some length"#,
        "member 33": #"text 33 with "quotes" and some length"#,
        "member 34": #"text 34 with "quotes" and some length"#,
        "member 35": .payload(manyValue8),
        "member 36": #"text 36 with "quotes" and some length"#,
        "member 37": #"text 37 with "quotes" and some length"#,
        "member 38": #"text 38 with "quotes" and some length"#,
        "member 39": #"text 39 with "quotes" and some length"#,
        "member 40": .payload(manyValue9),
        "member 41": #"text 41 with "quotes" and some length"#,
        "member 42": #"text 42 with "quotes" and some length"#,
        "member 43": #"text 43 with "quotes" and some length"#,
        "member 44": #"text 44 with "quotes" and some length"#,
        "member 45": .payload(manyValue10),
        "member 46": #"text 46 with "quotes" and some length"#,
        "member 47": #"text 47 with "quotes" and some length"#,
        "member 48": #"text 48 with "quotes" and some length"#,
        "member 49": #"text 49 with "quotes" and some length"#,
        "member 50": .payload(manyValue11),
        "member 51": #"text 51 with "quotes" and some length"#,
        "member 52": #"text 52 with "quotes" and some length"#,
        "member 53": #"text 53 with "quotes" and some length"#,
        "member 54": #"text 54 with "quotes" and some length"#,
        "member 55": .payload(manyValue12),
        "member 56": #"text 56 with "quotes" and some length"#,
        "member 57": #"text 57 with "quotes" and some length"#,
        "member 58": #"text 58 with "quotes" and some length"#,
        "member 59": #"text 59 with "quotes" and some length"#,
        "member 60": .payload(manyValue13),
        "member 61": #"text 61 with "quotes" and some length"#,
        "member 62": #"text 62 with "quotes" and some length"#,
        "member 63": #"text 63 with "quotes" and some length"#,
        "member 64": #"text 64 with "quotes" and some length"#,
        "member 65": .payload(manyValue14),
        "member 66": #"text 66 with "quotes" and some length"#,
        "member 67": #"text 67 with "quotes" and some length"#,
        "member 68": #"text 68 with "quotes" and some length"#,
        "member 69": #"text 69 with "quotes" and some length"#,
        "member 70": .payload(manyValue15),
        "member 71": #"text 71 with "quotes" and some length"#,
        "member 72": #"text 72 with "quotes" and some length"#,
        "member 73": #"text 73 with "quotes" and some length"#,
        "member 74": #"text 74 with "quotes" and some length"#,
        "member 75": .payload(manyValue16),
        "member 76": #"text 76 with "quotes" and some length"#,
        "member 77": #"text 77 with "quotes" and some length"#,
        "member 78": #"text 78 with "quotes" and some length"#,
        "member 79": #"text 79 with "quotes" and some length"#,
        "member 80": .payload(manyValue17),
        "member 81": #"text 81 with "quotes" and some length"#,
        "member 82": #"text 82 with "quotes" and some length"#,
        "member 83": #"text 83 with "quotes" and some length"#,
        "member 84": #"text 84 with "quotes" and some length"#,
        "member 85": .payload(manyValue18),
        "member 86": #"text 86 with "quotes" and some length"#,
        "member 87": #"text 87 with "quotes" and some length"#,
        "member 88": #"text 88 with "quotes" and some length"#,
        "member 89": #"text 89 with "quotes" and some length"#,
        "member 90": .payload(manyValue19),
        "member 91": #"text 91 with "quotes" and some length"#,
        "member 92": #"text 92 with "quotes" and some length"#,
        "member 93": #"text 93 with "quotes" and some length"#,
        "member 94": #"text 94 with "quotes" and some length"#,
        "member 95": .payload(manyValue20),
        "member 96": #"text 96 with "quotes" and some length"#,
        "member 97": #"text 97 with "quotes" and some length"#,
        "member 98": #"text 98 with "quotes" and some length"#,
        "member 99": #"text 99 with "quotes" and some length"#,
        "member 100": .payload(manyValue21),
        "member 101": #"text 101 with "quotes" and some length"#,
        "member 102": #"text 102 with "quotes" and some length"#,
        "member 103": #"text 103 with "quotes" and some length"#,
        "member 104": #"text 104 with "quotes" and some length"#,
        "member 105": .payload(manyValue22),
        "member 106": #"text 106 with "quotes" and some length"#,
        "member 107": #"text 107 with "quotes" and some length"#,
        "member 108": #"text 108 with "quotes" and some length"#,
        "member 109": #"text 109 with "quotes" and some length"#,
        "member 110": .payload(manyValue23),
        "member 111": #"text 111 with "quotes" and some length"#,
        "member 112": #"text 112 with "quotes" and some length"#,
        "member 113": #"text 113 with "quotes" and some length"#,
        "member 114": #"text 114 with "quotes" and some length"#,
        "member 115": .payload(manyValue24),
        "member 116": #"text 116 with "quotes" and some length"#,
        "member 117": #"text 117 with "quotes" and some length"#,
        "member 118": #"text 118 with "quotes" and some length"#,
        "member 119": #"text 119 with "quotes" and some length"#,
      ])
      .next(Names.long)
  }

  static var manyValue: Payload {
    ["p": .path("$.x"), "list": [["q": 0]]]
  }

  static var manyValue2: Payload {
    ["p": .path("$.x"), "list": [["q": 5]]]
  }

  static var manyValue3: Payload {
    ["p": .path("$.x"), "list": [["q": 10]]]
  }

  static var manyValue4: Payload {
    ["p": .path("$.x"), "list": [["q": 15]]]
  }

  static var manyValue5: Payload {
    ["p": .path("$.x"), "list": [["q": 20]]]
  }

  static var manyValue6: Payload {
    ["p": .path("$.x"), "list": [["q": 25]]]
  }

  static var manyValue7: Payload {
    ["p": .path("$.x"), "list": [["q": 30]]]
  }

  static var manyValue8: Payload {
    ["p": .path("$.x"), "list": [["q": 35]]]
  }

  static var manyValue9: Payload {
    ["p": .path("$.x"), "list": [["q": 40]]]
  }

  static var manyValue10: Payload {
    ["p": .path("$.x"), "list": [["q": 45]]]
  }

  static var manyValue11: Payload {
    ["p": .path("$.x"), "list": [["q": 50]]]
  }

  static var manyValue12: Payload {
    ["p": .path("$.x"), "list": [["q": 55]]]
  }

  static var manyValue13: Payload {
    ["p": .path("$.x"), "list": [["q": 60]]]
  }

  static var manyValue14: Payload {
    ["p": .path("$.x"), "list": [["q": 65]]]
  }

  static var manyValue15: Payload {
    ["p": .path("$.x"), "list": [["q": 70]]]
  }

  static var manyValue16: Payload {
    ["p": .path("$.x"), "list": [["q": 75]]]
  }

  static var manyValue17: Payload {
    ["p": .path("$.x"), "list": [["q": 80]]]
  }

  static var manyValue18: Payload {
    ["p": .path("$.x"), "list": [["q": 85]]]
  }

  static var manyValue19: Payload {
    ["p": .path("$.x"), "list": [["q": 90]]]
  }

  static var manyValue20: Payload {
    ["p": .path("$.x"), "list": [["q": 95]]]
  }

  static var manyValue21: Payload {
    ["p": .path("$.x"), "list": [["q": 100]]]
  }

  static var manyValue22: Payload {
    ["p": .path("$.x"), "list": [["q": 105]]]
  }

  static var manyValue23: Payload {
    ["p": .path("$.x"), "list": [["q": 110]]]
  }

  static var manyValue24: Payload {
    ["p": .path("$.x"), "list": [["q": 115]]]
  }

  static var long: Pass {
    Pass(Names.long)
      .comment(
        "long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long "
      )
      .parameters([
        "a name that is rather long":
          "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "f": .intrinsic(
          "States.Format('yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')"
        ),
      ])
      .next(Names.m24)
  }
}
