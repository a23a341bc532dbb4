import OrderedJSON
import StatesEngine
import StatesLanguage

/// Renders what an execution did for people: a line for each state with its time, its duration and its output or error,
/// below it the attempts of its task, its branches and its iterations.
///
/// ```
///      0 s  started  {"order":7}
///      0 s  ✓ Charge  Task  3 s  {"paid":true}
///      0 s      ✗ attempt 1  1 s  Gateway.Busy: try again
///      2 s      ✓ attempt 2  1 s
///      3 s  succeeded after 3 s  {"paid":true}
/// ```
///
/// The work is bounded: data, long sequences and many iterations are abbreviated.
package struct TraceRenderer: Sendable {
  /// How many characters a line may have.
  package var width: Int
  /// Whether terminal escape sequences color the text.
  package var isColored: Bool
  /// How many states of a sequence are shown; of more, those in the middle are only counted.
  package var maximumVisits = 200
  /// How many branches or iterations of a state are shown; those that failed come first.
  package var maximumTracks = 20

  /// Creates a renderer.
  package init(width: Int = 120, isColored: Bool = false) {
    self.width = max(40, width)
    self.isColored = isColored
  }

  /// Renders a trace as text, without a line break after the last line.
  package func text(of trace: ExecutionTrace) -> String {
    var lines: [String] = []
    append(.plain("started"), data(trace.input), at: trace.started, trace, 0, to: &lines)
    append(trace.tracks[0], of: trace, 0, to: &lines)
    let duration = Self.duration(trace.ended.milliseconds - trace.started.milliseconds)
    switch trace.ending {
    case .executionSucceeded(let output):
      append(.init("succeeded after \(duration)", .green), data(output), at: trace.ended, trace, 0, to: &lines)
    case .executionFailed(let error):
      append(.init("failed after \(duration)", .red), text(of: error), at: trace.ended, trace, 0, to: &lines)
    case .executionTimedOut(let error):
      append(.init("timed out after \(duration)", .red), text(of: error), at: trace.ended, trace, 0, to: &lines)
    case .executionAborted(let error):
      append(.init("stopped after \(duration)", .yellow), text(of: error), at: trace.ended, trace, 0, to: &lines)
    default: append(.init("still running after \(duration)", .yellow), "", at: trace.ended, trace, 0, to: &lines)
    }
    return lines.joined(separator: "\n")
  }

  // MARK: Lines

  private func append(_ track: ExecutionTrace.Track, of trace: ExecutionTrace, _ level: Int, to lines: inout [String]) {
    let shown = max(2, maximumVisits)
    let (first, last) =
      track.visits.count <= shown ? (track.visits.count, 0) : (shown - shown / 4, shown / 4)
    for visit in track.visits.prefix(first) { append(trace.visits[visit], of: trace, level, to: &lines) }
    if last > 0 {
      let count = track.visits.count - first - last
      lines.append(indent(nil, trace, level) + styled("… \(count) more states", .dim))
    }
    for visit in track.visits.suffix(last) { append(trace.visits[visit], of: trace, level, to: &lines) }
  }

  private func append(_ visit: ExecutionTrace.Visit, of trace: ExecutionTrace, _ level: Int, to lines: inout [String]) {
    var parts = [mark(visit.end, isCaught: visit.isCaught), Part(Self.plain(visit.state.name), .bold)]
    parts.append(.plain(" " + visit.state.type.rawValue))
    if let left = visit.left, left > visit.entered {
      parts.append(.plain(" " + Self.duration(from: visit.entered, to: left)))
    }
    let details: String
    switch visit.end {
    case .open: details = "waits"
    case .aborted: details = "was cut off"
    case .failed: details = text(of: visit.error)
    case .succeeded:
      let caught = visit.isCaught ? "caught \(visit.error?.error.map(Self.plain) ?? "an error") → " : ""
      let assigned = visit.assigned.map { " assigned \(data(.object($0)))" } ?? ""
      details = caught + data(visit.output) + assigned
    }
    append(parts, details, at: visit.entered, trace, level, to: &lines)
    if visit.state.type == .task, visit.attempts.count > 1 {
      for attempt in visit.attempts { append(attempt, of: trace, level + 1, to: &lines) }
    }
    if let mapRun = visit.mapRun { append([.plain("map run")], mapRun, at: nil, trace, level + 1, to: &lines) }
    appendTracks(of: visit, trace, level + 1, to: &lines)
  }

  private func append(
    _ attempt: ExecutionTrace.Attempt, of trace: ExecutionTrace, _ level: Int, to lines: inout [String]
  ) {
    var parts = [mark(attempt.end), .plain("attempt \(attempt.number)")]
    if let ended = attempt.ended, ended > attempt.scheduled {
      parts.append(.plain(" " + Self.duration(from: attempt.scheduled, to: ended)))
    }
    append(parts, text(of: attempt.error), at: attempt.scheduled, trace, level, to: &lines)
  }

  private func appendTracks(
    of visit: ExecutionTrace.Visit, _ trace: ExecutionTrace, _ level: Int, to lines: inout [String]
  ) {
    var tracks = visit.tracks
    if tracks.count > maximumTracks {
      let failed = tracks.filter { trace.tracks[$0].end == .failed }.prefix(maximumTracks)
      let others = tracks.filter { trace.tracks[$0].end != .failed }.prefix(maximumTracks - failed.count)
      tracks = (failed + others).sorted()
    }
    for index in tracks {
      let track = trace.tracks[index]
      let label: String
      switch track.kind {
      case .execution: label = ""
      case .branch(let number): label = "branch \(number)"
      case .iteration(let number): label = "iteration \(number)"
      }
      let parts = track.end == .failed ? [mark(.failed), .plain(label)] : [Part(label, .cyan)]
      append(parts, track.end == .aborted ? "was cut off" : "", at: nil, trace, level, to: &lines)
      append(track, of: trace, level + 1, to: &lines)
    }
    if visit.tracks.count > tracks.count {
      lines.append(indent(nil, trace, level) + styled("… \(visit.tracks.count - tracks.count) more", .dim))
    }
  }

  private func append(
    _ part: Part, _ details: String, at time: Timestamp, _ trace: ExecutionTrace, _ level: Int, to lines: inout [String]
  ) {
    append([part], details, at: time, trace, level, to: &lines)
  }

  /// Appends a line, with its details cut so that it fits.
  private func append(
    _ parts: [Part], _ details: String, at time: Timestamp?, _ trace: ExecutionTrace, _ level: Int,
    to lines: inout [String]
  ) {
    var line = indent(time, trace, level)
    var used = Self.timeWidth + 2 + 2 * level
    for (place, part) in parts.enumerated() {
      if place > 0 {
        line += " "
        used += 1
      }
      line += styled(part.text, part.style)
      used += part.text.unicodeScalars.count
    }
    let room = width - used - 2
    if !details.isEmpty, room > 1 { line += "  " + styled(Self.cut(details, to: room), .dim) }
    lines.append(line)
  }

  private func indent(_ time: Timestamp?, _ trace: ExecutionTrace, _ level: Int) -> String {
    let text = time.map { Self.duration(from: trace.started, to: $0) } ?? ""
    let padding = String(repeating: " ", count: max(0, Self.timeWidth - text.unicodeScalars.count))
    // Deeper nesting is not shown by more space than a line has.
    return padding + styled(text, .dim) + "  " + String(repeating: "  ", count: min(level, width / 4))
  }

  private static let timeWidth = 11

  // MARK: Data

  private func data(_ payload: Execution.Payload?) -> String { payload.map { data($0.json) } ?? "" }

  private func data(_ value: JSON) -> String { AbbreviatedJSON.text(of: value, upTo: width) }

  private func text(of error: ErrorOutput?) -> String {
    [error?.error, error?.cause].compactMap { $0.map { String($0.prefix(width)) } }.joined(separator: ": ")
  }

  /// A string on one line, at most so many characters long.
  private static func cut(_ text: String, to length: Int) -> String {
    let scalars = plain(String(text.unicodeScalars.prefix(length + 1))).unicodeScalars
    guard scalars.count > length else { return String(scalars) }
    return String(String.UnicodeScalarView(scalars.prefix(max(0, length - 1)))) + "…"
  }

  /// A string without what a terminal might take for a command.
  private static func plain(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
    return String(
      String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  // MARK: Time

  private static func duration(from start: Timestamp, to end: Timestamp) -> String {
    duration(end.milliseconds - start.milliseconds)
  }

  /// A duration in the two largest units that it has.
  package static func duration(_ milliseconds: Int64) -> String {
    let milliseconds = max(0, milliseconds)
    switch milliseconds {
    case ..<1_000: return milliseconds == 0 ? "0 s" : "\(milliseconds) ms"
    case ..<60_000:
      let rest = milliseconds % 1_000
      guard rest > 0 else { return "\(milliseconds / 1_000) s" }
      let digits = String(String(1_000 + rest).dropFirst())
      let end = digits.lastIndex { $0 != "0" } ?? digits.startIndex
      return "\(milliseconds / 1_000).\(digits[...end]) s"
    case ..<3_600_000: return units(milliseconds, 60_000, "min", 1_000, "s")
    case ..<86_400_000: return units(milliseconds, 3_600_000, "h", 60_000, "min")
    default: return units(milliseconds, 86_400_000, "d", 3_600_000, "h")
    }
  }

  private static func units(
    _ milliseconds: Int64, _ large: Int64, _ largeName: String, _ small: Int64, _ smallName: String
  ) -> String {
    let rest = milliseconds % large / small
    return "\(milliseconds / large) \(largeName)" + (rest > 0 ? " \(rest) \(smallName)" : "")
  }

  // MARK: Colors

  /// A part of a line.
  private struct Part {
    var text: String
    var style: Style

    init(_ text: String, _ style: Style) {
      self.text = text
      self.style = style
    }

    static func plain(_ text: String) -> Part { Part(text, .none) }
  }

  private enum Style: String {
    case none = ""
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  private func mark(_ end: ExecutionTrace.End, isCaught: Bool = false) -> Part {
    switch end {
    case .open: Part("…", .yellow)
    case .succeeded: isCaught ? Part("!", .yellow) : Part("✓", .green)
    case .failed: Part("✗", .red)
    case .aborted: Part("-", .yellow)
    }
  }

  private func styled(_ text: String, _ style: Style) -> String {
    isColored && style != .none && !text.isEmpty ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
  }
}
