public import OrderedJSON
import StatesLanguage

extension HistoryEvent {
  /// Appends the event as GetExecutionHistory shows it.
  ///
  /// - Parameters:
  ///   - writer: the writer to append to.
  ///   - includesData: whether inputs, outputs, parameters and variables are shown (`includeExecutionData`).
  ///   - epochTimestamps: whether the time is a number of seconds since 1970 instead of ISO-8601 text.
  public func write(to writer: inout ByteWriter, includesData: Bool = true, epochTimestamps: Bool = false) {
    var written = WrittenPayload()
    write(to: &writer, includesData: includesData, epochTimestamps: epochTimestamps, &written)
  }

  fileprivate func write(
    to writer: inout ByteWriter, includesData: Bool, epochTimestamps: Bool, _ written: inout WrittenPayload
  ) {
    var object = ObjectWriter(&writer)
    if epochTimestamps {
      object.member("timestamp", number: .decimal(significand: timestamp.milliseconds, scale: 3), to: &writer)
    } else {
      object.member("timestamp", time: timestamp, to: &writer)
    }
    object.member("type", string: type.rawValue, to: &writer)
    object.member("id", number: .integer(Int64(id)), to: &writer)
    object.member("previousEventId", number: .integer(Int64(previousEventID)), to: &writer)
    if let name = detailsName {
      object.name(name, to: &writer)
      var inner = ObjectWriter(&writer)
      writeDetails(&inner, to: &writer, includesData: includesData, &written)
      inner.end(&writer)
    }
    object.end(&writer)
  }

  /// The event as GetExecutionHistory shows it.
  public var json: JSON {
    var writer = ByteWriter()
    write(to: &writer)
    return (try? JSON(parsing: writer.bytes)) ?? .null
  }

  /// The name of the member that contains the details; the service omits it if there are none.
  private var detailsName: String? {
    switch details {
    case .stateEntered: return "stateEnteredEventDetails"
    case .stateExited: return "stateExitedEventDetails"
    case .stateAborted, .parallelStateStarted, .parallelStateSucceeded, .parallelStateFailed, .mapStateSucceeded,
      .mapStateFailed, .mapRunSucceeded:
      return nil
    case .taskStarted(let request, _):
      if case .lambdaFunction = request.resource { return nil }
    case .executionStarted, .executionSucceeded, .executionFailed, .executionTimedOut, .executionAborted,
      .executionRedriven, .taskScheduled, .taskSubmitted, .taskSucceeded, .taskFailed, .taskTimedOut, .mapStateStarted,
      .mapIterationStarted, .mapIterationSucceeded, .mapIterationFailed, .mapIterationAborted, .mapRunStarted,
      .mapRunFailed, .mapRunRedriven, .evaluationFailed:
      break
    }
    let name = type.rawValue
    return name.prefix(1).lowercased() + name.dropFirst() + "EventDetails"
  }

