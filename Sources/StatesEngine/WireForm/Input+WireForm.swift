public import OrderedJSON

extension Execution.Input: WireForm {
  /// What the forms of inputs are called.
  private enum Name: String {
    case start, taskStarted, taskSubmitted, taskSucceeded, taskFailed, taskRejected, taskHeartbeat, missingActivities
    case stateMachineDeleted, timersFired, abort, itemsRead, itemReadingFailed, updateMapRun, childEnded
    case resultsWritten, resultWritingFailed
  }

  /// `[version, name, part, …]`.
  public var wireForm: JSON {
    func form(_ name: Name, _ parts: JSON...) -> JSON {
      .array([.integer(Int64(WireFormat.version)), .string(name.rawValue)] + parts)
    }
    switch self {
    case .start: return form(.start)
    case .taskStarted(let id, let worker): return form(.taskStarted, id.wireForm, .optional(worker))
    case .taskSubmitted(let id, let output): return form(.taskSubmitted, id.wireForm, output)
    case .taskSucceeded(let id, let output, let text):
      return form(.taskSucceeded, id.wireForm, output, .optional(text))
    case .taskFailed(let id, let error, let cause):
      return form(.taskFailed, id.wireForm, .optional(error), .optional(cause))
    case .taskRejected(let id, let cause): return form(.taskRejected, id.wireForm, .string(cause))
    case .taskHeartbeat(let id): return form(.taskHeartbeat, id.wireForm)
    case .missingActivities(let arns): return form(.missingActivities, .array(arns.sorted().map { .string($0) }))
    case .stateMachineDeleted: return form(.stateMachineDeleted)
    case .timersFired(let ids): return form(.timersFired, .array(ids.map(\.wireForm)))
    case .abort(let error, let cause): return form(.abort, .optional(error), .optional(cause))
    case .itemsRead(let id, let items, let isLast, let total):
      return form(.itemsRead, id.wireForm, .array(items.map(\.wireForm)), .bool(isLast), .optional(total))
    case .itemReadingFailed(let id, let error, let cause):
      return form(.itemReadingFailed, id.wireForm, .string(error), .string(cause))
    case .updateMapRun(let arn, let concurrency, let count, let percentage):
      return form(
        .updateMapRun, .string(arn), .optional(concurrency), .optional(count),
        percentage.map { .percentage($0) } ?? .null)
    case .childEnded(let id, let index, let outcome):
      return form(.childEnded, id.wireForm, .integer(Int64(index)), outcome.wireForm)
    case .resultsWritten(let id, let output): return form(.resultsWritten, id.wireForm, output)
    case .resultWritingFailed(let id, let error, let cause):
      return form(.resultWritingFailed, id.wireForm, .string(error), .string(cause))
    }
  }

  /// Reads `[version, name, part, …]`.
  public init(wireForm: JSON) throws(WireFormError) {
    let whole = WireReader(wireForm)
    let elements = try whole.elements()
    guard elements.count >= 2 else { throw whole.problem("a version and a name") }
    let version: Int = try elements[0].integer()
    guard version == WireFormat.version else { throw elements[0].problem("the version \(WireFormat.version)") }
    guard let name = Name(rawValue: try elements[1].string()) else { throw elements[1].problem("the name of an input") }
    func parts(_ count: Int) throws(WireFormError) -> ArraySlice<WireReader> {
      guard elements.count == count + 2 else { throw whole.problem("\(count + 2) elements") }
      return elements[2...]
    }
    switch name {
    case .start:
      _ = try parts(0)
      self = .start
    case .taskStarted: self = .taskStarted(try parts(2)[2].value(), worker: try elements[3].optionalString())
    case .taskSubmitted: self = .taskSubmitted(try parts(2)[2].value(), output: elements[3].json)
    case .taskSucceeded:
      self = .taskSucceeded(
        try parts(3)[2].value(), output: elements[3].json, text: try elements[4].text(of: elements[3].json))
    case .taskFailed:
      self = .taskFailed(
        try parts(3)[2].value(), error: try elements[3].optionalString(), cause: try elements[4].optionalString())
    case .taskRejected: self = .taskRejected(try parts(2)[2].value(), cause: try elements[3].string())
    case .taskHeartbeat: self = .taskHeartbeat(try parts(1)[2].value())
    case .missingActivities: self = .missingActivities(try Self.names(try parts(1)[2]))
    case .stateMachineDeleted:
      _ = try parts(0)
      self = .stateMachineDeleted
    case .timersFired:
      var ids: [TimerID] = []
      for element in try parts(1)[2].elements() { ids.append(try element.value()) }
      self = .timersFired(ids)
    case .abort: self = .abort(error: try parts(2)[2].optionalString(), cause: try elements[3].optionalString())
    case .itemsRead:
      let id: MapRunID = try parts(4)[2].value()
      var items: [MapRunItem] = []
      for element in try elements[3].elements() { items.append(try element.value()) }
      self = .itemsRead(
        id, items: items, isLast: try elements[4].bool(), total: try elements[5].optionalInteger(0...Int.max))
    case .itemReadingFailed:
      self = .itemReadingFailed(
        try parts(3)[2].value(), error: try elements[3].string(), cause: try elements[4].string())
    case .updateMapRun:
      self = .updateMapRun(
        mapRunARN: try parts(4)[2].string(), maxConcurrency: try elements[3].optionalInteger(0...Int.max),
        toleratedFailureCount: try elements[4].optionalInteger(0...Int.max),
        toleratedFailurePercentage: try elements[5].percentage())
    case .childEnded:
      self = .childEnded(
        try parts(3)[2].value(), index: try elements[3].integer(0...Int.max), try elements[4].value())
    case .resultsWritten: self = .resultsWritten(try parts(2)[2].value(), output: elements[3].json)
    case .resultWritingFailed:
      self = .resultWritingFailed(
        try parts(3)[2].value(), error: try elements[3].string(), cause: try elements[4].string())
    }
  }

