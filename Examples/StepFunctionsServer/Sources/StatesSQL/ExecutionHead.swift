import StatesEngine
package import StatesRuntime

/// The columns of an execution that the check of a commit needs, and that it changes.
///
/// Dates are milliseconds since 1970, as they are stored.
package struct ExecutionHead: Sendable, Hashable {
  /// The number that belongings refer to.
  package var id: Int64
  package var status: ExecutionRow.Status = .running
  package var started: Int64
  package var redriven: Int64?
  package var redriveCount: Int64 = 0
  package var stopped: Int64?
  /// The next deadline; `nil` for none.
  package var wake: Int64?
  package var owner: String?
  package var fence: UInt64 = 1
  /// The number of the first record after the snapshot.
  package var firstRecord: UInt64 = 0
  package var nextRecord: UInt64 = 0
  package var nextEvent: UInt64 = 1

  /// The date that lists are ordered by.
  package var listed: Int64 { stopped ?? redriven ?? started }

  package init(id: Int64, started: Int64) {
    self.id = id
    self.started = started
  }
}

extension ExecutionRow {
  /// The row of a head, with what the head leaves out.
  package init(_ head: ExecutionHead, arn: String, lists: [String], outline: [UInt8]) {
    self.init(
      arn: arn, lists: lists, status: head.status, started: Timestamp(milliseconds: head.started),
      redriven: head.redriven.map { Timestamp(milliseconds: $0) }, redriveCount: Int(head.redriveCount),
      stopped: head.stopped.map { Timestamp(milliseconds: $0) }, wake: head.wake.map { Timestamp(milliseconds: $0) },
      owner: head.owner, fence: head.fence, nextRecord: head.nextRecord, nextEvent: head.nextEvent, outline: outline)
  }
}

extension StoredJournal {
  /// A journal from batches of records; `nil` if they do not follow each other up to the next record.
  package init?(snapshot: [UInt8]?, _ head: ExecutionHead, batches: [(first: UInt64, records: [[UInt8]])]) {
    var records: [[UInt8]] = []
    var next = head.firstRecord
    for batch in batches {
      // A snapshot may hold the effects of a part of a batch.
      guard batch.first <= next else { return nil }
      let rest = batch.records.dropFirst(Int(clamping: next - batch.first))
      records += rest
      next += UInt64(rest.count)
    }
    guard next == head.nextRecord else { return nil }
    self.init(snapshot: snapshot, first: head.firstRecord, records: records)
  }
}
