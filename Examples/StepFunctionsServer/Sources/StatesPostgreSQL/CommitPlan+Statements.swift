#if PostgreSQL
  import StatesRuntime
  import StatesSQL

  extension CommitPlan {
    /// What removes executions and all that belongs to them.
    static func removal(of ids: [Int64]) -> [PostgreSQLStatement] {
      if ids.isEmpty { return [] }
      let numbers = PostgreSQLValue.integers(ids)
      return [
        PostgreSQLStatement(PostgreSQLQueries.deleteMembers, numbers),
        PostgreSQLStatement(PostgreSQLQueries.deleteHistory, numbers),
        PostgreSQLStatement(PostgreSQLQueries.deleteJournal, numbers),
        PostgreSQLStatement(PostgreSQLQueries.deleteSnapshots, numbers),
        PostgreSQLStatement(PostgreSQLQueries.deleteExecutions, numbers),
      ]
    }

    /// What writes the plan: one statement for all rows of a kind.
    ///
    /// - Parameter ids: a number for each execution that starts.
    func statements(ids: ArraySlice<Int64>) throws -> [PostgreSQLStatement] {
      var rows = CommitRows()
      var ids = ids
      for execution in executions { try rows.add(execution, &ids) }
      for document in documents where document.isChanged { rows.add(document) }
      return rows.statements
    }
  }

  /// The rows that a commit writes, by columns.
  private struct CommitRows {
    /// Columns of numbers and of bytes, and how many rows they have.
    struct Table {
      var count = 0
      var numbers: [[Int64?]]
      var bytes: [[[UInt8]?]]

      init(numbers: Int, bytes: Int) {
        self.numbers = Array(repeating: [], count: numbers)
        self.bytes = Array(repeating: [], count: bytes)
      }

      mutating func add(_ numbers: [Int64?], _ bytes: [[UInt8]?] = []) {
        count += 1
        for (index, number) in numbers.enumerated() { self.numbers[index].append(number) }
        for (index, value) in bytes.enumerated() { self.bytes[index].append(value) }
      }
    }

    private var removed: [Int64] = []
    /// Numbers: id, lists from and to, status, started, redriven, redrives, stopped, wake, fence, first and next record,
    /// next event. Bytes: ARN, owner, outline.
    private var inserted = Table(numbers: 13, bytes: 3)
    private var lists: [[UInt8]?] = []
    /// Numbers: id, fence that was found, status, redriven, redrives, stopped, wake, fence, first and next record, next
    /// event. Bytes: owner, outline.
    private var updated = Table(numbers: 11, bytes: 2)
    private var insertedMembers = Table(numbers: 3, bytes: 1)
    private var updatedMembers = Table(numbers: 5, bytes: 0)
    private var snapshots = Table(numbers: 1, bytes: 1)
    private var removedSnapshots: [Int64] = []
    private var records = Table(numbers: 3, bytes: 1)
    private var removedRecords = Table(numbers: 2, bytes: 0)
    private var history = Table(numbers: 3, bytes: 1)
    private var insertedDocuments = Table(numbers: 0, bytes: 4)
    private var updatedDocuments = Table(numbers: 0, bytes: 4)
    private var removedDocuments = Table(numbers: 0, bytes: 2)

    mutating func add(_ execution: CommitPlan.Execution, _ ids: inout ArraySlice<Int64>) throws {
      if execution.isFoundRemoved, let found = execution.found { removed.append(found.id) }
      guard let head = execution.head else { return }
      var id = head.id
      if let new = execution.new {
        guard let next = ids.popFirst() else { throw DamagedRow("the sequence of numbers gives too few") }
        id = next
        insert(execution, head, new, id)
      } else if execution.isUpdated, let found = execution.found {
        update(execution, head, found)
      }
      if case .written(let body) = execution.snapshot { snapshots.add([id], [body]) }
      if !execution.records.isEmpty {
        records.add(
          [id, Int64(clamping: execution.recordsBegin), Int64(execution.records.count)],
          [PackedBytes.pack(execution.records)])
      }
      for chunk in execution.history {
        history.add([id, Int64(clamping: chunk.first), Int64(chunk.count)], [chunk.body])
      }
    }

    private mutating func insert(
      _ execution: CommitPlan.Execution, _ head: ExecutionHead, _ new: NewExecution, _ id: Int64
    ) {
      let first = lists.count + 1
      for list in new.lists {
        let bytes = Array(list.utf8)
        lists.append(bytes)
        insertedMembers.add([Int64(head.status.rawValue), head.listed, id], [bytes])
      }
      inserted.add(
        [
          id, Int64(first), Int64(lists.count), Int64(head.status.rawValue), head.started, head.redriven,
          head.redriveCount, head.stopped, head.wake, Int64(clamping: head.fence), Int64(clamping: head.firstRecord),
          Int64(clamping: head.nextRecord), Int64(clamping: head.nextEvent),
        ],
        [Array(execution.arn.utf8), head.owner.map { Array($0.utf8) }, execution.outline ?? []])
    }

    private mutating func update(_ execution: CommitPlan.Execution, _ head: ExecutionHead, _ found: ExecutionHead) {
      updated.add(
        [
          head.id, Int64(clamping: found.fence), Int64(head.status.rawValue), head.redriven, head.redriveCount,
          head.stopped, head.wake, Int64(clamping: head.fence), Int64(clamping: head.firstRecord),
          Int64(clamping: head.nextRecord), Int64(clamping: head.nextEvent),
        ],
        [head.owner.map { Array($0.utf8) }, execution.outline])
      if head.status != found.status || head.listed != found.listed {
        updatedMembers.add(
          [head.id, Int64(found.status.rawValue), found.listed, Int64(head.status.rawValue), head.listed])
      }
      if case .removed = execution.snapshot { removedSnapshots.append(head.id) }
      if execution.dropsRecords, found.firstRecord < found.nextRecord {
        removedRecords.add([head.id, Int64(clamping: head.firstRecord)])
      }
    }

    mutating func add(_ document: CommitPlan.Document) {
      let key = [Array(document.key.kind.rawValue.utf8), Array(document.key.name.utf8)]
      switch (document.found, document.content) {
      case (nil, nil): break
      case (nil, let content?): insertedDocuments.add([], key + [Array(content.order.utf8), content.body])
      case (.some, let content?): updatedDocuments.add([], key + [Array(content.order.utf8), content.body])
      case (.some, nil): removedDocuments.add([], key)
      }
    }

    // MARK: Statements

    var statements: [PostgreSQLStatement] {
      var all = CommitPlan.removal(of: removed)
      func add(_ sql: String, _ table: Table, _ values: [PostgreSQLValue]? = nil) {
        guard table.count > 0 else { return }
        var statement = PostgreSQLStatement(sql)
        statement.values =
          values ?? table.numbers.map { .integers($0) } + table.bytes.map { .byteStrings($0) }
        all.append(statement)
      }
      let (numbers, bytes) = (inserted.numbers, inserted.bytes)
      add(
        PostgreSQLQueries.insertExecutions, inserted,
        [.integers(numbers[0]), .byteStrings(bytes[0])] + numbers[1...8].map { .integers($0) }
          + [.byteStrings(bytes[1])] + numbers[9...12].map { .integers($0) }
          + [.byteStrings(bytes[2]), .byteStrings(lists)])
      add(PostgreSQLQueries.updateMembers, updatedMembers)
      let changed = updated.numbers
      add(
        PostgreSQLQueries.updateExecutions, updated,
        changed[0...6].map { .integers($0) } + [.byteStrings(updated.bytes[0])]
          + changed[7...10].map { .integers($0) } + [.byteStrings(updated.bytes[1])])
      let members = insertedMembers
      add(
        PostgreSQLQueries.insertMembers, members,
        [.byteStrings(members.bytes[0])] + members.numbers.map { .integers($0) })
      add(PostgreSQLQueries.writeSnapshots, snapshots)
      if !removedSnapshots.isEmpty {
        all.append(PostgreSQLStatement(PostgreSQLQueries.deleteSnapshots, .integers(removedSnapshots)))
      }
      add(PostgreSQLQueries.deleteRecords, removedRecords)
      add(PostgreSQLQueries.insertRecords, records)
      add(PostgreSQLQueries.insertHistory, history)
      add(PostgreSQLQueries.insertDocuments, insertedDocuments)
      add(PostgreSQLQueries.updateDocuments, updatedDocuments)
      add(PostgreSQLQueries.deleteDocuments, removedDocuments)
      return all
    }
  }
#endif
