public import StatesEngine

/// One change of a store: all that a commit can do.
public enum StoreChange: Sendable, Hashable {
  /// Writes a document, over an earlier one of the same key.
  case putDocument(DocumentKey, order: String, body: [UInt8], if: StoreCondition = .always)
  /// Removes a document; nothing happens if there is none, unless the condition says otherwise.
  case deleteDocument(DocumentKey, if: StoreCondition = .always)

  /// Begins an execution with fence 1.
  ///
  /// Refused by ``StoreError/executionExists(_:)`` while an execution of that ARN is kept. Its journal may begin in the
  /// same commit: the first record has number 0, the first event of its history number 1.
  case start(NewExecution)
  /// Appends records to the journal, the first of which has the number that the writer expects.
  ///
  /// Refused by ``StoreError/outOfOrder(_:expected:given:)`` if another number comes next.
  case append(ExecutionWriter, from: UInt64, records: [[UInt8]])
  /// Keeps a snapshot, and forgets the records before a number; the earlier snapshot too.
  ///
  /// - `before`: the snapshot holds what the records with smaller numbers have done; at most the number of the next
  ///   record, and not smaller than that of an earlier snapshot.
  case snapshot(ExecutionWriter, before: UInt64, body: [UInt8])
  /// Says when an execution wants to go on, and what its host needs to know of it while it waits.
  ///
  /// - `wake`: the next deadline, by which claims are ordered; `nil` for none.
  /// - `outline`: replaces the row's; `nil` leaves it.
  case update(ExecutionWriter, wake: Timestamp?, outline: [UInt8]? = nil)
  /// Appends events to the history, as one chunk.
  ///
  /// Refused by ``StoreError/outOfOrder(_:expected:given:)`` if another event comes next. Events are numbered from 1; a
  /// chunk has at least one.
  case history(ExecutionWriter, first: UInt64, count: UInt32, body: [UInt8])
  /// Ends an execution; journal and snapshot are forgotten, the row and the history stay until retention takes them.
  ///
  /// - `status`: an ended one.
  /// - `snapshot`: kept for a redrive; `nil` for none.
  case end(ExecutionWriter, status: ExecutionRow.Status, at: Timestamp, snapshot: [UInt8]? = nil)
  /// Runs an ended execution again, with a fence that is higher by one, and its last snapshot.
  case redrive(ExecutionWriter, owner: String?, at: Timestamp)
  /// Gives an execution back, for any owner to claim.
  case release(ExecutionWriter)
  /// Removes an ended execution with all that belongs to it; nothing happens if there is none.
  case forget(arn: String)
}

/// Who changes an execution: the holder of a fence.
public struct ExecutionWriter: Sendable, Hashable {
  /// The execution.
  public var arn: String
  /// What the row had when the writer started or claimed it.
  public var fence: UInt64

  /// A writer.
  public init(_ arn: String, fence: UInt64) {
    self.arn = arn
    self.fence = fence
  }
}

/// What a store has to know of an execution that begins.
public struct NewExecution: Sendable, Hashable {
  /// Its ARN, which no other execution in the store has.
  public var arn: String
  /// The lists in which it shows: ARNs of its state machine, version, alias, or map run.
  public var lists: [String]
  /// When it begins, by the host's clock.
  public var started: Timestamp
  /// Who runs it; `nil` leaves it for any owner to claim.
  public var owner: String?
  /// The next deadline; `nil` for none.
  public var wake: Timestamp?
  /// What the host needs to know of it while it waits.
  public var outline: [UInt8]

  /// An execution that begins.
  public init(
    arn: String, lists: [String], started: Timestamp, owner: String?, wake: Timestamp? = nil, outline: [UInt8] = []
  ) {
    self.arn = arn
    self.lists = lists
    self.started = started
    self.owner = owner
    self.wake = wake
    self.outline = outline
  }
}

/// What must hold for a document to be changed; ``StoreError/conflict(_:)`` refuses the commit otherwise.
public enum StoreCondition: Sendable, Hashable {
  /// Nothing.
  case always
  /// There is no such document.
  case absent
  /// It is still the one that was read.
  case revision(UInt64)
}
