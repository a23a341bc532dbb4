import OrderedJSON
import StatesLanguage
import Testing

/// What references to resources, parameters and other stacks give.
@Suite struct TemplateReferenceTests {
  private static let lambda = "arn:aws:lambda:us-east-1:123456789012:function:"

  @Test(arguments: [
    ("AWS::Lambda::Function", "Thing", lambda + "Thing"),
    ("AWS::Serverless::Function", "Thing", lambda + "Thing"),
    ("AWS::SNS::Topic", "arn:aws:sns:us-east-1:123456789012:Thing", "arn:aws:sns:us-east-1:123456789012:Thing"),
    (
      "AWS::SQS::Queue", "https://sqs.us-east-1.amazonaws.com/123456789012/Thing",
      "arn:aws:sqs:us-east-1:123456789012:Thing"
    ),
    ("AWS::DynamoDB::Table", "Thing", "arn:aws:dynamodb:us-east-1:123456789012:table/Thing"),
    ("AWS::Serverless::SimpleTable", "Thing", "arn:aws:dynamodb:us-east-1:123456789012:table/Thing"),
    (
      "AWS::StepFunctions::StateMachine", "arn:aws:states:us-east-1:123456789012:stateMachine:Thing",
      "arn:aws:states:us-east-1:123456789012:stateMachine:Thing"
    ),
    (
      "AWS::Serverless::StateMachine", "arn:aws:states:us-east-1:123456789012:stateMachine:Thing",
      "arn:aws:states:us-east-1:123456789012:stateMachine:Thing"
    ),
    (
      "AWS::StepFunctions::Activity", "arn:aws:states:us-east-1:123456789012:activity:Thing",
      "arn:aws:states:us-east-1:123456789012:activity:Thing"
    ),
    ("AWS::ECS::Cluster", "Thing", "arn:aws:ecs:us-east-1:123456789012:cluster/Thing"),
    (
      "AWS::ECS::TaskDefinition", "arn:aws:ecs:us-east-1:123456789012:task-definition/Thing:1",
      "arn:aws:ecs:us-east-1:123456789012:task-definition/Thing:1"
    ),
    ("AWS::S3::Bucket", "thing", "arn:aws:s3:::thing"),
    ("AWS::IAM::Role", "Thing", "arn:aws:iam::123456789012:role/Thing"),
    ("AWS::Events::EventBus", "Thing", "arn:aws:events:us-east-1:123456789012:event-bus/Thing"),
    (
      "AWS::Batch::JobQueue", "arn:aws:batch:us-east-1:123456789012:job-queue/Thing",
      "arn:aws:batch:us-east-1:123456789012:job-queue/Thing"
    ),
    ("AWS::Pipes::Pipe", "Thing", "arn:aws:pipes:us-east-1:123456789012:pipe/Thing"),
  ])
  func refAndArnFollowFromTheType(type: String, ref: String, arn: String) throws {
    let template = Templates.pass(
      #"[{"Ref": "Thing"}, {"Fn::GetAtt": ["Thing", "Arn"]}, {"Fn::GetAtt": "Thing.Arn"}]"#,
      resources: #""Thing": {"Type": "\#(type)"},"#)
    #expect(try Templates.result(template) == [.string(ref), .string(arn), .string(arn)])
  }

  @Test(arguments: [
    (#"{"Fn::GetAtt": ["Q", "QueueName"]}"#, "Q"),
    (#"{"Fn::GetAtt": ["Q", "QueueUrl"]}"#, "https://sqs.us-east-1.amazonaws.com/123456789012/Q"),
    (#"{"Fn::GetAtt": ["T", "TopicName"]}"#, "jobs"), (#"{"Ref": "T"}"#, "arn:aws:sns:us-east-1:123456789012:jobs"),
    (#"{"Fn::GetAtt": ["T", "TopicArn"]}"#, "arn:aws:sns:us-east-1:123456789012:jobs"),
    (#"{"Ref": "F"}"#, "Stack-charge"), (#"{"Fn::GetAtt": ["F", "Arn"]}"#, lambda + "Stack-charge"),
    (#"{"Ref": "Live"}"#, lambda + "Stack-charge:live"), (#"{"Ref": "V"}"#, lambda + "Stack-charge:1"),
    (#"{"Fn::GetAtt": ["C", "GroupId"]}"#, "sg-0123456789abcdef0"), (#"{"Fn::GetAtt": ["Q", "Depth"]}"#, "Q-Depth"),
  ])
  func namesAndOtherAttributesAreFollowed(reference: String, value: String) throws {
    let resources = #"""
      "Q": {"Type": "AWS::SQS::Queue"}, "T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "jobs"}},
      "C": {"Type": "AWS::EC2::SecurityGroup"},
      "F": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": {"Fn::Sub": "${AWS::StackName}-charge"}}},
      "Live": {"Type": "AWS::Lambda::Alias", "Properties": {"FunctionName": {"Ref": "F"}, "Name": "live"}},
      "V": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Fn::GetAtt": ["F", "Arn"]}}},
      """#
    #expect(try Templates.result(Templates.pass(reference, resources: resources)) == .string(value))
  }

  @Test(arguments: [
    ("AWS::Partition", "aws", "aws-cn"), ("AWS::Region", "us-east-1", "cn-north-1"),
    ("AWS::AccountId", "123456789012", "123456789012"), ("AWS::StackName", "Stack", "Stack"),
    ("AWS::URLSuffix", "amazonaws.com", "amazonaws.com.cn"),
    (
      "AWS::StackId", "arn:aws:cloudformation:us-east-1:123456789012:stack/Stack/00000000-0000-0000-0000-000000000000",
      "arn:aws-cn:cloudformation:cn-north-1:123456789012:stack/Stack/00000000-0000-0000-0000-000000000000"
    ),
  ])
  func pseudoParametersFollowTheRegion(name: String, value: String, inChina: String) throws {
    let template = Templates.pass(#"{"Ref": "\#(name)"}"#)
    #expect(try Templates.result(template) == .string(value))
    #expect(try Templates.result(template, ["AWS::Region": "cn-north-1"]) == .string(inChina))
  }

  @Test(
    arguments: [
      (#"{"Type": "String", "Default": "x"}"#, "x"),
      // "when you use the parameter elsewhere in your template, … the parameter value becomes a literal string"
      (#"{"Type": "Number", "Default": 30}"#, "30"),
      (#"{"Type": "Number", "MinValue": 5}"#, "5"), (#"{"Type": "Number"}"#, "1"),
      (#"{"Type": "String", "AllowedValues": ["dev", "prod"]}"#, "dev"),
      (#"{"Type": "CommaDelimitedList", "Default": "a, b"}"#, ["a", "b"]),
      (#"{"Type": "List<Number>", "Default": "1,2"}"#, ["1", "2"]),
      (#"{"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/x"}"#, "${P}"),
      (#"{"Type": "String"}"#, "${P}"),
    ] as [(String, JSON)])
  func parametersHaveTheirDefaults(parameter: String, value: JSON) throws {
    let template = Templates.pass(#"{"Ref": "P"}"#, sections: #", "Parameters": {"P": \#(parameter)}"#)
    #expect(try Templates.result(template) == value)
    #expect(try Templates.result(template, ["P": "given"]) == "given")
    let (_, notes) = try Templates.definition(template)
    #expect(notes.isEmpty == (value != "${P}"), "\(notes)")
  }

  @Test(arguments: [
    ("OrdersTableArn", "arn:aws:dynamodb:us-east-1:123456789012:table/OrdersTable"),
    ("Base:ExportsOutputFnGetAttChargeFunction9F8E7D6CArn5B9A1C2D", lambda + "ChargeFunction9F8E7D6C"),
    ("net-TopicARN", "arn:aws:sns:us-east-1:123456789012:net-Topic"), ("SomethingArn", lambda + "Something"),
    ("OrdersTableName", "${OrdersTableName}"),
  ])
  func exportsOfOtherStacksAreGuessedFromTheirNames(name: String, value: String) throws {
    let template = Templates.pass(#"{"Fn::ImportValue": "\#(name)"}"#)
    #expect(try Templates.result(template) == .string(value))
    #expect(try Templates.result(template, [name: "given"]) == "given")
  }

  @Test func outputsOfNestedStacksAndCustomResourcesAreGuessed() throws {
    let resources = #"""
      "Net": {"Type": "AWS::CloudFormation::Stack"}, "Made": {"Type": "Custom::Thing"},
      """#
    let template = Templates.pass(
      #"[{"Fn::GetAtt": ["Net", "Outputs.QueueArn"]}, {"Fn::GetAtt": ["Made", "Value"]}]"#, resources: resources)
    #expect(try Templates.result(template) == ["arn:aws:sqs:us-east-1:123456789012:NetOutputsQueue", "${Made.Value}"])
    #expect(
      try Templates.result(template, ["Net.Outputs.QueueArn": "a", "Made.Value": "b"]) == ["a", "b"])
  }

  @Test(arguments: [
    (#"{"Ref": "Chrge"}"#, "2:63: the template has no parameter or resource 'Chrge'; did you mean 'Charge'?"),
    (
      #"{"Fn::GetAtt": ["Chrge", "Arn"]}"#,
      "2:63: the template has no parameter or resource 'Chrge'; did you mean 'Charge'?"
    ),
    (#"{"Fn::Sub": "x${Nothing}"}"#, "2:77: the template has no parameter or resource 'Nothing'"),
    (#"{"Fn::Jion": ["", []]}"#, "2:63: the function 'Fn::Jion' is not known; did you mean 'Fn::Join'?"),
    (
      #"{"Fn::Transform": {"Name": "M"}}"#,
      "2:63: the value of Fn::Transform is only known when the template is deployed"
    ),
    (#"{"Fn::FindInMap": ["M", "a", "b"]}"#, "2:63: the template has no mapping M.a.b"),
  ])
  func whatIsMissingIsNotedAndHasAValue(reference: String, note: String) throws {
    let template = Templates.pass(reference, resources: #""Charge": {"Type": "AWS::Lambda::Function"},"#)
    let (text, notes) = try Templates.definition(template)
    #expect(notes == [note])
    #expect(Validator().validate(text).isValid)
  }

  @Test func resourcesThatRefersToItselfHaveTheirLogicalIds() throws {
    let resources = #"""
      "A": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "B"}}},
      "B": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": {"Fn::GetAtt": ["A", "TopicName"]}}},
      """#
    let template = Templates.pass(#"[{"Ref": "A"}, {"Ref": "B"}]"#, resources: resources)
    #expect(try Templates.result(template) == ["arn:aws:sns:us-east-1:123456789012:A", "A"])
  }

  @Test func givenValuesTakePrecedence() throws {
    let template = Templates.pass(
      #"[{"Ref": "F"}, {"Fn::GetAtt": ["F", "Arn"]}, {"Fn::Sub": "${F}/${F.Arn}/${AWS::AccountId}"}]"#,
      resources: #""F": {"Type": "AWS::Lambda::Function"},"#)
    let given = ["F": "f", "F.Arn": "arn", "AWS::AccountId": "1"]
    #expect(try Templates.result(template, given) == ["f", "arn", "f/arn/1"])
  }
}
