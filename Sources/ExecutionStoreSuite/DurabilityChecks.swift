import StatesRuntime

extension StoreCheck {
  static let durability: [StoreCheck] = [
    StoreCheck("a store that is opened again holds what it held", needs: [.reopening]) { probe in
      var store = try await probe.open()
      let large = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      let writer = Sample.writer(1)
      try await store.commit([
        .start(Sample.new(1, lists: ["a", "b"], wake: 60)), .append(writer, from: 0, records: [[1], large, []]),
        .snapshot(writer, before: 1, body: [8]), .history(writer, first: 1, count: 2, body: large),
        .start(Sample.new(2)), .end(Sample.writer(2), status: .failed, at: Sample.at(9), snapshot: [2]),
        .start(Sample.new(3)), .end(Sample.writer(3), status: .failed, at: Sample.at(9)), .forget(arn: Sample.arn(3)),
        .start(Sample.new(4)), .end(Sample.writer(4), status: .failed, at: Sample.at(9)),
        .redrive(Sample.writer(4), owner: "host", at: Sample.at(10)),
        .putDocument(DocumentKey(.activity, "é"), order: "1", body: large),
        .putDocument(DocumentKey(.activity, "e\u{301}"), order: "2", body: []),
        .putDocument(DocumentKey(.activity, "gone"), order: "2", body: []),
        .deleteDocument(DocumentKey(.activity, "gone")),
      ])
      let before = try await StoreContents.read(store)
      for _ in 0..<2 {
        store = try await probe.reopen(store)
        let after = try await StoreContents.read(store)
        for difference in before.differences(from: after) { await probe.failures.add(difference) }
      }
      await probe.expectRefusal(.executionExists(Sample.arn(1)), store, [.start(Sample.new(1))])
      // Nobody owns them: the owners are gone.
      let claimed = try await store.claim(StoreClaim(owner: "new", lease: nil, limit: 9))
      await probe.expectEqual(Set(claimed.map(\.arn)), [Sample.arn(1), Sample.arn(4)], "claimed")
      for row in claimed {
        let fence = before.executions[row.arn]?.row.fence ?? 0
        await probe.expect(row.fence > fence, "the fence \(row.fence) is not higher than before")
      }
      await probe.expectRefusal(.lost(executions: [Sample.arn(1)]), store, [.update(writer, wake: nil)])
      try await store.commit(claimed.map { .append($0.writer, from: $0.nextRecord, records: [[7]]) })
      let new = DocumentKey(.activity, "gone")
      try await store.commit([.putDocument(new, order: "", body: [])])
      let revisions = before.documents.values.map(\.revision)
      let isNew = try await store.document(new).map { !revisions.contains($0.revision) } ?? false
      await probe.expect(isNew, "a revision was given twice")
    },
    StoreCheck(
      "what is acknowledged survives a crash, and the rest is there wholly or not at all", needs: [.crashing, .failing]
    ) {
      probe in
      for seed in 0..<40 as Range<UInt64> {
        var store = try await probe.open()
        try await store.commit((0..<8).map { .start(Sample.new($0)) })
        let acknowledged = Acknowledged()
        let dying = store
        await probe.fail(dying, .dead(seed))
        // Each commit adds to two executions and a document: they must agree afterward.
        await withTaskGroup(of: Void.self) { group in
          for number in 0..<4 {
            group.addTask {
              for round in 0..<6 as Range<UInt64> {
                let body = [UInt8(round)]
                do throws(StoreError) {
                  try await dying.commit([
                    .append(Sample.writer(number), from: round, records: [body]),
                    .append(Sample.writer(number + 4), from: round, records: [body]),
                    .putDocument(DocumentKey(.tags, "\(number)"), order: "", body: body),
                  ])
                } catch { return }
                await acknowledged.note(number, round + 1)
              }
            }
          }
        }
        store = try await probe.crash(dying, seed: seed)
        for number in 0..<4 {
          let first = try await store.journal(of: Sample.arn(number))?.records
          let second = try await store.journal(of: Sample.arn(number + 4))?.records
          let document = try await store.document(DocumentKey(.tags, "\(number)"))?.body
          await probe.expectEqual(first, second, "seed \(seed): two journals of one commit")
          await probe.expectEqual(first?.last, document, "seed \(seed): a document of the same commit")
          let count = UInt64(first?.count ?? 0)
          let promised = await acknowledged.rounds[number] ?? 0
          await probe.expect(
            count == promised || count == promised + 1,
            "seed \(seed): \(promised) commits were acknowledged, at most one more was tried, \(count) are there")
        }
        await store.close()
      }
    },
    StoreCheck("a commit that fails is not made, and the next one works", needs: [.failing]) { probe in
      for seed in 0..<40 as Range<UInt64> {
        let store = try await probe.open()
        try await store.start(1)
        await probe.fail(store, .once(seed))
        var next: UInt64 = 0
        for _ in 0..<6 {
          do throws(StoreError) {
            try await store.commit([.append(Sample.writer(1), from: next, records: [[UInt8(next)]])])
            next += 1
          } catch {
            switch error {
            case .unavailable, .full: break
            default: await probe.failures.add("seed \(seed): \(error)")
            }
          }
          await probe.expectEqual(
            try await store.execution(Sample.arn(1))?.nextRecord, next, "seed \(seed): next record")
        }
        await probe.expect(next >= 5, "seed \(seed): one fault made \(6 - next) commits fail")
        await probe.fail(store, .none)
        guard probe.kind.reopen != nil else { continue }
        let again = try await probe.reopen(store)
        await probe.expectEqual(
          try await again.journal(of: Sample.arn(1))?.records, (0..<next).map { [UInt8($0)] }, "seed \(seed): reopened")
        await again.close()
      }
    },
    StoreCheck(
      "a commit that has failed does not come back once the next one has returned", needs: [.crashing, .failing]
    ) { probe in
      for seed in 0..<60 as Range<UInt64> {
        let store = try await probe.open()
        await probe.fail(store, .once(seed))
        var failed = 0
        // Commits until one fails, then until one returns; every other one has no changes.
        for number in 1..<12 {
          do throws(StoreError) {
            try await store.commit(failed > 0 && seed % 2 == 0 ? [] : [.start(Sample.new(number))])
            if failed > 0 { break }
          } catch {
            if failed == 0 { await probe.fail(store, .once(seed / 2)) }
            failed = failed == 0 ? number : failed
          }
        }
        let again = try await probe.crash(store, seed: seed)
        if failed > 0 {
          await probe.expectEqual(
            try await again.execution(Sample.arn(failed)), nil, "seed \(seed): commit \(failed), which had failed")
        }
        await again.close()
      }
    },
    StoreCheck("a full medium is told, and the store goes on when there is room", needs: [.failing]) { probe in
      let store = try await probe.open()
      try await store.start(1)
      await probe.fail(store, .full)
      for number in 2..<5 {
        do throws(StoreError) {
          try await store.start2(number)
          await probe.failures.add("a commit was made without room")
        } catch {
          if case .full = error {} else { await probe.failures.add("told as \(error)") }
        }
      }
      await probe.expectEqual(try await store.execution(Sample.arn(1))?.status, .running, "what can be read")
      await probe.fail(store, .none)
      try await store.start(2)
      await probe.expectEqual(try await store.executions(ExecutionQuery()).count, 2, "executions")
    },
  ]
}

extension ExecutionStore {
  fileprivate func start2(_ number: Int) async throws(StoreError) { try await commit([.start(Sample.new(number))]) }
}

/// How many commits of each task have returned.
private actor Acknowledged {
  private(set) var rounds: [Int: UInt64] = [:]

  func note(_ task: Int, _ round: UInt64) { rounds[task] = round }
}
