import StatesRuntime

extension StoreCheck {
  static let executions: [StoreCheck] = [
    StoreCheck("an execution starts with its row") { probe in
      let store = try await probe.open()
      let new = Sample.new(1, lists: ["orders", "orders:2"], wake: 60)
      try await store.commit([.start(new), .append(Sample.writer(1), from: 0, records: [[1], [], [2, 2]])])
      let row = try await store.execution(new.arn)
      await probe.expectEqual(
        row,
        ExecutionRow(
          arn: new.arn, lists: new.lists, status: .running, started: new.started, redriven: nil, redriveCount: 0,
          stopped: nil, wake: Sample.at(60), owner: "host", fence: 1, nextRecord: 3, nextEvent: 1, outline: new.outline),
        "row")
      await probe.expectEqual(
        try await store.journal(of: new.arn), StoredJournal(snapshot: nil, first: 0, records: [[1], [], [2, 2]]),
        "journal")
      await probe.expectEqual(try await store.execution("nowhere"), nil, "unknown row")
      await probe.expectEqual(try await store.journal(of: "nowhere"), nil, "unknown journal")
      await probe.expectEqual(
        try await store.history(of: "nowhere", from: nil, .ascending, limit: 9), [], "unknown history")
    },
    StoreCheck("a second start is refused as a whole") { probe in
      let store = try await probe.open()
      try await store.start(1)
      await probe.expectRefusal(
        .executionExists(Sample.arn(1)), store, [.start(Sample.new(2)), .start(Sample.new(1, at: 77))])
      await probe.expectEqual(try await store.execution(Sample.arn(2)), nil, "what stood beside it")
      await probe.expectEqual(try await store.execution(Sample.arn(1))?.started, Sample.at(1), "the first one")
      try await store.end(1, at: 9)
      await probe.expectRefusal(.executionExists(Sample.arn(1)), store, [.start(Sample.new(1))])
      await probe.expectRefusal(
        .executionExists(Sample.arn(3)), store, [.start(Sample.new(3)), .start(Sample.new(3))])
    },
    StoreCheck("a commit is made as a whole or not at all") { probe in
      let store = try await probe.open()
      try await store.start(1)
      let key = DocumentKey(.tags, "t")
      await probe.expectRefusal(
        .outOfOrder(Sample.arn(1), expected: 1, given: 2), store,
        [
          .putDocument(key, order: "", body: [1]), .start(Sample.new(2)),
          .append(Sample.writer(1), from: 0, records: [[1]]),
          .update(Sample.writer(1), wake: Sample.at(5), outline: [5]),
          .history(Sample.writer(1), first: 1, count: 2, body: [1]),
          .append(Sample.writer(1), from: 2, records: [[2]]),
        ])
      await probe.expectEqual(try await store.document(key), nil, "document")
      await probe.expectEqual(try await store.execution(Sample.arn(2)), nil, "start")
      let row = try await store.execution(Sample.arn(1))
      await probe.expectEqual(row?.nextRecord, 0, "journal")
      await probe.expectEqual(row?.nextEvent, 1, "history")
      await probe.expectEqual(row?.wake, nil, "wake")
      await probe.expectEqual(row?.outline, Sample.bytes("outline 1"), "outline")
    },
    StoreCheck("changes of one commit see those before them") { probe in
      let store = try await probe.open()
      let writer = Sample.writer(1)
      let key = DocumentKey(.alias, "a")
      try await store.commit([
        .start(Sample.new(1)), .append(writer, from: 0, records: [[1]]), .append(writer, from: 1, records: [[2], [3]]),
        .history(writer, first: 1, count: 3, body: [1]), .history(writer, first: 4, count: 1, body: [2]),
        .snapshot(writer, before: 2, body: [9]), .putDocument(key, order: "", body: [1], if: .absent),
        .deleteDocument(key), .putDocument(key, order: "", body: [2], if: .absent),
      ])
      await probe.expectEqual(
        try await store.journal(of: Sample.arn(1)), StoredJournal(snapshot: [9], first: 2, records: [[3]]), "journal")
      await probe.expectEqual(try await store.execution(Sample.arn(1))?.nextEvent, 5, "next event")
      await probe.expectEqual(try await store.document(key)?.body, [2], "document")
      await probe.expectRefusal(
        .executionEnded(Sample.arn(1)), store,
        [.end(writer, status: .failed, at: Sample.at(3)), .update(writer, wake: nil)])
    },
    StoreCheck("journal records follow each other without gap") { probe in
      let store = try await probe.open()
      try await store.start(1)
      let writer = Sample.writer(1)
      await probe.expectRefusal(
        .outOfOrder(writer.arn, expected: 0, given: 1), store, [.append(writer, from: 1, records: [[1]])])
      try await store.commit([.append(writer, from: 0, records: [[1]])])
      await probe.expectRefusal(
        .outOfOrder(writer.arn, expected: 1, given: 0), store, [.append(writer, from: 0, records: [[1]])])
      try await store.commit([.append(writer, from: 1, records: [])])
      try await store.commit([.append(writer, from: 1, records: [[2]])])
      await probe.expectEqual(try await store.journal(of: writer.arn)?.records, [[1], [2]], "records")
      await probe.expectRefusal(
        .unknownExecution(Sample.arn(2)), store, [.append(Sample.writer(2), from: 0, records: [[1]])])
    },
    StoreCheck("a snapshot forgets what it holds") { probe in
      let store = try await probe.open()
      try await store.start(1)
      let writer = Sample.writer(1)
      try await store.commit([.append(writer, from: 0, records: (0..<10).map { [UInt8($0)] })])
      try await store.commit([.snapshot(writer, before: 7, body: [70])])
      await probe.expectEqual(
        try await store.journal(of: writer.arn), StoredJournal(snapshot: [70], first: 7, records: [[7], [8], [9]]),
        "first")
      await probe.expectRefusal(
        .outOfOrder(writer.arn, expected: 10, given: 6), store, [.snapshot(writer, before: 6, body: [])])
      await probe.expectRefusal(
        .outOfOrder(writer.arn, expected: 10, given: 11), store, [.snapshot(writer, before: 11, body: [])])
      try await store.commit([.snapshot(writer, before: 10, body: [])])
      await probe.expectEqual(
        try await store.journal(of: writer.arn), StoredJournal(snapshot: [], first: 10, records: []), "second")
      try await store.commit([.append(writer, from: 10, records: [[10]])])
      await probe.expectEqual(try await store.execution(writer.arn)?.nextRecord, 11, "next record")
      await probe.expectEqual(
        try await store.journal(of: writer.arn), StoredJournal(snapshot: [], first: 10, records: [[10]]), "third")
    },
    StoreCheck("an ended execution keeps its row and history, not its journal") { probe in
      let store = try await probe.open()
      try await store.start(1)
      let writer = Sample.writer(1)
      try await store.commit([
        .append(writer, from: 0, records: [[1]]), .history(writer, first: 1, count: 4, body: [4]),
        .update(writer, wake: Sample.at(5), outline: [7]),
      ])
      try await store.commit([.end(writer, status: .timedOut, at: Sample.at(50))])
      let row = try await store.execution(writer.arn)
      await probe.expectEqual(row?.status, .timedOut, "status")
      await probe.expectEqual(row?.stopped, Sample.at(50), "stop date")
      await probe.expectEqual(row?.wake, nil, "wake")
      await probe.expectEqual(row?.outline, [7], "outline")
      await probe.expectEqual(
        try await store.journal(of: writer.arn), StoredJournal(snapshot: nil, first: 1, records: []), "journal")
      await probe.expectEqual(
        try await store.history(of: writer.arn, from: nil, .ascending, limit: 9),
        [HistoryChunk(first: 1, count: 4, body: [4])], "history")
      for change in [
        .append(writer, from: 1, records: [[1]]), .update(writer, wake: nil), .snapshot(writer, before: 1, body: []),
        .history(writer, first: 5, count: 1, body: []), .end(writer, status: .failed, at: Sample.at(51)),
        .release(writer),
      ] as [StoreChange] {
        await probe.expectRefusal(.executionEnded(writer.arn), store, [change])
      }
      await probe.expectRefusal(
        .invalid("an execution cannot end as RUNNING"), store, [.end(writer, status: .running, at: Sample.at(1))])
    },
    StoreCheck("a redriven execution goes on from the snapshot that its end kept, under a new fence") { probe in
      let store = try await probe.open()
      try await store.start(1)
      let writer = Sample.writer(1)
      await probe.expectRefusal(
        .executionRunning(writer.arn), store, [.redrive(writer, owner: nil, at: Sample.at(60))])
      try await store.commit([
        .append(writer, from: 0, records: [[1], [2]]), .history(writer, first: 1, count: 4, body: [4]),
        .end(writer, status: .failed, at: Sample.at(50), snapshot: [9, 9]),
      ])
      try await store.commit([.redrive(writer, owner: "host", at: Sample.at(60))])
      let row = try await store.execution(writer.arn)
      await probe.expectEqual(row?.status, .running, "status")
      await probe.expectEqual(row?.stopped, nil, "stop date")
      await probe.expectEqual(row?.redriven, Sample.at(60), "redrive date")
      await probe.expectEqual(row?.redriveCount, 1, "redrives")
      await probe.expectEqual(row?.fence, 2, "fence")
      await probe.expectEqual(
        try await store.journal(of: writer.arn), StoredJournal(snapshot: [9, 9], first: 2, records: []), "journal")
      await probe.expectRefusal(.lost(executions: [writer.arn]), store, [.append(writer, from: 2, records: [[3]])])
      try await store.commit([
        .append(Sample.writer(1, fence: 2), from: 2, records: [[3]]),
        .history(Sample.writer(1, fence: 2), first: 5, count: 1, body: [5]),
      ])
      await probe.expectEqual(try await store.executions(ExecutionQuery(statuses: [.failed])), [], "failed ones")
    },
    StoreCheck(
      "redrives are counted, also by a store that is opened again, until the execution is forgotten",
      needs: [.reopening]
    ) { probe in
      let store = try await probe.open()
      try await store.start(1)
      try await store.start(2)
      for count in 0..<3 {
        let writer = try await store.execution(Sample.arn(1))?.writer ?? Sample.writer(1)
        await probe.expectEqual(try await store.execution(writer.arn)?.redriveCount, count, "redrives of a running one")
        try await store.commit([.end(writer, status: .failed, at: Sample.at(50), snapshot: [1])])
        await probe.expectEqual(try await store.execution(writer.arn)?.redriveCount, count, "redrives of an ended one")
        try await store.commit([.redrive(writer, owner: nil, at: Sample.at(60))])
      }
      let again = try await probe.reopen(store)
      await probe.expectEqual(
        try await again.executions(ExecutionQuery(.ascending)).map(\.redriveCount), [0, 3], "redrives of all")
      let writer = try await again.execution(Sample.arn(1))?.writer ?? Sample.writer(1)
      try await again.commit([
        .end(writer, status: .failed, at: Sample.at(70)), .forget(arn: writer.arn), .start(Sample.new(1)),
      ])
      await probe.expectEqual(try await again.execution(writer.arn)?.redriveCount, 0, "redrives of a new one")
    },
    StoreCheck("a forgotten execution leaves nothing, and its name is free") { probe in
      let store = try await probe.open()
      try await store.start(1)
      await probe.expectRefusal(.executionRunning(Sample.arn(1)), store, [.forget(arn: Sample.arn(1))])
      try await store.commit([.history(Sample.writer(1), first: 1, count: 1, body: [1])])
      try await store.end(1, at: 5)
      try await store.commit([.forget(arn: Sample.arn(1))])
      await probe.expectEqual(try await store.execution(Sample.arn(1)), nil, "row")
      await probe.expectEqual(
        try await store.history(of: Sample.arn(1), from: nil, .ascending, limit: 9), [], "history")
      await probe.expectEqual(try await store.executions(ExecutionQuery(list: "orders")), [], "list")
      try await store.commit([.forget(arn: Sample.arn(1)), .start(Sample.new(1))])
      await probe.expectEqual(try await store.execution(Sample.arn(1))?.nextEvent, 1, "next event of the new one")
    },
    StoreCheck("commits from many tasks are all made, each once") { probe in
      let store = try await probe.open()
      let tasks = 40
      let rounds = 10
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<tasks {
          group.addTask {
            do throws(StoreError) {
              try await store.commit([.start(Sample.new(number))])
              for round in 0..<rounds {
                try await store.commit([
                  .append(Sample.writer(number), from: UInt64(round), records: [[UInt8(round)]]),
                  .history(Sample.writer(number), first: UInt64(round + 1), count: 1, body: [UInt8(number)]),
                ])
                // What a commit that has returned has written is seen.
                let next = try await store.execution(Sample.arn(number))?.nextRecord
                await probe.expectEqual(next, UInt64(round + 1), "own commit")
              }
            } catch {
              await probe.failures.add("\(error)")
            }
          }
        }
      }
      for number in 0..<tasks {
        let journal = try await store.journal(of: Sample.arn(number))
        await probe.expectEqual(journal?.records, (0..<rounds).map { [UInt8($0)] }, "records of \(number)")
      }
    },
    StoreCheck("of many starts of one name, one wins") { probe in
      let store = try await probe.open()
      let won = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<30 {
          group.addTask {
            var new = Sample.new(1)
            new.outline = [UInt8(number)]
            do throws(StoreError) {
              try await store.commit([.start(new)])
              return true
            } catch {
              if error != .executionExists(new.arn) { await probe.failures.add("\(error)") }
              return false
            }
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      await probe.expectEqual(won, 1, "winners")
    },
    StoreCheck("a closed store says so") { probe in
      let store = try await probe.open()
      try await store.start(1)
      await store.close()
      await store.close()
      await probe.expectRefusal(.closed, store, [.start(Sample.new(2))])
      do throws(StoreError) {
        _ = try await store.execution(Sample.arn(1))
        await probe.failures.add("a closed store was read")
      } catch {
        await probe.expectEqual(error, .closed, "read")
      }
    },
  ]

  static let histories: [StoreCheck] = [
    StoreCheck("chunks of history follow each other without gap") { probe in
      let store = try await probe.open()
      try await store.start(1)
      let writer = Sample.writer(1)
      for first in [0, 2] as [UInt64] {
        await probe.expectRefusal(
          .outOfOrder(writer.arn, expected: 1, given: first), store,
          [.history(writer, first: first, count: 1, body: [])])
      }
      try await store.commit([.history(writer, first: 1, count: 5, body: [1])])
      await probe.expectRefusal(
        .outOfOrder(writer.arn, expected: 6, given: 1), store, [.history(writer, first: 1, count: 5, body: [1])])
      await probe.expectRefusal(
        .invalid("a chunk of history has at least one event"), store, [.history(writer, first: 6, count: 0, body: [])])
    },
    StoreCheck("history is read from any event, both ways, while it grows") { probe in
      let store = try await probe.open()
      try await store.start(1)
      let writer = Sample.writer(1)
      // Chunks of 1, 2, 3, 1, 2, 3 … events.
      var chunks: [HistoryChunk] = []
      var next: UInt64 = 1
      for number in 0..<60 {
        let chunk = HistoryChunk(first: next, count: UInt32(number % 3 + 1), body: [UInt8(number)])
        next += UInt64(chunk.count)
        chunks.append(chunk)
        try await store.commit([.history(writer, first: chunk.first, count: chunk.count, body: chunk.body)])
      }
      func read(_ event: UInt64?, _ direction: StoreDirection, _ limit: Int) async throws -> [HistoryChunk] {
        try await store.history(of: writer.arn, from: event, direction, limit: limit)
      }
      await probe.expectEqual(try await read(nil, .ascending, 7), Array(chunks[..<7]), "from the beginning")
      await probe.expectEqual(try await read(nil, .descending, 7), chunks[53...].reversed(), "from the end")
      for event in 1..<next {
        let index = chunks.lastIndex { $0.first <= event } ?? 0
        await probe.expectEqual(
          try await read(event, .ascending, 3), Array(chunks[index...].prefix(3)), "from \(event) up")
        await probe.expectEqual(
          try await read(event, .descending, 3), chunks[...index].suffix(3).reversed(), "from \(event) down")
      }
      await probe.expectEqual(try await read(next, .ascending, 3), [], "after the end")
      await probe.expectEqual(try await read(next + 5, .descending, 1), [chunks[59]], "down from after the end")
      await probe.expectEqual(try await read(0, .descending, 3), [], "before the beginning")
      await probe.expectEqual(try await read(nil, .ascending, 0), [], "nothing")
      try await store.commit([.history(writer, first: next, count: 1, body: [])])
      await probe.expectEqual(try await read(next, .ascending, 3).map(\.first), [next], "what came")
    },
  ]
}
