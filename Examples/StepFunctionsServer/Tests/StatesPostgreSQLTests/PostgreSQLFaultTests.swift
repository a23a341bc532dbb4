#if PostgreSQL
  import Foundation
  import StatesEngine
  import StatesPostgreSQL
  import StatesRuntime
  import Testing

  extension PostgreSQLTests {
    /// What happens when connections are lost.
    @Suite struct FaultTests {
      private static let writer = ExecutionWriter("a", fence: 1)
      private static let start = StoreChange.start(
        NewExecution(arn: "a", lists: ["m"], started: Timestamp(milliseconds: 1), owner: "host"))

      private static func append(_ number: UInt64) -> StoreChange {
        .append(writer, from: number, records: [[UInt8(truncatingIfNeeded: number)]])
      }

      private static func records(_ count: UInt64) -> [[UInt8]] {
        (0..<count).map { [UInt8(truncatingIfNeeded: $0)] }
      }

      private func settings(_ change: (inout PostgreSQLStoreSettings) -> Void = { _ in }) -> PostgreSQLStoreSettings {
        var settings = PostgreSQLStoreSettings()
        settings.schema = TestDatabase.newSchema()
        settings.readers = 1
        change(&settings)
        return settings
      }

      /// Wherever the line is cut, in or before `COMMIT`, a commit is made once, and its caller told so.
      @Test func aCommitIsMadeOnceWhereverTheLineIsCut() async throws {
        let line = try FaultyLine(to: #require(TestDatabase.url))
        let store = try await PostgreSQLStore(url: line.url, settings: settings())
        try await store.commit([Self.start])
        var next: UInt64 = 0
        for round in 0..<60 {
          line.cut(afterPieces: round % 6)
          for _ in 0..<3 {
            try await store.commit([Self.append(next)])
            next += 1
            #expect(try await store.execution("a")?.nextRecord == next, "round \(round)")
          }
        }
        #expect(try await store.journal(of: "a")?.records == Self.records(next))
        await store.close()
        line.close()
      }

      /// Claims that are lost in `COMMIT` are still given to the one who claimed.
      @Test func aClaimIsGivenWhereverTheLineIsCut() async throws {
        let line = try FaultyLine(to: #require(TestDatabase.url))
        let store = try await PostgreSQLStore(url: line.url, settings: settings())
        for round in 0..<24 {
          let arn = "e\(round)"
          try await store.commit([
            .start(NewExecution(arn: arn, lists: [], started: Timestamp(milliseconds: 1), owner: nil))
          ])
          line.cut(afterPieces: round % 6)
          let claimed = try await store.claim(StoreClaim(owner: "host", lease: .seconds(600), limit: 9))
          #expect(claimed.map(\.arn) == [arn], "round \(round)")
          #expect(claimed.map(\.fence) == [2], "round \(round)")
          try await store.commit(claimed.map { .append($0.writer, from: 0, records: [[1]]) })
        }
        await store.close()
        line.close()
      }

      /// While the database is away, calls fail soon; a caller that waits for a commit in doubt is told the truth afterward.
      @Test(arguments: 0..<6) func whatIsInDoubtIsToldWhenItIsKnown(pieces: Int) async throws {
        let line = try FaultyLine(to: #require(TestDatabase.url))
        let store = try await PostgreSQLStore(
          url: line.url, settings: settings { $0.patience = .milliseconds(100) })
        try await store.commit([Self.start])
        line.cut(afterPieces: pieces)
        let first = Task { () -> StoreError? in
          do throws(StoreError) {
            for number in 0..<3 as Range<UInt64> { try await store.commit([Self.append(number)]) }
            return nil
          } catch {
            return error
          }
        }
        try await Task.sleep(for: .milliseconds(1))
        line.takeDown()
        try await Task.sleep(for: .milliseconds(500))
        let began = ContinuousClock.now
        await #expect { try await store.commit([Self.start]) } throws: { error in
          switch error as? StoreError {
          case .unavailable: true
          default: false
          }
        }
        #expect(began.duration(to: .now) < .seconds(3))
        line.takeUp()
        let error = await first.value
        if let error {
          guard case .unavailable = error else {
            Issue.record("failed by \(error)")
            return
          }
        }
        // It goes on from where it says it is.
        var next = try await store.execution("a")?.nextRecord ?? 0
        #expect(error != nil || next == 3)
        while next < 6 {
          try await store.commit([Self.append(next)])
          next += 1
        }
        #expect(try await store.journal(of: "a")?.records == Self.records(6))
        await store.close()
        line.close()
      }

      /// The server dies, and comes back.
      @Test(.enabled(if: TestServer.canRestart, "PGBIN and PGDATA are not set: Scripts/with-postgres.sh sets them"))
      func nothingIsLostOrDoneTwiceWhenTheServerDies() async throws {
        let url = try #require(TestDatabase.url)
        let settings = settings { $0.patience = .milliseconds(200) }
        let stores = [
          try await PostgreSQLStore(url: url, settings: settings),
          try await PostgreSQLStore(url: url, settings: settings),
        ]
        let isOver = Flag()
        let counts = await withTaskGroup(of: (Int, UInt64).self) { group in
          for number in 0..<8 {
            group.addTask {
              let store = stores[number % 2]
              let writer = ExecutionWriter("e\(number)", fence: 1)
              let new = NewExecution(
                arn: writer.arn, lists: ["m"], started: Timestamp(milliseconds: 1), owner: "host")
              var next: UInt64 = 0
              var isStarted = false
              while !isOver.isSet {
                let changes = isStarted ? [] : [StoreChange.start(new)]
                do throws(StoreError) {
                  try await store.commit(
                    changes + [.append(writer, from: next, records: [[UInt8(truncatingIfNeeded: next)]])])
                  next += 1
                  isStarted = true
                } catch {
                  // Not made: the same commit is made when the server is back.
                  guard case .unavailable = error else {
                    Issue.record("\(writer.arn), record \(next): \(error)")
                    break
                  }
                  try? await Task.sleep(for: .milliseconds(20))
                }
              }
              return (number, next)
            }
          }
          for _ in 0..<3 {
            try? await Task.sleep(for: .milliseconds(700))
            await TestServer.restart()
          }
          try? await Task.sleep(for: .milliseconds(1_000))
          isOver.set()
          return await group.reduce(into: []) { $0.append($1) }
        }
        for (number, count) in counts {
          #expect(count > 0)
          #expect(try await stores[0].journal(of: "e\(number)")?.records == Self.records(count), "execution \(number)")
        }
        for store in stores { await store.close() }
      }
    }
  }

  /// The server of the tests.
  enum TestServer {
    static let canRestart =
      ProcessInfo.processInfo.environment["PGBIN"] != nil && ProcessInfo.processInfo.environment["PGDATA"] != nil

    /// Kills the server as a loss of power would, and starts it again.
    static func restart() async {
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        DispatchQueue.global().async {
          // Not by `Process`, which waits for all that inherit its files: the server does.
          _ = system(
            """
            cd / && $PGRUN "$PGBIN/pg_ctl" stop -s -m immediate && $PGRUN "$PGBIN/pg_ctl" start -s -w -l "$PGLOG" >/dev/null
            """)
          continuation.resume()
        }
      }
    }
  }

  /// Set once.
  final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var value = false

    var isSet: Bool { lock.withLock { value } }

    func set() { lock.withLock { value = true } }
  }
#endif
