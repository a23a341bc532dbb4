import Foundation
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

  @Test func everyServiceWithAModelIsAService() {
    #expect(ServiceModel.services.filter { !ServiceModel.isService($0) } == [])
    #expect(ServiceModel.services.filter { ServiceModel(service: $0) == nil } == [])
  }

  /// The names are looked through by halves, which needs them in order.
  @Test(arguments: ["accessanalyzer", "xray", "config", "s3", "s3control", "s3outposts"])
  func findsTheFirstAndTheLastName(name: String) {
    #expect(ServiceModel.isService(name))
    #expect(!ServiceModel.isService(name + "0") && !ServiceModel.isService(String(name.dropLast()) + "\n"))
  }

  @Test func theArticleOnDifferencesListsTheServices() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let article = root.appendingPathComponent("Sources/StatesEngine/StatesEngine.docc/KnownDifferences.md")
    let text = try String(contentsOf: article, encoding: .utf8)
    let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("| Models of service APIs |") })
    let list = try #require(row.split(separator: ":").dropFirst().first?.split(separator: ";").first)
    let listed = list.split(separator: ",").map { $0.filter { $0 != " " } }
    #expect(listed == ServiceModel.services)
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
    let services = ServiceModel.services
    #expect(services.count > 50)
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
