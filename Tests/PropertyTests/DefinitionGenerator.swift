import LanguageSupport
import StatesTesting

/// Makes definitions that are valid by construction and come to an end: all eight states, nested, without loops.
struct DefinitionGenerator {
  private var random: SplitMix64
  private var count = 0

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// An input that its definitions can make use of.
  static let input: JSON = ["items": [1, "two", ["k": 3.0]], "flag": true, "text": "t", "n": 4, "o": ["a": nil]]

  mutating func definition() -> String {
    count = 0
    let timeout = chance(8) ? #""TimeoutSeconds":\#(number(1...200)),"# : ""
    let scope = scope(depth: 0)
    return #"{\#(timeout)\#(scope)}"#
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  private mutating func chance(_ oneIn: Int) -> Bool { number(1...oneIn) == 1 }
  private mutating func pick(_ texts: [String]) -> String { texts[number(0...(texts.count - 1))] }

  private mutating func name(_ prefix: String) -> String {
    count += 1
    return "\(prefix)\(count)"
  }

  /// `"StartAt":…,"States":{…}` of a few states in a row; some rules and catchers leave the row early.
  private mutating func scope(depth: Int) -> String {
    let names = (0..<number(1...(depth == 0 ? 5 : 3))).map { _ in name("S") }
    var states: [String] = []
    for (place, name) in names.enumerated() {
      let next = place + 1 < names.count ? names[place + 1] : nil
      states.append(#""\#(name)":{\#(state(next: next, depth: depth, &states))}"#)
    }
    return #""StartAt":"\#(names[0])","States":{\#(states.joined(separator: ","))}"#
  }

  /// A state that continues to `next`, or ends; states that it needs in addition are added.
  private mutating func state(next: String?, depth: Int, _ others: inout [String]) -> String {
    let go = next.map { #""Next":"\#($0)""# } ?? #""End":true"#
    switch number(0...(depth < 3 ? 8 : 5)) {
    case 0: return pass(go)
    case 1:
      return
        #""Type":"Wait",\#(pick([#""Seconds":\#(number(0...90))"#, #""Timestamp":"2024-01-01T00:00:30Z""#])),\#(go)"#
    case 2, 3: return task(go, &others)
    case 4 where next != nil: return choice(next ?? "", &others)
    case 4: return #""Type":"Succeed""#
    case 5 where next == nil: return #""Type":"Fail","Error":"E\#(number(0...2))","Cause":"made""#
    case 5: return pass(go)
    case 6: return parallel(go, depth, &others)
    default: return map(go, depth, &others)
    }
  }

  private mutating func pass(_ go: String) -> String {
    let fields = pick([
      "", #""Result":{"items":[]},"#, #""Parameters":{"all.$":"$","id.$":"States.UUID()"},"#, #""ResultPath":"$.r","#,
      #""InputPath":"$$.Execution.Input","#, #""Assign":{"\#(name("v")).$":"$$.State.Name"},"#, #""OutputPath":null,"#,
      #""InputPath":"$.missing","#,
    ])
    return #""Type":"Pass",\#(fields)\#(go)"#
  }

  private mutating func task(_ go: String, _ others: inout [String]) -> String {
    let resource = pick([
      "arn:aws:lambda:us-east-1:111111111111:function:f", "arn:aws:states:::lambda:invoke",
      "arn:aws:states:us-east-1:111111111111:activity:a", "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    ])
    let fields = resource.contains("invoke") ? #""Parameters":{"FunctionName":"f","Payload.$":"$"},"# : ""
    let message = resource.contains("sqs") ? #""Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"# : ""
    let heartbeat = chance(3) ? #""HeartbeatSeconds":\#(number(1...9)),"# : ""
    return
      #""Type":"Task","Resource":"\#(resource)",\#(fields)\#(message)"TimeoutSeconds":\#(number(10...50)),\#(heartbeat)\#(handling(&others))\#(go)"#
  }

  private mutating func handling(_ others: inout [String]) -> String {
    var fields = ""
    if chance(2) {
      let jitter = chance(2) ? #","JitterStrategy":"FULL""# : ""
      fields +=
        #""Retry":[{"ErrorEquals":["\#(pick(["E0", "States.Timeout", "States.TaskFailed"]))"],"MaxAttempts":\#(number(0...3))\#(jitter)}],"#
    }
    if chance(2) {
      let target = name("C")
      others.append(#""\#(target)":{"Type":"\#(pick(["Succeed", "Fail"]))"}"#)
      fields +=
        #""Catch":[{"ErrorEquals":["\#(pick(["E1", "States.HeartbeatTimeout", "States.ALL"]))"],"Next":"\#(target)"}],"#
    }
    return fields
  }

  private mutating func choice(_ next: String, _ others: inout [String]) -> String {
    let target = name("T")
    others.append(#""\#(target)":{"Type":"\#(pick(["Succeed", "Fail"]))"}"#)
    let test = pick([
      #""Variable":"$.flag","BooleanEquals":true"#, #""Variable":"$.n","NumericGreaterThan":3"#,
      #""Variable":"$.text","StringMatches":"t*""#, #""Variable":"$.nothing","IsPresent":true"#,
      #""Not":{"Variable":"$.o","IsNull":true}"#,
      #""And":[{"Variable":"$.n","IsPresent":true},{"Variable":"$.n","IsNumeric":true}]"#,
    ])
    return #""Type":"Choice","Choices":[{\#(test),"Next":"\#(target)"}],"Default":"\#(next)""#
  }

  private mutating func parallel(_ go: String, _ depth: Int, _ others: inout [String]) -> String {
    let branches = (0..<number(1...3)).map { _ in "{\(scope(depth: depth + 1))}" }
    return #""Type":"Parallel","Branches":[\#(branches.joined(separator: ","))],\#(handling(&others))\#(go)"#
  }

  private mutating func map(_ go: String, _ depth: Int, _ others: inout [String]) -> String {
    let distributed = chance(4)
    let config = distributed ? #""ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"# : ""
    let tolerance = distributed && chance(2) ? #""ToleratedFailurePercentage":50,"# : ""
    let concurrency = chance(2) ? #""MaxConcurrency":\#(number(1...3)),"# : ""
    return
      #""Type":"Map","ItemsPath":"$$.Execution.Input.items",\#(concurrency)\#(tolerance)"ItemProcessor":{\#(config)\#(scope(depth: depth + 1))},\#(handling(&others))\#(go)"#
  }
}
