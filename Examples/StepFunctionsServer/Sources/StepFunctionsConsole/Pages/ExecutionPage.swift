import StatesEngine
import StatesGraph
import StatesTesting
import StepFunctions

/// An execution: what became of it, its graph, its timeline, the data of a state, its events.
struct ExecutionPage: Sendable {
  let request: ConsoleRequest
  let description: DescribeExecutionOutput
  let now: Timestamp
  /// The execution that the host tells about when something happens to this one, as it does of children of map runs.
  var watched: String?
  /// What the service said to an action.
  var problem: ConsoleProblem?

  private var links: Links { request.links }
  private var arn: String { description.executionArn }

  private var shell: Shell {
    var shell = Shell(request: request, title: description.name ?? arn, section: .machines)
    shell.live = (links.page(.executionLive, arn).with("filter", request.values["events"]), watched ?? arn)
    return shell
  }

  // MARK: Before the history is read

  /// What is known without the history.
  func writeBeginning(to html: inout HTML) {
    shell.begin(&html)
    html.tag("nav", .class("crumbs"), .of("aria-label", "Breadcrumbs")) { html in
      html.tag("a", .href(request.scoped(.machines)), text: "State machines")
      html.tag("span", .of("aria-hidden", "true"), text: "›")
      html.tag("a", .href(links.page(.machine, description.stateMachineArn)), text: description.stateMachineArn)
      if let mapRun = description.mapRunArn {
        html.tag("span", .of("aria-hidden", "true"), text: "›")
        html.tag("a", .href(links.page(.mapRun, mapRun)), text: "Map run")
      }
    }
    html.tag("h1", .class("name"), text: description.name ?? arn)
    if let problem { html.notice("error", problem.title, problem.message) }
  }

  // MARK: The summary

  /// How it stands: brought up to date while it runs.
  ///
  /// - Parameter shown: up to which event all are shown.
  func writeSummary(_ reading: ExecutionReading, shown: Int, to html: inout HTML) {
    html.tag("div", .id("summary"), .class("stack")) { html in
      html.tag("dl", .class("facts")) { html in
        html.fact("Status") { $0.status(description.status.rawValue) }
        html.fact("Duration") { html in
          if let stop = description.stopDate {
            html.text(Measures.duration(from: description.startDate, to: stop))
          } else {
            html.tag(
              "span", .of("data-since", description.startDate.description),
              text: Measures.duration(from: description.startDate, to: now))
          }
        }
        html.fact("Started") { $0.time(description.startDate) }
        html.fact("Ended") { $0.time(description.stopDate) }
        html.fact("Transitions", text: Measures.grouped(reading.transitionCount))
        html.fact("Events", text: Measures.grouped(reading.lines.count))
        html.fact("Started by") { writeStarter(reading.provenance, to: &$0) }
        if let count = description.redriveCount, count > 0 {
          html.fact("Redriven") { html in
            html.text("\(count)× ")
            html.time(description.redriveDate)
          }
        }
        if let reason = description.redriveStatusReason, !reading.isRunning, description.status != .succeeded {
          html.fact("Cannot be redriven", text: reason)
        }
        html.fact("ARN", isWide: true) { $0.copyable(arn, label: "the ARN") }
      }
      if description.error != nil || description.cause != nil {
        html.tag("div", .class("notice")) { html in
          html.tag("strong", text: description.error ?? "It failed without an error name")
          if let cause = description.cause { Payload(cause, whole: payloadLink("cause")).writeText(to: &html) }
        }
      }
      if let problem = reading.problem { html.notice("error", "Not all of the history can be shown", problem) }
      html.tag("div", .class("split")) { html in
        if let input = description.input {
          Payload(input, whole: payloadLink("input")).write("Input", id: "input", to: &html)
        }
        if let output = description.output {
          Payload(output, whole: payloadLink("output")).write("Output", id: "output", to: &html)
        }
      }
    }
    html.tag(
      "div", .id("live-state"), .flag("hidden"), .of("data-status", description.status.rawValue),
      .of("data-redrivable", isRedrivable ? "yes" : "no"),
      .of("data-after", shown < reading.lines.count ? "\(reading.identity).\(shown)" : reading.version),
      .of("data-events", "\(shown)"), .flag("data-more", if: shown < reading.lines.count), content: { _ in })
  }

  private var isRedrivable: Bool { description.redriveStatus == .redrivable }

  private func payloadLink(_ member: String) -> Link { links.page(.executionPayload, arn).with("member", member) }

