public import StatesEngine
import StatesLanguage

/// A child of a map run as ListExecutions shows it.
///
/// - SeeAlso: Step Functions API, "ListExecutions".
public struct ChildRow: Sendable, Hashable {
  /// Its ARN.
  public var executionARN: String
  /// Its name.
  public var name: String
  /// The map run's ARN.
  public var mapRunARN: String
  /// The ARN of its state machine, with the Map's label.
  public var stateMachineARN: String
  /// Its status; ``ExecutionRow/Status/pendingRedrive`` if it has ended and waits to be redriven by its map run.
  public var status: ExecutionRow.Status
  /// When it started.
  public var startTime: Timestamp
  /// When it ended; `nil` while it runs.
  public var stopTime: Timestamp?
  /// How often it has been redriven.
  public var redriveCount: Int
  /// When it was last redriven, if ever.
  public var redriveTime: Timestamp?
  /// How many items it represents.
  public var itemCount: Int

  /// The date that listings are ordered by: the stop date of one that has ended, else the redrive date, else the start
  /// date.
  public var listed: Timestamp { stopTime ?? redriveTime ?? startTime }

  /// The position of this row.
  public var cursor: ExecutionCursor { ExecutionCursor(listed: listed, arn: executionARN) }

  /// The row of a child in memory; `nil` for an execution that is not a child.
  init?(_ child: Execution, _ status: ExecutionRow.Status) {
    guard let run = child.mapRunChild else { return nil }
    executionARN = child.identity.executionARN
    name = child.identity.name
    mapRunARN = run.mapRunARN
    stateMachineARN = child.identity.stateMachineARN
    self.status = status
    startTime = child.startTime
    stopTime = status.isRunning ? nil : child.now
    redriveCount = child.identity.redriveCount ?? 0
    redriveTime = child.identity.redriveTime
    itemCount = run.itemCount
  }

  /// The row of a child that has ended, as the store has it.
  init(_ row: ExecutionRow, mapRunARN: String) throws(WireFormError) {
    let outline = try ChildOutline(bytes: row.outline)
    guard let identity = ARN(row.arn).flatMap({ ExecutionIdentity($0, roleARN: "") }) else {
      throw WireFormError(path: "", expected: "the ARN of an execution")
    }
    executionARN = row.arn
    name = identity.name
    self.mapRunARN = mapRunARN
    stateMachineARN = identity.stateMachineARN
    status = row.status
    startTime = row.started
    stopTime = row.stopped
    redriveCount = outline.redriveCount
    redriveTime = outline.redriveTime
    itemCount = outline.itemCount
  }
}

/// One page of the children of a map run, the latest first: those of memory, and those of the store that have ended.
struct ChildPage {
  let mapRunARN: String
  let statuses: Set<ExecutionRow.Status>
  let after: ExecutionCursor?
  let limit: Int
  let store: any ExecutionStore

  /// - Parameter present: the children in memory, which were read before the store is.
  func rows(_ present: [ChildRow]) async throws(HostError) -> [ChildRow] {
    guard limit > 0 else { return [] }
    var present = Dictionary(present.map { ($0.executionARN, $0) }, uniquingKeysWith: { $1 })
    var rows = try await ended(besides: &present)
    rows += present.values.filter { row in
      (statuses.isEmpty || statuses.contains(row.status)) && after.map { row.cursor.precedes($0) } ?? true
    }
    rows.sort { $1.cursor.precedes($0.cursor) }
    return Array(rows.prefix(limit))
  }

  /// Those that have ended, as many as a page has: a child of memory is not one of them, unless it has ended since.
  private func ended(besides present: inout [String: ChildRow]) async throws(HostError) -> [ChildRow] {
    let statuses = (statuses.isEmpty ? Set(ExecutionRow.Status.allCases) : statuses)
      .subtracting([.running, .pendingRedrive])
    guard !statuses.isEmpty else { return [] }
    var query = ExecutionQuery(list: mapRunARN, statuses: statuses, .descending, after: after, limit: limit)
    var rows: [ChildRow] = []
    while rows.count < limit {
      let page: [ExecutionRow]
      do throws(StoreError) { page = try await store.executions(query) } catch { throw .store(error) }
      for row in page {
        if let known = present[row.arn] {
          // What the store has is what it was before it ran again, at the same position if the dates are equal.
          if row.listed <= known.listed { continue }
          present[row.arn] = nil
        }
        do throws(WireFormError) {
          rows.append(try ChildRow(row, mapRunARN: mapRunARN))
        } catch {
          throw .broken(row.arn, reason: "what is stored of it is damaged: \(error)")
        }
      }
      guard page.count == limit, let last = page.last else { break }
      query.after = last.cursor
    }
    return rows
  }
}

extension ExecutionCursor {
  /// Whether a position is before another in ascending order.
  fileprivate func precedes(_ other: ExecutionCursor) -> Bool {
    listed != other.listed ? listed < other.listed : arn.utf8.lexicographicallyPrecedes(other.arn.utf8)
  }
}
