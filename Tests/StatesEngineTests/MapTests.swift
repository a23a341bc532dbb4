import StatesTesting
import Testing

@Suite struct MapTests {
  /// A Map state `M` over these states, which starts at the first of them.
  static func map(_ states: String, _ fields: String = "", end: String = #","End":true"#, then: String = "") -> String {
    let first = states.split(separator: #"""#, maxSplits: 2).first ?? ""
    return machine(
      "M",
      #""M":{"Type":"Map","ItemProcessor":{"StartAt":"\#(first)","States":{\#(states)}}\#(fields)\#(end)}"# + then)
  }

  static let pass = #""I":{"Type":"Pass","End":true}"#

  @Test func oneAfterTheOther() {
    expectHistory(Self.map(Self.pass, #","MaxConcurrency":1"#), input: "[1,2]") {
      """
      2<0 MapStateEntered M
      3<2 MapStateStarted 2
      4<3 MapIterationStarted M[0]
      5<4 PassStateEntered I
      6<5 PassStateExited I
      7<6 MapIterationSucceeded M[0]
      8<6 MapIterationStarted M[1]
      9<8 PassStateEntered I
      10<9 PassStateExited I
      11<10 MapIterationSucceeded M[1]
      12<11 MapStateSucceeded
      13<11 MapStateExited M
      14<13 ExecutionSucceeded
      """
    }
  }

  @Test func twoAtOnce() {
    expectHistory(
      Self.map(#""W":{"Type":"Wait","SecondsPath":"$","End":true}"#, #","MaxConcurrency":2"#), input: "[3,1,1]"
    ) {
      """
      2<0 MapStateEntered M
      3<2 MapStateStarted 3
      4<3 MapIterationStarted M[0]
      5<3 MapIterationStarted M[1]
      6<4 WaitStateEntered W
      7<5 WaitStateEntered W
      8<7 WaitStateExited W
      9<8 MapIterationSucceeded M[1]
      10<8 MapIterationStarted M[2]
      11<10 WaitStateEntered W
      12<11 WaitStateExited W
      13<12 MapIterationSucceeded M[2]
      14<6 WaitStateExited W
      15<14 MapIterationSucceeded M[0]
      16<15 MapStateSucceeded
      17<15 MapStateExited M
      18<17 ExecutionSucceeded
      """
    }
  }

  @Test func allAtOnce() {
    expectHistory(Self.map(task("T")), input: "[1,2]", mocks: ["T": [.return(0)]]) {
      """
      2<0 MapStateEntered M
      3<2 MapStateStarted 2
      4<3 MapIterationStarted M[0]
      5<3 MapIterationStarted M[1]
      6<4 TaskStateEntered T
      7<6 LambdaFunctionScheduled
      8<5 TaskStateEntered T
      9<8 LambdaFunctionScheduled
      10<7 LambdaFunctionStarted
      11<9 LambdaFunctionStarted
      12<10 LambdaFunctionSucceeded
      13<12 TaskStateExited T
      14<13 MapIterationSucceeded M[0]
      15<11 LambdaFunctionSucceeded
      16<15 TaskStateExited T
      17<16 MapIterationSucceeded M[1]
      18<17 MapStateSucceeded
      19<17 MapStateExited M
      20<19 ExecutionSucceeded
      """
    }
  }

  @Test func noItems() {
    expectHistory(Self.map(Self.pass), input: "[]") {
      """
      2<0 MapStateEntered M
      3<2 MapStateStarted 0
      4<3 MapStateSucceeded
      5<3 MapStateExited M
      6<5 ExecutionSucceeded
      """
    }
    expectOutput(Self.map(Self.pass), input: "[]", "[]")
  }

  @Test func atMost40RunAtOnce() throws {
    let driven = try Driven(Self.map(task("T")), input: "[\((0..<100).map(String.init).joined(separator: ","))]")
    #expect(driven.tasks.count == 40)
  }

  @Test(arguments: [
    ("", "[1,2]", "[1,2]"),
    (#","ItemsPath":"$.l""#, #"{"l":[1.0,{"a":[]}]}"#, #"[1.0,{"a":[]}]"#),
    (#","ItemsPath":"$.l","ResultPath":"$.r""#, #"{"l":[1]}"#, #"{"l":[1],"r":[1]}"#),
    (#","ItemsPath":"$.l","InputPath":"$.in""#, #"{"in":{"l":[3]}}"#, "[3]"),
    (#","ItemsPath":"$$.Execution.Input.l""#, #"{"l":[4]}"#, "[4]"),
    (#","ItemsPath":"$.l","ItemSelector":{"v.$":"$$.Map.Item.Value"}"#, #"{"l":[5,6]}"#, #"[{"v":5},{"v":6}]"#),
    (#","ItemsPath":"$.l","ItemSelector":{"i.$":"$$.Map.Item.Index"}"#, #"{"l":[5,6]}"#, #"[{"i":0},{"i":1}]"#),
    (#","ItemsPath":"$.l","ItemSelector":{"k.$":"$.k"}"#, #"{"l":[5],"k":"c"}"#, #"[{"k":"c"}]"#),
    (#","ItemsPath":"$.l","Parameters":{"v.$":"$$.Map.Item.Value"}"#, #"{"l":[5]}"#, #"[{"v":5}]"#),
    (#","ItemsPath":"$.l","ResultSelector":{"n.$":"States.ArrayLength($)"}"#, #"{"l":[5,6,7]}"#, #"{"n":3}"#),
  ])
  func itemsAndResults(fields: String, input: String, output: String) {
    expectOutput(Self.map(Self.pass, fields), input: input, output)
  }

  @Test func iteratorIsTheOlderName() {
    let definition = Self.map(Self.pass).replacing("ItemProcessor", with: "Iterator")
    expectOutput(definition, input: "[1]", "[1]")
  }

  @Test func resultsAreInTheOrderOfTheItems() {
    expectOutput(
      Self.map(#""W":{"Type":"Wait","SecondsPath":"$","End":true}"#), input: "[3,1,2]", "[3,1,2]")
  }

  // MARK: Failures

  @Test func anItemThatFails() {
    expectHistory(Self.map(#""F":{"Type":"Fail","Error":"E","Cause":"C"}"#, #","MaxConcurrency":1"#), input: "[1,2]") {
      """
      2<0 MapStateEntered M
      3<2 MapStateStarted 2
      4<3 MapIterationStarted M[0]
      5<4 FailStateEntered F
      6<5 MapIterationFailed M[0]
      7<5 MapStateFailed
      8<7 ExecutionFailed E
      """
    }
  }

  @Test func itemsThatAreCut() {
    expectHistory(
      Self.map(task("T", #""TimeoutSeconds":10,"End":true"#)), input: "[1,2,3]", mocks: ["T": [.hang]]
    ) {
      """
      2<0 MapStateEntered M
      3<2 MapStateStarted 3
      4<3 MapIterationStarted M[0]
      5<3 MapIterationStarted M[1]
      6<3 MapIterationStarted M[2]
      7<4 TaskStateEntered T
      8<7 LambdaFunctionScheduled
      9<5 TaskStateEntered T
      10<9 LambdaFunctionScheduled
      11<6 TaskStateEntered T
      12<11 LambdaFunctionScheduled
      13<8 LambdaFunctionStarted
      14<10 LambdaFunctionStarted
      15<12 LambdaFunctionStarted
      16<13 LambdaFunctionTimedOut States.Timeout
      17<14 LambdaFunctionTimedOut States.Timeout
      18<15 LambdaFunctionTimedOut States.Timeout
      19<16 MapIterationFailed M[0]
      20<16 TaskStateAborted T
      21<16 MapIterationAborted M[1]
      22<16 TaskStateAborted T
      23<16 MapIterationAborted M[2]
      24<16 TaskStateAborted T
      25<16 MapStateFailed
      26<25 ExecutionFailed States.Timeout
      """
    }
  }

  /// The events of iterations that are cut off go by index, those of the one that failed among them.
  @Test func eventsOfAFailureGoByIndex() {
    expectHistory(
      Self.map(
        #""C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":2,"Next":"T"}],"Default":"W"},"#
          + #""W":{"Type":"Wait","Seconds":9,"End":true},\#(task("T"))"#),
      input: "[1,2,3]", mocks: ["T": [.throw("E")]]
    ) {
      """
      2<0 MapStateEntered M
      3<2 MapStateStarted 3
      4<3 MapIterationStarted M[0]
      5<3 MapIterationStarted M[1]
      6<3 MapIterationStarted M[2]
      7<4 ChoiceStateEntered C
      8<7 ChoiceStateExited C
      9<8 WaitStateEntered W
      10<5 ChoiceStateEntered C
      11<10 ChoiceStateExited C
      12<11 TaskStateEntered T
      13<12 LambdaFunctionScheduled
      14<6 ChoiceStateEntered C
      15<14 ChoiceStateExited C
      16<15 WaitStateEntered W
      17<13 LambdaFunctionStarted
      18<17 LambdaFunctionFailed E
      19<18 MapIterationAborted M[0]
      20<18 WaitStateAborted W
      21<18 MapIterationFailed M[1]
      22<18 TaskStateAborted T
      23<18 MapIterationAborted M[2]
      24<18 WaitStateAborted W
      25<18 MapStateFailed
      26<25 ExecutionFailed E
      """
    }
  }

  @Test func caughtAtTheMap() {
    expectHistory(
      Self.map(
        #""F":{"Type":"Fail","Error":"E"}"#, #","Catch":[{"ErrorEquals":["E"],"ResultPath":"$.e","Next":"C"}]"#,
        then: #","C":{"Type":"Pass","End":true}"#
      ).replacing(#""Type":"Map""#, with: #""Type":"Map","ItemsPath":"$.l""#),
      input: #"{"l":[1]}"#
    ) {
      """
      2<0 MapStateEntered M
      3<2 MapStateStarted 1
      4<3 MapIterationStarted M[0]
      5<4 FailStateEntered F
      6<5 MapIterationFailed M[0]
      7<5 MapStateFailed
      8<7 MapStateExited M
      9<8 PassStateEntered C
      10<9 PassStateExited C
      11<10 ExecutionSucceeded
      """
    }
  }

  @Test func aRetryBeginsAllItemsAgain() {
    expectHistory(
      Self.map(task("T"), #","MaxConcurrency":1,"Retry":[{"ErrorEquals":["E"],"MaxAttempts":1}]"#), input: "[1]",
      mocks: ["T": [.throw("E"), .return(2)]]
    ) {
      """
      2<0 MapStateEntered M
      3<2 MapStateStarted 1
      4<3 MapIterationStarted M[0]
      5<4 TaskStateEntered T
      6<5 LambdaFunctionScheduled
      7<6 LambdaFunctionStarted
      8<7 LambdaFunctionFailed E
      9<8 MapIterationFailed M[0]
      10<8 TaskStateAborted T
      11<8 MapStateStarted 1
      12<11 MapIterationStarted M[0]
      13<12 TaskStateEntered T
      14<13 LambdaFunctionScheduled
      15<14 LambdaFunctionStarted
      16<15 LambdaFunctionSucceeded
      17<16 TaskStateExited T
      18<17 MapIterationSucceeded M[0]
      19<18 MapStateSucceeded
      20<18 MapStateExited M
      21<20 ExecutionSucceeded
      """
    }
  }

  @Test func aRuntimeErrorInAnItemEndsEverything() {
    expectHistory(
      Self.map(
        #""X":{"Type":"Pass","InputPath":"$.no","End":true}"#, #","Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}]"#,
        then: #","C":{"Type":"Succeed"}"#), input: "[{}]"
    ) {
      """
      2<0 MapStateEntered M
      3<2 MapStateStarted 1
      4<3 MapIterationStarted M[0]
      5<4 PassStateEntered X
      6<5 ExecutionFailed States.Runtime
      """
    }
  }

  @Test func anItemSelectorThatFindsNothing() {
    let definition = Self.map(Self.pass, #","ItemSelector":{"x.$":"$$.Map.Item.Value.x"}"#)
    expectHistory(definition, input: #"[{"y":1}]"#) {
      """
      2<0 MapStateEntered M
      3<2 MapStateStarted 1
      4<3 ExecutionFailed States.Runtime
      """
    }
  }

  @Test(arguments: ["{}", "1", "null", #""text""#])
  func itemsThatAreNoArray(value: String) {
    expectFailure(
      Self.map(Self.pass, #","ItemsPath":"$.l""#), input: #"{"l":\#(value)}"#, error: "States.Runtime",
      cause: #"Reference path "$.l" must point to array."#)
  }

  @Test func anItemsPathThatFindsNothing() {
    expectFailure(
      Self.map(Self.pass, #","ItemsPath":"$.l.m""#), input: #"{"a": 1}"#, error: "States.ReferencePathConflict",
      cause: #"Unable to apply step "l" to input {"a":1}"#)
  }

  @Test(arguments: [
    (#""NoNumber""#, #"The MaxConcurrencyPath field refers to value "NoNumber" which is not a valid integer: $.c"#),
    ("{}", #"The MaxConcurrencyPath field refers to value "{}" which is not a valid integer: $.c"#),
    ("1.5", #"The MaxConcurrencyPath field refers to value "1.5" which is not a valid integer: $.c"#),
  ])
  func aConcurrencyThatIsNoNumber(value: String, cause: String) {
    let definition = Self.map(Self.pass, #","ItemsPath":"$.l","MaxConcurrencyPath":"$.c""#)
    let result = run(definition, input: #"{"l":[1],"c":\#(value)}"#)
    #expect(result?.cause == prefix("M") + cause)
    #expect(result?.history.count == 3)
  }

  @Test(arguments: ["1", #""1""#, "0"])
  func aConcurrencyFoundByAPath(value: String) {
    let definition = Self.map(Self.pass, #","ItemsPath":"$.l","MaxConcurrencyPath":"$.c""#)
    expectOutput(definition, input: #"{"l":[1,2],"c":\#(value)}"#, "[1,2]")
  }

  // MARK: Nesting

  @Test func aMapInAMap() {
    let inner = #""N":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"I","States":{\#(Self.pass)}}}"#
    expectHistory(Self.map(inner, #","MaxConcurrency":1"#), input: "[[1],[]]") {
      """
      2<0 MapStateEntered M
      3<2 MapStateStarted 2
      4<3 MapIterationStarted M[0]
      5<4 MapStateEntered N
      6<5 MapStateStarted 1
      7<6 MapIterationStarted N[0]
      8<7 PassStateEntered I
      9<8 PassStateExited I
      10<9 MapIterationSucceeded N[0]
      11<10 MapStateSucceeded
      12<10 MapStateExited N
      13<12 MapIterationSucceeded M[0]
      14<12 MapIterationStarted M[1]
      15<14 MapStateEntered N
      16<15 MapStateStarted 0
      17<16 MapStateSucceeded
      18<16 MapStateExited N
      19<18 MapIterationSucceeded M[1]
      20<19 MapStateSucceeded
      21<19 MapStateExited M
      22<21 ExecutionSucceeded
      """
    }
  }

  @Test func tasksKnowTheIterationsAroundThem() throws {
    let inner = #""N":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"T","States":{\#(task("T"))}}}"#
    let driven = try Driven(Self.map(inner), input: "[[1],[2,3]]")
    #expect(driven.tasks.map(\.request.iterations) == [[0, 0], [1, 0], [1, 1]])
  }
}
