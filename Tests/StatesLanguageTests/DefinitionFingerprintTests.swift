import StatesLanguage
import Testing

@Suite struct DefinitionFingerprintTests {
  private static let definition = #"""
    {"Comment": "orders", "StartAt": "Pick", "TimeoutSeconds": 60, "States": {
      "Pick": {"Type": "Choice", "Choices": [
        {"Not": {"Variable": "$.a", "IsNull": true, "Comment": "inner"}, "Next": "Each", "Comment": "outer"}],
        "Default": "Done"},
      "Each": {"Type": "Map", "ItemProcessor": {"StartAt": "Work", "States": {
        "Work": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111111111111:function:f", "TimeoutSeconds": 5,
          "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2, "Comment": "twice"}], "End": true}}}, "Next": "Done"},
      "Done": {"Type": "Pass", "Parameters": {"x": 1, "y.$": "$.a"}, "End": true}}}
    """#

  private static func fingerprint(
    _ text: String, type: StateMachineType = .standard
  ) throws -> DefinitionFingerprint {
    try StateMachine(parsing: text, type: type).fingerprint()
  }

  private static func replaced(_ old: String, _ new: String) throws -> DefinitionFingerprint {
    let parts = definition.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    try #require(parts.count == 2)
    return try fingerprint(parts[0] + new + parts[1])
  }

  @Test(arguments: [
    (#""Comment": "orders", "#, ""), ("\n", " \n\t"), (#""Comment": "outer""#, #""Comment": "other""#),
    (#", "Comment": "inner""#, ""), (#", "Comment": "twice""#, ""),
    (#""StartAt": "Pick", "TimeoutSeconds": 60"#, #""TimeoutSeconds": 60, "StartAt": "Pick""#),
    (#""ErrorEquals": ["States.ALL"], "MaxAttempts": 2"#, #""MaxAttempts": 2, "ErrorEquals": ["States.ALL"]"#),
    (#""Type": "Pass""#, #""Type": "P\u0061ss""#),
  ])
  func textsOfOneMeaningAreEqual(old: String, new: String) throws {
    let changed = try Self.replaced(old, new)
    #expect(try changed == Self.fingerprint(Self.definition))
  }

  @Test func theOrderOfStatesDoesNotCount() throws {
    let one = #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}"#
    let other = #"{"StartAt": "A", "States": {"B": {"Type": "Succeed"}, "A": {"Type": "Pass", "Next": "B"}}}"#
    #expect(try Self.fingerprint(one) == Self.fingerprint(other))
  }

  @Test(arguments: [
    (#""TimeoutSeconds": 60"#, #""TimeoutSeconds": 61"#, "the state machine has another TimeoutSeconds"),
    (#""TimeoutSeconds": 5"#, #""TimeoutSeconds": 6"#, "the state 'Work' has another TimeoutSeconds"),
    (#""MaxAttempts": 2"#, #""MaxAttempts": 3"#, "the state 'Work' has another Retry"),
    (#""IsNull": true"#, #""IsNull": false"#, "the state 'Pick' has another Choices"),
    (#""x": 1, "y.$": "$.a""#, #""y.$": "$.a", "x": 1"#, "the state 'Done' has another Parameters"),
    (#""Default": "Done""#, #""Default": "Each""#, "the state 'Pick' has another Default"),
    (#", "TimeoutSeconds": 5"#, "", "the state 'Work' has another TimeoutSeconds"),
    (#""Type": "Pass", "#, #""Type": "Pass", "ResultPath": "$.r", "#, "the state 'Done' has another ResultPath"),
    (#""StartAt": "Pick""#, #""StartAt": "Pi\u0063k""#, nil),
  ])
  func namesTheFirstDifference(old: String, new: String, difference: String?) throws {
    let original = try Self.fingerprint(Self.definition)
    #expect(original.difference(to: try Self.replaced(old, new)) == difference)
  }

  @Test func namesStatesThatAreMissingOrNew() throws {
    let one = try Self.fingerprint(#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#)
    let renamed = try Self.fingerprint(#"{"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}"#)
    #expect(one.difference(to: renamed) == "the state 'A' is missing")
    let more = try Self.fingerprint(
      #"{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "B"}]}, "B": {"Type": "Succeed"}}}"#
    )
    #expect(more.difference(to: one) == "the state 'B' is missing")
    #expect(one.difference(to: more) == "the state 'B' is new")
  }

  @Test func theTypeCounts() throws {
    let text = #"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#
    let standard = try Self.fingerprint(text)
    #expect(standard.difference(to: try Self.fingerprint(text, type: .express)) == "it is of another type")
  }

  @Test func theDigestIsTheSameOnEveryPlatform() throws {
    let text = #"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#
    #expect(try Self.fingerprint(text).digest.utf8.count == 64)
    #expect(try Self.fingerprint(text).digest == Self.fingerprint(" " + text).digest)
  }
}
