import OrderedJSON
import StatesLanguage
import Testing

@testable import YAMLDefinitions

@Suite struct ScalarTests {
  @Test(arguments: [
    ("1", "1"), ("-7", "-7"), ("+7", "7"), ("007", "7"), ("0", "0"), ("0x1f", "31"), ("0o17", "15"), ("1.50", "1.50"),
    (".5", "0.5"), ("5.", "5"), ("1e3", "1e3"), ("-1.5E-3", "-1.5e-3"), ("true", "true"), ("False", "false"),
    ("null", "null"), ("~", "null"), ("!!int 3", "3"),
  ])
  func plainOnesAreValues(yaml: String, json: String) throws {
    #expect(try converted("[ \(yaml) ]") == "[\(json)]")
  }

  @Test(arguments: [
    ("\"1\"", "1"), ("'true'", "true"), ("\"null\"", "null"), ("yes", "yes"), ("off", "off"), ("1.0.0", "1.0.0"),
    ("2024-01-01", "2024-01-01"), ("0xg", "0xg"), ("-x", "-x"), ("e3", "e3"), ("!!str 1", "1"), ("1_000", "1_000"),
    ("12:30:00", "12:30:00"), ("'it''s'", "it's"), ("\"a\\tb\"", "a\\tb"), ("é", "é"),
  ])
  func othersAndQuotedOnesAreTexts(yaml: String, text: String) throws {
    #expect(try converted("- \(yaml)") == "[\"\(text)\"]")
  }

  @Test(arguments: ["!Sub '${A}-b'", "!Ref X", "!GetAtt A.Arn", "!Join [a, [b]]", "!If {a: b}"])
  func foreignTagsStandForSomethingFilledInLater(yaml: String) throws {
    #expect(try converted("a: \(yaml)") == "{\"a\":\"${Value}\"}")
  }

  @Test func blocksKeepTheirLines() throws {
    #expect(try converted("a: |\n  x\n  y\nb: >-\n  x\n  y\n") == #"{"a":"x\ny\n","b":"x y"}"#)
  }

  @Test func anEmptyValueIsNull() throws {
    #expect(try converted("a:\nb: 1") == #"{"a":null,"b":1}"#)
  }

  @Test(arguments: [
    (".nan", "cannot be written in JSON"), ("-.inf", "cannot be written in JSON"),
    ("0xfffffffffffffffff", "is too large"),
  ])
  func numbersWithoutAnEqualAreRefused(yaml: String, message: String) {
    #expect(problem(in: "a: \(yaml)")?.message.contains(message) == true)
    #expect(problem(in: "a: \(yaml)")?.position == SourcePosition(line: 1, column: 4))
  }
}

@Suite struct StructureTests {
  @Test func aliasesAreWrittenOut() throws {
    #expect(try converted("a: &x {b: [1]}\nc: *x") == #"{"a":{"b":[1]},"c":{"b":[1]}}"#)
  }

  @Test func aliasesOfAliasesAreBounded() {
    var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...20 {
      yaml += "a\(level): &a\(level) [\((0..<10).map { _ in "*a\(level - 1)" }.joined(separator: ", "))]\n"
    }
    #expect(problem(in: yaml, maximumBytes: 10_000)?.message.contains("aliases") == true)
  }

  @Test(arguments: [
    ("a: 1\nb: 2\na: 3\n", 1, 1), ("x:\n  - q: 1\n    q: 2\n", 2, 5),
  ])
  func repeatedNamesAreReported(yaml: String, line: Int, column: Int) {
    let found = problem(in: yaml)
    #expect(found?.isRepeatedName == true)
    #expect(found?.position == SourcePosition(line: line, column: column))
  }

  @Test(arguments: [
    "a: [1", "a: b: c", "\ta: 1", "a: *nobody", "--- 1\n--- 2\n", "? [a]\n: 1", "a: \"x", "%YAML 9",
  ])
  func brokenTextIsRefusedWithItsPlace(yaml: String) {
    let found = problem(in: yaml)
    #expect(found?.message.isEmpty == false)
    #expect((found?.position.line ?? 0) >= 1)
  }

