import LanguageSupport
import StatesLanguage
import Testing

/// Which variables states read, as DescribeStateMachine reports it.
@Suite struct VariableReferencesTests {
  /// The variables that the state `S` reads; `nil` if it has no entry.
  private func reads(_ text: String) throws -> [String]? { try StateMachine(parsing: text).variableReferences["S"] }

  // MARK: JSONPath

  @Test(
    arguments: [
      (#""InputPath":"$v""#, ["v"]), (#""InputPath":"$v.a[0].b""#, ["v"]), (#""OutputPath":"$v[?(@.a > 1)]""#, ["v"]),
      (#""InputPath":"$","OutputPath":"$$""#, nil), (#""InputPath":null"#, nil),
      (#""Parameters":{"a.$":"$w","b":[{"c.$":"$v.x"}],"d":"$u","e.$":"$.v"}"#, ["v", "w"]),
      (#""Parameters":{"a.$":"States.Format('{} $u', States.MathAdd($w.n, $v), $v)"}"#, ["v", "w"]),
      (#""Assign":{"v":1,"w.$":"$.w"}"#, nil), (#""Assign":{"v.$":"$v","w":{"a.$":"States.Array($u)"}}"#, ["u", "v"]),
      (#""Result":{"a.$":"$v"}"#, nil), (#""ResultPath":"$.v""#, nil), ("", nil),
    ] as [(String, [String]?)])
  func passInJSONPath(fields: String, names: [String]?) throws {
    #expect(try reads(one(#""Type":"Pass","End":true\#(comma(fields))"#)) == names)
  }

  @Test(
    arguments: [
      (#""Parameters":{"a.$":"$v"},"ResultSelector":{"b.$":"$w"}"#, ["v", "w"]),
      (#""TimeoutSecondsPath":"$v.t","HeartbeatSecondsPath":"$w""#, ["v", "w"]),
      (#""Credentials":{"RoleArn.$":"$v"}"#, ["v"]),
      (
        #""Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z","Assign":{"x.$":"$v","y.$":"$.Error"},"ResultPath":"$.e"}]"#,
        ["v"]
      ),
      (#""Retry":[{"ErrorEquals":["States.ALL"]}]"#, nil),
    ] as [(String, [String]?)])
  func taskInJSONPath(fields: String, names: [String]?) throws {
    #expect(try reads(two(#""Type":"Task","Resource":"\#(function)","Next":"Z",\#(fields)"#)) == names)
  }

  @Test(
    arguments: [
      (#""Variable":"$v.a","IsPresent":true"#, ["v"]), (#""Variable":"$.a","NumericEqualsPath":"$w[1]""#, ["w"]),
      (#""Variable":"$.a","StringEquals":"$v""#, nil),
      (
        #""Or":[{"Not":{"Variable":"$w","IsNull":true}},{"And":[{"Variable":"$.a","StringEqualsPath":"$v"}]}]"#,
        ["v", "w"]
      ),
      (#""Variable":"$.a","IsNull":true,"Assign":{"x.$":"$v"}"#, ["v"]),
    ] as [(String, [String]?)])
  func choiceInJSONPath(rule: String, names: [String]?) throws {
    #expect(try reads(two(#""Type":"Choice","Choices":[{\#(rule),"Next":"Z"}],"Default":"Z""#)) == names)
  }

  @Test(
    arguments: [
      (#""Type":"Wait","SecondsPath":"$v","End":true"#, ["v"]),
      (#""Type":"Wait","TimestampPath":"$v.at","End":true"#, ["v"]),
      (#""Type":"Wait","Seconds":1,"OutputPath":"$v","End":true"#, ["v"]),
      (#""Type":"Succeed","InputPath":"$v""#, ["v"]), (#""Type":"Succeed""#, nil),
      (#""Type":"Fail","CausePath":"$w.a","ErrorPath":"$v""#, ["v", "w"]),
      (#""Type":"Fail","CausePath":"States.Format('{}', $v)","Error":"$w""#, ["v"]),
    ] as [(String, [String]?)])
  func otherStatesInJSONPath(fields: String, names: [String]?) throws { #expect(try reads(one(fields)) == names) }

  private static let inner = #"{"StartAt":"I","States":{"I":{"Type":"Pass","InputPath":"$i","End":true}}}"#
  private static let distributed =
    #"{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"I","States":{"I":{"Type":"Succeed"}}}"#

  @Test(
    arguments: [
      (#""ItemsPath":"$v.items","ItemSelector":{"a.$":"$w"},"ItemProcessor":\#(inner)"#, ["v", "w"]),
      (#""Parameters":{"a.$":"$w"},"MaxConcurrencyPath":"$v","Iterator":\#(inner)"#, ["v", "w"]),
      (
        #""ToleratedFailureCountPath":"$v","ToleratedFailurePercentagePath":"$w","ItemProcessor":\#(distributed)"#,
        ["v", "w"]
      ),
      (
        #""ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON","MaxItemsPath":"$w"},"Parameters":{"Bucket.$":"$v","Key":"k"}},"ItemProcessor":\#(distributed)"#,
        ["v", "w"]
      ),
      (
        #""ItemBatcher":{"MaxItemsPerBatchPath":"$w","MaxInputBytesPerBatchPath":"$u","BatchInput":{"a.$":"$v"}},"ItemProcessor":\#(distributed)"#,
        ["u", "v", "w"]
      ),
      (
        #""ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket.$":"$v","Prefix":"p"}},"ItemProcessor":\#(distributed)"#,
        ["v"]
      ),
      (#""ItemProcessor":\#(inner)"#, nil),
    ] as [(String, [String]?)])
  func mapInJSONPath(fields: String, names: [String]?) throws {
    #expect(try reads(one(#""Type":"Map","End":true,\#(fields)"#)) == names)
  }

  // MARK: JSONata

  @Test(
    arguments: [
      (#""Output":"{% $v %}""#, ["v"]), (#""Output":"{% $v.a + $w[0] & $states.input.b %}""#, ["v", "w"]),
      (#""Output":{"a":["{% $w %}",{"b":"{% $v %}"}],"c":"$u"}"#, ["v", "w"]),
      (#""Output":"{% ($x := 1; $map($v, function($i, $n) { $i + $n + $x })) %}""#, ["v"]),
      (#""Output":"{% ($v := $v + 1; $v) %}""#, ["v"]), (#""Output":"{% $sum([1, 2]) ~> $string %}""#, nil),
      (#""Output":"{% $states.context.State.Name %}""#, nil),
      (#""Assign":{"v":1,"w":"{% $states.input.w %}"}"#, nil), (#""Assign":{"v":"{% $v + 1 %}"}"#, ["v"]),
    ] as [(String, [String]?)])
  func passInJSONata(fields: String, names: [String]?) throws {
    #expect(try reads(jsonata(#""Type":"Pass","End":true\#(comma(fields))"#)) == names)
  }

  @Test(
    arguments: [
      (#""Arguments":{"a":"{% $v %}"},"Output":"{% $w %}""#, ["v", "w"]),
      (#""TimeoutSeconds":"{% $v %}","HeartbeatSeconds":"{% $w %}""#, ["v", "w"]),
      (#""Credentials":{"RoleArn":"{% $v %}"}"#, ["v"]),
      (
        #""Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z","Output":"{% $v %}","Assign":{"x":"{% $w %}"}}]"#,
        ["v", "w"]
      ),
    ] as [(String, [String]?)])
  func taskInJSONata(fields: String, names: [String]?) throws {
    #expect(try reads(twoJSONata(#""Type":"Task","Resource":"\#(function)","Next":"Z",\#(fields)"#)) == names)
  }

  @Test(
    arguments: [
      (#""Type":"Choice","Choices":[{"Condition":"{% $v > 1 %}","Next":"Z"}],"Default":"Z""#, ["v"]),
      (
        #""Type":"Choice","Choices":[{"Condition":true,"Next":"Z","Output":"{% $w %}","Assign":{"x":"{% $v %}"}}],"Default":"Z","Output":"{% $u %}""#,
        ["u", "v", "w"]
      ),
      (#""Type":"Wait","Seconds":"{% $v %}","Next":"Z""#, ["v"]),
      (#""Type":"Wait","Timestamp":"{% $v %}","Next":"Z""#, ["v"]),
      (
        #""Type":"Map","Items":"{% $v %}","ItemSelector":{"a":"{% $w %}"},"MaxConcurrency":"{% $u %}","ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Succeed"}}},"Next":"Z""#,
        ["u", "v", "w"]
      ),
      (
        #""Type":"Map","ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON","ItemsPointer":"{% $p %}","MaxItems":"{% $m %}"},"Arguments":{"Bucket":"{% $b %}","Key":"k"}},"ItemBatcher":{"MaxItemsPerBatch":"{% $n %}","BatchInput":"{% $i %}"},"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Arguments":{"Bucket":"{% $r %}"}},"ToleratedFailureCount":"{% $c %}","ToleratedFailurePercentage":"{% $q %}","ItemProcessor":\#(distributed),"Next":"Z""#,
        ["b", "c", "i", "m", "n", "p", "q", "r"]
      ),
    ] as [(String, [String]?)])
  func otherStatesInJSONata(fields: String, names: [String]?) throws { #expect(try reads(twoJSONata(fields)) == names) }

  @Test(arguments: [
    (#""Type":"Fail","Error":"{% $w %}","Cause":"{% $v %}""#, ["v", "w"]),
    (#""Type":"Succeed","Output":"{% $v %}""#, ["v"]),
  ])
  func lastStatesInJSONata(fields: String, names: [String]) throws { #expect(try reads(jsonata(fields)) == names) }

  /// A variable hides the function with its name; what is called is the function.
  @Test(
    arguments: [
      (#""QueryLanguage":"JSONata","Assign":{"count":1}"#, ["count"]),
      (#""QueryLanguage":"JSONata","Assign":{"other":1}"#, nil), (#""Assign":{"count.$":"$.n"}"#, ["count"]),
      (#""Assign":{"other":{"count.$":"$.n"}}"#, nil),
    ] as [(String, [String]?)])
  func namesOfFunctions(assign: String, names: [String]?) throws {
    let machine = try StateMachine(
      parsing: #"""
        {"StartAt":"A","States":{"A":{"Type":"Pass",\#(assign),"Next":"B"},
        "B":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $count %}","Next":"C"},
        "C":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $count([1]) %}","End":true}}}
        """#)
    #expect(machine.variableReferences == names.map { ["B": $0] } ?? [:])
  }

  // MARK: Machines

  @Test func statesInsideOthersHaveEntriesOfTheirOwn() throws {
    let machine = try StateMachine(
      parsing: #"""
        {"StartAt":"A","States":{
          "A":{"Type":"Pass","Assign":{"v":1,"w":2},"Next":"P"},
          "P":{"Type":"Parallel","Parameters":{"a.$":"$v"},"Branches":[{"StartAt":"B","States":{
            "B":{"Type":"Map","ItemsPath":"$w","ItemProcessor":{"StartAt":"C","States":{
              "C":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $w & $v %}","End":true}}},"End":true}}}],
            "End":true}}}
        """#)
    #expect(machine.variableReferences == ["P": ["v"], "B": ["w"], "C": ["v", "w"]])
  }

  /// Names of Unicode; `é` in one and two code points are different names.
  @Test func namesAreSortedByCodePoints() throws {
    let names = try reads(
      one(
        #""Type":"Pass","End":true,"Parameters":{"a.$":"$z","b.$":"$_","c.$":"$B","d.$":"$\u00e9","e.$":"$e\u0301","f.$":"$a10","g.$":"$a9"}"#
      ))
    #expect(names?.map { Array($0.utf8) } == ["B", "_", "a10", "a9", "e\u{301}", "z", "\u{e9}"].map { Array($0.utf8) })
  }

  /// Exactly the variables that were written into fields that read them.
  @Test(arguments: UInt64(0)..<40)
  func generatedMachines(seed: UInt64) throws {
    var generator = MachineGenerator(seed: seed)
    let text = generator.machine()
    #expect(try StateMachine(parsing: text).variableReferences == generator.reads)
  }
}

/// Makes machines whose states read variables with names of their own, nested in each other.
private struct MachineGenerator {
  /// The variables that it wrote, by state.
  private(set) var reads: [String: [String]] = [:]
  private var random: SplitMix64
  private var count = 0

  /// Fields of a Pass state: each `#` is a variable that is read, each `!` one that is not.
  private static let fields: [(jsonPath: String, jsonata: String)] = [
    (#""InputPath":"$#""#, #""Output":"{% $# %}""#), (#""OutputPath":"$#.a""#, #""Output":{"!":"{% $#.a + $# %}"}"#),
    (#""Parameters":{"!.$":"$#","b.$":"States.Array($#, '$!')"}"#, #""Output":"{% ($! := $#; $! + $#) %}""#),
    (#""Assign":{"!":1,"w!.$":"$#[0]"}"#, #""Assign":{"!":"{% function($!) { $! & $# } %}"}"#),
    (#""Assign":{"!":"$!"}"#, #""Assign":{"!":"$!"}"#), (#""Comment":"$!""#, #""Comment":"{% $! %}""#),
  ]

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func machine() -> String { "{\(scope(depth: 0))}" }

  private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  private mutating func name(_ prefix: String) -> String {
    count += 1
    return "\(prefix)\(count)"
  }

  private mutating func scope(depth: Int) -> String {
    let names = (0..<number(1...3)).map { _ in name("S") }
    var states: [String] = []
    for (place, name) in names.enumerated() {
      let go = place + 1 < names.count ? #""Next":"\#(names[place + 1])""# : #""End":true"#
      states.append(#""\#(name)":{\#(state(name, depth)),\#(go)}"#)
    }
    return #""StartAt":"\#(names[0])","States":{\#(states.joined(separator: ","))}"#
  }

  private mutating func state(_ name: String, _ depth: Int) -> String {
    switch number(0...(depth < 3 ? 4 : 2)) {
    case 0...2:
      let isJSONata = number(0...1) == 1
      let fields = Self.fields[number(0...(Self.fields.count - 1))]
      let language = isJSONata ? #""QueryLanguage":"JSONata","# : ""
      return #""Type":"Pass",\#(language)\#(filled(isJSONata ? fields.jsonata : fields.jsonPath, for: name))"#
    case 3: return #""Type":"Parallel","Branches":[{\#(scope(depth: depth + 1))},{\#(scope(depth: depth + 1))}]"#
    default:
      let items = filled(#""ItemsPath":"$#""#, for: name)
      return #""Type":"Map",\#(items),"ItemProcessor":{\#(scope(depth: depth + 1))}"#
    }
  }

  private mutating func filled(_ text: String, for state: String) -> String {
    let other = name("n")
    var result = ""
    for character in text {
      switch character {
      case "#":
        let variable = name("v")
        reads[state, default: []].append(variable)
        result += variable
      case "!": result += other
      default: result.append(character)
      }
    }
    reads[state]?.sort()
    return result
  }
}
