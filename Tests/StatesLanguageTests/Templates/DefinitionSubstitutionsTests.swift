import OrderedJSON
import StatesLanguage
import Testing

/// Placeholders that are filled in by hand.
@Suite struct DefinitionSubstitutionsTests {
  @Test(arguments: [
    (#"{"a": ${N}}"#, "5", #"{"a": 5}"#), (#"{"a": ${N}}"#, #"{"b": [1]}"#, #"{"a": {"b": [1]}}"#),
    (#"{"a": ${N}}"#, "arn:aws:x", #"{"a": "arn:aws:x"}"#), (#"{"a": ${N}}"#, "", #"{"a": ""}"#),
    (#"{"a": "x${N}y${N}"}"#, #"say "hi"\"#, #"{"a": "xsay \"hi\"\\ysay \"hi\"\\"}"#),
    (#"{"a": "\"${N}"}"#, "5", #"{"a": "\"5"}"#), (#"{"a": "\\"}, ${N}"#, "x", #"{"a": "\\"}, "x""#),
    (#"{"a": "${Other}${}${N"}"#, "5", #"{"a": "${Other}${}${N"}"#), (#"{"a": "$${N}"}"#, "5", #"{"a": "$5"}"#),
    (#"{"a": "${N}"}"#, "${N}", #"{"a": "${N}"}"#),
  ])
  func aPlaceholderBecomesItsValue(definition: String, value: String, filled: String) throws {
    let text = try DefinitionSubstitutions(["N": value]).filling(SourceText(definition))
    #expect(String(decoding: text.bytes, as: UTF8.self) == filled)
  }

  @Test func positionsAreThoseBefore() throws {
    let source = SourceText(
      "{\"StartAt\": \"${Start}\",\n \"States\": {\"A\": {\"Type\": \"Succed\"}}}", name: "d.json")
    let text = try DefinitionSubstitutions(["Start": "a long name"]).filling(source)
    let problems = Validator().validate(text).diagnostics
    #expect(problems.map { "\($0.code) \($0.position)" } == ["ASL203 2:27", "ASL301 1:13", "ASL305 2:2"])
    #expect(source.text(in: text.originalRange(of: problems[1].range)) == "\"${Start}\"")
  }

  @Test func aTextDoesNotGrowWithoutEnd() throws {
    let source = SourceText("[" + String(repeating: "\"${N}\", ", count: 100_000) + "1]")
    let substitutions = DefinitionSubstitutions(["N": String(repeating: "x", count: 100_000)])
    #expect(throws: TemplateProblem.self) { try substitutions.filling(source) }
  }
}
