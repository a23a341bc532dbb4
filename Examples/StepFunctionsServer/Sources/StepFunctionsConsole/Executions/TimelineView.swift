import StatesEngine
import StatesGraph
import StatesTesting

/// The visits of states in time: a bar for each attempt, waiting apart from working, branches and iterations inside their state.
struct TimelineView: Sendable {
  let reading: ExecutionReading
  let links: Links
  let start: Timestamp
  let end: Timestamp

  private var trace: ExecutionTrace { reading.trace }
  private var arn: String { reading.description.executionArn }

  /// How many rows a page has at first, how many visits of one track, how many branches or iterations of one state.
  private static let (maximumRows, maximumVisits, maximumTracks) = (250, 100, 50)
  /// Deeper rows are not indented further.
  private static let maximumDepth = 8
  /// Branches and iterations with at most so many visits in all are shown at once.
  private static let openedVisits = 24

  init(_ reading: ExecutionReading, links: Links, now: Timestamp) {
    self.reading = reading
    self.links = links
    start = reading.description.startDate
    end = reading.end(now: now)
  }

  /// The whole timeline.
  func write(to html: inout HTML) {
    html.tag(
      "div", .class("timeline"), .id("timeline"), .of("role", "group"), .of("aria-label", "Timeline"),
      .of("tabindex", "0")
    ) { html in
      html.tag("div", .class("row axis"), .of("aria-hidden", "true")) { html in
        html.tag("span", text: "State")
        html.tag("span", .class("duration"), text: "Duration")
        html.tag("span", .class("ticks")) { html in
          let length = end.milliseconds - start.milliseconds
          for quarter in 0...4 { html.tag("span", text: Measures.duration(length * Int64(quarter) / 4)) }
        }
      }
      guard let first = trace.tracks.indices.first, !trace.tracks[first].visits.isEmpty else {
        html.empty("No state has been entered yet.")
        return
      }
      var budget = Self.maximumRows
      writeTrack(first, depth: 0, budget: &budget, to: &html)
    }
  }

  /// The rows of a track that a page asks for later: the latest before an index; 0 for the latest of all.
  func writePart(of track: Int, from: Int, depth: Int, to html: inout HTML) {
    guard trace.tracks.indices.contains(track) else { return }
    let range = Self.window(trace.tracks[track].visits.count, from)
    var budget = Self.maximumRows
    html.tag("ol", .flag("data-part")) { html in
      for visit in trace.tracks[track].visits[range] { writeVisit(visit, depth, &budget, to: &html) }
    }
    writeEarlier(track, range.lowerBound, depth, isRest: true, to: &html)
  }

  /// The branches or iterations of a visit that a page asks for later, from an index on.
  func writePart(ofVisit visit: Int, from: Int, depth: Int, to html: inout HTML) {
    guard trace.visits.indices.contains(visit) else { return }
    let tracks = trace.visits[visit].tracks
    let range =
      min(max(0, from), tracks.count)..<min(max(0, from) + Self.maximumTracks, max(tracks.count, max(0, from)))
    var budget = Self.maximumRows
    html.tag("ol", .flag("data-part")) { html in
      for track in tracks[range.clamped(to: 0..<tracks.count)] { writeTrackRow(track, depth, &budget, to: &html) }
    }
    writeMore(visit, range.upperBound, depth, isRest: true, to: &html)
  }

  /// The visits of a track that are shown: those before an index, at most so many; 0 for the latest.
  private static func window(_ count: Int, _ before: Int) -> Range<Int> {
    let upper = before <= 0 ? count : min(before, count)
    return max(0, upper - maximumVisits)..<upper
  }

  private func writeTrack(_ track: Int, depth: Int, budget: inout Int, to html: inout HTML) {
    let visits = trace.tracks[track].visits
    let range = Self.window(visits.count, 0)
    writeEarlier(track, range.lowerBound, depth, to: &html)
    html.tag("ol", .id("track-\(track)")) { html in
      for visit in visits[range] { writeVisit(visit, depth, &budget, to: &html) }
    }
  }

  private func partLink(_ name: StaticString, _ index: Int, from: Int, depth: Int) -> Link {
    links.page(.executionTrack, arn).with(name, "\(index)").with("from", "\(from)").with("depth", "\(depth)")
  }

  /// The data of a visit.
  private func link(to visit: ExecutionTrace.Visit) -> Link {
    links.page(.execution, arn).with("visit", "\(visit.enteredEvent)").at("state-panel")
  }

