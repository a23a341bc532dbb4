import StatesTesting
import Testing

@Suite struct ParallelTests {
  /// A Parallel state `P`; every branch starts at the first state it names.
  static func parallel(_ branches: String..., fields: String = #""End":true"#, then states: String = "") -> String {
    let list = branches.map { branch in
      let first = branch.split(separator: #"""#, maxSplits: 2).first ?? ""
      return #"{"StartAt":"\#(first)","States":{\#(branch)}}"#
    }
    return machine("P", #""P":{"Type":"Parallel","Branches":[\#(list.joined(separator: ","))],\#(fields)}"# + states)
  }

  static let fail = #""F":{"Type":"Fail","Error":"E","Cause":"C"}"#
  static let catching = #""Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}],"End":true"#

  @Test func theResultIsInTheOrderOfTheDefinition() {
    expectOutput(
      Self.parallel(
        #""A":{"Type":"Wait","Seconds":9,"Next":"A2"},"A2":{"Type":"Pass","Result":"a","End":true}"#,
        #""B":{"Type":"Pass","Result":"b","End":true}"#, #""C":{"Type":"Succeed","InputPath":"$.i"}"#),
      input: #"{"i":0}"#, #"["a","b",0]"#)
  }

  @Test func everyBranchGetsTheParameters() {
    expectOutput(
      Self.parallel(
        #""A":{"Type":"Pass","End":true}"#, #""B":{"Type":"Pass","End":true}"#,
        fields:
          #""InputPath":"$.i","Parameters":{"p.$":"$.x"},"ResultSelector":{"first.$":"$[0]"},"ResultPath":"$.r","End":true"#
      ),
      input: #"{"i":{"x":1}}"#, #"{"i":{"x":1},"r":{"first":{"p":1}}}"#)
  }

  @Test func theEndPointsAtTheBranchThatEndedLast() {
    expectHistory(
      Self.parallel(#""A":{"Type":"Wait","Seconds":5,"End":true}"#, #""B":{"Type":"Pass","End":true}"#)
    ) {
      """
      2<0 ParallelStateEntered P
      3<2 ParallelStateStarted
      4<3 WaitStateEntered A
      5<3 PassStateEntered B
      6<5 PassStateExited B
      7<4 WaitStateExited A
      8<7 ParallelStateSucceeded
      9<7 ParallelStateExited P
      10<9 ExecutionSucceeded
      """
    }
  }

  @Test func aFailInABranch() {
    expectHistory(Self.parallel(Self.fail)) {
      """
      2<0 ParallelStateEntered P
      3<2 ParallelStateStarted
      4<3 FailStateEntered F
      5<4 ParallelStateFailed
      6<5 ExecutionFailed E
      """
    }
  }

  @Test func aBranchsErrorBecomesTheStates() {
    expectFailure(Self.parallel(Self.fail), error: "E", cause: "C")
    expectFailure(Self.parallel(#""F":{"Type":"Fail"}"#), error: nil, cause: nil)
  }

  @Test func branchesThatAreCutGetAbortedEvents() {
    expectHistory(
      Self.parallel(
        #""W":{"Type":"Wait","Seconds":5,"Next":"F"},"# + Self.fail, task("T"),
        #""V":{"Type":"Wait","Seconds":100,"End":true}"#,
        #""D":{"Type":"Pass","End":true}"#), mocks: ["T": [.hang]]
    ) {
      """
      2<0 ParallelStateEntered P
      3<2 ParallelStateStarted
      4<3 WaitStateEntered W
      5<3 TaskStateEntered T
      6<5 LambdaFunctionScheduled
      7<3 WaitStateEntered V
      8<3 PassStateEntered D
      9<8 PassStateExited D
      10<6 LambdaFunctionStarted
      11<4 WaitStateExited W
      12<11 FailStateEntered F
      13<12 TaskStateAborted T
      14<12 WaitStateAborted V
      15<12 ParallelStateFailed
      16<15 ExecutionFailed E
      """
    }
  }

  @Test func aTaskThatFailsItsBranchIsAbortedItself() {
    expectHistory(
      Self.parallel(task("T"), fields: Self.catching, then: #","C":{"Type":"Succeed"}"#), mocks: ["T": [.throw("E")]]
    ) {
      """
      2<0 ParallelStateEntered P
      3<2 ParallelStateStarted
      4<3 TaskStateEntered T
      5<4 LambdaFunctionScheduled
      6<5 LambdaFunctionStarted
      7<6 LambdaFunctionFailed E
      8<7 TaskStateAborted T
      9<7 ParallelStateFailed
      10<9 ParallelStateExited P
      11<10 SucceedStateEntered C
      12<11 SucceedStateExited C
      13<12 ExecutionSucceeded
      """
    }
  }

  @Test func aRuntimeErrorInABranchEndsEverything() {
    expectHistory(
      Self.parallel(
        #""W":{"Type":"Wait","Seconds":5,"End":true}"#, #""X":{"Type":"Pass","InputPath":"$.no","End":true}"#,
        fields: #""Retry":[{"ErrorEquals":["States.ALL"]}],"# + Self.catching, then: #","C":{"Type":"Succeed"}"#)
    ) {
      """
      2<0 ParallelStateEntered P
      3<2 ParallelStateStarted
      4<3 WaitStateEntered W
      5<3 PassStateEntered X
      6<5 ExecutionFailed States.Runtime
      """
    }
  }

  @Test func theCauseOfARuntimeErrorNamesTheInnerState() {
    expectFailure(
      Self.parallel(#""X":{"Type":"Pass","InputPath":"$.no","End":true}"#), error: "States.Runtime",
      cause: prefix("X", enteredAt: 4) + "Invalid path '$.no' : No results for path: $['no']")
  }

  @Test func aRetryBeginsAllBranchesAgain() {
    expectHistory(
      Self.parallel(
        #""A":{"Type":"Pass","End":true}"#, task("T"),
        fields: #""Retry":[{"ErrorEquals":["E"],"MaxAttempts":1}],"End":true"#),
      mocks: ["T": [.throw("E"), .return(1)]]
    ) {
      """
      2<0 ParallelStateEntered P
      3<2 ParallelStateStarted
      4<3 PassStateEntered A
      5<4 PassStateExited A
      6<3 TaskStateEntered T
      7<6 LambdaFunctionScheduled
      8<7 LambdaFunctionStarted
      9<8 LambdaFunctionFailed E
      10<9 TaskStateAborted T
      11<9 ParallelStateStarted
      12<11 PassStateEntered A
      13<12 PassStateExited A
      14<11 TaskStateEntered T
      15<14 LambdaFunctionScheduled
      16<15 LambdaFunctionStarted
      17<16 LambdaFunctionSucceeded
      18<17 TaskStateExited T
      19<18 ParallelStateSucceeded
      20<18 ParallelStateExited P
      21<20 ExecutionSucceeded
      """
    }
  }

  @Test func parallelStateFailedComesOnlyWithTheLastAttempt() {
    expectHistory(Self.parallel(Self.fail, fields: #""Retry":[{"ErrorEquals":["E"],"MaxAttempts":2}],"End":true"#)) {
      """
      2<0 ParallelStateEntered P
      3<2 ParallelStateStarted
      4<3 FailStateEntered F
      5<4 ParallelStateStarted
      6<5 FailStateEntered F
      7<6 ParallelStateStarted
      8<7 FailStateEntered F
      9<8 ParallelStateFailed
      10<9 ExecutionFailed E
      """
    }
  }

  @Test func aFailureOfItsOwnFieldsComesAfterItsSuccess() {
    expectHistory(
      Self.parallel(#""A":{"Type":"Pass","End":true}"#, fields: #""ResultSelector":{"x.$":"$.no"},"End":true"#)
    ) {
      """
      2<0 ParallelStateEntered P
      3<2 ParallelStateStarted
      4<3 PassStateEntered A
      5<4 PassStateExited A
      6<5 ParallelStateSucceeded
      7<6 ExecutionFailed States.Runtime
      """
    }
  }

  @Test func aCatchInsideABranchKeepsTheBranchGoing() {
    let definition = Self.parallel(
      task("T", #""Catch":[{"ErrorEquals":["E"],"Next":"R"}],"End":true"#) + #","R":{"Type":"Pass","End":true}"#)
    let result = run(definition, mocks: ["T": [.throw("E")]])
    #expect(result?.outputText == #"[{"Error":"E","Cause":""}]"#)
    #expect(result?.events(.taskStateAborted).isEmpty == true)
  }

  @Test func theFirstFailureIsActedOnWhateverTheOrderOfBranches() {
    let result = run(
      Self.parallel(
        #""A":{"Type":"Wait","Seconds":9,"Next":"AF"},"AF":{"Type":"Fail","Error":"late"}"#,
        #""B":{"Type":"Wait","Seconds":5,"Next":"BF"},"BF":{"Type":"Fail","Error":"early"}"#))
    #expect(result?.error == "early")
    #expect(result?.duration == 5)
  }

  @Test func answersToTasksThatWereCutAreIgnored() throws {
    var driven = try Driven(
      Self.parallel(task("T"), task("U"), fields: Self.catching, then: #","C":{"Type":"Wait","Seconds":60,"End":true}"#)
    )
    let ids = driven.tasks.map(\.id)
    driven.give(.taskFailed(ids[1], error: "E", cause: nil), at: 1)
    let events = driven.execution.history.count
    #expect(driven.cancelledTasks == [ids[0]])
    driven.give(.taskSucceeded(ids[0], output: 1), at: 2)
    driven.give(.taskFailed(ids[0], error: "F", cause: nil), at: 2)
    #expect(driven.execution.history.count == events)
    #expect(driven.history.last?.hasSuffix("WaitStateEntered C") == true)
  }

  @Test func statesInsideAreAbortedBeforeTheOnesAroundThem() {
    let inner =
      #""Q":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"V","States":{"V":{"Type":"Wait","Seconds":100,"End":true}}}]}"#
    let result = run(Self.parallel(#""W":{"Type":"Wait","Seconds":5,"Next":"F"},"# + Self.fail, inner))
    let aborted = result?.history.map(\.compact).filter { $0.contains("Aborted") }
    #expect(aborted == ["10<9 WaitStateAborted V", "11<9 ParallelStateAborted Q"])
  }

  @Test func nestedFailuresGoOutward() {
    let inner =
      #""Q":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}}]}"#
    expectHistory(Self.parallel(inner)) {
      """
      2<0 ParallelStateEntered P
      3<2 ParallelStateStarted
      4<3 ParallelStateEntered Q
      5<4 ParallelStateStarted
      6<5 FailStateEntered F
      7<6 ParallelStateFailed
      8<7 ParallelStateFailed
      9<8 ExecutionFailed E
      """
    }
  }
}
