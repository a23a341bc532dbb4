public import OrderedJSON

/// What a replay found: see ``ReplayTest``.
public struct ReplayReport: Sendable {
  /// The result of a replay.
  public enum Verdict: Sendable {
    /// Every recorded event came out again.
    case same
    /// An event came out otherwise; it is the first one.
    case different(ReplayDifference)
    /// The history does not tell enough to go on: why, and at which event.
    case undecided(reason: String, event: Int)
  }

  /// The result.
  public let verdict: Verdict
  /// How many events the history has.
  public let recordedCount: Int
  /// How many of them have come out again.
  public let replayedCount: Int
  /// What is worth knowing besides: what could not be compared, and what would take more or less time now.
  public let notes: [ReplayNote]
  /// The values that differ in every run and were taken from the history: random ones, times, tokens, names of
  /// executions.
  public let taken: [TakenValue]

  /// A value that was taken from the history.
  public struct TakenValue: Sendable {
    /// The recorded event that has it.
    public var event: Int
    /// The value.
    public var value: ReplayedValue
  }

  /// Whether every recorded event came out again.
  public var isSame: Bool { if case .same = verdict { true } else { false } }

  /// The first event that came out otherwise, if there is one.
  public var difference: ReplayDifference? { if case .different(let difference) = verdict { difference } else { nil } }
}

/// A remark about one event of a history.
public struct ReplayNote: Sendable, Hashable, CustomStringConvertible {
  /// The number of the recorded event.
  public var event: Int
  /// What there is to say.
  public var message: String
  /// `event 7: …`.
  public var description: String { "event \(event): \(message)" }
}

/// The first event of a history that came out otherwise.
public struct ReplayDifference: Sendable {
  /// The event as it was recorded; `nil` if the history has none there.
  public let recorded: RecordedEvent?
  /// The event as it came out; `nil` if none did.
  public let replayed: JSON?
  /// The parts that differ, if it is an event of the same type.
  public let values: [ReplayedValue]
  /// What happened instead, in a sentence.
  public let summary: String
  /// The state that is to blame.
  public let stateName: String?
  /// Where that state is in the definition.
  public let location: Location?
  /// The state's input.
  public let input: JSON?
  /// The variables that the state sees.
  public let variables: JSON.Object?

  /// A position in a definition.
  public struct Location: Sendable, Hashable {
    /// The name of the file, if it is known.
    public var file: String?
    /// The line and the column.
    public var position: SourcePosition
    /// The state's pointer, or that of its field that decides, as far as it is known.
    public var pointer: JSONPointer
  }

  /// The number of the recorded event, or of the one that would be next.
  public let event: Int
}

extension ReplayReport: CustomStringConvertible {
  /// What was found, in a few lines.
  public var description: String {
    var lines: [String] = []
    switch verdict {
    case .same: lines.append("the same, \(count(replayedCount, "event"))")
    case .different(let difference): lines += difference.lines
    case .undecided(let reason, let event):
      lines.append(
        "cannot be compared from event \(event) on: \(reason); the \(count(replayedCount, "event")) before are the same"
      )
    }
    if !taken.isEmpty { lines.append("  taken from the history: \(takenSummary)") }
    lines += notes.map { "  note: \($0)" }
    return lines.joined(separator: "\n")
  }

  private var takenSummary: String {
    let shown = taken.prefix(5).map { "\($0.value.path) of event \($0.event)" }
    return shown.joined(separator: ", ") + (taken.count > 5 ? " and \(taken.count - 5) more" : "")
  }

  private func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
}

extension ReplayDifference: CustomStringConvertible {
  /// The difference in a few lines: where, what was recorded, what came out, the state's data.
  public var description: String { lines.joined(separator: "\n") }

  fileprivate var lines: [String] {
    var lines = ["differs at event \(event): \(summary)"]
    if let location {
      let file = location.file.map { $0 + ":" } ?? ""
      let state = stateName.map { "the state '\($0)', " } ?? ""
      lines.append("  in \(state)\(file)\(location.position) \(location.pointer)")
    }
    if values.isEmpty {
      if let recorded { lines.append("  - " + Self.short(recorded.json)) }
      if let replayed { lines.append("  + " + Self.short(replayed)) }
    }
    for value in values {
      lines.append("  \(value.path)")
      lines.append("  - " + (value.recorded.map(Self.short) ?? "(nothing)"))
      lines.append("  + " + (value.replayed.map(Self.short) ?? "(nothing)"))
    }
    if let input { lines.append("  input: " + Self.short(input)) }
    if let variables, !variables.isEmpty { lines.append("  variables: " + Self.short(.object(variables))) }
    return lines
  }

  private static func short(_ value: JSON) -> String {
    let limit = 500
    guard JSONPrinter.compact.byteCount(value, upTo: 1 << 20) != nil else { return "(a value of more than 1 MiB)" }
    let text = JSONPrinter.compact.string(value)
    return text.count > limit ? text.prefix(limit) + "…" : text
  }
}

extension ReplayReport {
  /// The report as JSON: `verdict` is `SAME`, `DIFFERENT` or `UNDECIDED`.
  public var json: JSON {
    var object: JSON.Object = [:]
    switch verdict {
    case .same: object["verdict"] = "SAME"
    case .different(let difference):
      object["verdict"] = "DIFFERENT"
      object["difference"] = difference.json
    case .undecided(let reason, let event):
      object["verdict"] = "UNDECIDED"
      object["event"] = .integer(event)
      object["reason"] = .string(reason)
    }
    object["recordedEvents"] = .integer(recordedCount)
    object["replayedEvents"] = .integer(replayedCount)
    object["taken"] = .array(
      taken.map { ["event": .integer($0.event), "path": .string($0.value.path)] })
    object["notes"] = .array(notes.map { ["event": .integer($0.event), "message": .string($0.message)] })
    return .object(object)
  }
}

extension ReplayDifference {
  /// The difference as JSON.
  public var json: JSON {
    var object: JSON.Object = ["event": .integer(event), "summary": .string(summary)]
    if let stateName { object["state"] = .string(stateName) }
    if let location {
      if let file = location.file { object["file"] = .string(file) }
      object["line"] = .integer(location.position.line)
      object["column"] = .integer(location.position.column)
      object["pointer"] = .string(location.pointer.description)
    }
    if let recorded { object["recorded"] = recorded.json }
    if let replayed { object["replayed"] = replayed }
    object["values"] = .array(
      values.map { value in
        var entry: JSON.Object = ["field": .string(value.field), "pointer": .string(value.pointer.description)]
        if let recorded = value.recorded { entry["recorded"] = recorded }
        if let replayed = value.replayed { entry["replayed"] = replayed }
        return .object(entry)
      })
    if let input { object["input"] = input }
    if let variables { object["variables"] = .object(variables) }
    return .object(object)
  }
}
