import StatesRuntime

extension StoreCheck {
  static let ownership: [StoreCheck] = [
    StoreCheck("a stale fence changes nothing, and all lost executions are named") { probe in
      let store = try await probe.open()
      for number in 1...3 { try await store.start(number, owner: nil) }
      let claimed = try await store.claim(StoreClaim(owner: "b", lease: nil, limit: 2))
      await probe.expectEqual(claimed.map(\.fence), [2, 2], "fences")
      let lost = claimed.map(\.arn)
      await probe.expectRefusal(
        .lost(executions: lost), store,
        [.start(Sample.new(4)), .append(ExecutionWriter(lost[0], fence: 1), from: 0, records: [[1]])]
          + [.append(ExecutionWriter(lost[0], fence: 1), from: 1, records: [[1]])]
          + [.update(Sample.writer(3), wake: Sample.at(9)), .update(ExecutionWriter(lost[1], fence: 1), wake: nil)]
          + [.append(Sample.writer(3), from: 77, records: [])])
      await probe.expectEqual(try await store.execution(Sample.arn(4)), nil, "what stood beside it")
      await probe.expectEqual(try await store.execution(Sample.arn(3))?.wake, nil, "what was not lost")
      await probe.expectEqual(try await store.execution(lost[0])?.nextRecord, 0, "what was lost")
      try await store.commit(claimed.map { .append($0.writer, from: 0, records: [[2]]) })
      await probe.expectRefusal(
        .lost(executions: [lost[0]]), store, [.append(ExecutionWriter(lost[0], fence: 3), from: 1, records: [])])
    },
    StoreCheck("only executions without a living owner are claimed") { probe in
      let store = try await probe.open()
      try await store.renewLease(of: "a", for: .milliseconds(400))
      try await store.renewLease(of: "for good", for: nil)
      for number in 0..<5 { try await store.start(number, owner: "a") }
      try await store.start(5, owner: "for good")
      try await store.start(6, owner: "never heard of")
      let first = try await store.claim(StoreClaim(owner: "b", lease: .seconds(600), limit: 100))
      await probe.expectEqual(first.map(\.arn), [Sample.arn(6)], "while the lease lasts")
      await probe.expectEqual(first.first?.owner, "b", "owner")
      await probe.kind.pass(.milliseconds(500))
      let second = try await store.claim(StoreClaim(owner: "b", lease: .seconds(600), limit: 100))
      await probe.expectEqual(Set(second.map(\.arn)), Set((0..<5).map { Sample.arn($0) }), "after it")
      let third = try await store.claim(StoreClaim(owner: "c", lease: .seconds(600), limit: 100))
      await probe.expectEqual(third, [], "a third one")
      await probe.expectRefusal(.lost(executions: [Sample.arn(0)]), store, [.update(Sample.writer(0), wake: nil)])
    },
    StoreCheck("a renewed lease lasts") { probe in
      let store = try await probe.open()
      try await store.renewLease(of: "a", for: .milliseconds(600))
      try await store.start(1, owner: "a")
      for _ in 0..<3 {
        await probe.kind.pass(.milliseconds(300))
        try await store.renewLease(of: "a", for: .milliseconds(600))
        await probe.expectEqual(try await store.claim(StoreClaim(owner: "b", lease: nil, limit: 9)), [], "claimed")
      }
      try await store.commit([.append(Sample.writer(1), from: 0, records: [[1]])])
    },
    StoreCheck("who lost its lease but not its executions may still commit") { probe in
      let store = try await probe.open()
      try await store.renewLease(of: "a", for: .milliseconds(1))
      try await store.start(1, owner: "a")
      await probe.kind.pass(.milliseconds(50))
      try await store.commit([.append(Sample.writer(1), from: 0, records: [[1]])])
    },
    StoreCheck("claims take what wakes first, and no more than is due") { probe in
      let store = try await probe.open()
      for (number, wake) in ([50, 10, 30, nil, 20, 40] as [Int64?]).enumerated() {
        try await store.start(number, owner: nil, wake: wake)
      }
      func claim(due: Int64?, _ limit: Int) async throws -> [String] {
        try await store.claim(StoreClaim(owner: "b", lease: nil, due: due.map { Sample.at($0) }, limit: limit)).map(
          \.arn)
      }
      await probe.expectEqual(try await claim(due: 35, 2), [Sample.arn(1), Sample.arn(4)], "the first two")
      await probe.expectEqual(try await claim(due: 35, 9), [Sample.arn(2)], "due by 35")
      await probe.expectEqual(try await claim(due: 35, 9), [], "nothing more")
      await probe.expectEqual(try await claim(due: nil, 9), [5, 0, 3].map { Sample.arn($0) }, "all")
      await probe.expectEqual(try await claim(due: nil, 9), [], "its own")
    },
    StoreCheck("released executions can be claimed, ended ones cannot") { probe in
      let store = try await probe.open()
      try await store.renewLease(of: "a", for: nil)
      for number in 1...3 { try await store.start(number, owner: "a") }
      try await store.commit([.release(Sample.writer(1))])
      try await store.end(2, at: 9)
      let claimed = try await store.claim(StoreClaim(owner: "b", lease: nil, limit: 9))
      await probe.expectEqual(claimed.map(\.arn), [Sample.arn(1)], "claimed")
    },
    StoreCheck("of many that claim at the same time, each execution goes to one") { probe in
      let store = try await probe.open()
      try await store.commit((0..<200).map { .start(Sample.new($0, owner: nil)) })
      let claimed = await withTaskGroup(of: [String].self) { group in
        for number in 0..<10 {
          group.addTask {
            var mine: [String] = []
            do throws(StoreError) {
              while true {
                let rows = try await store.claim(StoreClaim(owner: "host \(number)", lease: nil, limit: 7))
                if rows.isEmpty { break }
                try await store.commit(rows.map { .append($0.writer, from: 0, records: [[1]]) })
                mine += rows.map(\.arn)
              }
            } catch {
              await probe.failures.add("\(error)")
            }
            return mine
          }
        }
        return await group.reduce(into: []) { $0 += $1 }
      }
      await probe.expectEqual(claimed.count, 200, "claimed")
      await probe.expectEqual(Set(claimed).count, 200, "distinct")
    },
  ]
}
