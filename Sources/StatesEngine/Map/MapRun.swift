import OrderedJSON
import StatesLanguage

/// A run of a distributed Map: its items, its children, and their outcomes.
struct MapRun: Sendable {
  let state: StateMachine.State
  let map: MapState
  let type: StateMachineType
  let arn: String
  let label: String
  /// `MaxConcurrency`.
  var maxConcurrency: Int
  /// Children that may run at the same time, at least one.
  var concurrency: Int
  var tolerated: ToleratedFailure
  var document: Execution.Payload
  /// The MapStateStarted event.
  var stateStartedEvent: Int32 = 0
  /// The MapRunStarted event, or the last MapRunRedriven one.
  var startedEvent: Int32
  let maxItemsPerBatch: Int?
  let maxInputBytesPerBatch: Int?
  let batchInput: JSON?
  /// The dataset, or `nil` if the items come from the state's data.
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
  /// How many items there are, if they have been counted before being read.
  var countedItems: Int?
  var openBatch = OpenBatch()
  /// The status of each child, by its index.
  var children: ContiguousArray<MapRunChild> = []
  /// The starts of children that have not succeeded.
  var starts: [Int: ChildStart] = [:]
  /// Parts of the document from which ItemSelector selects, once there was something to select.
  var measuredParts: MeasuredParts?
  /// The children that wait to be started or redriven, from `waitingHead` on.
  var waiting: [Int] = []
  var waitingHead = 0
  var counts = MapRunTally()
  /// The size in bytes of the inputs of the running children.
  var runningBytes = 0
  /// Items of children that have failed since the run started or was redriven.
  var failedItems = 0
  /// Whether the run waits for items.
  var isReading = false
  /// The destination from `ResultWriter`, while the run waits for its results to be written.
  var writing: JSON?
  /// The error with which the run will fail when its results have been written.
  var failure: StateError?
  /// Whether a redrive continues the run; if not, it starts another one.
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

  /// Whether there is an item without a child.
  var hasItem: Bool { !items.isEmpty || !openBatch.isEmpty }

  /// Whether all items have children.
  var isExhausted: Bool { isAllRead && !hasItem }

  /// How many items are known.
  var totalItems: Int { max(countedItems ?? 0, items.received) }

  /// How many batches the remaining items will form, each with the maximum number of items.
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

  /// Whether the result contains everything known about the children, which only their keeper knows.
  var needsRecords: Bool { transformation == "NONE" }

  /// Measures the inputs of children again.
  mutating func measureStarts(_ quotas: ExecutionQuotas) {
    runningBytes = 0
    for (index, start) in starts {
      children[index].inputBytes = Int32(clamping: quotas.inputByteCount(of: start.input))
      if case .running = children[index].progress { runningBytes += Int(children[index].inputBytes) }
    }
  }

  /// Releases everything that only a running run or a redrive needs.
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
  /// The status of a child.
  enum Progress: Sendable {
    /// It is running.
    case running
    /// It is to be started, or redriven after an earlier end.
    case waiting(after: ChildOutcome?)
    /// It has ended.
    case ended(ChildOutcome)
  }

  var progress: Progress
  /// How many items it represents.
  let itemCount: Int32
  /// The length of its input's compact text, if the quotas require it.
  var inputBytes: Int32 = 0
  /// Whether it had succeeded before the last redrive of the run.
  var isFromEarlier = false

  /// Its outcome, if it has ended.
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
  /// An upper bound of the input's depth, if ItemSelector has created it and it is known.
  var depthBound: Int?
}

/// Items that are being collected for one child's input.
struct OpenBatch: Sendable {
  var values: [JSON] = []
  var byteCount = 0
  var source = ""

  var isEmpty: Bool { values.isEmpty }
}
