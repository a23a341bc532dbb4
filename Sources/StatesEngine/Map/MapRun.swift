import OrderedJSON
import StatesLanguage

/// A run of a distributed Map: which items, how many children, what came of them.
struct MapRun: Sendable {
  let state: State
  let map: MapState
  let type: StateMachineType
  let arn: String
  let label: String
  /// Children that may run at the same time.
  let concurrency: Int
  let tolerated: ToleratedFailure
  let document: Payload
  /// The MapRunStarted event.
  let startedEvent: Int32
  let maxItemsPerBatch: Int?
  let maxInputBytesPerBatch: Int?
  let batchInput: JSON?

  var items: [MapRunItem] = []
  /// The next item that no child has got.
  var nextItem = 0
  /// How each child ended, by its index; `nil` while it runs.
  var outcomes: [ChildOutcome?] = []
  /// How many items each child stands for.
  var itemCounts: [Int32] = []
  var running = 0
  var failedItems = 0
  /// Whether the run waits for its items to be read.
  var isReading = false
  /// Whether the run waits for its results to be written.
  var isWriting = false

  /// What the public counts are made of.
  var hasMoreItems: Bool { nextItem < items.count }
}

/// How many failures a map run puts up with.
///
/// A threshold of zero beside another one counts as not set; without any, nothing is tolerated.
struct ToleratedFailure: Sendable {
  var count: Int?
  var percentage: Double?

  func isExceeded(failed: Int, of total: Int) -> Bool {
    guard failed > 0 else { return false }
    let count = count ?? 0
    let percentage = percentage ?? 0
    if percentage > 0, 100 * Double(failed) / Double(max(total, 1)) > percentage { return true }
    if count > 0, failed > count { return true }
    return count == 0 && percentage == 0
  }
}
