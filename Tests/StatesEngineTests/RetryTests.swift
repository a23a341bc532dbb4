import StatesTesting
import Testing

@Suite struct RetryTests {
  static func retrying(_ retriers: String) -> String {
    single(#""Type":"Task","Resource":\#(function("f")),"Retry":[\#(retriers)]"#)
  }

  /// The pauses between a failure and the next attempt, in seconds.
  private func pauses(_ retrier: String, failures: Int, seed: UInt64 = 0) -> [Double] {
    let answers = Array(repeating: MockAnswer.throw("E"), count: failures) + [.return(1)]
    guard let result = run(Self.retrying(retrier), mocks: ["S": answers], seed: seed) else { return [] }
    let failed = result.events(.lambdaFunctionFailed).map(\.timestamp.milliseconds)
    let scheduled = result.events(.lambdaFunctionScheduled).dropFirst().map(\.timestamp.milliseconds)
    return zip(failed, scheduled).map { Double($1 - $0) / 1_000 }
  }

  @Test(
    arguments: [
      (#"{"ErrorEquals":["E"]}"#, [1, 2, 4]),
      (#"{"ErrorEquals":["E"],"IntervalSeconds":3}"#, [3, 6, 12]),
      (#"{"ErrorEquals":["E"],"BackoffRate":1.0}"#, [1, 1, 1]),
      (#"{"ErrorEquals":["E"],"BackoffRate":1.5}"#, [1, 1.5, 2.25]),
      (#"{"ErrorEquals":["E"],"IntervalSeconds":2,"BackoffRate":3,"MaxDelaySeconds":10}"#, [2, 6, 10]),
      (#"{"ErrorEquals":["E"],"IntervalSeconds":50,"MaxDelaySeconds":7}"#, [7, 7, 7]),
      (#"{"ErrorEquals":["E"],"IntervalSeconds":99999999,"BackoffRate":1000}"#, [31_622_400, 31_622_400, 31_622_400]),
    ] as [(String, [Double])])
  func backoff(retrier: String, expected: [Double]) { #expect(pauses(retrier, failures: 3) == expected) }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func jitterStaysBelowTheDelay(seed: UInt64) {
    let jittered = pauses(
      #"{"ErrorEquals":["E"],"IntervalSeconds":10,"JitterStrategy":"FULL","MaxDelaySeconds":30}"#, failures: 3,
      seed: seed)
    #expect(jittered.count == 3)
    for (pause, most) in zip(jittered, [10, 20, 30]) { #expect(pause >= 0 && pause <= Double(most)) }
  }

  /// A retrier without attempts, whose error is caught, leaves nothing for the retriers of the next state.
  @Test func aRetrierThatNeverRetriesCountsNothing() {
    let definition = machine(
      "A",
      task(
        "A", #""Retry":[{"ErrorEquals":["E"],"MaxAttempts":0}],"Catch":[{"ErrorEquals":["E"],"Next":"B"}],"End":true"#)
        + "," + task("B", #""Retry":[{"ErrorEquals":["F"]},{"ErrorEquals":["E"],"MaxAttempts":1}],"End":true"#))
    expectOutput(definition, mocks: ["A": [.throw("E")], "B": [.throw("E"), .return(1)]], "1")
  }

  @Test func jitterComesFromTheSeed() {
    let retrier = #"{"ErrorEquals":["E"],"IntervalSeconds":1000,"JitterStrategy":"FULL"}"#
    #expect(pauses(retrier, failures: 3, seed: 1) == pauses(retrier, failures: 3, seed: 1))
    #expect(pauses(retrier, failures: 3, seed: 1) != pauses(retrier, failures: 3, seed: 2))
    #expect(pauses(retrier, failures: 3, seed: 1) != [1_000, 2_000, 4_000])
  }

  @Test(arguments: [
    (#"{"ErrorEquals":["E"]}"#, 4), (#"{"ErrorEquals":["E"],"MaxAttempts":0}"#, 1),
    (#"{"ErrorEquals":["E"],"MaxAttempts":1}"#, 2), (#"{"ErrorEquals":["F"]}"#, 1), ("", 1),
  ])
  func attemptsInAll(retrier: String, count: Int) {
    let result = run(Self.retrying(retrier), mocks: ["S": [.throw("E", cause: "C")]])
    #expect(result?.events(.lambdaFunctionScheduled).count == count)
    #expect(result?.failureText == "FAILED E: C")
  }

  @Test func theNextScheduleFollowsTheFailure() {
    expectHistory(Self.retrying(#"{"ErrorEquals":["E"],"MaxAttempts":1}"#), mocks: ["S": [.throw("E"), .return(1)]]) {
      """
      2<0 TaskStateEntered S
      3<2 LambdaFunctionScheduled
      4<3 LambdaFunctionStarted
      5<4 LambdaFunctionFailed E
      6<5 LambdaFunctionScheduled
      7<6 LambdaFunctionStarted
      8<7 LambdaFunctionSucceeded
      9<8 TaskStateExited S
      10<9 ExecutionSucceeded
      """
    }
  }

  @Test func everyRetrierCountsForItself() {
    let retriers = #"{"ErrorEquals":["A"],"MaxAttempts":1},{"ErrorEquals":["B"],"MaxAttempts":2}"#
    let answers: [MockAnswer] = [.throw("A"), .throw("B"), .throw("B"), .return("done")]
    expectOutput(Self.retrying(retriers), mocks: ["S": answers], #""done""#)
  }

  @Test func attemptsAddUpOverAllErrorsOfARetrier() {
    let result = run(
      Self.retrying(#"{"ErrorEquals":["A","B"],"MaxAttempts":2}"#),
      mocks: ["S": [.throw("A"), .throw("B"), .throw("A")]])
    #expect(result?.error == "A")
    #expect(result?.events(.lambdaFunctionScheduled).count == 3)
  }

  @Test func onceTheFirstMatchIsUsedUpNoOtherIsAsked() {
    let retriers = #"{"ErrorEquals":["E"],"MaxAttempts":1},{"ErrorEquals":["States.ALL"],"MaxAttempts":5}"#
    let result = run(Self.retrying(retriers), mocks: ["S": [.throw("E")]])
    #expect(result?.events(.lambdaFunctionScheduled).count == 2)
  }

  @Test func backoffIsThatOfTheRetrierNotOfTheState() {
    let retriers = #"{"ErrorEquals":["A"],"IntervalSeconds":10},{"ErrorEquals":["B"],"IntervalSeconds":1}"#
    let result = run(Self.retrying(retriers), mocks: ["S": [.throw("A"), .throw("A"), .throw("B"), .return(1)]])
    #expect(result?.duration == 31)
  }

  @Test func countsBeginAnewWithEveryVisit() {
    let definition = #"""
      {"StartAt":"T","States":{
        "T":{"Type":"Task","Resource":\#(function("f")),"ResultPath":"$.r","Retry":[{"ErrorEquals":["E"],"MaxAttempts":1}],"Next":"C"},
        "C":{"Type":"Choice","Choices":[{"Variable":"$.r","NumericEquals":2,"Next":"Z"}],"Default":"T"},"Z":{"Type":"Succeed"}}}
      """#
    #expect(run(definition, mocks: ["T": [.throw("E"), .return(1), .throw("E"), .return(2)]])?.status == .succeeded)
  }

  @Test func parametersAreEvaluatedForEachAttempt() {
    let definition = machine(
      "T", task("T", #""Parameters":{"id.$":"States.UUID()"},"Retry":[{"ErrorEquals":["E"]}],"End":true"#))
    let sent = run(definition, mocks: ["T": [.throw("E"), .return(1)]])?.events(.lambdaFunctionScheduled)
      .map { $0.json["lambdaFunctionScheduledEventDetails"]?["input"] }
    #expect(sent?.count == 2)
    #expect(sent?.first != sent?.last)
  }
}
