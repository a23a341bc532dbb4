import Foundation
import StatesEngine
import StepFunctions
import Testing

/// TagResource, UntagResource, ListTagsForResource.
@Suite struct TagTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }

  private func tags(_ arn: String) async throws -> [String: String] {
    let tags = try await service.listTagsForResource(resourceArn: arn).tags ?? []
    return Dictionary(tags.map { ($0.key ?? "", $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
  }

  @Test func tagsComeAndGo() async throws {
    for arn in [try await scene.machine(), try await service.createActivity(name: "a").activityArn] {
      try await service.tagResource(
        resourceArn: arn,
        tags: [ResourceTag(key: "k", value: "1"), ResourceTag(key: "K", value: "2"), ResourceTag(key: "k", value: "3")])
      #expect(try await tags(arn) == ["k": "3", "K": "2"])
      try await service.tagResource(resourceArn: arn, tags: [ResourceTag(key: "k", value: "")])
      try await service.tagResource(resourceArn: arn, tags: [])
      #expect(try await tags(arn) == ["k": "", "K": "2"])
      try await service.untagResource(resourceArn: arn, tagKeys: ["k", "k", "none"])
      try await service.untagResource(resourceArn: arn, tagKeys: [])
      #expect(try await tags(arn) == ["K": "2"])
    }
  }

  @Test func aResourceHas50TagsAtMost() async throws {
    let arn = try await scene.machine()
    try await service.tagResource(resourceArn: arn, tags: (0..<49).map { ResourceTag(key: "\($0)", value: "v") })
    try await service.tagResource(
      resourceArn: arn, tags: [ResourceTag(key: "0", value: "w"), ResourceTag(key: "49", value: "v")])
    await expectRefusal(.tooManyTags) {
      try await service.tagResource(resourceArn: arn, tags: [ResourceTag(key: "50", value: "v")])
    }
    #expect(try await tags(arn).count == 50)
  }

  @Test func theSystemsTagsAreNotTheCallers() async throws {
    let arn = try await scene.machine()
    await expectRefusal(.accessDenied, "Caller is an end user and not allowed to mutate system tags") {
      try await service.tagResource(resourceArn: arn, tags: [ResourceTag(key: "aws:k", value: "v")])
    }
    await expectRefusal(.accessDenied) {
      try await service.createActivity(name: "a", tags: [ResourceTag(key: "aws:k", value: "v")])
    }
  }

  @Test(arguments: [
    (ResourceTag(key: "", value: "v"), "tags.1.member.key", "have length greater than or equal to 1"),
    (
      ResourceTag(key: String(repeating: "k", count: 129), value: "v"), "tags.1.member.key",
      "have length less than or equal to 128"
    ),
    (
      ResourceTag(key: "k", value: String(repeating: "v", count: 257)), "tags.1.member.value",
      "have length less than or equal to 256"
    ),
  ])
  func keysAndValuesHaveLimits(tag: ResourceTag, path: String, rule: String) async throws {
    let arn = try await scene.machine()
    let shown = path.hasSuffix("key") ? tag.key : tag.value
    await expectRefusal(
      .validation,
      "1 validation error detected: Value '\(shown ?? "")' at '\(path)' failed to satisfy constraint: Member must \(rule)"
    ) { try await service.tagResource(resourceArn: arn, tags: [tag]) }
  }

  @Test func allViolationsAreCountedAndTheFirstHundredListed() async throws {
    let arn = try await scene.machine()
    let tags = (0..<250).map { _ in ResourceTag(key: "", value: "v") }
    do {
      try await service.tagResource(resourceArn: arn, tags: tags)
      Issue.record("tags without keys are accepted")
    } catch {
      #expect(error.message.hasPrefix("250 validation errors detected: Value '' at 'tags.1.member.key' failed"))
      #expect(error.message.components(separatedBy: "; ").count == 100)
    }
  }

  @Test func aVersionHasNoTags() async throws {
    let version = try await scene.versions() + ":1"
    #expect(try await service.listTagsForResource(resourceArn: version).tags == [])
    await expectRefusal(.resourceNotFound, "Resource not found: '\(version)'") {
      try await service.tagResource(resourceArn: version, tags: [ResourceTag(key: "k", value: "v")])
    }
  }

  @Test func whatIsNotThereHasNoTags() async {
    for arn in [ServiceScene.arn("stateMachine:none"), ServiceScene.arn("activity:none")] {
      for call in [
        { _ = try await service.listTagsForResource(resourceArn: arn) },
        { _ = try await service.tagResource(resourceArn: arn, tags: []) },
        { _ = try await service.untagResource(resourceArn: arn, tagKeys: []) },
      ] as [() async throws -> Void] {
        await expectRefusal(.resourceNotFound, "Resource not found: '\(arn)'", call)
      }
    }
    await expectRefusal(.invalidArn) { try await service.listTagsForResource(resourceArn: "bad") }
  }
}
