import StatesTesting
import Testing

@Suite struct ExecutionTests {
  // MARK: TimeoutSeconds of the machine

  @Test func theMachinesTimeout() {
    let definition = machine("W", #""W":{"Type":"Wait","Seconds":25,"End":true}"#, also: #""TimeoutSeconds":3,"#)
    expectHistory(definition) {
      """
      2<0 WaitStateEntered W
      3<0 ExecutionTimedOut States.Timeout
      """
    }
    let result = run(definition)
    #expect(result?.status == .timedOut)
    #expect(result?.duration == 3)
    #expect(result?.error == nil && result?.cause == nil && result?.output == nil)
    #expect(result?.history.last?.json["executionTimedOutEventDetails"]?.description == #"{"error":"States.Timeout"}"#)
  }

  @Test(arguments: [
    #""S":{"Type":"Task","Resource":\#(function("f")),"End":true}"#,
    #""S":{"Type":"Task","Resource":\#(function("f")),"Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":100}],"TimeoutSeconds":1,"End":true}"#,
    #""S":{"Type":"Task","Resource":\#(function("f")),"Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}],"End":true},"C":{"Type":"Succeed"}"#,
    #""P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"S","States":{"S":{"Type":"Task","Resource":\#(function("f")),"End":true}}}]}"#,
  ])
  func theTimeoutCutsEverythingAndCannotBeCaught(states: String) {
    let first = String(states.split(separator: #"""#, maxSplits: 2).first ?? "")
    let result = run(machine(first, states, also: #""TimeoutSeconds":3,"#), mocks: ["S": [.hang]])
    #expect(result?.status == .timedOut)
    #expect(result?.duration == 3)
    #expect(result?.history.last?.previousEventID == 0)
    #expect(result?.eventTypes.contains { $0.rawValue.hasSuffix("Aborted") } == false)
  }

  @Test func anExecutionThatIsInTimeKnowsNoTimeout() {
    expectOutput(machine("W", #""W":{"Type":"Wait","Seconds":2,"End":true}"#, also: #""TimeoutSeconds":3,"#), "{}")
  }

  @Test func theTimeoutsTimerCountsOnce() throws {
    var driven = try Driven(
      machine("W", #""W":{"Type":"Wait","Seconds":25,"End":true}"#, also: #""TimeoutSeconds":3,"#))
    let ids = driven.timers.map(\.id)
    driven.give(.timersFired(ids + ids + ids), at: 3)
    #expect(driven.history == ["2<0 WaitStateEntered W", "3<0 ExecutionTimedOut States.Timeout"])
    #expect(driven.endings == 1)
  }

  @Test func aForeignTimeoutMeansNothing() throws {
    let other = try Driven(machine("W", #""W":{"Type":"Wait","Seconds":25,"End":true}"#, also: #""TimeoutSeconds":3,"#))
    var driven = try Driven(single(#""Type":"Wait","Seconds":25"#))
    driven.give(.timersFired([other.timers[0].id]), at: 3)
    #expect(driven.endings == 0)
  }

  // MARK: StopExecution

  @Test func abort() throws {
    var driven = try Driven(single(#""Type":"Wait","Seconds":25"#))
    driven.give(.abort(error: nil, cause: nil), at: 2)
    #expect(driven.history == ["2<0 WaitStateEntered S", "3<0 ExecutionAborted"])
    #expect(driven.execution.history.last?.json["executionAbortedEventDetails"]?.description == "{}")
    #expect(driven.result.status == .aborted)
    #expect(driven.cancelledTimers == driven.timers.map(\.id))
  }

  @Test func abortWithErrorAndCause() throws {
    var driven = try Driven(single(#""Type":"Wait","Seconds":25"#))
    driven.give(.abort(error: "E", cause: "C"))
    #expect(driven.result.error == "E")
    #expect(driven.result.cause == "C")
    #expect(driven.result.json["error"] == "E")
    #expect(
      driven.execution.history.last?.json["executionAbortedEventDetails"]?.description == #"{"error":"E","cause":"C"}"#)
  }

  @Test func branchesGetNoEventsWhenItIsStopped() throws {
    var driven = try Driven(
      machine("M", #""M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"T","States":{\#(task("T"))}}}"#),
      input: "[1,2]")
    driven.give(.abort(error: nil, cause: nil))
    #expect(driven.history.last == "10<0 ExecutionAborted")
    #expect(driven.cancelledTasks == driven.tasks.map(\.id))
  }

  // MARK: After the end

  @Test func nothingHappensAfterTheEnd() throws {
    var driven = try Driven(machine("T", task("T")))
    let id = driven.tasks[0].id
    driven.give(.taskSucceeded(id, output: 1), at: 1)
    let events = driven.execution.history.count
    driven.give(.start, at: 2)
    driven.give(.abort(error: "E", cause: nil), at: 2)
    driven.give(.taskSucceeded(id, output: 2), at: 2)
    #expect(driven.execution.history.count == events)
    #expect(driven.execution.now.milliseconds == 1_000)
    #expect(driven.result.outputText == "1")
  }

  @Test func aSecondStartMeansNothing() throws {
    var driven = try Driven(machine("T", task("T")))
    driven.give(.start, at: 1)
    #expect(driven.tasks.count == 1)
    #expect(driven.execution.history.count == 3)
  }

  @Test func timeNeverGoesBack() throws {
    var driven = try Driven(machine("T", task("T")))
    driven.give(.taskStarted(driven.tasks[0].id, worker: nil), at: 5)
    driven.give(.taskSucceeded(driven.tasks[0].id, output: 1), at: 3)
    let times = driven.execution.history.map(\.timestamp)
    #expect(times == times.sorted())
    #expect(times.last?.milliseconds == 5_000)
  }

  // MARK: DescribeExecution

  @Test func aDescriptionOfASuccess() {
    let description = run(single(#""Type":"Wait","Seconds":1"#), input: #"{"a": 1.0}"#)?.json
    #expect(
      description?.objectValue?.keys == [
        "executionArn", "stateMachineArn", "name", "status", "startDate", "stopDate", "input", "inputDetails", "output",
        "outputDetails", "redriveCount", "redriveStatus", "redriveStatusReason",
      ])
    #expect(description?["status"] == "SUCCEEDED")
    #expect(description?["stopDate"] == "2024-01-01T00:00:01.000Z")
    #expect(description?["output"] == #"{"a":1.0}"#)
  }

  @Test func whatAFailureLacksIsLeftOut() {
    let description = run(single(#""Type":"Fail","Error":"E""#))?.json
    #expect(description?["error"] == "E")
    #expect(description?["cause"] == nil)
    #expect(description?["output"] == nil)
  }

  @Test func sameInputsSameBytes() {
    let definition = machine(
      "M",
      #""M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"T","States":{\#(task("T", #""Retry":[{"ErrorEquals":["E"],"JitterStrategy":"FULL"}],"End":true"#))}}}"#
    )
    func bytes(seed: UInt64) -> [UInt8] {
      var writer = ByteWriter()
      run(definition, input: "[1,2,3]", mocks: ["T": [.throw("E"), .throw("E"), .return(1)]], seed: seed)?.history
        .writeHistory(to: &writer)
      return writer.bytes
    }
    #expect(bytes(seed: 1) == bytes(seed: 1))
    #expect(bytes(seed: 1) != bytes(seed: 2))
  }

  @Test func statesMayBeNestedDeeply() {
    let depth = 55
    var states = #""F":{"Type":"Fail","Error":"deep"}"#
    var first = "F"
    for level in 0..<depth {
      states =
        #""P\#(level)":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"\#(first)","States":{\#(states)}}]}"#
      first = "P\(level)"
    }
    #expect(run(machine(first, states))?.error == "deep")
  }
}
