import StatesRuntime

extension StoreCheck {
  static let documents: [StoreCheck] = [
    StoreCheck("a document is what was last put") { probe in
      let store = try await probe.open()
      let key = DocumentKey(.stateMachine, "m")
      await probe.expectEqual(try await store.document(key), nil, "before")
      try await store.commit([.putDocument(key, order: "a", body: [1])])
      let first = try await store.document(key)
      await probe.expectEqual(first?.body, [1], "first")
      try await store.commit([.putDocument(key, order: "b", body: [2, 3])])
      let second = try await store.document(key)
      await probe.expectEqual(second?.body, [2, 3], "second")
      await probe.expectEqual(second?.order, "b", "order")
      await probe.expect(first?.revision != second?.revision, "the revision is the same after a write")
      await probe.expectEqual(try await store.documents(DocumentQuery(.stateMachine)).count, 1, "count")
      try await store.commit([.deleteDocument(key)])
      await probe.expectEqual(try await store.document(key), nil, "after")
      await probe.expectEqual(try await store.documents(DocumentQuery(.stateMachine)).count, 0, "count after")
      try await store.commit([.deleteDocument(key)])
    },
    StoreCheck("kinds of documents are apart") { probe in
      let store = try await probe.open()
      let other = DocumentKind(rawValue: "other")
      try await store.commit([
        .putDocument(DocumentKey(.activity, "x"), order: "", body: [1]),
        .putDocument(DocumentKey(other, "x"), order: "", body: [2]),
      ])
      await probe.expectEqual(try await store.document(DocumentKey(.activity, "x"))?.body, [1], "activity")
      await probe.expectEqual(try await store.document(DocumentKey(other, "x"))?.body, [2], "other")
      try await store.commit([.deleteDocument(DocumentKey(.activity, "x"))])
      await probe.expectEqual(try await store.documents(DocumentQuery(other)).map(\.key.name), ["x"], "other's names")
    },
    StoreCheck("conditions on documents refuse the whole commit") { probe in
      let store = try await probe.open()
      let key = DocumentKey(.alias, "live")
      let beside = DocumentKey(.alias, "beside")
      try await store.commit([.putDocument(key, order: "", body: [1], if: .absent)])
      let revision = try await store.document(key)?.revision ?? 0
      await probe.expectRefusal(
        .conflict(key), store,
        [.putDocument(beside, order: "", body: [9]), .putDocument(key, order: "", body: [2], if: .absent)])
      await probe.expectEqual(try await store.document(beside), nil, "what stood beside it")
      try await store.commit([.putDocument(key, order: "", body: [3], if: .revision(revision))])
      await probe.expectRefusal(.conflict(key), store, [.deleteDocument(key, if: .revision(revision))])
      await probe.expectRefusal(
        .conflict(key), store, [.putDocument(key, order: "", body: [4], if: .revision(revision))])
      await probe.expectEqual(try await store.document(key)?.body, [3], "body")
      // A document that comes again is another one.
      let last = try await store.document(key)?.revision ?? 0
      try await store.commit([.deleteDocument(key), .putDocument(key, order: "", body: [5])])
      await probe.expectRefusal(.conflict(key), store, [.deleteDocument(key, if: .revision(last))])
    },
    StoreCheck("pages of documents are ordered, and stable under inserts, both ways") { probe in
      let store = try await probe.open()
      try await store.commit(
        (0..<50).map { .putDocument(DocumentKey(.version, "\($0)"), order: "a:\(100 + $0 / 2)", body: [UInt8($0)]) })
      try await store.commit([
        .putDocument(DocumentKey(.version, "before"), order: "A", body: []),
        .putDocument(DocumentKey(.version, "after"), order: "b:0", body: []),
      ])
      let expected = (0..<50).map { ("a:\(100 + $0 / 2)", "\($0)") }.sorted { $0 < $1 }.map(\.1)
      for direction in [StoreDirection.ascending, .descending] {
        var found: [String] = []
        var after: DocumentCursor?
        for round in 0..<100 {
          let page = try await store.documents(
            DocumentQuery(.version, prefix: "a:", direction, after: after, limit: 7))
          if page.isEmpty { break }
          found += page.map(\.key.name)
          after = page.last?.cursor
          // One that comes before the cursor must not show, and nothing may move by it.
          let order = direction == .ascending ? "a:0" : "a:9"
          try await store.commit([
            .putDocument(DocumentKey(.version, "new \(direction) \(round)"), order: order, body: [])
          ])
        }
        await probe.expectEqual(
          found.filter { !$0.hasPrefix("new") }, direction == .ascending ? expected : expected.reversed(),
          "\(direction)")
      }
    },
    StoreCheck("bodies may be empty and large, names unusual") { probe in
      let store = try await probe.open()
      let large = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let names = ["é", "e\u{301}", " ", "a\nb", "\u{0}", "🜁", "%_'\"\\;--", String(repeating: "x", count: 2_000)]
      try await store.commit(
        names.map { .putDocument(DocumentKey(.tags, $0), order: $0, body: Sample.bytes($0)) } + [
          .putDocument(DocumentKey(.stateMachine, "empty"), order: "", body: []),
          .putDocument(DocumentKey(.stateMachine, "large"), order: "", body: large),
        ])
      for name in names {
        await probe.expectEqual(
          try await store.document(DocumentKey(.tags, name))?.body, Sample.bytes(name), "\(name.debugDescription)")
      }
      let order = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      let found = try await store.documents(DocumentQuery(.tags)).map { Array($0.key.name.utf8) }
      await probe.expectEqual(found, order.map { Array($0.utf8) }, "byte order")
      await probe.expectEqual(try await store.document(DocumentKey(.stateMachine, "empty"))?.body, [], "empty")
      let isWhole = try await store.document(DocumentKey(.stateMachine, "large"))?.body == large
      await probe.expect(isWhole, "1 MiB did not come back")
    },
    StoreCheck("empty names and pages beyond the limit are refused") { probe in
      let store = try await probe.open()
      do throws(StoreError) {
        try await store.commit([.putDocument(DocumentKey(.tags, ""), order: "", body: [])])
        await probe.failures.add("an empty name was taken")
      } catch {
        if case .invalid = error {} else { await probe.failures.add("\(error)") }
      }
      do throws(StoreError) {
        _ = try await store.documents(DocumentQuery(.tags, limit: .max))
        await probe.failures.add("a page of any size was given")
      } catch {
        if case .invalid = error {} else { await probe.failures.add("\(error)") }
      }
      try await store.commit([])
    },
  ]
}
