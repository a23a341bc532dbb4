import OrderedJSON
import StatesEngine
import StatesLanguage

// What a host writes into a store besides records: versioned JSON, each beginning with its version.

/// What an execution is recovered from.
struct HostSnapshot {
  static let version = 1

  /// The key of the definition.
  var definition: String
  var progress: HistoryProgress
  var origin: ExecutionOrigin
  var tree: ExecutionTreeSnapshot
}

/// Who started an execution, and what was given along.
struct ExecutionOrigin: Hashable, Sendable {
  /// A task of another execution that waits for its end.
  struct Awaiting: Hashable, Sendable {
    /// The ARN of that execution.
    var arn: String
    var task: ExecutionTree.Address<TaskID>
    var form: NestedExecution.Form
  }

  /// How many executions above it started each other.
  var nesting = 0
  /// The execution whose task started it.
  var starter: String?
  /// The task that is told how it ends.
  var awaiting: Awaiting?
  /// What the host keeps with it and does not interpret.
  var attributes: JSON?

  /// Whether both are of the same start, done again.
  func isSameStart(as other: ExecutionOrigin) -> Bool {
    nesting == other.nesting && starter == other.starter && awaiting == other.awaiting
  }
}

/// What is known of an execution that has ended.
struct HostEnding {
  static let version = 1

  var description: ExecutionDescription
  /// The key of the definition.
  var definition: String
  var progress: HistoryProgress
  var origin: ExecutionOrigin
  /// What it can be redriven from, and described by: none if neither will happen.
  var tree: ExecutionTreeSnapshot?
}

/// What a host knows of an execution that it has not in memory.
struct ExecutionOutline: Hashable, Sendable {
  static let version = 1

  /// An activity's task that waits for a worker.
  struct Offer: Hashable, Sendable {
    var activity: String
    var task: ExecutionTree.Address<TaskID>
  }

  /// Whether it only waits: for its deadline, an answer, a worker.
  var isParked = false
  /// The tokens that are open.
  var tokens: [String] = []
  /// The tasks that wait for a worker.
  var offers: [Offer] = []

  /// Whether children of map runs of its run that can be asked for: then a host that takes it up reads it at once.
  var hasChildren = false

  /// The outline as JSON text; only one with children says so.
  var bytes: [UInt8] {
    var parts: [JSON] = [
      .integer(Int64(Self.version)), .bool(isParked), .array(tokens.map { .string($0) }),
      .array(offers.map { [.string($0.activity), $0.task.wireForm] }),
    ]
    if hasChildren { parts.append(true) }
    return JSONPrinter.compact.bytes(.array(parts))
  }

  init() {}

  /// Reads what ``bytes`` gave.
  init(bytes: [UInt8]) throws(WireFormError) {
    let whole = try WireReader(hostBytes: bytes)
    let count = whole.json.arrayValue?.count == 5 ? 5 : 4
    let parts = try whole.versioned(Self.version, count: count)
    if count == 5 { hasChildren = try parts[4].bool() }
    isParked = try parts[1].bool()
    for token in try parts[2].elements() { tokens.append(try token.string()) }
    for offer in try parts[3].elements() {
      let parts = try offer.elements(2)
      offers.append(Offer(activity: try parts[0].string(), task: try parts[1].value()))
    }
  }
}

extension HostSnapshot {
  /// `[version, definition, progress, origin, tree]`.
  var bytes: [UInt8] {
    JSONPrinter.compact.bytes([
      .integer(Int64(Self.version)), .string(definition), progress.wireForm, origin.wireForm, tree.json,
    ])
  }

  /// Reads what ``bytes`` gave.
  init(bytes: [UInt8]) throws(WireFormError) {
    let parts = try WireReader(hostBytes: bytes).versioned(Self.version, count: 5)
    self.init(
      definition: try parts[1].string(), progress: try parts[2].value(), origin: try parts[3].value(),
      tree: ExecutionTreeSnapshot(json: parts[4].json))
  }
}

extension HostEnding {
  /// `[version, description, definition, progress, origin, tree or null]`.
  var bytes: [UInt8] {
    JSONPrinter.compact.bytes([
      .integer(Int64(Self.version)), description.wireForm, .string(definition), progress.wireForm, origin.wireForm,
      tree?.json ?? .null,
    ])
  }

  /// Reads what ``bytes`` gave.
  init(bytes: [UInt8]) throws(WireFormError) {
    let parts = try WireReader(hostBytes: bytes).versioned(Self.version, count: 6)
    self.init(
      description: try parts[1].value(), definition: try parts[2].string(), progress: try parts[3].value(),
      origin: try parts[4].value(), tree: parts[5].json.isNull ? nil : ExecutionTreeSnapshot(json: parts[5].json))
    description.attributes = origin.attributes
  }
}

extension ExecutionOrigin: WireForm {
  /// `[nesting, starter or null, awaiting or null]`, the last as `[ARN, task, form]`, and the attributes if there are any.
  var wireForm: JSON {
    let parts: [JSON] = [
      .integer(Int64(nesting)), .optional(starter),
      awaiting.map { [.string($0.arn), $0.task.wireForm, .string($0.form.rawValue)] } ?? .null,
    ]
    return .array(attributes.map { parts + [$0] } ?? parts)
  }

  init(wireForm: JSON) throws(WireFormError) {
    let whole = WireReader(wireForm)
    let parts = try whole.elements()
    guard parts.count == 3 || parts.count == 4 else { throw whole.problem("3 or 4 elements") }
    nesting = try parts[0].integer(0...ExecutionTree.maximumNesting)
    starter = try parts[1].optionalString()
    if parts.count > 3 { attributes = parts[3].json }
    guard !parts[2].json.isNull else { return }
    let task = try parts[2].elements(3)
    guard let form = NestedExecution.Form(rawValue: try task[2].string()) else { throw task[2].problem("a form") }
    awaiting = Awaiting(arn: try task[0].string(), task: try task[1].value(), form: form)
  }
}

extension WireReader {
  /// A reader of what a host has written.
  init(hostBytes bytes: [UInt8]) throws(WireFormError) {
    // A payload may be as deep as any value, and it stands some levels down.
    guard let json = try? JSONParser(maximumDepth: 2_000).parse(bytes) else {
      throw WireFormError(path: "", expected: "JSON")
    }
    self.init(json)
  }

  /// The elements of an array that begins with a version.
  func versioned(_ version: Int, count: Int) throws(WireFormError) -> [WireReader] {
    let parts = try elements(count)
    let found: Int = try parts[0].integer()
    guard found == version else { throw parts[0].problem("the version \(version)") }
    return parts
  }
}
