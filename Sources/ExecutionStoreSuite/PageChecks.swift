import StatesRuntime

extension StoreCheck {
  static let pages: [StoreCheck] = [
    StoreCheck("executions are listed by list and status, the latest first") { probe in
      let store = try await probe.open()
      for number in 0..<30 {
        try await store.start(number, lists: number % 2 == 0 ? ["even", "all"] : ["odd", "all"])
      }
      for number in 0..<10 { try await store.end(number, at: Int64(100 - number), number < 5 ? .failed : .aborted) }
      func list(_ list: String?, _ statuses: Set<ExecutionRow.Status> = []) async throws -> [String] {
        try await store.executions(ExecutionQuery(list: list, statuses: statuses)).map(\.arn)
      }
      func arns(_ numbers: some Sequence<Int>) -> [String] { numbers.map { Sample.arn($0) } }
      let all = arns(Array(0..<10) + (10..<30).reversed())
      await probe.expectEqual(try await list(nil), all, "all")
      await probe.expectEqual(try await list("all"), all, "of a list of all")
      await probe.expectEqual(
        try await list("even"), arns([0, 2, 4, 6, 8] + (5..<15).map { $0 * 2 }.reversed()), "even")
      await probe.expectEqual(try await list("all", [.running]), arns((10..<30).reversed()), "running")
      await probe.expectEqual(try await list("odd", [.failed]), arns([1, 3]), "failed and odd")
      await probe.expectEqual(try await list("all", [.failed, .aborted]), arns(0..<10), "failed or aborted")
      await probe.expectEqual(try await list("all", [.succeeded]), [], "succeeded")
      await probe.expectEqual(try await list("none"), [], "of no list")
      try await store.commit([.redrive(Sample.writer(3), owner: nil, at: Sample.at(500))])
      await probe.expectEqual(try await list("odd", [.running]).first, Sample.arn(3), "redriven")
      await probe.expectEqual(try await list("odd", [.failed]), arns([1]), "failed, without the redriven one")
    },
    StoreCheck("pages of executions neither repeat nor lose rows while others come") { probe in
      for direction in [StoreDirection.ascending, .descending] {
        let store = try await probe.open()
        // Four of each date.
        try await store.commit((0..<200).map { .start(Sample.new($0, at: Int64(1_000 + $0 / 4))) })
        var found: [ExecutionRow] = []
        var after: ExecutionCursor?
        for round in 0..<100 {
          let page = try await store.executions(
            ExecutionQuery(list: "orders", direction, after: after, limit: 13))
          if page.isEmpty { break }
          found += page
          after = page.last?.cursor
          let date: Int64 = direction == .ascending ? 10 : 5_000
          try await store.commit([.start(Sample.new(1_000 + round, at: date))])
        }
        await probe.expectEqual(found.count, 200, "\(direction): rows")
        await probe.expectEqual(Set(found.map(\.arn)).count, 200, "\(direction): distinct rows")
        let keys = found.map { ($0.listed.milliseconds, $0.arn) }
        let isSorted = zip(keys, keys.dropFirst()).allSatisfy { direction == .ascending ? $0 < $1 : $0 > $1 }
        await probe.expect(isSorted, "\(direction): not in order")
      }
    },
    StoreCheck("a cursor stays good when its row is gone") { probe in
      let store = try await probe.open()
      for number in 0..<10 {
        try await store.start(number)
        try await store.end(number, at: Int64(number))
      }
      let first = try await store.executions(ExecutionQuery(.ascending, limit: 5))
      try await store.commit([.forget(arn: Sample.arn(4)), .forget(arn: Sample.arn(5))])
      let second = try await store.executions(ExecutionQuery(.ascending, after: first.last?.cursor, limit: 5))
      await probe.expectEqual(second.map(\.arn), (6..<10).map { Sample.arn($0) }, "the next page")
      await probe.expectEqual(
        try await store.executions(ExecutionQuery(after: ExecutionCursor(listed: Sample.at(2), arn: ""), limit: 5)).map(
          \.arn),
        [1, 0].map { Sample.arn($0) }, "from a date")
    },
    StoreCheck("pages of unfinished executions give each once") { probe in
      let store = try await probe.open()
      try await store.commit((0..<500).map { .start(Sample.new($0)) })
      for number in stride(from: 0, to: 500, by: 5) { try await store.end(number, at: 1_000) }
      var found: [String] = []
      var after: ExecutionCursor?
      while true {
        let page = try await store.executions(.unfinished(after: after, limit: 64))
        if page.isEmpty { break }
        found += page.map(\.arn)
        after = page.last?.cursor
      }
      await probe.expectEqual(found, (0..<500).filter { $0 % 5 != 0 }.map { Sample.arn($0) }, "unfinished")
    },
  ]

  static let retention: [StoreCheck] = [
    StoreCheck("ended executions are forgotten by age, and their names are free then") { probe in
      // The store's clock runs against stop dates, which begin where the clock is: far in its past.
      let store = try await probe.open(StoreRetention(age: .seconds(3_600)))
      try await store.start(1)
      try await store.start(2)
      try await store.commit([.history(Sample.writer(1), first: 1, count: 1, body: [1])])
      try await store.end(1, at: 10)
      try await store.commit([.start(Sample.new(1, at: 99)), .start(Sample.new(3))])
      let row = try await store.execution(Sample.arn(1))
      await probe.expectEqual(row?.started, Sample.at(99), "the new one")
      await probe.expectEqual(row?.nextEvent, 1, "its history")
      await probe.expectEqual(try await store.execution(Sample.arn(2))?.status, .running, "a running one, however old")
    },
    StoreCheck("ended executions are forgotten by count, the earliest first") { probe in
      let store = try await probe.open(StoreRetention(age: nil, count: 3))
      for number in 0..<8 {
        try await store.start(number)
        try await store.end(number, at: Int64(100 + number))
      }
      try await store.commit([.start(Sample.new(100))])
      let kept = try await store.executions(ExecutionQuery(statuses: [.succeeded])).map(\.arn)
      await probe.expectEqual(kept, [7, 6, 5].map { Sample.arn($0) }, "kept")
      await probe.expectEqual(try await store.execution(Sample.arn(100))?.status, .running, "the running one")
    },
    StoreCheck("without retention everything is kept") { probe in
      let store = try await probe.open(StoreRetention(age: nil))
      for number in 0..<20 {
        try await store.start(number)
        try await store.end(number, at: 0)
      }
      try await store.commit([])
      await probe.expectEqual(try await store.executions(ExecutionQuery()).count, 20, "kept")
    },
  ]
}
