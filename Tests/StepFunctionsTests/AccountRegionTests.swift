import StatesRuntime
import StepFunctions
import Testing

/// The regions of accounts that have resources.
@Suite struct AccountRegionTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }

  @Test func anEmptyStoreHasNoRegions() async throws {
    #expect(try await service.accountRegions() == [])
  }

  @Test func eachRegionOfAnAccountIsGivenOnce() async throws {
    // The last two of a kind: one region begins with the other's name.
    for (account, region) in [
      ("222222222222", "eu-west-1"), ("111111111111", "us-east-1"), ("111111111111", "eu-west-1"),
      ("111111111111", "us-east-10"),
    ] {
      let view = service.scoped(region: region, account: account)
      for name in ["A", "Z", "\u{10fffd}"] {
        _ = try await view.createStateMachine(
          name: name, definition: ServiceScene.pass, roleArn: "arn:aws:iam::123456789012:role/r")
      }
    }
    for account in ["111111111111", "333333333333"] {
      let view = service.scoped(region: "us-east-1", account: account)
      for name in ["a", "b"] { _ = try await view.createActivity(name: name) }
    }
    let all = try await service.accountRegions()
    #expect(
      all == [
        AccountRegion(account: "111111111111", region: "eu-west-1"),
        AccountRegion(account: "111111111111", region: "us-east-1"),
        AccountRegion(account: "111111111111", region: "us-east-10"),
        AccountRegion(account: "222222222222", region: "eu-west-1"),
        AccountRegion(account: "333333333333", region: "us-east-1"),
      ])
    for limit in [-1, 0, 1, 3] {
      #expect(try await service.accountRegions(limit: limit).count == max(limit, 0))
    }
  }

  @Test func aRegionIsGoneWithItsLastResource() async throws {
    let activity = try await service.createActivity(name: "a").activityArn
    #expect(try await service.accountRegions() == [AccountRegion(account: "123456789012", region: "us-east-1")])
    try await service.deleteActivity(activityArn: activity)
    #expect(try await service.accountRegions() == [])
  }

  @Test func documentsWithoutARegionArePassedOver() async throws {
    let store = MemoryStore()
    let service = StepFunctionsService(store: store)
    for order in ["", "none", "one:colon"] {
      try await store.commit([
        .putDocument(DocumentKey(.stateMachine, "strange \(order)"), order: order, body: [], if: .always)
      ])
    }
    _ = try await service.createActivity(name: "a")
    #expect(try await service.accountRegions() == [AccountRegion(account: "123456789012", region: "us-east-1")])
  }
}
