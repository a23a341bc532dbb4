public import StatesEngine

/// One change of a store: everything that a commit can do.
public enum StoreChange: Sendable, Hashable {
  /// Writes a document, replacing an earlier one with the same key.
  case putDocument(DocumentKey, order: String, body: [UInt8], if: StoreCondition = .always)
  /// Removes a document; nothing happens if there is none, unless the condition says otherwise.
  case deleteDocument(DocumentKey, if: StoreCondition = .always)

  /// Starts an execution with fence 1.
  ///
  /// Refused with ``StoreError/executionExists(_:)`` while an execution with that ARN is stored. Its journal may begin
  /// in the same commit: the first record has number 0, the first event of its history number 1.
  case start(NewExecution)
  /// Appends records to the journal, the first of which has the number that the writer expects.
  ///
  /// Refused with ``StoreError/outOfOrder(_:expected:given:)`` if another number comes next.
  case append(ExecutionWriter, from: UInt64, records: [[UInt8]])
  /// Stores a snapshot, and removes the records before a number and the earlier snapshot.
  ///
  /// - `before`: the snapshot contains the effects of the records with smaller numbers; at most the number of the next
  ///   record, and not smaller than that of an earlier snapshot.
  case snapshot(ExecutionWriter, before: UInt64, body: [UInt8])
  /// Sets the time at which an execution continues, and what its host needs to know about it while it waits.
  ///
  /// - `wake`: the next deadline, by which claims are ordered; `nil` for none.
  /// - `outline`: replaces the row's; `nil` leaves it.
  case update(ExecutionWriter, wake: Timestamp?, outline: [UInt8]? = nil)
  /// Appends events to the history, as one chunk.
  ///
  /// Refused with ``StoreError/outOfOrder(_:expected:given:)`` if another event comes next. Events are numbered from 1;
  /// a chunk has at least one.
  case history(ExecutionWriter, first: UInt64, count: UInt32, body: [UInt8])
  /// Ends an execution: journal and snapshot are removed, the row and the history stay until retention removes them.
  ///
  /// - `status`: any but a running one.
  /// - `snapshot`: kept for a redrive; `nil` for none.
  case end(ExecutionWriter, status: ExecutionRow.Status, at: Timestamp, snapshot: [UInt8]? = nil)
  /// Runs an ended execution again, with a fence that is higher by one, and its last snapshot.
  case redrive(ExecutionWriter, owner: String?, at: Timestamp)
  /// Releases an execution, so that any owner may claim it.
  case release(ExecutionWriter)
  /// Removes an ended execution and everything that belongs to it; nothing happens if there is none.
  case forget(arn: String)
}

/// The writer of a change: the holder of a fence.
public struct ExecutionWriter: Sendable, Hashable {
  /// The execution.
  public var arn: String
  /// The fence of the row when the writer started or claimed the execution.
  public var fence: UInt64

  /// Creates a writer.
  public init(_ arn: String, fence: UInt64) {
    self.arn = arn
    self.fence = fence
  }
}

/// What a store has to know about an execution that starts.
public struct NewExecution: Sendable, Hashable {
  /// Its ARN, which no other execution in the store has.
  public var arn: String
  /// The lists that contain it: ARNs of its state machine, version, alias, or map run.
  public var lists: [String]
  /// The time at which it starts, by the host's clock.
  public var started: Timestamp
  /// The owner that runs it; `nil` leaves it for any owner to claim.
  public var owner: String?
  /// The next deadline; `nil` for none.
  public var wake: Timestamp?
  /// What the host needs to know about it while it waits.
  public var outline: [UInt8]

  /// Creates the description of an execution that starts.
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

/// The condition for changing a document; otherwise the commit is refused with ``StoreError/conflict(_:)``.
public enum StoreCondition: Sendable, Hashable {
  /// No condition.
  case always
  /// The document does not exist.
  case absent
  /// The document has not been changed since it was read.
  case revision(UInt64)
}
