import Foundation
import Testing

@Suite(.timeLimit(.minutes(5))) struct KillTests {
  /// Numbers that follow from a seed.
  struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      return mixed ^ (mixed >> 31)
    }
  }

  @Test("kill -9 at any moment loses nothing, and does nothing twice", arguments: [1, 2] as [UInt64])
  func kills(seed: UInt64) async throws {
    let wishes = Wish.several(12)
    let (calm, harried) = (try Service(pace: 60), try Service(pace: 60))
    try await calm.start()
    try await harried.start()

    try await withThrowingTaskGroup(of: Void.self) { group in
      for wish in wishes {
        group.addTask { try await wish.fulfil(at: calm) }
        group.addTask { try await wish.fulfil(at: harried) }
      }
      group.addTask {
        var generator = Seeded(state: seed)
        for _ in 1...16 {
          // While it starts, recovers, takes orders, or works.
          try await Task.sleep(for: .milliseconds(Int.random(in: 20...600, using: &generator)))
          #expect(try await harried.end(SIGKILL) == SIGKILL)
          try await harried.start()
        }
      }
      try await group.waitForAll()
    }

    for wish in wishes {
      let (expected, outcome) = (
        try await Outcome(of: wish.name, at: calm), try await Outcome(of: wish.name, at: harried)
      )
      #expect(outcome == expected, "\(wish.name)")
      #expect(!outcome.effects.isEmpty)
    }
    // The kills have hit something.
    let log = try harried.folder.text("serve.err")
    #expect(log.split(separator: "\n").contains { $0.contains("listening") && !$0.contains("recovered=0") })
    #expect(try await calm.end(SIGTERM) == 0)
    #expect(try await harried.end(SIGTERM) == 0)
  }

  @Test("A handler that was killed after its work is called again, and does it once")
  func killAfterTheEffect() async throws {
    // It works for 750 milliseconds, does what it does, and takes as long again until it reports.
    let service = try Service(pace: 1_500)
    try await service.start()
    _ = try await service.insist(["place", "order-1", "lamp"])
    while try service.folder.text("orders-data/ledger.jsonl").isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    try await service.end(SIGKILL)
    try await service.start()
    while !(try service.folder.text("serve.err").contains("done before, not repeated")) {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(try service.folder.text("orders-data/ledger.jsonl").split(separator: "\n").count == 1)
    #expect(try await service.end(SIGTERM) == 0)
  }
}
