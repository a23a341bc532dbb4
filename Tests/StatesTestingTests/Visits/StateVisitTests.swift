import StatesTesting
import Testing

@Suite struct StateVisitTests {
  @Test func aVisitHasItsIterationAndBranch() throws {
    let result = try ClaimProcess.test().run(input: ClaimProcess.claim)
    #expect(try result.get() == "approved", "\(result.summary)")
    let scans = try result.visits("Scan")
    #expect(
      scans.map(\.iteration) == [[0, 0], [1, 0], [0, 1]] || scans.map(\.iteration) == [[0, 0], [0, 1], [1, 0]])
    #expect(Set(scans.map(\.branch)) == [[1]])
    #expect(try result.visits("Scan[0][1]").map(\.input) == ["b"])
    #expect(try result.visits("Scan[1][0]").map(\.output) == ["c"])
    #expect(try result.visits("Index[0][0]").map(\.output) == [["indexed": "a"]])
    #expect(try result.visits("Documents").map(\.iteration) == [[0], [1]])
    #expect(try result.visits("Score").map(\.branch) == [[0]])
    #expect(try result.visits("Assess").map(\.branch) == [[]])
    #expect(try result.visits("Policies").first?.output == [[["indexed": "a"], ["indexed": "b"]], [["indexed": "c"]]])
    #expect(result.visits.allSatisfy { $0.ending == .exited })
  }

  @Test func attemptsHaveInputsResultsErrorsAndTimes() throws {
    var test = try ClaimProcess.test()
    try test.mock("Score", .throw("Busy", cause: "full", after: 1), .return(["Payload": 7], after: 3))
    let visit = try #require(try test.run(input: ClaimProcess.claim).visits("Score").first)
    #expect(visit.attempts.map(\.number) == [1, 2])
    #expect(visit.attempts.map(\.input) == [["FunctionName": "score"], ["FunctionName": "score"]])
    #expect(visit.attempts.map(\.failure?.error) == ["Busy", nil])
    #expect(visit.attempts.map(\.result) == [nil, ["Payload": 7]])
    let start = Timestamp.virtualStart
    #expect(visit.attempts.map(\.began) == [start, start.advanced(bySeconds: 3)])
    #expect(visit.attempts.map(\.ended) == [start.advanced(bySeconds: 1), start.advanced(bySeconds: 6)])
    #expect(visit.entered == start)
    #expect(visit.exited == start.advanced(bySeconds: 6))
    #expect(visit.error == nil)
    #expect(visit.output == 7)
  }

  @Test func childrenOfMapRunsAndNestedExecutionsCount() throws {
    let result = try ClaimProcess.test().run(input: ClaimProcess.claim)
    let sent = try result.visits("Send")
    #expect(sent.map(\.iteration) == [[0], [1]])
    #expect(sent.map(\.execution.role) == [.child(index: 0), .child(index: 1)])
    #expect(sent.map(\.execution.starter?.state) == ["Letters", "Letters"])
    #expect(try result.calls(of: "Send").map { $0["Payload"] } == ["x", "y"])
    #expect(try result.output(of: "Send[0]") == ["Payload": "sent"])
    // A name that only a nested machine has is found there.
    #expect(try result.calls(of: "Authorize").map { $0["Payload"] } == [["amount": 5]])
    let authorized = try #require(try result.visits("Authorize").first)
    #expect(authorized.execution.role == .nested)
    #expect(authorized.execution.stateMachine == "Payments")
    #expect(authorized.execution.name == "pay-1")
    #expect(authorized.execution.starter?.state == "Pay")
  }

  /// A name that both have is that of the machine under test.
  @Test func theMachineUnderTestComesFirst() throws {
    let result = try ClaimProcess.test().run(input: ClaimProcess.claim)
    #expect(try result.visits("Pay").map(\.type) == [.task])
    #expect(try result.visits("Pay", in: "Payments").map(\.type) == [.pass])
    #expect(try result.visits(of: "Pay", in: "StateMachine") == 1)
    #expect(try result.output(of: "Pay", in: "Payments") == ["ok": true])
    #expect(try result.input(of: "Pay", in: "Payments") == ["ok": true])
  }

  @Test func pathsOfTheExecutionsBelow() throws {
    let result = try ClaimProcess.test().run(input: ClaimProcess.claim)
    #expect(result.path.suffix(3) == ["Pay", "Letters", "Approve"])
    #expect(result.path(including: []) == result.path)
    #expect(
      result.path(including: .all).suffix(7)
        == ["Pay", "Authorize", "Pay", "Letters", "Send", "Send", "Approve"])
    #expect(result.path(including: .children).suffix(5) == ["Pay", "Letters", "Send", "Send", "Approve"])
    #expect(result.path(including: .nested).suffix(5) == ["Pay", "Authorize", "Pay", "Letters", "Approve"])
    #expect(try result.path(in: "Payments") == ["Authorize", "Pay"])
  }

  @Test func executionsBelowAreResults() throws {
    var test = try ClaimProcess.test()
    try test.mock("Send[1]", .throw("Lost", cause: "y"))
    let result = test.run(input: ClaimProcess.claim)
    let letters = try result.executions(startedBy: "Letters")
    #expect(letters.map(\.status) == [.succeeded, .failed])
    #expect(letters.map(\.output) == [["Payload": "sent"], nil])
    #expect(letters[1].error == "Lost")
    #expect(letters[1].path == ["Send"])
    #expect(try letters[1].visits("Send").map(\.iteration) == [[1]])
    let payments = try result.executions(startedBy: "Pay")
    #expect(payments.map(\.output) == [["ok": true]])
    #expect(try result.executions(of: "Payments").map(\.path) == [["Authorize", "Pay"]])
    #expect(try payments[0].calls(of: "Authorize").count == 1)
    #expect(try result.executions(startedBy: "Score").isEmpty)
    #expect(throws: UnknownState.self) { try result.executions(startedBy: "Lettrs") }
    #expect(throws: UnknownState.self) { try result.executions(of: "Payment") }
  }

  /// An execution that is started by an iteration has its own children.
  @Test func executionsBelowHaveWhatIsBelowThem() throws {
    var test = try WorkflowTest(
      definition: #"""
        {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"Claim","States":{
          "Claim":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
            "Parameters":{"StateMachineArn":"Claims","Input.$":"$"},"OutputPath":"$.Output","End":true}}}}}}
        """#)
    test.stateMachines = [
      "Claims": try StateMachine(parsing: ClaimProcess.definition),
      "Payments": try StateMachine(parsing: ClaimProcess.payments),
    ]
    try test.mock("Score", in: "Claims", .throw("Busy"), .return(["Payload": 7]))
    try test.mock("Scan", in: "Claims", .return(["Payload": 1]))
    try test.mock("Send[1]", in: "Claims", .return("second"))
    try test.mock("Send", in: "Claims", .return("sent"))
    try test.mock("Approve", in: "Claims", .return("approved"))
    try test.mock("Authorize", in: "Payments", .return(["Payload": true]))
    let result = test.run(input: [ClaimProcess.claim, ClaimProcess.claim])
    #expect(try result.get() == ["approved", "approved"], "\(result.summary)")
    let claims = try result.executions(startedBy: "Claim[1]")
    #expect(claims.count == 1)
    #expect(claims[0].children.count == 3)
    #expect(try claims[0].executions(of: "Payments").count == 1)
    #expect(try claims[0].output(of: "Send[1]") == "second")
    #expect(try result.visits("Score").map(\.attempts.count) == [2, 2])
    #expect(try result.visits(of: "Send", in: "Claims") == 4)
    #expect(result.path(including: .all).filter { $0 == "Authorize" }.count == 2)
    #expect(result.unusedMocks == [])
  }

  @Test func aVisitHasTheVariablesThatItAssigned() throws {
    let test = try WorkflowTest(
      definition: #"""
        {"QueryLanguage":"JSONata","StartAt":"P","States":{
          "P":{"Type":"Pass","Assign":{"twice":"{% $states.input * 2 %}"},"Next":"W"},
          "W":{"Type":"Wait","Seconds":5,"End":true}}}
        """#)
    let visits = test.run(input: 4).visits
    #expect(visits.map { $0.assigned?["twice"] } == [8, nil])
    #expect(visits.map(\.duration) == [0, 5])
  }

  // MARK: Endings

  @Test func whatAFailureCutsOffIsAborted() throws {
    var test = try ClaimProcess.test()
    try test.mock("Score", .hang)
    try test.mock("Scan[0][1]", .throw("Unreadable", cause: "b", after: 5))
    try test.mock("Scan[1][0]", .hang)
    let result = test.run(input: ClaimProcess.claim)
    #expect(result.error == "Claim.Rejected")
    func endings(_ state: String) throws -> [[Int]: StateVisit.Ending] {
      Dictionary(uniqueKeysWithValues: try result.visits(state).map { ($0.iteration, $0.ending) })
    }
    #expect(try endings("Scan") == [[0, 0]: .exited, [0, 1]: .failed, [1, 0]: .aborted])
    #expect(try endings("Documents") == [[0]: .failed, [1]: .aborted])
    #expect(try endings("Policies") == [[]: .failed])
    #expect(try endings("Score") == [[]: .aborted])
    #expect(try endings("Assess") == [[]: .exited])
    #expect(try endings("Reject") == [[]: .failed])
    #expect(try result.visits("Scan[0][1]").map(\.error) == ["Unreadable"])
    #expect(try result.visits("Scan[0][1]").map(\.cause) == ["b"])
    #expect(try result.visits("Assess").map(\.error) == ["Unreadable"])
    #expect(try result.visits("Reject").map(\.error) == ["Claim.Rejected"])
    #expect(try result.visits("Scan[0][1]").map(\.description) == ["Scan[0][1], failed: Unreadable"])
  }

  @Test func aContainerThatIsTriedAgainKeepsItsVisit() throws {
    let task = #""Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:f","End":true"#
    var test = try WorkflowTest(
      definition: #"""
        {"StartAt":"Outer","States":{"Outer":{"Type":"Parallel","Retry":[{"ErrorEquals":["E"]}],"End":true,"Branches":[
          {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{
            "StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"T","States":{"T":{\#(task)}}}]}}}}}},
          {"StartAt":"U","States":{"U":{\#(task)}}}]}}}
        """#)
    try test.mock("T[1]", .throw("E"), .return("ok"))
    try test.mock("T", .return("ok", after: 1))
    try test.mock("U", .return(1, after: 2))
    let result = test.run(input: [1, 2])
    #expect(result.output == [[["ok"], ["ok"]], 1], "\(result.summary)")
    #expect(try result.visits("Outer").map { $0.attempts.map { $0.failure?.error } } == [["E", nil]])
    #expect(try result.visits("T[1]").map(\.ending) == [.failed, .exited])
    #expect(try result.visits("T[0]").map(\.ending) == [.aborted, .exited])
    #expect(try result.visits("P[0]").map(\.ending) == [.aborted, .exited])
    #expect(try result.visits("P[1]").map(\.ending) == [.failed, .exited])
    #expect(try result.visits("U").map(\.ending) == [.aborted, .exited])
    #expect(try result.visits("M").map(\.ending) == [.failed, .exited])
  }

  /// The abortions of a wide Map are found where they belong, in time linear in their number.
  @Test func aWideMapIsCutOff() throws {
    var test = try WorkflowTest(
      definition: #"""
        {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"P","States":{
          "P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"T","States":{"T":{"Type":"Task",
            "Resource":"arn:aws:lambda:us-east-1:111111111111:function:t","End":true}}}]}}}}}}
        """#)
    test.quotas.maximumInlineConcurrency = 2_000
    try test.mock("T", .hang)
    try test.mock("T[1000]", .throw("E", after: 1))
    let result = test.run(input: .array(Array(repeating: 1, count: 2_000)))
    let visits = try result.visits("T")
    #expect(visits.count == 2_000)
    #expect(visits.filter { $0.ending == .aborted }.count == 1_999)
    #expect(visits.filter { $0.ending == .failed }.map(\.iteration) == [[1_000]])
    #expect(try result.visits("P").filter { $0.ending == .failed }.map(\.iteration) == [[1_000]])
  }

  @Test func aVisitGoesOnAfterARedrive() throws {
    var test = try ClaimProcess.test()
    try test.mock("Scan[1][0]", .throw("Broken", after: 1))
    let failed = test.run(input: ClaimProcess.claim)
    #expect(failed.error == "Broken")
    #expect(try failed.visits("Documents").map(\.ending) == [.exited, .failed])
    try test.mock("Scan[1][0]", .return(["Payload": "c"]))
    let result = try test.redrive(failed)
    #expect(result.status == .succeeded, "\(result.summary)")
    let visit = try #require(try result.visits("Scan[1][0]").first)
    #expect(visit.attempts.map(\.number) == [1, 1])
    #expect(visit.ending == .exited)
    #expect(try result.visits("Scan").count == 3)
    #expect(try result.visits("Documents").map(\.ending) == [.exited, .exited])
  }

  @Test func whatARunningExecutionIsInIsOpen() throws {
    var test = try ClaimProcess.test()
    try test.mock("Score", .hang)
    let result = test.run(input: ClaimProcess.claim)
    #expect(try result.visits("Score").map(\.ending) == [.open])
    #expect(try result.visits("Assess").map(\.ending) == [.open])
    #expect(try result.visits("Score").first?.attempts.first?.ended == nil)
    #expect(result.visits.filter { $0.ending == .open }.map(\.state) == ["Assess", "Score"])
  }

  // MARK: Names

  @Test(
    arguments: [
      ("Payy", nil, "there is no state 'Payy'; did you mean 'Pay'?; the states are "),
      ("Scn[0][1]", nil, "there is no state 'Scn[0][1]'; did you mean 'Scan'?; the states are "),
      (
        "Scan[0]", nil,
        "the state 'Scan[0]': it cannot be an iteration: 'Scan' is in 2 Map states, one inside the other"
      ),
      ("Score[0]", nil, "the state 'Score[0]': it names an iteration, but the state 'Score' is not in a Map state"),
      ("Letters", "Payments", "there is no state 'Letters'; the states are 'Authorize', 'Pay'"),
      ("Pay", "Payment", "there is no state machine 'Payment'; did you mean 'Payments'?; the state machines are "),
    ] as [(String, String?, String)])
  func namesAreChecked(state: String, machine: String?, message: String) throws {
    let result = try ClaimProcess.test().run(input: ClaimProcess.claim)
    func check(_ body: () throws(UnknownState) -> some Any) {
      let error = #expect(throws: UnknownState.self) { _ = try body() }
      #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }
    check { () throws(UnknownState) in try result.visits(of: state, in: machine) }
    check { () throws(UnknownState) in try result.visits(state, in: machine) }
    check { () throws(UnknownState) in try result.calls(of: state, in: machine) }
    check { () throws(UnknownState) in try result.output(of: state, in: machine) as Any }
    check { () throws(UnknownState) in try result.input(of: state, in: machine) as Any }
  }

  /// A machine that could have been started is known, although it was not.
  @Test func aMachineThatWasNotStartedIsKnown() throws {
    var test = try ClaimProcess.test()
    try test.mock("Pay", .return(nil))
    let result = test.run(input: ClaimProcess.claim)
    #expect(try result.visits(of: "Authorize") == 0)
    #expect(try result.path(in: "Payments") == [])
    #expect(throws: UnknownState.self) { try result.path(in: "Payment") }
  }
}
