import OrderedJSON
import StatesLanguage

/// A run of a distributed Map: which items, how many children, what came of them.
struct MapRun: Sendable {
  let state: StateMachine.State
  let map: MapState
  let type: StateMachineType
  let arn: String
  let label: String
  /// `MaxConcurrency`.
  let maxConcurrency: Int
  /// Children that may run at the same time, at least one.
  let concurrency: Int
  let tolerated: ToleratedFailure
  var document: Execution.Payload
  /// The MapStateStarted event.
  var stateStartedEvent: Int32 = 0
  /// The MapRunStarted event, or the last MapRunRedriven one.
  var startedEvent: Int32
  let maxItemsPerBatch: Int?
  let maxInputBytesPerBatch: Int?
  let batchInput: JSON?
  /// The dataset, or `nil` where the items come from the state's data.
  var reading: ItemReadingRequest?
  /// Who its children are.
  var family: ExecutionFamily?
  var startTime = Timestamp(milliseconds: 0)
  var stopTime: Timestamp?
  var status = MapRunStatus.running
  var redriveCount = 0
  var redriveTime: Timestamp?

  var items = ItemBuffer()
  /// Whether all items have been read.
  var isAllRead = true
  /// How many items there are, where they have been counted before they are read.
  var countedItems: Int?
  var openBatch = OpenBatch()
  /// How each child stands, by its index.
  var children: ContiguousArray<MapRunChild> = []
  /// What children that have not succeeded began, or are to begin, with.
  var starts: [Int: ChildStart] = [:]
  /// Parts of the document from which ItemSelector selects, once there was something to select.
  var measuredParts: MeasuredParts?
  /// The children that wait to be started or redriven, from `waitingHead` on.
  var waiting: [Int] = []
  var waitingHead = 0
  var counts = MapRunTally()
  /// How many bytes the inputs of the children have that run.
  var runningBytes = 0
  /// Items of children that have failed since the run began or was redriven.
  var failedItems = 0
  /// Whether the run waits for items.
  var isReading = false
  /// What `ResultWriter` says of the place, while the run waits for its results to be written.
  var writing: JSON?
  /// Why the run will fail when what there is has been written.
  var failure: StateError?
  /// Whether a redrive goes on with the run; if not, it begins another.
  var canGoOn = true

  init(
    state: StateMachine.State, map: MapState, type: StateMachineType, arn: String, label: String,
    maxConcurrency: Int = 0,
    concurrency: Int, tolerated: ToleratedFailure, document: Execution.Payload, startedEvent: Int32,
    maxItemsPerBatch: Int?,
    maxInputBytesPerBatch: Int?, batchInput: JSON?
  ) {
    self.state = state
    self.map = map
    self.type = type
    self.arn = arn
    self.label = label
    self.maxConcurrency = maxConcurrency
    self.concurrency = concurrency
    self.tolerated = tolerated
    self.document = document
    self.startedEvent = startedEvent
    self.maxItemsPerBatch = maxItemsPerBatch
    self.maxInputBytesPerBatch = maxInputBytesPerBatch
    self.batchInput = batchInput
  }

  /// Whether an item is here that no child has got.
  var hasItem: Bool { !items.isEmpty || !openBatch.isEmpty }

  /// Whether all items have children.
  var isExhausted: Bool { isAllRead && !hasItem }

  /// How many items there are, as far as known.
  var totalItems: Int { max(countedItems ?? 0, items.received) }

  /// How many batches the items will make that are in none yet, each with as many items as it may have.
  var unformedBatches: Int {
    let rest = totalItems.subtractingClamped(items.taken).addingClamped(openBatch.values.count)
    guard rest > 0 else { return 0 }
    let most = max(maxItemsPerBatch ?? .max, 1)
    return (rest - 1) / most + 1
  }

  /// Whether the results are exported.
  var isExported: Bool { map.distributed.resultWriter?.resource != nil }

  var transformation: String {
    map.distributed.resultWriter?.transformation ?? (isExported ? "NONE" : "COMPACT")
  }

  /// Whether the result has all that is known of the children, which their keeper knows.
  var needsRecords: Bool { transformation == "NONE" }

  /// Measures the inputs of children anew.
  mutating func measureStarts(_ quotas: ExecutionQuotas) {
    runningBytes = 0
    for (index, start) in starts {
      children[index].inputBytes = Int32(clamping: quotas.inputByteCount(of: start.input))
      if case .running = children[index].progress { runningBytes += Int(children[index].inputBytes) }
    }
  }

  /// Lets go of all that only a running run or a redrive needs.
  mutating func release() {
    document = .emptyObject
    reading = nil
    items = ItemBuffer(taken: items.received)
    openBatch = OpenBatch()
    children = []
    starts = [:]
    waiting = []
    waitingHead = 0
    runningBytes = 0
    writing = nil
    failure = nil
    canGoOn = false
  }
}

/// A child of a map run.
struct MapRunChild: Sendable {
  /// How a child stands.
  enum Progress: Sendable {
    /// It runs.
    case running
    /// It is to be started, or redriven after an earlier end.
    case waiting(after: ChildOutcome?)
    /// It has ended.
    case ended(ChildOutcome)
  }

  var progress: Progress
  /// How many items it stands for.
  let itemCount: Int32
  /// The length of its input's compact text, as far as the quotas ask for it.
  var inputBytes: Int32 = 0
  /// Whether it had ended well before the run was redriven last.
  var isFromEarlier = false

  /// How it ended, if it has.
  var outcome: ChildOutcome? {
    switch progress {
    case .running, .waiting(after: nil): nil
    case .waiting(let outcome?), .ended(let outcome): outcome
    }
  }
}

/// What a child begins with.
struct ChildStart: Sendable {
  let input: JSON
  let item: MapItemContext
  /// A number of levels that the input does not exceed, where ItemSelector made it and it is known.
  var depthBound: Int?
}

/// Items on their way into one child's input.
struct OpenBatch: Sendable {
  var values: [JSON] = []
  var byteCount = 0
  var source = ""

  var isEmpty: Bool { values.isEmpty }
}