  private func writeDetails(
    _ object: inout ObjectWriter, to writer: inout ByteWriter, includesData: Bool, _ written: inout WrittenPayload
  ) {
    switch details {
    case .executionStarted(let input, let roleARN):
      object.data("input", input, includesData, to: &writer, &written)
      object.member("roleArn", string: roleARN, to: &writer)
    case .executionSucceeded(let output): object.data("output", output, includesData, to: &writer, &written)
    case .executionFailed(let error), .executionTimedOut(let error), .executionAborted(let error),
      .mapRunFailed(let error):
      object.error(error, to: &writer)
    case .executionRedriven(let count):
      object.member("redriveCount", number: .integer(Int64(count)), to: &writer)
    case .stateEntered(let state, let input):
      object.member("name", string: state.name, to: &writer)
      object.data("input", input, includesData, to: &writer, &written)
    case .stateExited(let state, let output, let assigned):
      object.member("name", string: state.name, to: &writer)
      object.data("output", output, includesData, to: &writer, &written)
      if let assigned, includesData { object.variables(assigned, to: &writer) }
    case .taskScheduled(let request): object.scheduled(request, includesData, to: &writer, &written)
    case .taskStarted(let request, let worker):
      object.integration(request, to: &writer)
      if let worker { object.member("workerName", string: worker, to: &writer) }
    case .taskSubmitted(let request, let output), .taskSucceeded(let request, let output):
      object.integration(request, to: &writer)
      object.data("output", output, includesData, to: &writer, &written)
    case .taskFailed(let request, let error), .taskTimedOut(let request, let error):
      object.integration(request, to: &writer)
      object.error(error, to: &writer)
    case .mapStateStarted(let length): object.member("length", number: .integer(Int64(length)), to: &writer)
    case .mapIterationStarted(let state, let index), .mapIterationSucceeded(let state, let index),
      .mapIterationFailed(let state, let index), .mapIterationAborted(let state, let index):
      object.member("name", string: state.name, to: &writer)
      object.member("index", number: .integer(Int64(index)), to: &writer)
    case .mapRunStarted(let arn): object.member("mapRunArn", string: arn, to: &writer)
    case .mapRunRedriven(let arn, let count):
      object.member("mapRunArn", string: arn, to: &writer)
      object.member("redriveCount", number: .integer(Int64(count)), to: &writer)
    case .evaluationFailed(let failure):
      object.member("state", string: failure.state, to: &writer)
      if let location = failure.location { object.member("location", string: location, to: &writer) }
      object.member("error", string: failure.error, to: &writer)
      object.member("cause", string: failure.cause, to: &writer)
    case .stateAborted, .parallelStateStarted, .parallelStateSucceeded, .parallelStateFailed, .mapStateSucceeded,
      .mapStateFailed, .mapRunSucceeded:
      break
    }
  }
}

extension Collection<HistoryEvent> {
  /// Writes the events as GetExecutionHistory shows them: `{"events":[…]}`, one event per line.
  public func writeHistory(to writer: inout ByteWriter, includesData: Bool = true, epochTimestamps: Bool = false) {
    writeEvents(to: &writer, includesData, epochTimestamps) { _, _ in }
  }

  /// Writes the events as GetExecutionHistory shows them, piece by piece: even for a long history, only one piece and
  /// one event are in memory.
  ///
  /// - Parameters:
  ///   - includesData: whether inputs, outputs, parameters and variables are shown (`includeExecutionData`).
  ///   - epochTimestamps: whether times are numbers of seconds since 1970 instead of ISO-8601 text.
  ///   - pieceBytes: the size in bytes from which a piece is passed on; 1 MiB by default.
  ///   - take: receives the pieces, in order; an error that it throws ends the writing.
  public func writeHistory<Failure: Error>(
    includesData: Bool = true, epochTimestamps: Bool = false, pieceBytes: Int = 1_048_576,
    inPieces take: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    var writer = ByteWriter(capacity: 65_536)
    try writeEvents(to: &writer, includesData, epochTimestamps) { writer, written throws(Failure) in
      guard writer.count >= pieceBytes else { return }
      try writer.withBytes(take)
      writer.removeAll()
      written.forget()
    }
    try writer.withBytes(take)
  }

  /// - Parameter didWrite: called after each event.
  private func writeEvents<Failure: Error>(
    to writer: inout ByteWriter, _ includesData: Bool, _ epochTimestamps: Bool,
    _ didWrite: (inout ByteWriter, inout WrittenPayload) throws(Failure) -> Void
  ) throws(Failure) {
    writer.append("{\"events\":[" as StaticString)
    var first = true
    var written = WrittenPayload()
    for event in self {
      writer.append(first ? "\n" as StaticString : ",\n" as StaticString)
      first = false
      event.write(to: &writer, includesData: includesData, epochTimestamps: epochTimestamps, &written)
      try didWrite(&writer, &written)
    }
    writer.append("\n]}" as StaticString)
  }
}

/// Writes the members of one object, including the commas.
private struct ObjectWriter {
  private var isFirst = true

  init(_ writer: inout ByteWriter) { writer.append(0x7b) }

  mutating func name(_ name: String, to writer: inout ByteWriter) {
    if !isFirst { writer.append(0x2c) }
    isFirst = false
    writer.append(0x22)
    writer.append(name)
    writer.append(0x22)
    writer.append(0x3a)
  }