  @Test func deepNestingIsRefused() {
    let depth = 900
    let yaml = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(problem(in: yaml)?.message.contains("nested deeper") == true)
  }

  @Test(arguments: ["", "# nothing\n", "---\n"])
  func nothingIsNoDefinition(yaml: String) {
    #expect(YAMLValidator().validate(yaml).contains { $0.diagnostic.severity == .error })
  }
}

@Suite struct PlaceTests {
  static let broken = """
    # A comment
    StartAt: Greet
    States:
      Greet:
        Type: Pass
        Parameters:
          name.$: $.name
        Nxt: Done
      Done:
        Type: Succed
      Other:
        Type: Wait
        Seconds: -1
        Next: Nowhere
    """

  @Test func problemsHaveLinesAndColumnsOfTheYAML() {
    let found = YAMLValidator().validate(Self.broken)
    let places = found.map { "\($0.diagnostic.code) \($0.position)" }
    for expected in ["ASL208 5:5", "ASL206 8:5", "ASL203 10:11", "ASL832 13:14", "ASL302 14:11"] {
      #expect(places.contains(expected), "\(places)")
    }
  }

  @Test func notesHavePlacesToo() throws {
    let yaml = """
      StartAt: A
      States:
        A:
          Type: Pass
          End: true
          Next: A
      """
    let found = try #require(YAMLValidator().validate(yaml).first)
    #expect(found.diagnostic.code == "ASL209")
    #expect(found.position == SourcePosition(line: 5, column: 5))
    #expect(found.notes.map(\.position) == [SourcePosition(line: 6, column: 5)])
  }

  @Test func columnsCountCharacters() throws {
    let yaml = "StartAt: é\nStates: {é: {Type: Pas}}\n"
    let found = try #require(YAMLValidator().validate(yaml).first)
    #expect(found.position == SourcePosition(line: 2, column: 20))
  }

  @Test func valuesOfAnAliasPointAtItsAnchor() throws {
    let yaml = """
      StartAt: A
      States:
        A: &state
          Type: Pass
          Nxt: B
          End: true
        B: *state
      """
    let found = YAMLValidator().validate(yaml).filter { $0.diagnostic.code == "ASL206" }
    #expect(found.map(\.position.line) == [5, 5])
  }

  @Test func aGoodDefinitionHasNoProblems() {
    let yaml = """
      QueryLanguage: JSONata
      StartAt: Ask
      States:
        Ask:
          Type: Task
          Resource: !GetAtt Ask.Arn
          TimeoutSeconds: 30
          Arguments:
            text: "{% $states.input.name %}"
          Next: Done
        Done: {Type: Succeed}
      """
    #expect(YAMLValidator().validate(yaml).map(\.description) == [])
  }

  @Test func expressMachinesAreCheckedAsSuch() {
    let yaml = """
      StartAt: A
      States:
        A:
          Type: Task
          Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
          Parameters: {QueueUrl: "https://example.com/queue", MessageBody: {Token.$: $$.Task.Token}}
          TimeoutSeconds: 5
          End: true
      """
    #expect(YAMLValidator().validate(yaml).isEmpty)
    #expect(YAMLValidator(type: .express).validate(yaml).map(\.diagnostic.code) == ["ASL820"])
  }
}

private func converted(_ yaml: String) throws -> String {
  String(decoding: try YAMLDefinition(parsing: yaml).json.bytes, as: UTF8.self)
}

private func problem(in yaml: String, maximumBytes: Int = 2 << 20) -> YAMLProblem? {
  do throws(YAMLProblem) {
    _ = try YAMLDefinition(parsing: yaml, maximumBytes: maximumBytes)
    return nil
  } catch {
    return error
  }
}