  /// The link to visits before those that are shown.
  ///
  /// - Parameter isRest: whether it is that of a part, after those inside its rows.
  private func writeEarlier(_ track: Int, _ count: Int, _ depth: Int, isRest: Bool = false, to html: inout HTML) {
    guard count > 0 else { return }
    let link = partLink("track", track, from: count, depth: depth)
    html.tag(
      "a", .class("button quiet"), .href(link), .data("data-more", link.asPart), .of("data-into", "track-\(track)"),
      .flag("data-before"), .flag("data-rest", if: isRest), text: "\(Measures.count(count, "earlier state"))")
  }

  /// The link to further branches or iterations.
  private func writeMore(_ visit: Int, _ from: Int, _ depth: Int, isRest: Bool = false, to html: inout HTML) {
    let rest = trace.visits[visit].tracks.count - from
    guard rest > 0 else { return }
    let link = partLink("visit", visit, from: from, depth: depth)
    html.tag(
      "a", .class("button quiet"), .href(link), .data("data-more", link.asPart), .of("data-into", "inside-\(visit)"),
      .flag("data-rest", if: isRest), text: "\(Measures.grouped(rest)) more")
  }

  // MARK: Rows

  private func writeVisit(_ index: Int, _ depth: Int, _ budget: inout Int, to html: inout HTML) {
    let visit = trace.visits[index]
    budget -= 1
    html.tag("li", visit.tracks.isEmpty ? nil : .class("fold")) { html in
      if visit.tracks.isEmpty {
        html.tag(
          "div", .class(Self.rowClass(depth)), .id("row-\(visit.enteredEvent)"),
          .of("data-visit", "\(visit.enteredEvent)")
        ) {
          writeVisitRow(visit, isFold: false, to: &$0)
        }
        return
      }
      let inside = visit.tracks.reduce(0) { $0 + 1 + trace.tracks[$1].visits.count }
      let isShown = inside <= min(budget, Self.openedVisits)
      html.tag(
        "details", .id("visit-\(visit.enteredEvent)"), .flag("open", if: isShown),
        isShown ? nil : .data("data-source", partLink("visit", index, from: 0, depth: depth + 1).asPart)
      ) { html in
        html.tag(
          "summary", .class(Self.rowClass(depth)), .id("row-\(visit.enteredEvent)"),
          .of("data-visit", "\(visit.enteredEvent)")
        ) { writeVisitRow(visit, isFold: true, to: &$0) }
        html.tag("ol", .id("inside-\(index)")) { html in
          if isShown {
            for track in visit.tracks { writeTrackRow(track, depth + 1, &budget, to: &html) }
          } else {
            html.tag("li") { html in
              html.tag("a", .href(partLink("visit", index, from: 0, depth: depth + 1)), text: "Show them")
            }
          }
        }
        if !isShown { writeMore(index, Self.maximumTracks, depth + 1, to: &html) }
      }
      html.tag(
        "a", .class("look"), .id("link-\(visit.enteredEvent)"), .href(link(to: visit)),
        .of("aria-label", "Data of \(visit.state.name)"), text: "Data")
    }
  }

  private static func rowClass(_ depth: Int) -> String { "row d\(min(depth, maximumDepth))" }

  /// A branch or an iteration.
  private func writeTrackRow(_ index: Int, _ depth: Int, _ budget: inout Int, to html: inout HTML) {
    let track = trace.tracks[index]
    budget -= 1
    let isShown = track.visits.count <= min(budget, Self.openedVisits)
    html.tag("li") { html in
      html.tag(
        "details", .id("fold-\(index)"), .flag("open", if: isShown),
        isShown ? nil : .data("data-source", partLink("track", index, from: 0, depth: depth + 1).asPart)
      ) { html in
        html.tag("summary", .class(Self.rowClass(depth) + " track")) { html in
          html.tag("span", .class("label")) { html in
            html.tag("span", .class("name"), text: title(of: track))
            if let note = note(of: track) { html.tag("span", .class("note failed"), text: note) }
          }
          html.tag(
            "span", .class("duration"), .title(track.started.description),
            text: Measures.duration(from: track.started, to: self.end(of: track)))
          html.tag("span") { _ in }
        }
        html.tag("ol", .id("track-\(index)")) { html in
          if isShown {
            for visit in track.visits { writeVisit(visit, depth + 1, &budget, to: &html) }
          } else {
            html.tag("li") { html in
              html.tag("a", .href(partLink("track", index, from: 0, depth: depth + 1)), text: "Show it")
            }
          }
        }
      }
    }
  }

