import OrderedJSON
import StatesLanguage
import Testing

@Suite struct ServiceDiagnosticsTests {
  @Test(arguments: [
    (
      "not json",
      "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
    ),
    ("{'a':1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
    ("{", "Unexpected end-of-input"),
  ])
  func whatTheServiceSaysOfTextThatIsNotJSON(text: String, words: String) {
    let error = #expect(throws: JSONParseError.self) { try JSON(parsing: text) }
    #expect(error?.serviceWords(in: text).hasPrefix(words) == true)
    #expect(error?.serviceWords(in: text).contains("\n") == false)
  }

  @Test func theProblemsOfARefusedDefinitionAreJoined() throws {
    let error = #expect(throws: InvalidDefinition.self) {
      try StateMachine(parsing: #"{"StartAt":"B","States":{"A":{"Type":"Succeed"}}}"#)
    }
    #expect(
      error?.serviceText
        == "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /StartAt, "
        + "MISSING_TRANSITION_TARGET: State \"A\" is not reachable. at /States/A")
  }

  @Test func ownWarningsAreNotTheServices() {
    let text =
      #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:eu-west-1:123456789012:function:f","End":true}}}"#
    let result = Validator().validate(SourceText(text))
    #expect(result.serviceDiagnostics.allSatisfy { $0.severity == .error || $0.awsCode != nil })
    #expect(
      Validator().validate(SourceText("{}")).serviceDiagnostics.map(\.serviceCode) == ["SCHEMA_VALIDATION_FAILED"])
  }
}
