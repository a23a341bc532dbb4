import StatesEngine

/// What reads datasets and writes results for map runs: where reading has come to is kept from one request to the next.
struct DatasetTransfers: Sendable {
  typealias Address = ExecutionTree.Address<MapRunID>

  private let store: any DatasetStore
  private let limits: DatasetLimits
  private var cursors: [Address: ItemCursor] = [:]

  init(_ store: any DatasetStore, _ limits: DatasetLimits) {
    self.store = store
    self.limits = limits
  }

  /// Reads the next items for a map run.
  mutating func read(_ request: ItemReadingRequest, for map: Address) -> Execution.Input {
    let (input, cursor) = Self.read(request, takeCursor(map), from: store, limits, for: map)
    keep(cursor, for: map)
    return input
  }

  /// Where reading has come to; ``keep(_:for:)`` takes it back.
  mutating func takeCursor(_ map: Address) -> ItemCursor? { cursors.removeValue(forKey: map) }

  mutating func keep(_ cursor: ItemCursor?, for map: Address) {
    if let cursor { cursors[map] = cursor }
  }

  /// Nobody goes on reading for the map run.
  mutating func end(_ map: Address) { cursors[map] = nil }

  /// Reads the next items, and says where reading has come to if there are more.
  static func read(
    _ request: ItemReadingRequest, _ cursor: ItemCursor?, from store: any DatasetStore,
    _ limits: DatasetLimits = .service,
    for map: Address
  ) -> (Execution.Input, ItemCursor?) {
    do throws(DatasetError) {
      var cursor =
        if let cursor, cursor.position <= request.position { cursor } else {
          try ItemCursor(request, store, limits)
        }
      try cursor.skip(to: request.position)
      let total = request.countsItems ? try cursor.countItems() : nil
      let items = try cursor.next()
      let input = Execution.Input.itemsRead(map.id, items: items, isLast: cursor.isAtEnd, total: total)
      return (input, cursor.isAtEnd ? nil : cursor)
    } catch {
      return (.itemReadingFailed(map.id, error: error.error, cause: error.cause), nil)
    }
  }

  /// Writes the results of a map run.
  func write(_ request: ResultWritingRequest, _ records: EndedExecutions.Run?, for map: Address) -> Execution.Input {
    switch ResultWriters.write(request, to: store, child: { records?[$0] }) {
    case .success(let output): .resultsWritten(map.id, output: output)
    case .failure(let error): .resultWritingFailed(map.id, error: error.error, cause: error.cause)
    }
  }
}
