import OrderedJSON
import StatesTesting
import Testing

@Suite struct CoverageTests {
  /// Every kind of part; the numbers of the lines count.
  static let definition = #"""
    {
      "StartAt": "Each",
      "QueryLanguage": "JSONata",
      "States": {
        "Each": {
          "Type": "Map", "Items": "{% $states.input.items %}",
          "ItemProcessor": {
            "StartAt": "Work",
            "States": {
              "Work": {
                "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:work", "End": true,
                "Retry": [
                  {"ErrorEquals": ["Busy"], "MaxAttempts": 1},
                  {"ErrorEquals": ["States.Timeout"], "MaxAttempts": 0}
                ],
                "Catch": [
                  {"ErrorEquals": ["Busy", "Gone"], "Next": "Skip"},
                  {"ErrorEquals": ["States.ALL"], "Next": "Skip"}
                ]
              },
              "Skip": {"Type": "Pass", "End": true}
            }
          },
          "Next": "Decide"
        },
        "Decide": {
          "Type": "Choice",
          "Choices": [
            {"Condition": "{% $states.input[0] = 1 %}", "Next": "One"},
            {"Condition": "{% $count($states.input) > 1 %}", "Next": "One"}
          ],
          "Default": "Other"
        },
        "One": {"Type": "Pass", "Output": "{% $states.input[0] = 1 ? 'one' : 'many' %}", "End": true},
        "Other": {"Type": "Succeed"}
      }
    }
    """#

  private func test() throws -> WorkflowTest {
    var test = try WorkflowTest(definition: Self.definition)
    try test.mock("Work", .return(1))
    return test
  }

  private func missing(_ test: WorkflowTest, _ input: JSON...) -> [String] {
    var coverage = Coverage(of: test.machine)
    for input in input { coverage.insert(test.run(input: input)) }
    return coverage.missing.map(\.missing)
  }

  @Test func withoutRunsEverythingIsMissing() throws {
    let coverage = Coverage(of: try test().machine)
    #expect(coverage.fraction == 0)
    let totals = CoverageItem.Kind.allCases.map { coverage.definitions[0].ratio(of: $0).total }
    #expect(totals == [6, 4, 2, 1, 1, 2, 2, 1, 2])
  }

  @Test func statesTransitionsAndRulesAreCounted() throws {
    var coverage = Coverage(of: try test().machine)
    coverage.insert(try test().run(input: ["items": [1]]))
    coverage.insert(try test().run(input: ["items": [1, 2]]))
    func count(_ kind: CoverageItem.Kind, _ state: String) -> [Int] {
      coverage.definitions[0].items.filter { $0.kind == kind && $0.state == state }.map(\.count)
    }
    #expect(count(.state, "Work") == [3])
    #expect(count(.state, "Decide") == [2])
    #expect(count(.transition, "Each") == [2])
    #expect(count(.transition, "Decide") == [2, 0])
    #expect(count(.rule, "Decide") == [2, 0])
    #expect(count(.defaultRule, "Decide") == [0])
    #expect(count(.arm, "One") == [2, 0])
  }

  @Test func partsHaveTheirLines() throws {
    let items = Coverage(of: try test().machine).definitions[0].items
    func lines(_ kind: CoverageItem.Kind) -> [Int] { items.filter { $0.kind == kind }.map(\.line) }
    #expect(lines(.state) == [5, 26, 34, 35, 10, 21])
    #expect(lines(.rule) == [29, 30])
    #expect(lines(.defaultRule) == [32])
    #expect(lines(.retried) == [13])
    #expect(lines(.exhausted) == [13, 14])
    #expect(lines(.catcher) == [17, 18])
    #expect(lines(.arm) == [34, 34])
  }

  @Test func retriersAndCatchersAreCounted() throws {
    var test = try test()
    try test.mock("Work", .throw("Busy"), .return(1))
    #expect(!missing(test, ["items": [1]]).contains("retrier 1 of 'Work' (Busy) never retried"))
    #expect(missing(test, ["items": [1]]).contains("retrier 1 of 'Work' (Busy) was never exhausted"))
    try test.mock("Work", .throw("Busy"))
    let after = missing(test, ["items": [1]])
    #expect(!after.contains("retrier 1 of 'Work' (Busy) was never exhausted"))
    #expect(!after.contains("catcher 1 of 'Work' (Busy, Gone) caught no error"))
    #expect(after.contains("catcher 2 of 'Work' (States.ALL) caught no error"))
  }

  @Test func aMapWithoutItemsCounts() throws {
    #expect(try missing(test(), ["items": [1]]).contains("'Each' never ran without items"))
    #expect(try !missing(test(), ["items": []]).contains("'Each' never ran without items"))
  }

  @Test(arguments: [false, true]) func childrenOfDistributedMapsCount(suspends: Bool) throws {
    var test = try WorkflowTest(
      definition: #"""
        {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{
          "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
          "StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}}}}
        """#)
    test.suspendsAtEveryStep = suspends
    var coverage = Coverage(of: test.machine)
    coverage.insert(test.run(input: []))
    #expect(coverage.missing.map(\.missing) == ["state 'I' was never entered"])
    coverage.insert(test.run(input: [1, 2]))
    #expect(coverage.missing.isEmpty)
    #expect(coverage.definitions[0].items.map(\.count) == [2, 1, 2])
  }

  @Test func executionsThatTasksStartCountForTheirOwnDefinition() throws {
    let inner = try StateMachine(parsing: #"{"StartAt":"In","States":{"In":{"Type":"Succeed"}}}"#)
    var test = try WorkflowTest(
      definition: #"""
        {"StartAt":"Out","States":{"Out":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
          "Parameters":{"StateMachineArn":"Inner"},"End":true}}}
        """#)
    test.stateMachines = ["Inner": inner]
    var all = Coverage()
    all.insert(test.run())
    #expect(all.definitions.map(\.name).sorted() == ["In.asl.json", "Out.asl.json"])
    #expect(all.missing.isEmpty)
    var one = Coverage(of: test.machine)
    one.insert(test.run())
    #expect(one.definitions.map(\.name) == ["Out.asl.json"])
  }

  @Test func theSameTextIsOneDefinition() throws {
    var coverage = Coverage(of: try test().machine)
    coverage.insert(try test().run(input: ["items": [1]]))
    #expect(coverage.definitions.count == 1)
    #expect(coverage.fraction > 0)
  }

  @Test func runsOfParallelTasksAreSummed() async throws {
    let test = try test()
    let collector = CoverageCollector(of: [test.machine])
    await CoverageCollector.$current.withValue(collector) {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<20 { group.addTask { _ = await test.run(input: ["items": [1, 2]]) } }
      }
    }
    let entries = collector.coverage.definitions[0].items.filter { $0.kind == .state }.map(\.count)
    #expect(entries == [20, 20, 20, 0, 40, 0])
    _ = await test.run(input: ["items": [1]])
    #expect(collector.coverage.definitions[0].items.filter { $0.kind == .state }.map(\.count) == entries)
  }

  // MARK: Reports

  private func covered() throws -> Coverage {
    var test = try WorkflowTest(
      definition: """
        {"StartAt": "A", "States": {
          "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:a", "Next": "B",
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C"}]},
          "B": {"Type": "Succeed"},
          "C": {"Type": "Fail"}
        }}
        """)
    try test.mock("A", .return(1))
    var coverage = Coverage(of: test.machine)
    coverage.insert(test.run())
    return coverage
  }

  @Test func theTableNamesWhatIsMissing() throws {
    #expect(
      try covered().description == """
        A.asl.json: 50.0 % (3 of 6): states 2/3, transitions 1/2, catchers 0/1
          3: catcher 1 of 'A' (States.ALL) caught no error
          5: state 'C' was never entered
        """)
  }

  @Test func theJSONHasAllCounts() throws {
    let json = try covered().json
    #expect(json["covered"] == 3)
    #expect(json["definitions"]?[0]?["kinds"]?["catchers"] == ["covered": 0, "total": 1])
    #expect(
      json["definitions"]?[0]?["states"]?[0] == [
        "name": "A", "line": 2, "count": 1,
        "parts": [
          ["kind": "transitions", "to": "B", "line": 2, "count": 1],
          ["kind": "transitions", "to": "C", "line": 3, "count": 0],
          ["kind": "catchers", "index": 0, "line": 3, "count": 0],
        ],
      ])
  }

  @Test func theFormOfLCOV() throws {
    #expect(
      try covered().lcov() == """
        TN:
        SF:A.asl.json
        FN:2,StateMachine
        FNDA:1,StateMachine
        FNF:1
        FNH:1
        BRDA:2,0,0,0
        BRF:1
        BRH:0
        DA:2,1
        DA:4,1
        DA:5,0
        LF:3
        LH:2
        end_of_record

        """)
  }

  @Test func theFormOfCobertura() throws {
    let xml = try covered().cobertura()
    #expect(xml.contains(#"line-rate="0.6666" branch-rate="0.0000" lines-covered="2" lines-valid="3""#))
    #expect(xml.contains(#"<line number="2" hits="1" branch="true" condition-coverage="0% (0/1)"/>"#))
    #expect(xml.contains(#"<line number="5" hits="0" branch="false"/>"#))
    #expect(xml.contains(#"<class name="A.asl.json" filename="A.asl.json""#))
  }

  @Test func namesAreRelativeToAFolder() throws {
    let text = SourceText(#"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#, name: "/repo/flows/a<b>.asl.json")
    let coverage = Coverage(of: try StateMachine(parsing: text))
    #expect(coverage.lcov(relativeTo: "/repo").contains("SF:flows/a<b>.asl.json\n"))
    #expect(coverage.lcov(relativeTo: "/rep").contains("SF:/repo/flows/a<b>.asl.json\n"))
    #expect(coverage.cobertura(relativeTo: "/repo/").contains(#"filename="flows/a&lt;b&gt;.asl.json""#))
  }
}
