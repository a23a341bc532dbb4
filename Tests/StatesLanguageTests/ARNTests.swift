import StatesLanguage
import Testing

@Suite struct ARNTests {
  static let cases: [(String, ARN.Resource)] = [
    ("stateMachine:Orders", .stateMachine(ARN.Machine("Orders"))),
    ("stateMachine:Orders/Each", .stateMachine(ARN.Machine("Orders", label: "Each"))),
    ("stateMachine:Orders:7", .version(of: "Orders", 7)),
    ("stateMachine:Orders:prod", .alias(of: "Orders", "prod")),
    ("stateMachine:Orders:7a", .alias(of: "Orders", "7a")),
    ("execution:Orders:run", .execution(of: ARN.Machine("Orders"), name: "run")),
    ("execution:Orders/Each:run", .execution(of: ARN.Machine("Orders", label: "Each"), name: "run")),
    ("express:Orders:run:0", .expressExecution(of: ARN.Machine("Orders"), name: "run", id: "0")),
    ("express:Orders/Each:run:id", .expressExecution(of: ARN.Machine("Orders", label: "Each"), name: "run", id: "id")),
    ("mapRun:Orders/Each:id", .mapRun(of: ARN.Machine("Orders", label: "Each"), id: "id")),
    ("activity:Pack", .activity("Pack")),
    ("stateMachine:Größe", .stateMachine(ARN.Machine("Größe"))),
  ]

  @Test(arguments: cases)
  func readsWhatItPrints(text: String, resource: ARN.Resource) {
    let arn = ARN(partition: "aws-cn", region: "cn-north-1", account: "111111111111", resource)
    #expect(arn.description == "arn:aws-cn:states:cn-north-1:111111111111:" + text)
    #expect(ARN(arn.description) == arn)
  }

  @Test(arguments: [
    "", "arn", "arn:aws:states:us-east-1:111111111111", "arn:aws:states:us-east-1:111111111111:",
    "arn:aws:lambda:us-east-1:111111111111:function:f", "arn:aws:states:::lambda:invoke",
    "arn:aws:states:us-east-1:111111111111:stateMachine", "arn:aws:states:us-east-1:111111111111:stateMachine:",
    "arn:aws:states:us-east-1:111111111111:stateMachine:a:b:c", "arn:aws:states:us-east-1:111111111111:stateMachine:a/",
    "arn:aws:states:us-east-1:111111111111:stateMachine:/b", "arn:aws:states:us-east-1:111111111111:stateMachine:a/b/c",
    "arn:aws:states:us-east-1:111111111111:stateMachine:a/b:1", "arn:aws:states:us-east-1:111111111111:execution:a",
    "arn:aws:states:us-east-1:111111111111:express:a:b", "arn:aws:states:us-east-1:111111111111:mapRun:a:b",
    "arn:aws:states:us-east-1:111111111111:activity:a:b", "arn:aws:states:us-east-1:111111111111:thing:a",
    "arn:x:states:us-east-1:111111111111:activity:a", "arn:awsx:states:us-east-1:111111111111:activity:a",
    "arn:aws:states::111111111111:activity:a",
  ])
  func refusesWhatNamesNothingOfStepFunctions(text: String) {
    #expect(ARN(text) == nil)
  }

  @Test func leadingZerosMakeAnAliasNotAVersion() {
    #expect(ARN("arn:aws:states:us-east-1:1:stateMachine:a:01")?.resource == .alias(of: "a", "01"))
  }

  @Test func thePartitionOfARegionIsTheDefault() {
    #expect(ARN(region: "cn-northwest-1", account: "1", .activity("a")).partition == "aws-cn")
    #expect(ARN(partition: "aws", region: "cn-northwest-1", account: "1", .activity("a")).partition == "aws")
  }

  @Test func knowsTheMachineOfEachKind() {
    let arn = ARN(region: "us-east-1", account: "1", .version(of: "Orders", 3))
    #expect(arn.machine == ARN.Machine("Orders"))
    #expect(arn.with(.mapRun(of: ARN.Machine("Orders", label: "L"), id: "x")).machine?.label == "L")
    #expect(arn.with(.activity("Pack")).machine == nil)
  }
}
