import OrderedJSON
import Testing

/// Definitions in templates, and placeholders that the command line fills in.
@Suite struct TemplateCommandTests {
  /// As the CDK synthesizes it: a definition in pieces, functions and tables by reference.
  private static let cdk = #"""
    {"Resources": {
      "Charge9F8E7D6C": {"Type": "AWS::Lambda::Function"},
      "Orders1234ABCD": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
        "DefinitionString": {"Fn::Join": ["", [
          "{\"StartAt\":\"Charge\",\"States\":{\"Charge\":{\"End\":true,\"Type\":\"Task\",\"Resource\":\"",
          {"Fn::GetAtt": ["Charge9F8E7D6C", "Arn"]}, "\"}}}"]]}}}}}
    """#

  private static let two = #"""
    {"Resources": {
      "Quick": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Type": "EXPRESS", "DefinitionUri": "quick.asl.json",
        "DefinitionSubstitutions": {"Seconds": 3, "Name": {"Fn::Sub": "${AWS::StackName}!"}}}},
      "Broken": {"Type": "AWS::Serverless::StateMachine", "Properties": {
        "Definition": {"StartAt": "A", "States": {
          "A": {"Type": "Choice", "Default": "S", "Choices": [{"Variable": "$.a", "IsNull": true,
            "Next": "B"}]}, "S": {"Type": "Succeed"}}}}}}}
    """#

  private static let quick = #"""
    {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": ${Seconds}, "Next": "P"},
      "P": {"Type": "Pass", "Result": "${Name}", "End": true}}}
    """#

  private static let mocks = #"""
    {"StateMachines": {"M": {"TestCases": {"C": {"Charge": "R"}}}}, "MockedResponses": {"R": {"0": {"Return": {"ok": true}}}}}
    """#

  private static func run(_ arguments: [String], input: String = "") throws -> CommandLine.Result {
    let folder = try Folder([
      "cdk.template.json": cdk, "two.json": two, "m.json": mocks, "d.json": quick,
      "none.template.json": #"{"Resources": {}}"#, "quick.asl.json": "\u{feff}" + quick,
    ])
    return try CommandLine.run(arguments, input: input, in: folder)
  }

  @Test(arguments: ["cdk.template.json", "cdk.template.json#Orders1234ABCD"])
  func theMachineOfATemplateRuns(operand: String) throws {
    let result = try Self.run(["run", operand, "--mock-config", "m.json", "--history", "-"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.isEmpty)
    #expect(result.output.contains("arn:aws:lambda:us-east-1:123456789012:function:Charge9F8E7D6C"))
  }

  @Test func aTemplateOnStandardInputRuns() throws {
    let result = try Self.run(["run", "-#Orders1234ABCD", "--mock-config", "m.json"], input: Self.cdk)
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test(arguments: [([], "express:StateMachine", "3"), (["--type", "STANDARD"], "execution:StateMachine", "3")])
  func theTypeAndTheSubstitutionsAreThoseOfTheTemplate(options: [String], arn: String, seconds: String) throws {
    let result = try Self.run(["run", "two.json#Quick"] + options)
    #expect(result.status == 0, "\(result.errors)")
    let description = try JSON(parsing: result.output)
    #expect(description["executionArn"]?.stringValue?.contains(arn) == true)
    #expect(description["stopDate"] == "2024-01-01T00:00:03.000Z")
    #expect(description["output"] == #""Stack!""#)
  }

  @Test(arguments: [
    (
      ["run", "two.json"],
      "two.json: the template has 2 state machines; name one after a '#', as in two.json#Quick: Quick, Broken"
    ),
    (["run", "two.json#Quik"], "two.json: the template has no resource 'Quik'; did you mean 'Quick'?"),
    (["run", "cdk.template.json#Orders"], "the template has no resource 'Orders'; did you mean 'Orders1234ABCD'?"),
    (["validate", "none.template.json"], "none.template.json: the template has no state machine"),
    (["validate", "m.json#Quick"], "m.json:1:1: is not a template: it has no object 'Resources'"),
    (["validate", "gone.json#Quick"], "gone.json: No such file or directory"),
    (["run", "d.json", "--substitute", "Seconds"], "--substitute takes NAME=VALUE, not 'Seconds'"),
    (["run", "d.json", "--substitute", "=3"], "--substitute takes NAME=VALUE, not '=3'"),
  ])
  func whatCannotBeReadIsStatusTwo(arguments: [String], message: String) throws {
    let result = try Self.run(arguments)
    #expect(result.status == 2, "\(result.output)")
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test func allMachinesOfATemplateAreValidated() throws {
    let result = try Self.run(["validate", "two.json", "cdk.template.json"])
    #expect(result.status == 1)
    #expect(result.errors.isEmpty, "\(result.errors)")
    #expect(
      result.output == """
        two.json#Quick: OK
        two.json:7:17: error: Missing 'Next' target: B [ASL302]
                    "Next": "B"}]}, "S": {"Type": "Succeed"}}}}}}}
                            ^~~
            fix: replace with "A"
        two.json#Broken: FAIL, 1 error, 0 warnings
        cdk.template.json#Orders1234ABCD: OK

        """)
    #expect(try Self.run(["validate", "two.json#Quick"]).status == 0)
  }

  @Test func machineOutputHasThePositionsOfTheTemplate() throws {
    let lines = try Self.run(["validate", "--format", "json", "two.json"]).output.split(separator: "\n")
    let problem = try JSON(parsing: String(try #require(lines.last)))
    #expect(problem["file"] == "two.json#Broken")
    #expect(problem["diagnostics"]?[0]?["line"] == 7)
    #expect(problem["diagnostics"]?[0]?["location"] == "/States/A/Choices[0]/Next")
    let sarif = try JSON(parsing: Self.run(["validate", "--format", "sarif", "two.json"]).output)
    let place = sarif["runs"]?[0]?["results"]?[0]?["locations"]?[0]?["physicalLocation"]
    #expect(place?["artifactLocation"]?["uri"] == "two.json")
    #expect(place?["region"] == ["startLine": 7, "startColumn": 17, "endLine": 7, "endColumn": 20])
  }

  @Test func aFolderMeansTheTemplatesInItToo() throws {
    let result = try Self.run(["validate", "."])
    #expect(result.output.contains("./cdk.template.json#Orders1234ABCD: OK"))
    #expect(!result.errors.contains("none.template.json"))
  }

  @Test func fixesAreNotWrittenIntoTemplates() throws {
    let template = #"""
      {"Resources": {"F": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Definition":
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "Edn": true}}}}}}}
      """#
    let folder = try Folder(["t.json": template])
    let result = try CommandLine.run(["validate", "--fix", "t.json"], in: folder)
    #expect(result.status == 2)
    #expect(result.errors.contains("t.json#F: --fix only changes definitions in files of their own"))
    #expect(try folder.read("t.json") == template)
  }

  // MARK: Placeholders

  @Test func substitutionsMakeADefinitionRun() throws {
    let without = try Self.run(["run", "d.json"])
    #expect(without.status == 1)
    #expect(without.errors.contains("The placeholder ${Seconds} has no value"))
    #expect(without.errors.contains("--substitute NAME=VALUE fills in ${NAME}"))
    let result = try Self.run(["run", "d.json", "--substitute", "Seconds=60", "--substitute=Name=say \"hi\" = 1"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.isEmpty)
    let description = try JSON(parsing: result.output)
    #expect(description["stopDate"] == "2024-01-01T00:01:00.000Z")
    #expect(description["output"] == #""say \"hi\" = 1""#)
  }

  @Test func whatIsLeftOrNotThereIsAWarning() throws {
    let result = try Self.run(["validate", "d.json", "--substitute", "Seconds=60", "--substitute", "Nmae=x"])
    #expect(result.status == 0)
    #expect(
      result.errors == """
        asl: warning: d.json:2:36: the placeholder ${Name} has no value
        asl: warning: d.json: nothing here is called 'Nmae'

        """)
    let bare = try Self.run(["validate", "d.json", "--substitute", "Name=x"])
    #expect(bare.status == 0)
    #expect(
      bare.output.contains("d.json:1:62: warning: The placeholder ${Seconds} must be filled in"), "\(bare.output)")
  }

  @Test func substitutionsReachReferencesAndParameters() throws {
    let result = try Self.run([
      "run", "cdk.template.json", "--mock-config", "m.json", "--history", "-", "--substitute",
      "Charge9F8E7D6C.Arn=arn:aws:lambda:eu-west-1:111122223333:function:charge",
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.isEmpty)
    #expect(result.output.contains("arn:aws:lambda:eu-west-1:111122223333:function:charge"))
  }
}
