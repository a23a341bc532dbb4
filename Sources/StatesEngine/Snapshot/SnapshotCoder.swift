import OrderedJSON
import StatesLanguage

/// Passes the fields of an execution into a snapshot or out of it: it writes the values that it is given, and reads
/// those that it is not. So each type describes its fields once, for both.
///
/// Every number and name is checked when it is read, and their combinations by ``SnapshotChecks``: after that the
/// interpreter may trust them. Times may have any value: all arithmetic with them is clamped.
struct SnapshotCoder {
  let machine: StateMachine
  /// The limits for what is read.
  private(set) var quotas: ExecutionQuotas
  /// The identity of the execution that is read, known before the tables are read.
  private(set) var identity: ExecutionIdentity?
  /// What the tasks of the execution that is read have of it.
  private(set) var taskOrigin: TaskOrigin?
  /// The format that is written or read.
  let format: Int
  let isReading: Bool

  /// The current value.
  private var node: JSON
  private var record: Record
  /// How many records surround the current value.
  private var depth = 0
  /// The path of the current value, for errors of reading.
  private var path: [Step] = []
  private var tables: [SnapshotTable: Table] = [:]
  /// The numbers of the shared values that have been written.
  private var numbers: [ObjectIdentifier: Int] = [:]
  /// All states by name, in the order of the definition.
  private let states: JSON.Object

  /// The record whose fields are being coded.
  private struct Record {
    var isKeyed = true
    /// The source, and how many of its fields have been read.
    var source = JSON.null
    var position = 0
    /// What has been written: members of an object, or elements of an array.
    var members = ContiguousArray<JSON.Object.Member>()
    var elements: [JSON] = []

    var json: JSON {
      guard !isKeyed else { return .object(JSON.Object(distinct: members)) }
      var elements = elements
      // Absent fields at the end are omitted.
      while elements.last?.isNull == true { elements.removeLast() }
      return .array(elements)
    }
  }

  /// Values with several references: as written, and as read.
  private struct Table {
    var written: [JSON] = []
    var read: [AnyObject] = []
  }

  private enum Step {
    case field(String)
    case element(Int)
  }

  /// Starts writing.
  private init(writing execution: Execution) {
    machine = execution.machine
    quotas = execution.quotas
    format = ExecutionSnapshot.formatVersion
    isReading = false
    node = .null
    record = Record()
    states = JSON.Object()
  }

  /// Starts reading.
  private init(reading document: JSON, machine: StateMachine) throws(SnapshotError) {
    self.machine = machine
    quotas = .service
    format = try ExecutionSnapshot.checkedFormat(of: document)
    isReading = true
    node = document
    record = Record(source: document)
    states = JSON.Object(
      distinct: ContiguousArray(machine.states.map { JSON.Object.Member(key: $0.name, value: .null) }))
  }

  // MARK: Documents

  /// The document of an execution.
  static func document(of execution: Execution, outline: Bool) throws(SnapshotError) -> JSON {
    var coder = SnapshotCoder(writing: execution)
    _ = try coder.field("version", ExecutionSnapshot.formatVersion)
    _ = try coder.field("behavior", ExecutionSnapshot.behaviorVersion)
    _ = try coder.field("definition", SnapshotDefinition(execution.machine.fingerprint(), outline: outline))
    _ = try Execution.fields(execution, &coder)
    for table in SnapshotTable.allCases {
      let values = coder.tables[table]?.written ?? []
      coder.record.members.append(JSON.Object.Member(key: table.rawValue, value: .array(values)))
    }
    return coder.record.json
  }