  private func writeStarter(_ provenance: ExecutionProvenance?, to html: inout HTML) {
    if let mapRun = description.mapRunArn {
      html.tag("a", .href(links.page(.mapRun, mapRun)), text: "a map run")
    } else if let task = provenance?.startedBy {
      html.tag("a", .href(links.page(.execution, task.executionARN)), text: task.state ?? "a task")
      html.text(task.state == nil ? " of another execution" : ", a task of another execution")
    } else {
      html.text("a client")
    }
    if let alias = description.stateMachineAliasArn {
      html.text(" through the alias \(alias.split(separator: ":").last ?? "")")
    }
    if let version = description.stateMachineVersionArn {
      html.text(", version \(version.split(separator: ":").last ?? "")")
    }
    if let testCase = provenance?.testCase { html.text(", with the mocks of \(testCase)") }
  }

  // MARK: Actions

  /// What can be done with it. Which of them make sense follows from its status, also when that changes.
  ///
  /// - Parameter testCase: the case of the mock file that it was started with.
  func writeActions(testCase: String?, to html: inout HTML) {
    html.tag(
      "div", .id("actions"), .class("actions"), .of("data-status", description.status.rawValue),
      .of("data-redrivable", isRedrivable ? "yes" : "no")
    ) { html in
      html.tag("details", .class("action while-running"), .id("stop")) { html in
        html.tag("summary", .class("button"), text: "Stop…")
        html.tag("form", .of("method", "post"), .action(links.page(.stop)), .class("stack")) { html in
          html.hidden(request.token, [("arn", arn)])
          html.tag("p", text: "The execution ends at once. What its tasks have begun is not undone.")
          html.tag("div", .class("fields")) { html in
            html.tag("label") { html in
              html.tag("span", text: "Error (optional)")
              html.void("input", .of("name", "error"), .of("maxlength", "256"))
            }
            html.tag("label", .class("wide")) { html in
              html.tag("span", text: "Cause (optional)")
              html.void("input", .of("name", "cause"))
            }
          }
          html.tag("p", .class("buttons")) { $0.tag("button", .class("danger"), text: "Stop the execution") }
        }
      }
      html.tag("a", .class("button while-running"), .href(links.page(.tasks, arn)), text: "Open task tokens")
      html.tag(
        "form", .of("method", "post"), .action(links.page(.redrive)), .class("when-ended when-redrivable"),
        .id("redrive")
      ) { html in
        html.hidden(request.token, [("arn", arn)])
        html.tag(
          "button", .class("primary"), .title("Goes on with the state that failed; what succeeded is not done again"),
          text: "Redrive")
      }
      if description.mapRunArn == nil {
        html.tag("details", .class("action"), .id("again")) { html in
          html.tag("summary", .class("button"), text: "Start again…")
          StartForm(
            request: request,
            machineARN: description.stateMachineAliasArn ?? description.stateMachineVersionArn
              ?? description.stateMachineArn,
            lastInputs: [], testCase: testCase
          ).write(name: "", input: Payload(description.input ?? "{}").indented, to: &html)
        }
      }
      html.tag(
        "a", .class("button"), .href(links.page(.executionHistory, arn)), .flag("download"),
        text: "Download the history")
      html.tag(
        "a", .class("button"),
        .href(links.page(.machineDefinition, description.stateMachineArn).with("execution", arn)),
        .flag("download"), text: "Download the definition")
    }
  }

  // MARK: Graph

  func writeGraph(_ reading: ExecutionReading, to html: inout HTML) {
    guard let graph = reading.graph else {
      html.empty(
        reading.machine.map { "\(Measures.count($0.states.count, "state")) are too many for a picture." }
          ?? "The definition cannot be drawn.")
      return
    }
    html.graph(
      graph.picture(reading.overlay, link: Link.here.with("arn", arn)), id: "graph")
  }

  func writeLegend(to html: inout HTML) {
    html.tag("ul", .class("legend"), .of("aria-label", "Colors of the graph and the timeline")) { html in
      for status in ["succeeded", "running", "failed", "caught", "aborted"] {
        html.tag("li") { $0.status(status) }
      }
    }
  }

  /// The graph with the state beside it, the timeline, and the events.
  func writeRest(
    _ reading: ExecutionReading, panel: StatePanel?, events: EventTable, to html: inout HTML
  ) {
    html.tag("div", .class("overview")) { html in
      html.tag("section", .of("aria-labelledby", "graph-heading")) { html in
        html.tag("h2", .id("graph-heading"), text: "Graph")
        writeLegend(to: &html)
        writeGraph(reading, to: &html)
      }
      StatePanel.write(panel, links: links, arn: arn, to: &html)
    }
    html.tag("section", .of("aria-labelledby", "timeline-heading")) { html in
      html.tag("h2", .id("timeline-heading"), text: "Timeline")
      TimelineView(reading, links: links, now: now).write(to: &html)
    }
    html.tag("section", .of("aria-labelledby", "events-heading")) { html in
      html.tag("h2", .id("events-heading"), text: "Events")
      events.write(to: &html)
    }
  }

  func writeEnd(to html: inout HTML) { shell.end(&html) }
}
