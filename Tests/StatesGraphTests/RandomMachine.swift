import LanguageSupport

/// Makes valid definitions with everything that makes pictures difficult: loops, edges from a state to itself, many ways
/// from and to a state, deep nesting, names and conditions of all lengths.
struct RandomMachine {
  private var random: SplitMix64
  private var count = 0

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func definition() -> String { "{\(scope(depth: 0))}" }

  private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  private mutating func chance(_ oneIn: Int) -> Bool { number(1...oneIn) == 1 }
  private mutating func pick(_ texts: [String]) -> String { texts[number(0...(texts.count - 1))] }

  private mutating func name() -> String {
    count += 1
    return "\(count)" + pick(["", " Check", " 注文", " WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", " a b c d e f", " <&>"])
  }

  private mutating func scope(depth: Int) -> String {
    // The first is reachable from nowhere, the last reaches nothing: every other state goes to a later one at first.
    let names = (0..<number(1...(depth == 0 ? 14 : 4))).map { _ in name() }
    var states: [String] = []
    for (place, name) in names.enumerated() {
      let isLast = place == names.count - 1
      states.append(#""\#(name)":{\#(state(isLast ? nil : names[place + 1], names, depth))}"#)
    }
    return #""StartAt":"\#(names[0])","States":{\#(states.joined(separator: ","))}"#
  }

  private mutating func state(_ next: String?, _ names: [String], _ depth: Int) -> String {
    let go = next.map { #""Next":"\#($0)""# } ?? #""End":true"#
    switch number(0...(depth < 3 ? 9 : 6)) {
    case 0: return #""Type":"Pass",\#(go)"#
    case 1: return #""Type":"Wait","Seconds":\#(number(0...9_999)),\#(go)"#
    case 2, 3:
      return #""Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f",\#(handling(names))\#(go)"#
    case 4...6:
      guard let next else { return pick([#""Type":"Succeed""#, #""Type":"Fail","Error":"E""#]) }
      return choice(next, names)
    case 7, 8:
      let branches = (0..<number(1...4)).map { _ in "{\(scope(depth: depth + 1))}" }
      return #""Type":"Parallel","Branches":[\#(branches.joined(separator: ","))],\#(handling(names))\#(go)"#
    default: return #""Type":"Map","ItemProcessor":{\#(scope(depth: depth + 1))},\#(handling(names))\#(go)"#
    }
  }

  private mutating func handling(_ names: [String]) -> String {
    var fields = ""
    if chance(3) { fields += #""Retry":[{"ErrorEquals":["E"],"MaxAttempts":\#(number(0...30))}],"# }
    if chance(2) {
      let catchers = (0..<number(1...3)).map { _ in
        #"{"ErrorEquals":["\#(pick(["E", "AVeryLongNameOfAnErrorThatHasNoBlanks", "A.B.C"]))"],"Next":"\#(pick(names))"}"#
      }
      fields += #""Catch":[\#(catchers.joined(separator: ","))],"#
    }
    return fields
  }

  private mutating func choice(_ next: String, _ names: [String]) -> String {
    let rules = (0..<number(1...5)).map { _ in
      let path = pick([
        "$.a", "$.order.customer.address.country", "$['x'][0]", "$.a_very_long_name_without_any_dots_in_it",
      ])
      let test = pick([
        #""Variable":"\#(path)","NumericGreaterThan":\#(number(0...99))"#, #""Variable":"\#(path)","IsPresent":true"#,
        #""Or":[{"Variable":"\#(path)","IsNull":false},{"Variable":"\#(path)","StringMatches":"a*b"}]"#,
      ])
      return #"{\#(test),"Next":"\#(pick(names))"}"#
    }
    return #""Type":"Choice","Choices":[\#(rules.joined(separator: ","))],"Default":"\#(next)""#
  }
}
