import Foundation
import Testing

@Suite(.timeLimit(.minutes(5))) struct ServiceTests {
  @Test("A signal ends the service in order, and the next start continues", arguments: [SIGTERM, SIGINT])
  func gracefulShutdown(signal: Int32) async throws {
    let service = try Service(pace: 1_500)
    try await service.start()
    let wish = Wish(name: "order-1", items: ["lamp"], accepts: true)
    _ = try await service.insist(["place", "order-1", "lamp"])
    // The warehouse is at work: it is interrupted, and called again.
    #expect(try await service.end(signal) == 0)
    #expect(!FileManager.default.fileExists(atPath: service.folder.url.path + "/orders-data/socket"))
    #expect(try service.folder.text("serve.err").contains("stopped"))

    try await service.start()
    try await wish.fulfil(at: service)
    let outcome = try await Outcome(of: "order-1", at: service)
    #expect(outcome.description.first == "status: SUCCEEDED")
    #expect(!outcome.events.contains("TaskFailed"))
    #expect(outcome.effects == ["bill 40", "receipt 40", "reserve 1 lamp", "ship 1 lamp"])
    #expect(try service.folder.text("serve.err").contains("recovered=1"))
    #expect(try await service.end(SIGTERM) == 0)
  }

  @Test("What cannot be done is said in plain words")
  func refusals() async throws {
    // So slow that there is no bill in this test.
    let service = try Service(pace: 600_000)
    var answer = try await Program.run(["list"], in: service.folder)
    #expect(answer.status == 75)
    #expect(answer.errors.contains("start one with: orders serve"))

    try await service.start()
    #expect(try await service.insist(["list"]) == "there are no orders\n")
    #expect(try await service.insist(["place", "order-1", "lamp"]) == "order-1 is placed\n")
    #expect(try await service.insist(["place", "order-1", "lamp"]) == "order-1 was placed before\n")

    let refused = [
      (["place", "order-1", "mouse"], "order-1 is the name of another order"),
      (["pay", "order-1"], "there is no bill for order-1 yet"),
      (["pay", "order-2"], "there is no order order-2"), (["show", "order-2"], "there is no order order-2"),
      (["history", "order-2"], "there is no order order-2"), (["serve"], "another service has the folder orders-data"),
    ]
    for (arguments, reason) in refused {
      answer = try await Program.run(arguments, in: service.folder)
      #expect(answer.status == 1, "\(arguments)")
      #expect(answer.errors.contains(reason), "\(arguments)")
    }
    #expect(try await service.end(SIGTERM) == 0)
  }
}
