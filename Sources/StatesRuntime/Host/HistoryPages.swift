import OrderedJSON
import StatesEngine

/// Pages of a history: chunks of the store, and of an execution that runs what the store has not as a part of the history
/// yet.
struct HistoryPages {
  /// Which events are wanted.
  struct Page: Sendable {
    /// The number of the first event; the first or the last event by default.
    var from: UInt64?
    var direction: StoreDirection
    var limit: Int

    /// The events of a child of a map run that are on the page; an express one has none.
    func events(ofChild child: Execution) -> [JSON] {
      guard child.identity.type == .standard, let range = range(of: UInt64(child.history.count)) else { return [] }
      let events = range.map { child.history[Int($0) - 1].json }
      return direction == .ascending ? events : events.reversed()
    }

    /// The numbers of the events, of so many that there are; `nil` for none.
    func range(of last: UInt64) -> ClosedRange<UInt64>? {
      guard limit > 0 else { return nil }
      let start = from ?? (direction == .ascending ? 1 : last)
      guard start >= 1, start <= last else { return nil }
      let count = UInt64(limit)
      return direction == .ascending
        ? start...min(last, start - 1 + min(count, last)) : (start > count ? start - count + 1 : 1)...start
    }
  }

  let arn: String
  let core: HostCore
  let durable: DurableServices

  /// The chunks that a page is read with at once.
  private static let chunkCount = 4

  func events(_ page: Page) async throws(HostError) -> [JSON] {
    guard page.limit > 0 else { return [] }
    // First what is in memory, then the store: an event may be in both for a moment. Those in neither are on their way into
    // the store, and have happened since it was asked for the page: then the page ends before them.
    var recent = try await recentEvents()
    let row = try await row()
    // Its last events were in memory.
    if row.status.isRunning, core.isClosed { throw .closed }
    let stored = row.nextEvent - 1
    if let first = recent?.first, first > row.nextEvent { recent = nil }
    let last = max(stored, recent.map { $0.first - 1 + UInt64($0.events.count) } ?? 0)
    guard let range = page.range(of: last) else { return [] }
    var events = try await self.stored(range.clamped(to: 1...max(1, stored)), isEmpty: stored < range.lowerBound)
    if let recent {
      let first = max(range.lowerBound, range.lowerBound + UInt64(events.count), recent.first)
      if first <= range.upperBound {
        for number in first...range.upperBound {
          let index = Int(number - recent.first)
          guard recent.events.indices.contains(index) else { break }
          events.append(try parse(recent.events[index]))
        }
      }
    }
    return page.direction == .ascending ? events : events.reversed()
  }

  private func recentEvents() async throws(HostError) -> (first: UInt64, events: [[UInt8]])? {
    if let events = try await core.ifHere(arn, { await $0.recentEvents() }) { return events }
    return try await core.view(of: arn).map { ($0.firstEvent, $0.events) }
  }

  private func row() async throws(HostError) -> ExecutionRow {
    let row: ExecutionRow?
    do throws(StoreError) { row = try await durable.store.execution(arn) } catch { throw .store(error) }
    guard let row else { throw .unknownExecution(arn) }
    return row
  }

  /// The events of a range that the store has.
  private func stored(_ range: ClosedRange<UInt64>, isEmpty: Bool) async throws(HostError) -> [JSON] {
    var events: [JSON] = []
    var next = range.lowerBound
    while !isEmpty, next <= range.upperBound {
      let chunks: [HistoryChunk]
      do throws(StoreError) {
        chunks = try await durable.store.history(of: arn, from: next, .ascending, limit: Self.chunkCount)
      } catch {
        throw .store(error)
      }
      if chunks.isEmpty { break }
      for chunk in chunks where next <= range.upperBound {
        guard let elements = try parse(chunk.body).arrayValue, elements.count == Int(chunk.count), chunk.first <= next
        else {
          throw .broken(arn, reason: "the history from event \(chunk.first) on is damaged")
        }
        for element in elements.dropFirst(Int(next - chunk.first)) where next <= range.upperBound {
          events.append(element)
          next += 1
        }
      }
    }
    return events
  }

  private func parse(_ bytes: [UInt8]) throws(HostError) -> JSON {
    do throws(JSONParseError) {
      return try JSONParser(maximumDepth: 2_000).parse(bytes)
    } catch {
      throw .broken(arn, reason: "its history is damaged: \(error)")
    }
  }
}
