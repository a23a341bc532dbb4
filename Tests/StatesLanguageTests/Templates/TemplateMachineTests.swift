import OrderedJSON
import StatesLanguage
import Testing

/// State machines in templates: where their definitions are, what type they have, and where their problems are.
@Suite struct TemplateMachineTests {
  /// What the CDK synthesizes for a machine that calls a function, waits, and writes to a table.
  private static let cdk = #"""
    {
     "Resources": {
      "ChargeFunction9F8E7D6C": {"Type": "AWS::Lambda::Function", "Properties": {"Handler": "index.handler"}},
      "Orders0A1B2C3D": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "orders"}},
      "OrderFlow1234ABCD": {
       "Type": "AWS::StepFunctions::StateMachine",
       "Properties": {
        "DefinitionString": {
         "Fn::Join": ["", [
          "{\"StartAt\":\"Charge\",\"States\":{\"Charge\":{\"Next\":\"Store\",\"Retry\":[{\"ErrorEquals\":[\"Lambda.ServiceException\"],\"IntervalSeconds\":2,\"MaxAttempts\":6,\"BackoffRate\":2}],\"Type\":\"Task\",\"OutputPath\":\"$.Payload\",\"Resource\":\"arn:",
          {"Ref": "AWS::Partition"},
          ":states:::lambda:invoke\",\"Parameters\":{\"FunctionName\":\"",
          {"Fn::GetAtt": ["ChargeFunction9F8E7D6C", "Arn"]},
          "\",\"Payload.$\":\"$\"}},\"Store\":{\"End\":true,\"Type\":\"Task\",\"Resource\":\"arn:",
          {"Ref": "AWS::Partition"},
          ":states:::dynamodb:putItem\",\"Parameters\":{\"Item\":{\"id\":{\"S.$\":\"$.id\"}},\"TableName\":\"",
          {"Ref": "Orders0A1B2C3D"},
          "\"}}},\"TimeoutSeconds\":300}"
         ]]
        },
        "RoleArn": "arn:aws:iam::123456789012:role/flow"
       }
      }
     }
    }
    """#

  @Test func aDefinitionOfTheCDKIsJoined() throws {
    let (text, notes) = try Templates.definition(Self.cdk, of: "OrderFlow1234ABCD")
    #expect(notes.isEmpty)
    let states = try JSON(parsing: text.bytes)["States"]
    #expect(states?["Charge"]?["Resource"] == "arn:aws:states:::lambda:invoke")
    #expect(
      states?["Charge"]?["Parameters"]?["FunctionName"]
        == "arn:aws:lambda:us-east-1:123456789012:function:ChargeFunction9F8E7D6C")
    #expect(states?["Store"]?["Parameters"]?["TableName"] == "orders")
    #expect(try StateMachine(parsing: text).states.map(\.name) == ["Charge", "Store"])
  }

  /// A change of the template, the problem that it causes, and what is at the position of the problem.
  @Test(arguments: [
    (#"\"Next\":\"Store\""#, #"\"Next\":\"Stor\""#, "ASL302", #"\"Stor\""#),
    (#"\"MaxAttempts\":6"#, #"\"MaxAttempts\":\"six\""#, "ASL906", #"\"six\""#),
    (#"\"TimeoutSeconds\":300"#, #"\"TimeoutSecond\":300"#, "ASL105", #"\"TimeoutSecond\""#),
    (#""Fn::GetAtt": ["ChargeFunction9F8E7D6C", "Arn"]"#, #""Fn::Join": ["", ["a\"b"]]"#, "ASL101", #""b\"""#),
  ])
  func problemsHavePositionsInTheTemplate(old: String, new: String, code: String, there: String) throws {
    let changed = Self.cdk.replacing(old, with: new)
    #expect(changed != Self.cdk)
    let (text, _) = try Templates.definition(changed, of: "OrderFlow1234ABCD")
    let problem = try #require(Validator().validate(text).diagnostics.first { $0.code == code })
    let original = try #require(text.original)
    #expect(original.name == "t.json")
    #expect(text.name == "t.json")
    let range = text.originalRange(of: problem.range)
    #expect(problem.position == original.position(of: range.start))
    if code != "ASL101" { #expect(original.text(in: range) == there) }
    let rendered = DiagnosticRenderer().text(for: [problem], in: text)
    let line = original.line(problem.position.line)
    #expect(rendered.hasPrefix("t.json:\(problem.position): error:"))
    #expect(rendered.contains(line.prefix(40)) || line.utf8.count > 100, "\(rendered)")
  }

  @Test func problemsOfAnObjectHavePositionsInTheTemplate() throws {
    let template = """
      {"Resources": {"Flow": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Definition": {
        "StartAt": "A", "States": {
          "A": {"Type": "Task", "Resource": {"Fn::GetAtt": "F.Arn"},
            "Next": "B"}}}}}, "F": {"Type": "AWS::Serverless::Function"}}}
      """
    let (text, _) = try Templates.definition(template)
    let problem = try #require(Validator().validate(text).diagnostics.first)
    #expect(problem.position == SourcePosition(line: 4, column: 15))
    #expect(problem.location == "/States/A/Next")
    #expect(
      DiagnosticRenderer().text(for: [problem], in: text).hasPrefix(
        """
        t.json:4:15: error: Missing 'Next' target: B [ASL302]
                  "Next": "B"}}}}}, "F": {"Type": "AWS::Serverless::Function"}}}
                          ^~~
        """))
  }

  private static func machine(_ type: String, _ properties: String, more: String = "") -> String {
    #"{"Resources": {"Flow": {"Type": "\#(type)", \#(more) "Properties": {\#(properties)}}}}"#
  }

  private static let definition = #""Definition": {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#

  @Test(arguments: [
    ("AWS::StepFunctions::StateMachine", "", StateMachineType.standard),
    ("AWS::StepFunctions::StateMachine", #""StateMachineType": "EXPRESS","#, .express),
    ("AWS::StepFunctions::StateMachine", #""Type": "EXPRESS","#, .standard),
    ("AWS::Serverless::StateMachine", #""Type": "EXPRESS","#, .express),
    ("AWS::Serverless::StateMachine", #""Type": {"Fn::Sub": "${AWS::StackName}"},"#, .standard),
  ])
  func theTypeIsThatOfTheTemplate(type: String, property: String, expected: StateMachineType) throws {
    let template = try DefinitionTemplate(parsing: SourceText(Self.machine(type, property + Self.definition)))
    let machine = try template.machine("Flow")
    #expect(machine.type == expected)
    #expect(machine.notes.isEmpty == !property.contains("Sub"))
  }

  @Test(arguments: [
    ("AWS::Serverless::StateMachine", #""DefinitionUri": "flows/a.asl.json""#, "", "flows/a.asl.json"),
    (
      "AWS::StepFunctions::StateMachine", #""DefinitionS3Location": {"Bucket": "b", "Key": "k"}"#,
      #""Metadata": {"aws:asset:path": "asset.0a.json", "aws:asset:property": "DefinitionS3Location"},"#,
      "asset.0a.json"
    ),
  ])
  func aDefinitionMayBeInAFile(type: String, property: String, metadata: String, file: String) throws {
    let substitutions = #""DefinitionSubstitutions": {"Seconds": 5, "Arn": {"Fn::Sub": "${AWS::Partition}:\"x\""}}"#
    let text = Self.machine(type, "\(property), \(substitutions)", more: metadata)
    let machine = try DefinitionTemplate(parsing: SourceText(text)).machine("Flow")
    guard case .file(let path) = machine.definition else {
      Issue.record("\(machine.definition)")
      return
    }
    #expect(path == file)
    let source = SourceText(#"{"Seconds": ${Seconds}, "a": "${Arn}", "b": "${Other}"}"#, name: "a.asl.json")
    let filled = try machine.definition(inFile: source)
    // CloudFormation inserts the text as it is.
    #expect(String(decoding: filled.bytes, as: UTF8.self) == #"{"Seconds": 5, "a": "aws:"x"", "b": "${Other}"}"#)
    #expect(filled.name == "a.asl.json")
  }

  @Test(arguments: [
    (
      machine(
        "AWS::StepFunctions::StateMachine", #""DefinitionS3Location": {"Bucket": {"Ref": "B"}, "Key": "k.json"}"#),
      "the definition of 'Flow' is not in the template but in s3://${B}/k.json: download it and name that file"
    ),
    (
      machine("AWS::Serverless::StateMachine", #""DefinitionUri": "s3://b/k.json""#),
      "the definition of 'Flow' is not in the template but in s3://b/k.json: download it and name that file"
    ),
    (
      machine("AWS::Serverless::StateMachine", #""DefinitionUri": {"Key": "k"}"#),
      "DefinitionUri is an object with Bucket and Key"
    ),
    (
      machine("AWS::StepFunctions::StateMachine", #""Definition": {}, "DefinitionString": "{}""#),
      "'Flow' has Definition and DefinitionString; only one of them is allowed"
    ),
    (
      machine("AWS::StepFunctions::StateMachine", #""RoleArn": "r""#),
      "'Flow' has none of the properties Definition, DefinitionString, DefinitionS3Location"
    ),
    (
      machine("AWS::StepFunctions::StateMachine", #""DefinitionString": {"StartAt": "A"}"#),
      "DefinitionString is a string, not an object"
    ),
    (
      machine("AWS::StepFunctions::StateMachine", #""Definition": {"Ref": "AWS::NoValue"}"#),
      "the Definition of 'Flow' is AWS::NoValue"
    ),
    (
      machine("AWS::StepFunctions::StateMachine", #""DefinitionString": "{}", "DefinitionSubstitutions": [1]"#),
      "DefinitionSubstitutions is an object"
    ),
    (machine("AWS::Lambda::Function", ""), "'Flow' is not a state machine"),
    (
      #"{"Resources": {"Flows": {"Type": "AWS::StepFunctions::StateMachine"}}}"#,
      "the template has no resource 'Flow'; did you mean 'Flows'?"
    ),
    (
      #"{"Resources": {"Flow0123ABCD": {"Type": "AWS::StepFunctions::StateMachine"}}}"#,
      "the template has no resource 'Flow'; did you mean 'Flow0123ABCD'?"
    ),
    (#"{"StartAt": "A", "States": {}}"#, "is not a template: it has no object 'Resources'"),
    (#"{"Resources": {}"#, "1:17: the text ends too early"),
  ])
  func aDefinitionThatCannotBeReadIsExplained(template: String, message: String) throws {
    let problem = try #require(Templates.problem(template))
    #expect(problem.contains(message), "\(problem)")
  }

  @Test func substitutionsAreFilledIn() throws {
    let template = Self.machine(
      "AWS::StepFunctions::StateMachine",
      #"""
      "DefinitionString": {"Fn::Sub": "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Wait\",\"Seconds\":${!Seconds},\"End\":true}},\"Comment\":\"${!Twice} ${!Left}\"}"},
      "DefinitionSubstitutions": {"Seconds": 5, "Twice": "${Once}/${Once}", "Once": "1", "Round": "${Round}"}
      """#)
    let (text, notes) = try Templates.definition(template)
    let json = try JSON(parsing: text.bytes)
    #expect(json["States"]?["A"]?["Seconds"] == 5)
    #expect(json["Comment"] == "1/1 ${Left}")
    #expect(notes.count == 1)
    #expect(notes.first?.hasSuffix("the placeholder ${Left} has no value") == true)
    let given = try Templates.definition(template, ["Seconds": "9", "Left": #"say "hi""#])
    #expect(try JSON(parsing: given.text.bytes)["States"]?["A"]?["Seconds"] == 9)
    #expect(try JSON(parsing: given.text.bytes)["Comment"] == #"1/1 say "hi""#)
    #expect(given.notes.isEmpty)
  }

  @Test(arguments: [
    (#"{"Resources": {}}"#, true), (#"{"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}"#, true),
    (#"{"StartAt": "A", "States": {}, "Resources": {}}"#, false), (#"{"Resources": []}"#, false),
    (#"{"StartAt": "A", "States": {"Resources": {}}}"#, false), (#"{"Resources": "#, false), ("", false),
  ])
  func aTemplateIsToldByItsResources(text: String, isTemplate: Bool) {
    #expect(DefinitionTemplate.isTemplate(SourceText(text)) == isTemplate)
  }

  @Test func stateMachinesAreInTheOrderOfTheTemplate() throws {
    let machine = #"{"Type": "AWS::StepFunctions::StateMachine"}"#
    let text = #"{"Resources": {"B": \#(machine), "X": {"Type": "AWS::SNS::Topic"}, "A": \#(machine), "Y": 7}}"#
    #expect(try DefinitionTemplate(parsing: SourceText(text)).logicalIDs == ["B", "A"])
  }
}
