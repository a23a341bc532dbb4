import StatesEngine

/// Reads datasets and writes results for map runs; the position of reading is kept from one request to the next.
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

  /// Removes the position of reading; ``keep(_:for:)`` stores it again.
  mutating func takeCursor(_ map: Address) -> ItemCursor? { cursors.removeValue(forKey: map) }

  mutating func keep(_ cursor: ItemCursor?, for map: Address) {
    if let cursor { cursors[map] = cursor }
  }

  /// Ends reading for a map run.
  mutating func end(_ map: Address) { cursors[map] = nil }

  /// Reads the next items, and returns the position of reading if there are more.
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