  /// Names in their order, each once.
  private static func names(_ reader: WireReader) throws(WireFormError) -> Set<String> {
    var result: Set<String> = []
    var last: String?
    for element in try reader.elements() {
      let name = try element.string()
      if let last, last >= name { throw element.problem("a name after \(last)") }
      last = name
      result.insert(name)
    }
    return result
  }
}

extension MapRunItem: WireForm {
  /// `[value, key or null, source]`.
  public var wireForm: JSON { [value, .optional(key), .string(source)] }

  /// Reads `[value, key or null, source]`.
  public init(wireForm: JSON) throws(WireFormError) {
    let parts = try WireReader(wireForm).elements(3)
    self.init(value: parts[0].json, key: try parts[1].optionalString(), source: try parts[2].string())
  }
}

extension ChildOutcome: WireForm {
  private enum Name: String {
    case succeeded, failed, timedOut, aborted
  }

  /// `["succeeded", output]`, `["failed", error or null, cause or null]`, `["timedOut"]` or `["aborted"]`.
  public var wireForm: JSON {
    func form(_ name: Name, _ parts: JSON...) -> JSON { .array([.string(name.rawValue)] + parts) }
    switch self {
    case .succeeded(let output): return form(.succeeded, output)
    case .failed(let error, let cause): return form(.failed, .optional(error), .optional(cause))
    case .timedOut: return form(.timedOut)
    case .aborted: return form(.aborted)
    }
  }

  /// Reads `[name, part, …]`.
  public init(wireForm: JSON) throws(WireFormError) {
    let whole = WireReader(wireForm)
    let elements = try whole.elements()
    guard let first = elements.first, let name = Name(rawValue: try first.string()) else {
      throw whole.problem("the name of an outcome")
    }
    switch name {
    case .succeeded: self = .succeeded(output: try whole.elements(2)[1].json)
    case .failed:
      let parts = try whole.elements(3)
      self = .failed(error: try parts[1].optionalString(), cause: try parts[2].optionalString())
    case .timedOut:
      _ = try whole.elements(1)
      self = .timedOut
    case .aborted:
      _ = try whole.elements(1)
      self = .aborted
    }
  }
}

extension JSON {
  /// A number from 0 to 100.
  fileprivate static func percentage(_ value: Double) -> JSON {
    let value = value.isNaN ? 0 : min(max(value, 0), 100)
    return Int64(exactly: value).map { .number(.integer($0)) } ?? .number(.double(value))
  }
}

extension WireReader {
  fileprivate func optionalInteger(_ range: ClosedRange<Int>) throws(WireFormError) -> Int? {
    json.isNull ? nil : try integer(range)
  }

  /// A number from 0 to 100, or `null`.
  fileprivate func percentage() throws(WireFormError) -> Double? {
    if json.isNull { return nil }
    guard let value = json.doubleValue, (0...100).contains(value),
      json.description == JSON.percentage(value).description
    else { throw problem("a number from 0 to 100") }
    return value
  }

  /// How a value was written, where that is said.
  fileprivate func text(of value: JSON) throws(WireFormError) -> String? {
    guard let text = try optionalString() else { return nil }
    guard let meaning = try? JSONParser(maximumDepth: 2_000).parse(Array(text.utf8)), meaning == value else {
      throw problem("the output as JSON text")
    }
    return text
  }
}
