#if PostgreSQL
  import ExecutionStoreSuite
  import Foundation
  import StatesEngine
  import StatesPostgreSQL
  import StatesRuntime
  import Testing

  /// The database of the tests; `Scripts/with-postgres.sh swift test` starts one.
  enum TestDatabase {
    static let url = ProcessInfo.processInfo.environment["STATES_POSTGRES_URL"]
    static let isThere = url != nil
    static let missing: Comment =
      "STATES_POSTGRES_URL is not set: Scripts/with-postgres.sh runs tests with a PostgreSQL"

    /// The name of a schema that nobody has.
    static func newSchema() -> String { "test \(UUID().uuidString.prefix(13))" }
  }

  /// Two stores over one schema, each of which gets every other call.
  final class StorePair: ExecutionStore, @unchecked Sendable {
    let stores: [PostgreSQLStore]
    private let lock = NSLock()
    private var calls = 0

    init(_ stores: [PostgreSQLStore]) { self.stores = stores }

    private var next: PostgreSQLStore {
      lock.withLock {
        calls += 1
        return stores[calls % stores.count]
      }
    }

    func commit(_ changes: [StoreChange]) async throws(StoreError) { try await next.commit(changes) }
    func claim(_ claim: StoreClaim) async throws(StoreError) -> [ExecutionRow] { try await next.claim(claim) }
    func renewLease(of owner: String, for duration: Duration?) async throws(StoreError) {
      try await next.renewLease(of: owner, for: duration)
    }
    func execution(_ arn: String) async throws(StoreError) -> ExecutionRow? { try await next.execution(arn) }
    func journal(of arn: String) async throws(StoreError) -> StoredJournal? { try await next.journal(of: arn) }
    func history(of arn: String, from event: UInt64?, _ direction: StoreDirection, limit: Int) async throws(StoreError)
      -> [HistoryChunk]
    { try await next.history(of: arn, from: event, direction, limit: limit) }
    func executions(_ query: ExecutionQuery) async throws(StoreError) -> [ExecutionRow] {
      try await next.executions(query)
    }
    func document(_ key: DocumentKey) async throws(StoreError) -> StoredDocument? { try await next.document(key) }
    func documents(_ query: DocumentQuery) async throws(StoreError) -> [StoredDocument] {
      try await next.documents(query)
    }
    func close() async { for store in stores { await store.close() } }
  }

  /// Stores in schemas of their own.
  actor PostgreSQLStores {
    let url: String
    private let perSchema: Int
    private var settings: [String: PostgreSQLStoreSettings] = [:]

    init(perSchema: Int = 1) throws {
      url = try #require(TestDatabase.url)
      self.perSchema = perSchema
    }

    func open(_ schema: String = TestDatabase.newSchema(), _ retention: StoreRetention? = nil) async throws
      -> any ExecutionStore
    {
      var settings = settings[schema] ?? PostgreSQLStoreSettings()
      settings.schema = schema
      settings.readers = 1
      if let retention { settings.retention = retention }
      self.settings[schema] = settings
      var stores: [PostgreSQLStore] = []
      for _ in 0..<perSchema { stores.append(try await PostgreSQLStore(url: url, settings: settings)) }
      return perSchema == 1 ? stores[0] : StorePair(stores)
    }

    nonisolated var underTest: StoreUnderTest {
      StoreUnderTest(
        open: { retention in try await self.open(TestDatabase.newSchema(), retention) },
        reopen: { store in
          let schema = try #require((store as? PostgreSQLStore)?.schema ?? (store as? StorePair)?.stores[0].schema)
          await store.close()
          return try await self.open(schema)
        })
    }
  }

  /// All tests that need a database, one after the other: some of them stop it.
  @Suite(.enabled(if: TestDatabase.isThere, TestDatabase.missing), .serialized)
  enum PostgreSQLTests {}

  extension PostgreSQLTests {
    @Suite struct StoreTests {
      @Test(arguments: StoreCheck.all)
      func keepsThePromise(check: StoreCheck) async throws {
        let stores = try PostgreSQLStores()
        let failures = await check.run(on: stores.underTest)
        #expect(failures == [])
      }

      /// Whatever one store has done, the other knows at once.
      @Test(arguments: StoreCheck.all)
      func keepsThePromiseAsTwoStoresOverOneDatabase(check: StoreCheck) async throws {
        let stores = try PostgreSQLStores(perSchema: 2)
        let failures = await check.run(on: stores.underTest)
        #expect(failures == [])
      }

      @Test(arguments: 1...4 as ClosedRange<UInt64>)
      func doesWhatTheModelDoes(seed: UInt64) async throws {
        let stores = try PostgreSQLStores(perSchema: 2)
        let failures = await StoreCheck.randomChanges(seed: seed, steps: 300).run(on: stores.underTest)
        #expect(failures == [])
      }
    }
  }
#endif
