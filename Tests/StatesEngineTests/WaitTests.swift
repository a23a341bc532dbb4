import StatesLanguage
import StatesTesting
import Testing

@Suite struct WaitTests {
  /// Virtual runs start at 2024-01-01T00:00:00Z.
  @Test(
    arguments: [
      (#""Seconds":0"#, 0), (#""Seconds":3600"#, 3600), (#""SecondsPath":"$.s""#, 90), (#""SecondsPath":"$.text""#, 5),
      (#""SecondsPath":"$.whole""#, 3), (#""Timestamp":"2024-01-01T00:10:00Z""#, 600),
      (#""Timestamp":"2024-01-01T02:10:00+02:00""#, 600), (#""Timestamp":"2023-12-31T23:59:59Z""#, 0),
      (#""TimestampPath":"$.t""#, 60), (#""SecondsPath":"$$.Execution.Input.s""#, 90),
    ] as [(String, Double)])
  func takesItsTime(fields: String, seconds: Double) {
    let result = run(
      single(#""Type":"Wait","# + fields),
      input: #"{"s":90,"text":"5","whole":3.0,"t":"2024-01-01T00:01:00Z"}"#)
    #expect(result?.status == .succeeded)
    #expect(result?.duration == seconds)
  }

  @Test func aSecondsFractionIsCutOff() {
    let result = run(single(#""Type":"Wait","Timestamp":"2024-01-01T00:00:05.900Z""#))
    #expect(result?.duration == 5)
  }

  @Test func hasNoEventsInBetween() {
    expectHistory(single(#""Type":"Wait","Seconds":100"#)) {
      """
      2<0 WaitStateEntered S
      3<2 WaitStateExited S
      4<3 ExecutionSucceeded
      """
    }
  }

  @Test func aYearPassesAtOnce() {
    let result = run(single(#""Type":"Wait","Seconds":31536000"#))
    #expect(result?.history.last?.timestamp.description == "2024-12-31T00:00:00.000Z")
  }

  @Test(arguments: [
    (#""SecondsPath":"$.no""#, "The SecondsPath parameter does not reference an input value: $.no"),
    (#""SecondsPath":"$.negative""#, "The SecondsPath parameter references a negative value: $.negative == -1"),
    (
      #""SecondsPath":"$.fraction""#,
      "The SecondsPath parameter cannot be parsed as a long value: $.fraction == -1.5"
    ),
    (#""SecondsPath":"$.object""#, #"The SecondsPath parameter cannot be parsed as a long value: $.object == {"a":1}"#),
    (#""SecondsPath":"$.text""#, "The SecondsPath parameter cannot be parsed as a long value: $.text == soon"),
    (
      #""TimestampPath":"$.text""#,
      "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.text == soon"
    ),
    (
      #""TimestampPath":"$.negative""#,
      "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.negative == -1"
    ),
    (#""TimestampPath":"$.no""#, "The TimestampPath parameter does not reference an input value: $.no"),
    (#""TimestampPath":"$.far""#, "Wait state delay is too long."),
    (#""SecondsPath":"$.long""#, "Wait state delay is too long."),
    (#""SecondsPath":"$.huge""#, "Wait state delay is too long."),
  ])
  func saysWhatIsWrong(fields: String, cause: String) {
    expectFailure(
      single(#""Type":"Wait","# + fields),
      input: #"""
        {"negative":-1,"fraction":-1.5,"object":{"a":1},"text":"soon","far":"2092-06-02T00:00:00Z","long":2147483648,
        "huge":9223372036854775807}
        """#, error: "States.Runtime", cause: prefix() + cause)
  }

  @Test(arguments: [
    "2024-01-01", "2024-01-01T00:00:00", "2024-01-01 00:00:00Z", "2024-02-30T00:00:00Z", "1704067200", "",
  ])
  func timestampsNeedEveryPart(text: String) {
    let result = run(single(#""Type":"Wait","TimestampPath":"$.t""#), input: #"{"t":"\#(text)"}"#)
    #expect(result?.error == "States.Runtime")
  }

  /// One reader serves the validator, the compiler and the running execution.
  @Test(
    arguments: [
      ("2024-01-01T18:00:00+18:00", true), ("2023-12-31T06:00:00-18:00", true), ("2024-01-01T18:01:00+18:01", false),
      ("2024-01-01T19:00:00+19:00", false), ("2024-01-01T23:59:00+23:59", false), ("2024-02-30T00:00:00Z", false),
      ("2024-01-01T00:00:00.1234567890Z", false), ("2024-01-01T00:00:00+0000", false),
    ] as [(String, Bool)])
  func definitionsTakeTheTimestampsThatExecutionsTake(text: String, isTaken: Bool) {
    let literal = single(#""Type":"Wait","Timestamp":"\#(text)""#)
    #expect(((try? StateMachine(parsing: literal)) != nil) == isTaken)
    if isTaken { #expect(run(literal)?.status == .succeeded) }
    let compared = machine(
      "C",
      #""C":{"Type":"Choice","Choices":[{"Variable":"$.t","TimestampEquals":"\#(text)","Next":"Y"}]},"Y":{"Type":"Succeed"}"#
    )
    #expect(((try? StateMachine(parsing: compared)) != nil) == isTaken)
    if isTaken { #expect(run(compared, input: #"{"t":"\#(text)"}"#)?.status == .succeeded) }
    let found = run(single(#""Type":"Wait","TimestampPath":"$.t""#), input: #"{"t":"\#(text)"}"#)
    #expect(found?.status == (isTaken ? .succeeded : .failed))
    let computed = run(
      #"{"QueryLanguage":"JSONata","StartAt":"S","States":{"S":{"Type":"Wait","Timestamp":"{% '\#(text)' %}","End":true}}}"#
    )
    #expect(computed?.status == (isTaken ? .succeeded : .failed))
  }

  @Test func theLongestWaitIsTwoToThe31MinusOne() {
    #expect(run(single(#""Type":"Wait","SecondsPath":"$""#), input: "2147483647")?.status == .succeeded)
  }

  @Test func assignSeesTheEffectiveInput() {
    expectOutput(
      machine(
        "W",
        #""W":{"Type":"Wait","Seconds":1,"InputPath":"$.a","Assign":{"x.$":"$"},"Next":"P"},"P":{"Type":"Pass","Parameters":{"x.$":"$x"},"End":true}"#
      ), input: #"{"a":{"b":1}}"#, #"{"x":{"b":1}}"#)
  }
}
