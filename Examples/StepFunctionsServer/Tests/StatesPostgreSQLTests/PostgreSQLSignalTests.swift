#if PostgreSQL
  import StatesPostgreSQL
  import StatesRuntime
  import Testing

  extension PostgreSQLTests {
    @Suite struct SignalTests {
      /// The next topics, until all that are awaited have come.
      private func received(_ topics: Set<String>, _ stream: AsyncStream<String?>) async -> Set<String> {
        await withTaskGroup(of: Set<String>.self) { group in
          group.addTask {
            var found: Set<String> = []
            for await topic in stream {
              if let topic { found.insert(topic) }
              if found.isSuperset(of: topics) { break }
            }
            return found
          }
          group.addTask {
            try? await Task.sleep(for: .seconds(10))
            return []
          }
          let first = await group.next() ?? []
          group.cancelAll()
          return first
        }
      }

      @Test func topicsReachTheOtherStoresOfTheSchema() async throws {
        let url = try #require(TestDatabase.url)
        var settings = PostgreSQLStoreSettings()
        settings.schema = TestDatabase.newSchema()
        let (first, second) = (
          try await PostgreSQLStore(url: url, settings: settings),
          try await PostgreSQLStore(url: url, settings: settings)
        )
        let stream = first.signals()
        // It listens from then on.
        var iterator = stream.makeAsyncIterator()
        let beginning = await iterator.next()
        #expect(beginning == .some(nil))
        let topics: Set<String> = ["a", "é", "two\nlines", "\u{0}", "100 %", String(repeating: "x", count: 2_000)]
        for topic in topics { second.signal(topic) }
        let many = Set((0..<100).map { "topic \($0) \(String(repeating: "y", count: 200))" })
        for topic in many { second.signal(topic) }
        let found = await received(topics.union(many), stream)
        #expect(found == topics.union(many))
        await first.close()
        await second.close()
      }

      @Test func whoWasCutOffIsToldToLookAtEverything() async throws {
        let line = try FaultyLine(to: #require(TestDatabase.url))
        var settings = PostgreSQLStoreSettings()
        settings.schema = TestDatabase.newSchema()
        let store = try await PostgreSQLStore(url: line.url, settings: settings)
        var iterator = store.signals().makeAsyncIterator()
        #expect(await iterator.next() == .some(nil))
        line.takeDown()
        line.takeUp()
        #expect(await iterator.next() == .some(nil))
        store.signal("a")
        #expect(await iterator.next() == "a")
        await store.close()
        #expect(await iterator.next() == nil)
        line.close()
      }
    }
  }
#endif
