import StatesTesting
import Testing

@Suite struct CatchTests {
  static func catching(_ catcher: String, _ fields: String = "") -> String {
    machine(
      "S", task("S", #""Catch":[\#(catcher)]\#(fields),"End":true"#) + #","C":{"Type":"Pass","End":true}"#)
  }

  @Test(arguments: [
    (#"{"ErrorEquals":["E"],"Next":"C"}"#, #"{"Error":"E","Cause":"why"}"#),
    (#"{"ErrorEquals":["E"],"ResultPath":"$","Next":"C"}"#, #"{"Error":"E","Cause":"why"}"#),
    (#"{"ErrorEquals":["E"],"ResultPath":"$.e","Next":"C"}"#, #"{"a":1,"e":{"Error":"E","Cause":"why"}}"#),
    (#"{"ErrorEquals":["E"],"ResultPath":null,"Next":"C"}"#, #"{"a":1}"#),
  ])
  func whereTheErrorGoes(catcher: String, output: String) {
    expectOutput(Self.catching(catcher), input: #"{"a":1}"#, mocks: ["S": [.throw("E", cause: "why")]], output)
  }

  @Test func theErrorGoesIntoTheRawInputPastAllOtherFields() {
    expectOutput(
      Self.catching(
        #"{"ErrorEquals":["E"],"ResultPath":"$.e","Next":"C"}"#,
        #","InputPath":"$.a","ResultSelector":{"x.$":"$.x"},"ResultPath":"$.r","OutputPath":"$.no.such.path""#),
      input: #"{"a":{"b":1}}"#, mocks: ["S": [.throw("E", cause: "")]],
      #"{"a":{"b":1},"e":{"Error":"E","Cause":""}}"#)
  }

  @Test func theStateIsExitedWithTheCatchersOutput() {
    expectHistory(Self.catching(#"{"ErrorEquals":["E"],"Next":"C"}"#), mocks: ["S": [.throw("E")]]) {
      """
      2<0 TaskStateEntered S
      3<2 LambdaFunctionScheduled
      4<3 LambdaFunctionStarted
      5<4 LambdaFunctionFailed E
      6<5 TaskStateExited S
      7<6 PassStateEntered C
      8<7 PassStateExited C
      9<8 ExecutionSucceeded
      """
    }
  }

  @Test(
    arguments: [
      (MockAnswer.throw(nil), #"{"Error":null,"Cause":null}"#),
      (.throw("E"), #"{"Error":"E","Cause":""}"#),
      (.throw("E", cause: #"{"json":true}"#), #"{"Error":"E","Cause":"{\"json\":true}"}"#),
      (.hang, #"{"Error":"States.Timeout","Cause":""}"#),
    ] as [(MockAnswer, String)])
  func theErrorOutput(answer: MockAnswer, output: String) {
    expectOutput(
      Self.catching(#"{"ErrorEquals":["States.ALL"],"Next":"C"}"#, #","TimeoutSeconds":5"#), mocks: ["S": [answer]],
      output)
  }

  @Test func theFirstCatcherThatMatchesWins() {
    let definition = machine(
      "S",
      task(
        "S",
        #""Catch":[{"ErrorEquals":["X"],"Next":"A"},{"ErrorEquals":["E","Y"],"Next":"B"},{"ErrorEquals":["States.ALL"],"Next":"C"}],"End":true"#
      ) + #","A":{"Type":"Succeed"},"B":{"Type":"Succeed"},"C":{"Type":"Succeed"}"#)
    #expect(run(definition, mocks: ["S": [.throw("X")]])?.path == ["S", "A"])
    #expect(run(definition, mocks: ["S": [.throw("Y")]])?.path == ["S", "B"])
    #expect(run(definition, mocks: ["S": [.throw("Z")]])?.path == ["S", "C"])
  }

  @Test func retryComesBeforeCatch() {
    let result = run(
      Self.catching(#"{"ErrorEquals":["E"],"Next":"C"}"#, #","Retry":[{"ErrorEquals":["E"],"MaxAttempts":2}]"#),
      mocks: ["S": [.throw("E")]])
    #expect(result?.status == .succeeded)
    #expect(result?.events(.lambdaFunctionFailed).count == 3)
  }

  @Test func aCatchersResultPathThatCannotBeFollowed() {
    let result = run(
      Self.catching(#"{"ErrorEquals":["E"],"ResultPath":"$.e","Next":"C"}"#), input: "[1]", mocks: ["S": [.throw("E")]])
    #expect(result?.error == "States.ReferencePathConflict")
    #expect(result?.path == ["S"])
  }

  // MARK: What matches what

  @Test(
    arguments: [
      // ErrorEquals, error, matches
      ("E", "E", true), ("E", "e", false), ("E", "EE", false), ("States.ALL", "E", true), ("States.ALL", nil, true),
      ("States.TaskFailed", "E", true), ("States.TaskFailed", "States.TaskFailed", true),
      ("States.TaskFailed", "States.DataLimitExceeded", true), ("States.TaskFailed", nil, false), ("E", nil, false),
      ("State.ALL", "E", false), ("States.Timeout", "E", false), ("States.HeartbeatTimeout", "E", false),
      ("Lambda.TooManyRequestsException", "Lambda.TooManyRequestsException", true),
    ] as [(String, String?, Bool)])
  func errorsOfTasks(pattern: String, error: String?, matches: Bool) {
    let result = run(Self.catching(#"{"ErrorEquals":["\#(pattern)"],"Next":"C"}"#), mocks: ["S": [.throw(error)]])
    #expect((result?.status == .succeeded) == matches)
  }

  @Test(arguments: [
    // ErrorEquals, whether it matches TimeoutSeconds, whether HeartbeatSeconds
    ("States.ALL", true, true), ("States.Timeout", true, true), ("States.HeartbeatTimeout", false, true),
    ("States.TaskFailed", false, false),
  ])
  func timeouts(pattern: String, timeout: Bool, heartbeat: Bool) {
    let catcher = #"{"ErrorEquals":["\#(pattern)"],"Next":"C"}"#
    let late = run(Self.catching(catcher, #","TimeoutSeconds":5"#), mocks: ["S": [.hang]])
    #expect((late?.status == .succeeded) == timeout)
    let silent = run(Self.catching(catcher, #","TimeoutSeconds":9,"HeartbeatSeconds":5"#), mocks: ["S": [.hang]])
    #expect((silent?.status == .succeeded) == heartbeat)
    if heartbeat { #expect(silent?.output?["Error"] == "States.Timeout") }
  }

  @Test func aHeartbeatThatIsMissedInABranchIsStillThat() {
    let definition = #"""
      {"StartAt":"P","States":{"P":{"Type":"Parallel","Catch":[{"ErrorEquals":["States.HeartbeatTimeout"],"Next":"C"}],"End":true,
        "Branches":[{"StartAt":"T","States":{"T":{"Type":"Task","Resource":\#(function("f")),"TimeoutSeconds":9,"HeartbeatSeconds":5,"End":true}}}]},
        "C":{"Type":"Succeed"}}}
      """#
    #expect(run(definition, mocks: ["T": [.hang]])?.path == ["P", "T", "C"])
  }
}
