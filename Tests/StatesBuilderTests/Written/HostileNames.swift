import StatesBuilder

enum HostileNames {
  /// The names of the states.
  enum Names: String, StateNaming {
    case quoteInside = #"quote " inside"#
    case interpolated = #"\(interpolated)"#
    case lineBreak = "line\nbreak"
    case emoji = "👩‍🚀 emoji"
    case nul = "nul\u{0}"
    case state = "\"\"\"#"
    case switchState = "switch"
    case switchState2 = "Switch"
    case switchState3 = "switch "
    case selfState = "self"
    case workflow
    case names = "Names"
    case é
    case raw = ##"#"raw"#"##
    case 開始
    case state123 = "123"
    case aB = "a.b"
    case aB2 = "a-b"
    case aB3 = "aB"
    case initState = "init"
    case stateName2 = "stateName"
    case rawValue2 = "rawValue"
    case rtl = "\u{202e}rtl"
    case tab = "tab\t"
    case task = "Task"
    case state2 = "}"
    case state3 = "*/"
    case x = "//x"
    case state0 = "$0"
    case x2 = "`x`"
    case state4 = "_"
    case state5 = "\u{2028}"
    static let e = StateName("é")
  }

  /// The state machine.
  static var workflow: Workflow {
    Workflow(startAt: Names.quoteInside) {
      quoteInside
      interpolated
      lineBreak
      emoji
      nul
      state
      switchState
      switchState2
      switchState3
      selfState
      workflow2
      names
      é
      e
      raw
      開始
      state123
      aB
      aB2
      aB3
      initState
      stateName
      rawValue
      rtl
      tab
      task
      state2
      state3
      x
      state0
      x2
      state4
      state5
    }
  }

