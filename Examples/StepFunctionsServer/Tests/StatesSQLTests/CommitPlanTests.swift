import StatesEngine
import StatesRuntime
import StatesSQL
import Testing

/// What is left to write of a commit.
@Suite struct CommitPlanTests {
  private static let now: Int64 = 1_000_000

  private func plan(
    _ changes: [StoreChange], _ found: CommitPlan.Found = CommitPlan.Found(), limits: StoreLimits = StoreLimits(),
    retention: StoreRetention = StoreRetention()
  ) throws(StoreError) -> CommitPlan {
    try CommitPlan(changes, found: found, limits: limits, retention: retention, at: Self.now)
  }

  private func found(_ arn: String, _ change: (inout ExecutionHead) -> Void = { _ in }) -> CommitPlan.Found {
    var head = ExecutionHead(id: 7, started: 5)
    head.fence = 3
    head.nextRecord = 10
    head.firstRecord = 4
    change(&head)
    var found = CommitPlan.Found()
    found.executions[ByteKey(arn)] = head
    return found
  }

  private let start = StoreChange.start(
    NewExecution(arn: "a", lists: ["m"], started: Timestamp(milliseconds: 9), owner: "host"))

  @Test func whatStartsAndEndsInOneCommitIsOneRowWithoutAJournal() throws {
    let writer = ExecutionWriter("a", fence: 1)
    let execution = try #require(
      try plan([
        start, .append(writer, from: 0, records: [[1], [2]]), .snapshot(writer, before: 1, body: [3]),
        .history(writer, first: 1, count: 4, body: [4]),
        .end(writer, status: .succeeded, at: Timestamp(milliseconds: 20)),
      ]).executions.first)
    #expect(execution.new?.arn == "a")
    #expect(execution.records.isEmpty)
    #expect(execution.snapshot == .removed)
    #expect(execution.history.map(\.first) == [1])
    #expect(execution.head?.listed == 20)
    #expect(execution.head?.nextRecord == 2)
    #expect(!execution.isUpdated)
  }

  @Test func recordsThatASnapshotHoldsAreNotWritten() throws {
    let writer = ExecutionWriter("a", fence: 3)
    let execution = try #require(
      try plan(
        [.append(writer, from: 10, records: [[10], [11], [12]]), .snapshot(writer, before: 12, body: [9])], found("a")
      ).executions.first)
    #expect(Array(execution.records) == [[12]])
    #expect(execution.recordsBegin == 12)
    #expect(execution.dropsRecords)
    #expect(execution.isUpdated)
    #expect(execution.snapshot == .written([9]))
  }

  @Test func aStaleFenceGoesBeforeEveryOtherRefusal() {
    #expect(throws: StoreError.lost(executions: ["a"])) {
      try plan(
        [
          .update(ExecutionWriter("b", fence: 1), wake: nil), .update(ExecutionWriter("a", fence: 2), wake: nil),
          .append(ExecutionWriter("a", fence: 2), from: 3, records: []),
        ], found("a"))
    }
  }

  @Test func anExpiredExecutionIsRemovedForOneWithItsName() throws {
    let ended = found("a") { head in
      head.status = .failed
      head.stopped = 100
    }
    #expect(throws: StoreError.executionExists("a")) { try plan([start], ended) }
    let kept = StoreRetention(age: .milliseconds(Self.now - 100))
    let execution = try #require(try plan([start], ended, retention: kept).executions.first)
    #expect(execution.isFoundRemoved)
    #expect(execution.new != nil)
    #expect(throws: StoreError.executionExists("a")) {
      try plan([start], ended, retention: StoreRetention(age: .milliseconds(Self.now - 99)))
    }
  }

  /// Databases have 64 bits with a sign; nothing may be stored that comes back as another number.
  @Test func numbersEndWhereThoseOfDatabasesDo() {
    let last = found("a") { $0.nextEvent = UInt64(Int64.max) }
    let writer = ExecutionWriter("a", fence: 3)
    #expect(throws: StoreError.invalid("there are no more numbers for records and events")) {
      try plan([.history(writer, first: UInt64(Int64.max), count: 1, body: [])], last)
    }
    #expect(throws: StoreError.lost(executions: ["a"])) {
      try plan([.update(ExecutionWriter("a", fence: .max), wake: nil)], last)
    }
    #expect(throws: StoreError.outOfOrder("a", expected: 10, given: .max)) {
      try plan([.append(writer, from: .max, records: [[1]])], last)
    }
  }

  /// Equivalent characters make different keys, as they have different bytes.
  @Test func keysAreComparedByTheirBytes() throws {
    var both = found("\u{E9}")
    #expect(throws: StoreError.unknownExecution("e\u{301}")) {
      try plan([.update(ExecutionWriter("e\u{301}", fence: 3), wake: nil)], both)
    }
    both.documents[DocumentName(DocumentKey(.tags, "\u{E9}"))] = 4
    _ = try plan([.putDocument(DocumentKey(.tags, "e\u{301}"), order: "", body: [], if: .absent)], both)
    #expect(throws: StoreError.conflict(DocumentKey(.tags, "\u{E9}"))) {
      try plan([.putDocument(DocumentKey(.tags, "\u{E9}"), order: "", body: [], if: .absent)], both)
    }
  }

  @Test func conditionsSeeTheChangesBeforeThem() throws {
    let key = DocumentKey(.tags, "a")
    var found = CommitPlan.Found()
    found.documents[DocumentName(key)] = 4
    let put = StoreChange.putDocument(key, order: "", body: [1], if: .revision(4))
    let plan = try plan([put, .deleteDocument(key), .putDocument(key, order: "b", body: [2], if: .absent)], found)
    #expect(plan.documents.map(\.content?.order) == ["b"])
    #expect(throws: StoreError.conflict(key)) { try self.plan([put, put], found) }
  }

  @Test(
    arguments: [
      { $0.bodyBytes = 3 }, { $0.commitBytes = 80 }, { $0.keyBytes = 1 }, { $0.outlineBytes = 1 }, { $0.lists = 1 },
    ] as [@Sendable (inout StoreLimits) -> Void])
  func whatExceedsALimitIsRefused(change: @Sendable (inout StoreLimits) -> Void) {
    var limits = StoreLimits()
    change(&limits)
    let new = NewExecution(
      arn: "ab", lists: ["m", "n"], started: Timestamp(milliseconds: 9), owner: nil, outline: [1, 2])
    #expect {
      try plan(
        [.start(new), .snapshot(ExecutionWriter("ab", fence: 1), before: 0, body: [1, 2, 3, 4])], limits: limits)
    } throws: { error in
      if case .invalid = error as? StoreError { true } else { false }
    }
  }
}
