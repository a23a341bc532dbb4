import OrderedJSON
import StatesEngine
import StatesGraph
import StatesLanguage
import StatesTesting

/// A visit of a state: its attempts, its error, its data step by step, the variables at that moment.
struct StatePanel: Sendable {
  let reading: ExecutionReading
  let visit: Int
  /// What the engine computes once more of its data; `nil` if the history has too much of it.
  let inspected: StateInspector.State?
  let now: Timestamp

  private var trace: ExecutionTrace { reading.trace }
  private var arn: String { reading.description.executionArn }

  /// The names of what is shown besides the steps.
  static let (variables, variablesAfter, context) = ("variables", "variables-after", "context")

  /// How many attempts are listed.
  private static let maximumAttempts = 50

  /// The panel without a state.
  static func writeEmpty(_ message: String, links: Links, arn: String, to html: inout HTML) {
    begin(links, arn, visit: nil, state: nil, to: &html)
    html.tag("h2", .id("state-heading"), .of("tabindex", "-1"), text: "State")
    html.tag("p", .class("more"), text: message)
    html.end("aside")
  }

  /// The panel, also when no state is chosen.
  static func write(_ panel: StatePanel?, links: Links, arn: String, to html: inout HTML) {
    guard let panel else {
      writeEmpty("Choose a state in the graph, the timeline or the events.", links: links, arn: arn, to: &html)
      return
    }
    panel.write(links: links, to: &html)
  }

  private static func begin(_ links: Links, _ arn: String, visit: Int?, state: Int?, to html: inout HTML) {
    html.begin(
      "aside", .id("state-panel"), .class("panel"), .of("aria-labelledby", "state-heading"),
      .data("data-source", links.page(.executionState, arn).asPart), visit.map { .of("data-visit", "\($0)") },
      state.map { .of("data-state", "\($0)") })
  }

  private func write(links: Links, to html: inout HTML) {
    let visit = trace.visits[visit]
    let status = GraphOverlay.Status(visit, hasEnded: !reading.isRunning)
    Self.begin(
      links, arn, visit: visit.enteredEvent, state: reading.state(of: visit), to: &html)
    html.tag("div", .class("title")) { html in
      html.tag("h2", .id("state-heading"), .class("name"), .of("tabindex", "-1"), text: visit.state.name)
      html.status(status.text)
    }
    writeSiblings(links, to: &html)
    html.tag("dl", .class("facts")) { html in
      html.fact("Type", text: visit.state.type.rawValue)
      if let path = path(to: visit) { html.fact("Inside", text: path) }
      html.fact("Entered") { $0.time(visit.entered) }
      html.fact("Duration", text: Measures.duration(from: visit.entered, to: visit.left ?? reading.end(now: now)))
      html.fact("Events") { html in
        html.tag(
          "a",
          .href(
            links.page(.execution, arn).with("visit", "\(visit.enteredEvent)").with(
              "before", "\(visit.enteredEvent + 50)"
            ).at("events")),
          text: "\(visit.enteredEvent)" + (visit.leftEvent.map { " to \($0)" } ?? " on"))
      }
      if let next = trace.visit(after: self.visit), visit.isCaught {
        html.fact("Caught, went on with") { html in
          html.tag(
            "a",
            .href(links.page(.execution, arn).with("visit", "\(trace.visits[next].enteredEvent)").at("state-panel")),
            text: trace.visits[next].state.name)
        }
      }
      if let mapRun = visit.mapRun {
        html.fact("Map run") { $0.tag("a", .href(links.page(.mapRun, mapRun)), text: "its child executions") }
      }
    }
    if let error = visit.error {
      html.tag("div", .class("notice")) { html in
        html.tag("strong", text: error.error ?? "An error without a name")
        if let cause = error.cause { Payload(cause, whole: whole("error", visit, links)).writeText(to: &html) }
      }
    }
    if !visit.attempts.isEmpty { writeAttempts(visit, links, to: &html) }
    writeData(visit, links, to: &html)
    html.end("aside")
  }

  /// Which branches and iterations a visit is in.
  private func path(to visit: ExecutionTrace.Visit) -> String? {
    var parts: [String] = []
    var track = visit.track
    while let owner = trace.tracks[track].owner {
      let name = trace.visits[owner].state.name
      switch trace.tracks[track].kind {
      case .branch(let index): parts.append("\(name), branch \(index + 1)")
      case .iteration(let index): parts.append("\(name), iteration \(index)")
      case .execution: break
      }
      track = trace.visits[owner].track
    }
    return parts.isEmpty ? nil : parts.reversed().joined(separator: " › ")
  }

  /// The other visits of the state.
  private func writeSiblings(_ links: Links, to html: inout HTML) {
    let name = trace.visits[visit].state.name
    let visits = trace.visits.indices.filter { trace.visits[$0].state.name == name }
    guard visits.count > 1, let index = visits.firstIndex(of: visit) else { return }
    html.tag("nav", .class("buttons"), .of("aria-label", "Visits of this state")) { html in
      for (title, other) in [("Previous", index - 1), ("Next", index + 1)] where visits.indices.contains(other) {
        let event = trace.visits[visits[other]].enteredEvent
        html.tag(
          "a", .class("button"), .href(links.page(.execution, arn).with("visit", "\(event)").at("state-panel")),
          text: title)
      }
      html.tag("span", text: "visit \(Measures.grouped(index + 1)) of \(Measures.grouped(visits.count))")
    }
  }