  /// The execution in a document.
  ///
  /// - Parameter original: the fingerprint of its definition, if known.
  static func execution(
    of document: JSON, machine: StateMachine, original: DefinitionFingerprint?
  ) throws(SnapshotError) -> Execution {
    var coder = try SnapshotCoder(reading: document, machine: machine)
    if coder.format > 3 {
      let definition: SnapshotDefinition = try coder.field("definition", nil)
      try definition.check(machine.fingerprint(), original: original)
    } else {
      // That format contains nothing else about the definition.
      let count: Int = try coder.field("states", nil)
      guard count == machine.states.count else {
        throw SnapshotError(.otherDefinition, "the snapshot is of another definition, with \(count) states")
      }
    }
    coder.quotas = try coder.field("quotas", nil)
    let identity: ExecutionIdentity = try coder.field("identity", nil)
    coder.identity = identity
    coder.taskOrigin = TaskOrigin(identity, startTime: try coder.field("startTime", nil))
    try coder.readTable(of: Execution.Payload.self)
    try coder.readTable(of: MapItemContext.self)
    try coder.readTable(of: TaskRequest.self)
    var execution = try Execution.fields(nil, &coder)
    for case let payload as Execution.Payload in coder.tables[.payloads]?.read ?? [] {
      _ = execution.held.add(payload.json, byteCount: payload.byteCount)
    }
    var checks = SnapshotChecks(execution)
    try checks.run()
    return execution
  }

  private mutating func readTable<Value: SnapshotShared>(of type: Value.Type) throws(SnapshotError) {
    let values: [SharedContent<Value>] = try field(Value.table.rawValue, nil)
    tables[Value.table] = Table(read: values.map(\.value))
  }

  /// A shared value in its table.
  private struct SharedContent<Value: SnapshotShared>: SnapshotCodable {
    let value: Value

    static func code(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
      Self(value: try coder.record(value?.value))
    }
  }

  // MARK: Fields

  /// A field of the current record: written if it is given, otherwise read. A record that is an array has its fields in
  /// the order of these calls.
  private mutating func field<Value: SnapshotCodable>(
    _ name: String, _ value: Value?
  ) throws(SnapshotError) -> Value {
    guard isReading else {
      let value = try Value.code(value, &self)
      if record.isKeyed {
        record.members.append(JSON.Object.Member(key: name, value: node))
      } else {
        record.elements.append(node)
      }
      return value
    }
    node = (record.isKeyed ? record.source[name] : record.source[record.position]) ?? .null
    record.position += 1
    path.append(.field(name))
    let value = try Value.code(nil, &self)
    path.removeLast()
    return value
  }

  /// A field of a mutable value.
  mutating func field<Value: SnapshotCodable>(_ name: String, _ value: inout Value) throws(SnapshotError) {
    value = try field(name, isReading ? nil : value)
  }

  /// A field that is not in snapshots of formats before `first`: then it keeps its value.
  mutating func field<Value: SnapshotCodable>(
    _ name: String, since first: Int, _ value: inout Value
  ) throws(SnapshotError) {
    if format >= first { try field(name, &value) }
  }

  /// A field that is there only if it is set. The current record has its fields by name.
  mutating func mark(_ name: String, _ value: inout Bool) throws(SnapshotError) {
    if isReading {
      guard let mark = record.source[name] else { return }
      try require(mark == .bool(true), "true in \(name)")
      value = true
    } else if value {
      try field(name, &value)
    }
  }

  /// A field of a value that is created from its fields.
  mutating func field<Whole, Value: SnapshotCodable>(
    _ name: String, _ whole: Whole?, _ part: (Whole) -> Value
  ) throws(SnapshotError) -> Value {
    try field(name, whole.map(part))
  }

  /// An optional field with a number that need not be a count.
  mutating func number<Whole>(
    _ name: String, atLeast lowest: Int = .min, _ whole: Whole?, _ part: (Whole) -> Int?
  ) throws(SnapshotError) -> Int? {
    let number = try field(name, whole) { part($0).map(AnyNumber.init) }?.value
    try require(number ?? lowest >= lowest, "no number below \(lowest) in \(name)")
    return number
  }

  /// A field with a number that need not be a count.
  mutating func number<Whole>(
    _ name: String, atLeast lowest: Int = .min, _ whole: Whole?, _ part: (Whole) -> Int
  ) throws(SnapshotError) -> Int {
    let number = try field(name, whole) { AnyNumber(value: part($0)) }.value
    try require(number >= lowest, "no number below \(lowest) in \(name)")
    return number
  }

  // MARK: Values

  /// The current value as it is.
  mutating func leaf<Value>(
    _ value: Value?, _ write: (Value) -> JSON, _ read: (JSON) -> Value?, _ expected: String
  ) throws(SnapshotError) -> Value {
    if let value {
      node = write(value)
      return value
    }
    guard let value = read(node) else { throw problem(expected) }
    return value
  }