  mutating func member(_ key: String, string: String, to writer: inout ByteWriter) {
    name(key, to: &writer)
    writer.append(quoted: string)
  }

  mutating func member(_ key: String, time: Timestamp, to writer: inout ByteWriter) {
    name(key, to: &writer)
    writer.append(0x22)
    time.withText { writer.append($0) }
    writer.append(0x22)
  }

  mutating func member(_ key: String, number: JSONNumber, to writer: inout ByteWriter) {
    name(key, to: &writer)
    writer.append(number)
  }

  mutating func details(_ key: String, to writer: inout ByteWriter) {
    name(key, to: &writer)
    writer.append("{\"truncated\":false}" as StaticString)
  }

  mutating func data(
    _ key: String, _ payload: Execution.Payload, _ isShown: Bool, to writer: inout ByteWriter,
    _ written: inout WrittenPayload
  ) {
    guard isShown else { return }
    name(key, to: &writer)
    written.write(payload, to: &writer)
    details(key + "Details", to: &writer)
  }

  mutating func error(_ error: ErrorOutput, to writer: inout ByteWriter) {
    if let name = error.error { member("error", string: name, to: &writer) }
    if let cause = error.cause { member("cause", string: cause, to: &writer) }
  }

  mutating func variables(_ assigned: AssignedVariables, to writer: inout ByteWriter) {
    name("assignedVariables", to: &writer)
    var inner = ObjectWriter(&writer)
    for member in assigned.values.members {
      inner.quotedName(member.key, to: &writer)
      writer.append(quoted: JSONPrinter.compact.string(member.value))
    }
    inner.end(&writer)
    details("assignedVariablesDetails", to: &writer)
  }

  private mutating func quotedName(_ name: String, to writer: inout ByteWriter) {
    if !isFirst { writer.append(0x2c) }
    isFirst = false
    writer.append(quoted: name)
    writer.append(0x3a)
  }

  mutating func integration(_ request: TaskRequest, to writer: inout ByteWriter) {
    guard case .integration(let integration) = request.resource else { return }
    member("resourceType", string: integration.service, to: &writer)
    member("resource", string: integration.action, to: &writer)
  }

  mutating func scheduled(
    _ request: TaskRequest, _ includesData: Bool, to writer: inout ByteWriter, _ written: inout WrittenPayload
  ) {
    switch request.resource {
    case .lambdaFunction, .activity:
      member("resource", string: request.resource.arn, to: &writer)
      data("input", request.payload, includesData, to: &writer, &written)
    case .integration:
      integration(request, to: &writer)
      member("region", string: request.region, to: &writer)
      if includesData {
        name("parameters", to: &writer)
        written.write(request.payload, to: &writer)
      }
    }
    if let seconds = request.timeoutSeconds {
      member("timeoutInSeconds", number: .integer(Int64(seconds)), to: &writer)
    }
    if let seconds = request.heartbeatSeconds {
      member("heartbeatInSeconds", number: .integer(Int64(seconds)), to: &writer)
    }
    if let role = request.roleARN {
      name("taskCredentials", to: &writer)
      var inner = ObjectWriter(&writer)
      inner.member("roleArn", string: role, to: &writer)
      inner.end(&writer)
    }
  }

  func end(_ writer: inout ByteWriter) { writer.append(0x7d) }
}

/// Writes payloads' JSON texts as JSON strings, and records where the last one is: the output of a state is the input
/// of the next, so that most payloads are shown twice in a row.
private struct WrittenPayload: ~Copyable {
  private var last: Execution.Payload?
  private var place = 0..<0
  private var text = ByteWriter(capacity: 256)

  /// Discards the position of the last payload.
  mutating func forget() { last = nil }

  mutating func write(_ payload: Execution.Payload, to writer: inout ByteWriter) {
    if let last, last === payload { return writer.append(again: place) }
    text.removeAll()
    payload.write(to: &text)
    let start = writer.count
    text.withBytes { writer.append(quotedUTF8: $0) }
    place = start..<writer.count
    last = payload
  }
}