  static var quoteInside: Pass {
    Pass(Names.quoteInside)
      .comment(##"/// */ """# \(x) quote " inside"##)
      .result([#"quote " inside"#: #"quote " inside"#, #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.interpolated)
  }

  static var interpolated: Pass {
    Pass(Names.interpolated)
      .comment(##"/// */ """# \(x) \(interpolated)"##)
      .result([#"\(interpolated)"#: #"\(interpolated)"#, #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.lineBreak)
  }

  static var lineBreak: Pass {
    Pass(Names.lineBreak)
      .comment("/// */ \"\"\"# \\(x) line\nbreak")
      .result(["line\nbreak": "line\nbreak", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.emoji)
  }

  static var emoji: Pass {
    Pass(Names.emoji)
      .comment(##"/// */ """# \(x) 👩‍🚀 emoji"##)
      .result(["👩‍🚀 emoji": "👩‍🚀 emoji", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.nul)
  }

  static var nul: Pass {
    Pass(Names.nul)
      .comment("/// */ \"\"\"# \\(x) nul\u{0}")
      .result(["nul\u{0}": "nul\u{0}", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.state)
  }

  static var state: Pass {
    Pass(Names.state)
      .comment(##"/// */ """# \(x) """#"##)
      .result(["\"\"\"#": "\"\"\"#", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.switchState)
  }

  static var switchState: Pass {
    Pass(Names.switchState)
      .comment(##"/// */ """# \(x) switch"##)
      .result(["switch": "switch", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.switchState2)
  }

  static var switchState2: Pass {
    Pass(Names.switchState2)
      .comment(##"/// */ """# \(x) Switch"##)
      .result(["Switch": "Switch", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.switchState3)
  }

  static var switchState3: Pass {
    Pass(Names.switchState3)
      .comment(##"/// */ """# \(x) switch "##)
      .result(["switch ": "switch ", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.selfState)
  }

  static var selfState: Pass {
    Pass(Names.selfState)
      .comment(##"/// */ """# \(x) self"##)
      .result(["self": "self", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.workflow)
  }

  static var workflow2: Pass {
    Pass(Names.workflow)
      .comment(##"/// */ """# \(x) workflow"##)
      .result(["workflow": "workflow", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.names)
  }

  static var names: Pass {
    Pass(Names.names)
      .comment(##"/// */ """# \(x) Names"##)
      .result(["Names": "Names", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.é)
  }

  static var é: Pass {
    Pass(Names.é)
      .comment(##"/// */ """# \(x) é"##)
      .result(["é": "é", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.e)
  }

  static var e: Pass {
    Pass(Names.e)
      .comment(##"/// */ """# \(x) é"##)
      .result(["é": "é", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.raw)
  }

  static var raw: Pass {
    Pass(Names.raw)
      .comment(##"/// */ """# \(x) #"raw"#"##)
      .result([##"#"raw"#"##: ##"#"raw"#"##, #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.開始)
  }

  static var 開始: Pass {
    Pass(Names.開始)
      .comment(##"/// */ """# \(x) 開始"##)
      .result(["開始": "開始", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.state123)
  }

  static var state123: Pass {
    Pass(Names.state123)
      .comment(##"/// */ """# \(x) 123"##)
      .result(["123": "123", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.aB)
  }

  static var aB: Pass {
    Pass(Names.aB)
      .comment(##"/// */ """# \(x) a.b"##)
      .result(["a.b": "a.b", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.aB2)
  }

  static var aB2: Pass {
    Pass(Names.aB2)
      .comment(##"/// */ """# \(x) a-b"##)
      .result(["a-b": "a-b", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.aB3)
  }

  static var aB3: Pass {
    Pass(Names.aB3)
      .comment(##"/// */ """# \(x) aB"##)
      .result(["aB": "aB", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.initState)
  }

  static var initState: Pass {
    Pass(Names.initState)
      .comment(##"/// */ """# \(x) init"##)
      .result(["init": "init", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.stateName2)
  }

  static var stateName: Pass {
    Pass(Names.stateName2)
      .comment(##"/// */ """# \(x) stateName"##)
      .result(["stateName": "stateName", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.rawValue2)
  }

  static var rawValue: Pass {
    Pass(Names.rawValue2)
      .comment(##"/// */ """# \(x) rawValue"##)
      .result(["rawValue": "rawValue", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.rtl)
  }

  static var rtl: Pass {
    Pass(Names.rtl)
      .comment("/// */ \"\"\"# \\(x) \u{202e}rtl")
      .result(["\u{202e}rtl": "\u{202e}rtl", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.tab)
  }

  static var tab: Pass {
    Pass(Names.tab)
      .comment("/// */ \"\"\"# \\(x) tab\t")
      .result(["tab\t": "tab\t", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.task)
  }

  static var task: Pass {
    Pass(Names.task)
      .comment(##"/// */ """# \(x) Task"##)
      .result(["Task": "Task", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.state2)
  }

  static var state2: Pass {
    Pass(Names.state2)
      .comment(##"/// */ """# \(x) }"##)
      .result(["}": "}", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.state3)
  }

  static var state3: Pass {
    Pass(Names.state3)
      .comment(##"/// */ """# \(x) */"##)
      .result(["*/": "*/", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.x)
  }

  static var x: Pass {
    Pass(Names.x)
      .comment(##"/// */ """# \(x) //x"##)
      .result(["//x": "//x", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.state0)
  }

  static var state0: Pass {
    Pass(Names.state0)
      .comment(##"/// */ """# \(x) $0"##)
      .result(["$0": "$0", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.x2)
  }

  static var x2: Pass {
    Pass(Names.x2)
      .comment(##"/// */ """# \(x) `x`"##)
      .result(["`x`": "`x`", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.state4)
  }

  static var state4: Pass {
    Pass(Names.state4)
      .comment(##"/// */ """# \(x) _"##)
      .result(["_": "_", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .next(Names.state5)
  }

  static var state5: Pass {
    Pass(Names.state5)
      .comment("/// */ \"\"\"# \\(x) \u{2028}")
      .result(["\u{2028}": "\u{2028}", #"\u{41}"#: #"\u{41}"#, "\u{0}": "\u{1}"])
      .end()
  }
}