  private func writeAttempts(_ visit: ExecutionTrace.Visit, _ links: Links, to html: inout HTML) {
    html.tag("h3", text: visit.attempts.count == 1 ? "Attempt" : "\(visit.attempts.count) attempts")
    html.scrollable("Table of attempts") { html in
      html.tag("table", .class("list")) { html in
        html.tag("thead") { html in
          html.tag("tr") { html in
            for title in ["Number", "Began", "Took", "Ended with"] { html.tag("th", .of("scope", "col"), text: title) }
          }
        }
        html.tag("tbody") { html in
          for (index, attempt) in visit.attempts.prefix(Self.maximumAttempts).enumerated() {
            html.tag("tr") { html in
              html.tag("td", .class("number"), text: "\(index + 1)")
              html.tag("td") { $0.time(attempt.started ?? attempt.scheduled) }
              html.tag(
                "td", .class("number"),
                text: Measures.duration(
                  from: attempt.scheduled, to: attempt.ended ?? reading.end(now: now)))
              html.tag("td") { write(attempt, links, to: &$0) }
            }
          }
        }
      }
    }
    let rest = visit.attempts.count - Self.maximumAttempts
    if rest > 0 { html.tag("p", .class("more"), text: "\(Measures.grouped(rest)) more attempts") }
  }

  private func write(_ attempt: ExecutionTrace.Attempt, _ links: Links, to html: inout HTML) {
    switch attempt.end {
    case .open: html.status(reading.isRunning ? "running" : "aborted")
    case .succeeded: html.status("succeeded")
    case .failed: html.status("failed")
    case .aborted: html.status("aborted")
    }
    if let error = attempt.error?.error { html.tag("span", .class("wrap"), text: " \(error)") }
    if let worker = attempt.worker { html.tag("span", .class("wrap"), text: " worker \(worker)") }
    if let started = attempt.execution {
      html.text(" ")
      html.tag("a", .href(links.page(.execution, started)), text: "the execution that it started")
    }
    if attempt.end == .open, reading.isRunning, attempt.request != nil {
      html.text(" ")
      html.tag("a", .href(links.page(.tasks, arn)), text: "answer it")
    }
  }

  // MARK: Data

  private func writeData(_ visit: ExecutionTrace.Visit, _ links: Links, to html: inout HTML) {
    guard let inspected else {
      html.tag(
        "p", .class("more"),
        text: "The history has too much data to compute the steps in between; the events show input and output.")
      return
    }
    html.tag("h3", text: "Data, step by step")
    html.tag("ol", .class("stages")) { html in
      for (index, stage) in inspected.stages.enumerated() {
        html.tag("li") { html in
          if let value = stage.value {
            Payload(JSONPrinter.compact.string(value), whole: whole(stage.name, visit, links)).write(
              Self.title(stage), id: "stage-\(index)", to: &html)
          } else {
            html.tag("p", .class("decision")) { html in
              html.tag("strong", text: stage.name)
              html.text(" \(stage.note ?? "")")
            }
          }
        }
      }
    }
    html.tag("h3", text: "Variables")
    if inspected.variables.isEmpty, inspected.variablesAfter?.isEmpty ?? true {
      html.tag("p", .class("more"), text: "There are none.")
    } else {
      Payload(JSONPrinter.compact.string(.object(inspected.variables)), whole: whole(Self.variables, visit, links))
        .write(
          "When it was entered", id: Self.variables, isOpen: false, to: &html)
      if let after = inspected.variablesAfter, after != inspected.variables {
        Payload(JSONPrinter.compact.string(.object(after)), whole: whole(Self.variablesAfter, visit, links)).write(
          "Afterwards", id: Self.variablesAfter, to: &html)
      }
    }
    Payload(JSONPrinter.compact.string(inspected.context), whole: whole(Self.context, visit, links)).write(
      "Context object", id: Self.context, isOpen: false, to: &html)
  }

  /// Where all of a large value can be had: the history's own where it is, others by the state and the step.
  private func whole(_ stage: String, _ visit: ExecutionTrace.Visit, _ links: Links) -> Link? {
    func link(_ event: Int?, _ member: String) -> Link? {
      event.map { links.page(.executionPayload, arn).with("event", "\($0)").with("member", member) }
    }
    switch stage {
    case "input": return link(visit.enteredEvent, "input")
    case "output", "Output", "OutputPath": return link(visit.leftEvent, "output")
    default:
      return links.page(.executionPayload, arn).with("visit", "\(visit.enteredEvent)").with("stage", stage)
    }
  }

  private static func title(_ stage: DataStage) -> String {
    switch stage.name {
    case "input": "Input"
    case "output": "Output"
    case "result": "Result"
    case "error": "Error"
    default: "After \(stage.name)"
    }
  }
}
