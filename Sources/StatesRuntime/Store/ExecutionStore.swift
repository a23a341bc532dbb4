/// Stores what a host must not lose: executions, their journals and histories, and documents such as state machines.
///
/// A store knows nothing about states: bodies are bytes, and a row has typed fields only where listing and recovery
/// need them. Every change goes through ``commit(_:)``, which is atomic: when it returns, all of its changes are kept
/// as durably as the store promises; when it throws, none of them is seen by any later read, unless the process dies
/// before the next commit returns, after which such a commit is there as a whole or not at all.
///
/// **Order.** Commits that overlap take effect in some order, each as a whole; a read sees only commits that are
/// durable, and all those that had returned when it began.
///
/// **Keys** are compared and ordered by their UTF-8 bytes.
///
/// **Fencing.** Each execution has an owner and a ``ExecutionRow/fence``, which begins at 1 and is raised by every
/// takeover. A change names the fence of its writer; if that is not the current one, the whole commit is refused with
/// ``StoreError/lost(executions:)``.
///
/// The page *Writing a store* describes what an implementation has to do; `ExecutionStoreSuite` checks it.
public protocol ExecutionStore: Sendable {
  /// Makes all changes, in this order, or none of them.
  ///
  /// - Throws: ``StoreError/lost(executions:)`` naming every execution of the commit that has another owner by now;
  ///   else what is wrong with the first change that cannot be made; or why the store cannot write.
  func commit(_ changes: [StoreChange]) async throws(StoreError)

  /// Takes over unfinished executions that have no owner, or whose owner's lease has expired, in the order of their
  /// deadlines, raises their fences, and extends the lease of the new owner.
  ///
  /// An execution is given to one caller only, however many claim at the same time.
  ///
  /// - Returns: the rows after the change; none if there is nothing to take over.
  func claim(_ claim: StoreClaim) async throws(StoreError) -> [ExecutionRow]

  /// Extends the lease of an owner, by the store's clock.
  ///
  /// - Parameters:
  ///   - owner: the name with which it starts and claims executions.
  ///   - duration: from now on; `nil` for as long as the store is open.
  func renewLease(of owner: String, for duration: Duration?) async throws(StoreError)

  /// The row of an execution; `nil` if there is none.
  func execution(_ arn: String) async throws(StoreError) -> ExecutionRow?

  /// What an execution is recovered from: its last snapshot and the records after it; `nil` if there is no such
  /// execution.
  func journal(of arn: String) async throws(StoreError) -> StoredJournal?

  /// Chunks of an execution's history, none if it has none or there is no such execution.
  ///
  /// - Parameters:
  ///   - arn: the execution.
  ///   - event: the first chunk is the one that contains this event; `nil` begins at the first or the last event.
  ///   - direction: `.ascending` for later chunks next.
  ///   - limit: the maximum number of chunks.
  func history(of arn: String, from event: UInt64?, _ direction: StoreDirection, limit: Int) async throws(StoreError)
    -> [HistoryChunk]

  /// One page of executions.
  ///
  /// Pages follow a cursor that names a position, not a number of rows: those that come in between are neither skipped
  /// nor repeated. An execution that ends between two pages moves from its start to its stop date.
  func executions(_ query: ExecutionQuery) async throws(StoreError) -> [ExecutionRow]

  /// A document; `nil` if there is none with that key.
  func document(_ key: DocumentKey) async throws(StoreError) -> StoredDocument?

  /// One page of the documents of a kind, by their order keys, then their names.
  func documents(_ query: DocumentQuery) async throws(StoreError) -> [StoredDocument]

  /// Releases files and locks. Commits in progress end first; later calls throw ``StoreError/closed``. Closing a
  /// closed store does nothing.
  func close() async
}