  /// When a branch or an iteration ended. No event says so of a branch that failed or was cut off: its last state does, or
  /// the attempt of the state that it is in.
  private func end(of track: ExecutionTrace.Track) -> Timestamp {
    if let ended = track.ended { return ended }
    if let last = track.visits.last, let left = trace.visits[last].left { return left }
    guard let owner = track.owner else { return end }
    let attempts = trace.visits[owner].attempts
    let attempt = attempts.indices.contains(track.attempt - 1) ? attempts[track.attempt - 1].ended : nil
    return attempt ?? trace.visits[owner].left ?? end
  }

  /// How a branch or an iteration ended without success.
  private func note(of track: ExecutionTrace.Track) -> String? {
    switch track.end {
    case .failed: return "failed"
    case .aborted: return "aborted"
    case .succeeded: return nil
    case .open:
      guard track.ended == nil, let last = track.visits.last else { return nil }
      switch GraphOverlay.Status(trace.visits[last], hasEnded: !reading.isRunning) {
      case .failed: return "failed"
      case .aborted: return "aborted"
      case .succeeded, .caught, .running, .notReached: return nil
      }
    }
  }

  private func title(of track: ExecutionTrace.Track) -> String {
    let title =
      switch track.kind {
      case .execution: "Execution"
      case .branch(let index): "Branch \(index + 1)"
      case .iteration(let index): "Iteration \(index)"
      }
    guard let owner = track.owner, trace.visits[owner].attempts.count > 1 else { return title }
    return title + ", attempt \(track.attempt)"
  }

  /// - Parameter isFold: whether the row itself is pressed to fold what is inside, so that it can have no link.
  private func writeVisitRow(_ visit: ExecutionTrace.Visit, isFold: Bool, to html: inout HTML) {
    let status = GraphOverlay.Status(visit, hasEnded: !reading.isRunning)
    html.tag("span", .class("label")) { html in
      if isFold {
        html.tag("span", .class("name"), text: visit.state.name)
      } else {
        html.tag(
          "a", .class("name"), .id("link-\(visit.enteredEvent)"), .href(link(to: visit)), text: visit.state.name)
      }
      for note in notes(visit, status) { html.tag("span", .class("note \(note.kind)"), text: note.text) }
    }
    html.tag(
      "span", .class("duration"), .title(visit.entered.description),
      text: Measures.duration(from: visit.entered, to: visit.left ?? end))
    html.tag("svg", .class("bar"), .of("role", "img"), .of("aria-label", "\(visit.state.name): \(status.text)")) {
      html in
      for bar in TimelineBars(visit, status: status, redrives: trace.redrives.map(\.time), until: end).bars {
        write(bar, to: &html)
      }
    }
  }

  private func notes(_ visit: ExecutionTrace.Visit, _ status: GraphOverlay.Status) -> [(
    kind: StaticString, text: String
  )] {
    var notes: [(StaticString, String)] = []
    let retries = reading.retryCount(of: visit)
    if retries > 0 { notes.append(("", retries == 1 ? "retried" : "retried \(retries)×")) }
    if retries < visit.attempts.count - 1 { notes.append(("", "redriven")) }
    if !visit.tracks.isEmpty { notes.append(("", "\(Measures.grouped(visit.tracks.count))×")) }
    switch status {
    case .caught: notes.append(("caught", "caught \(visit.error?.error ?? "an error")"))
    case .failed: notes.append(("failed", visit.error?.error ?? "failed"))
    case .aborted: notes.append(("failed", "aborted"))
    case .running: notes.append(("", "running"))
    case .succeeded, .notReached: break
    }
    return notes
  }

  private func write(_ bar: TimelineBars.Bar, to html: inout HTML) {
    let total = Int(clamping: max(1, end.milliseconds - start.milliseconds))
    func offset(_ time: Timestamp) -> Int { min(total, max(0, Int(clamping: time.milliseconds - start.milliseconds))) }
    let (from, to) = (offset(bar.start), offset(bar.end))
    // What took no time is seen nevertheless.
    let width = max(to - from, (total + 399) / 400)
    let x = min(from, total - width)
    html.tag(
      "rect", .class(bar.kind.rawValue), .of("x", Percent.of(max(0, x), total)), .of("width", Percent.of(width, total)),
      .of("y", bar.kind.isThin ? "7" : "3"), .of("height", bar.kind.isThin ? "6" : "14"), .of("rx", "2")
    ) { html in
      html.tag("title", text: "\(bar.title), \(Measures.duration(from: bar.start, to: bar.end))")
    }
  }
}
