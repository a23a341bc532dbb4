import ServiceModels
import Testing

/// What is known of services: operations, their requests and responses.
@Suite struct ServiceModelTests {
  @Test(arguments: [
    ("s3", "putObject", "PutObject"), ("s3", "PutObject", "PutObject"), ("dynamodb", "batchGetItem", "BatchGetItem"),
    ("ec2", "acceptVpcPeeringConnection", "AcceptVpcPeeringConnection"),
  ])
  func findsAnOperation(service: String, action: String, name: String) {
    #expect(ServiceModel(service: service)?.operation(action)?.name == name[...])
  }

  @Test(arguments: [("s3", "putobject"), ("s3", "putObjects"), ("sqs", ""), ("sqs", "SendMessage 38")])
  func findsNoOperation(service: String, action: String) throws {
    let model = try #require(ServiceModel(service: service))
    #expect(model.operation(action) == nil)
  }

  @Test func knowsOperationsWithoutADescription() throws {
    let operation = try #require(ServiceModel(service: "ec2")?.operation("acceptVpcPeeringConnection"))
    #expect(!operation.isDescribed && operation.request == nil && operation.response == nil)
  }

  @Test(arguments: [("acm", true), ("s3", true), ("nosuch", false), ("", false)])
  func knowsTheNamesOfServices(name: String, isThere: Bool) {
    #expect(ServiceModel.isService(name) == isThere)
  }

  @Test func hasNoModelOfEveryService() {
    #expect(ServiceModel(service: "acm") == nil)
    #expect(ServiceModel(service: "nosuch") == nil)
    #expect(ServiceModel(service: "sqs\n") == nil)
    #expect(ServiceModel(service: "") == nil)
  }

  @Test func describesARequest() throws {
    let model = try #require(ServiceModel(service: "s3"))
    let request = try #require(model.operation("putObject")?.request)
    guard case .structure(let line) = request else {
      Issue.record("not a structure")
      return
    }
    let members = model.members(ofLine: line)
    #expect(model.name(ofLine: line) == "PutObjectRequest")
    #expect(members.filter(\.isRequired).map(\.name) == ["Bucket", "Key"])
    #expect(members.first { $0.name == "ACL" }?.sdkName == "Acl")
    let body = try #require(members.first { $0.name == "Body" })
    guard case .binary(isStreamed: true) = model.shape(of: body) else {
      Issue.record("the body is not streamed")
      return
    }
  }

  /// The SDK makes up idempotency tokens that are not given.
  @Test func asksForNoIdempotencyToken() throws {
    let model = try #require(ServiceModel(service: "emrserverless"))
    guard case .structure(let line)? = model.operation("startJobRun")?.request else {
      Issue.record("no request")
      return
    }
    #expect(model.members(ofLine: line).filter(\.isRequired).map(\.name) == ["ApplicationId", "ExecutionRoleArn"])
  }

  /// Every model parses, and every index in it leads to a line.
  @Test func everyModelIsWhole() throws {
    let services = [
      "apigateway", "athena", "cloudwatchlogs", "cognitoidentityprovider", "dynamodb", "ecs", "emr", "eventbridge",
      "glue", "lambda", "s3", "sagemaker", "sfn", "sns", "sqs", "xray",
    ]
    for service in services {
      let model = try #require(ServiceModel(service: service))
      let actions = model.actions
      #expect(!actions.isEmpty)
      for action in actions {
        let operation = try #require(model.operation(action))
        for case .structure(let line)? in [operation.request, operation.response] {
          #expect(!model.name(ofLine: line).isEmpty)
          for member in model.members(ofLine: line) {
            #expect(!member.name.isEmpty && !member.sdkName.isEmpty)
            #expect(member.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f })
            if case .structure(let inner) = model.shape(of: member) { #expect(!model.name(ofLine: inner).isEmpty) }
          }
        }
      }
    }
  }
}