  /// The current value, or none.
  mutating func optional<Value: SnapshotCodable>(_ value: Value??) throws(SnapshotError) -> Value? {
    switch value {
    case .some(nil): node = .null
    case .some(let value?): return try Value.code(value, &self)
    case nil where !node.isNull: return try Value.code(nil, &self)
    case nil: break
    }
    return nil
  }

  /// The current value as a list.
  mutating func list<List: RangeReplaceableCollection>(_ values: List?) throws(SnapshotError) -> List
  where List.Element: SnapshotCodable {
    if let values {
      var parts: [JSON] = []
      parts.reserveCapacity(values.count)
      for value in values {
        _ = try List.Element.code(value, &self)
        parts.append(node)
      }
      node = .array(parts)
      return values
    }
    guard case .array(let elements) = node else { throw problem("an array") }
    var list = List()
    list.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      node = element
      path.append(.element(index))
      list.append(try List.Element.code(nil, &self))
      path.removeLast()
    }
    return list
  }

  /// The current value as a record with fields.
  mutating func record<Value: SnapshotRecord>(_ value: Value?) throws(SnapshotError) -> Value {
    if isReading {
      switch (node, Value.isKeyed) {
      case (.object, true), (.array, false): break
      default: throw problem(Value.isKeyed ? "an object" : "an array")
      }
      // Only branches that were cut off are nested, and no more deeply than states are.
      guard depth <= 8 + 4 * machine.states.count else { throw problem("fewer records in each other") }
    }
    let around = record
    record = Record(isKeyed: Value.isKeyed, source: node)
    depth += 1
    let value = try Value.fields(value, &self)
    if !isReading { node = record.json }
    record = around
    depth -= 1
    return value
  }

  /// The case of the current record: first its name, then its contents.
  mutating func variant<Value: SnapshotVariants>(_ value: Value?) throws(SnapshotError) -> Value {
    let name: String? = isReading ? try field("case", nil) : nil
    for variant in Value.variants where name == nil || variant.name == name {
      if let value = try variant.code(value, &self) { return value }
    }
    throw problem("the name of a case")
  }

  /// The name of a case, when writing.
  mutating func name(_ name: String) throws(SnapshotError) { _ = try field("case", name) }

  /// A part of a case.
  mutating func part<Value: SnapshotCodable>(_ value: Value?) throws(SnapshotError) -> Value {
    try field("part", value)
  }

  /// The current value as the number of a shared value.
  mutating func shared<Value: SnapshotShared>(_ value: Value?) throws(SnapshotError) -> Value {
    guard let value else {
      let number = try Int.code(nil, &self)
      guard let table = tables[Value.table]?.read, table.indices.contains(number), let value = table[number] as? Value
      else { throw problem("the number of a value that is there") }
      return value
    }
    if let number = numbers[ObjectIdentifier(value)] {
      node = .integer(number)
      return value
    }
    _ = try record(value)
    let number = tables[Value.table]?.written.count ?? 0
    tables[Value.table, default: Table()].written.append(node)
    numbers[ObjectIdentifier(value)] = number
    node = .integer(number)
    return value
  }

  /// The current state, identified by its name: returns the index of one that is read.
  mutating func state(named name: String?) throws(SnapshotError) -> Int {
    if let name {
      node = .string(name)
      return -1
    }
    let index = format > 3 ? node.stringValue.flatMap { states.position(of: $0) } : try Int.code(nil, &self)
    guard let index, machine.states.indices.contains(index) else { throw problem("a state") }
    return index
  }

  /// The index of the current value in the list that is read.
  var elementIndex: Int { if case .element(let index)? = path.last { index } else { 0 } }

  // MARK: Errors

  /// Refuses invalid values that have been read.
  func require(_ condition: @autoclosure () -> Bool, _ expected: @autoclosure () -> String) throws(SnapshotError) {
    if isReading, !condition() { throw problem(expected()) }
  }

  func problem(_ expected: String) -> SnapshotError {
    var place = "snapshot"
    for step in path {
      switch step {
      case .field(let name): place += "/\(name)"
      case .element(let index): place += "/\(index)"
      }
    }
    return SnapshotError(.damaged, "\(place): expected \(expected)")
  }
}
