import StatesTesting
import Testing

/// What a run is started with.
@Suite struct WorkflowInputTests {
  private static let definition = #"""
    {"StartAt":"P","States":{"P":{"Type":"Pass","Parameters":{"in.$":"$","at.$":"$$.Execution.StartTime"},"End":true}}}
    """#

  @Test func anInputMayBeText() throws {
    let test = try WorkflowTest(definition: Self.definition)
    let result = try test.run(inputText: #"{"a": 1.0}"#)
    #expect(result.output?["in"] == ["a": 1])
    #expect(result.warnings == [])
    #expect(result.history.first?.json["executionStartedEventDetails"]?["input"] == #"{"a": 1.0}"#)
    #expect(throws: JSONParseError.self) { try test.run(inputText: "{") }
  }

  @Test func anAsynchronousRunTakesTextToo() async throws {
    let test = try WorkflowTest(definition: Self.definition)
    #expect(try await test.run(inputText: "[1]").output?["in"] == [1])
  }

  /// A string that contains JSON is a string, but hardly what was meant.
  @Test(
    arguments: [
      (#"{"a":1}"#, true), (" [1]", true), ("[1", false), ("1", false), ("text", false), ("", false),
    ] as [(String, Bool)])
  func jsonInAStringIsAWarning(text: String, isWarned: Bool) throws {
    let result = try WorkflowTest(definition: Self.definition).run(input: .string(text))
    #expect(result.output?["in"] == .string(text))
    let warning = "the input is a string that contains JSON; run(inputText:) passes the JSON itself"
    #expect(result.warnings == (isWarned ? [warning] : []))
  }

  @Test func theStartTimeMayBeText() throws {
    var test = try WorkflowTest(definition: Self.definition)
    test.startTime = try Timestamp("2026-05-01T12:00:00+02:00")
    #expect(test.run().output?["at"] == "2026-05-01T10:00:00.000Z")
    let error = #expect(throws: InvalidTime.self) { try Timestamp("yesterday") }
    #expect(error?.description == "'yesterday' is not a time such as 2026-05-01T12:00:00Z")
  }

  @Test(
    arguments: [
      (1.2345, 1_235), (-0.5, -500), (.infinity, .max), (-1e300, .min), (.nan, 0), (1_777_888_999.5, 1_777_888_999_500),
    ] as [(Double, Int64)])
  func theStartTimeMayBeADatesNumber(seconds: Double, milliseconds: Int64) {
    #expect(Timestamp(secondsSince1970: seconds).milliseconds == milliseconds)
  }

  @Test func knownStateMachinesMayComeFromAVariable() throws {
    let machines = ["A": try StateMachine(parsing: Self.definition)]
    #expect(KnownStateMachines(machines)["A"]?.states.count == 1)
    #expect(KnownStateMachines([:]).isEmpty)
  }
}
