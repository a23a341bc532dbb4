import Hummingbird
import NIOCore
import OrderedJSON
import StatesEngine
import StatesRuntime
import StatesTesting
import StepFunctions

/// Pages and actions of executions.
extension StepFunctionsConsole {
  /// The page of an execution: what is known at once is sent before the history is read.
  func execution(_ request: ConsoleRequest) async throws -> Response {
    try await executionPage(request, problem: nil)
  }

  private func executionPage(_ request: ConsoleRequest, problem: ConsoleProblem?) async throws -> Response {
    let arn = try request.arn
    let description = try await performing { () throws(StepFunctionsError) in
      try await request.service.describeExecution(executionArn: arn)
    }
    let provenance = try? await request.service.executionProvenance(of: arn)
    let page = ExecutionPage(
      request: request, description: description, now: Self.now, watched: provenance?.topExecutionArn, problem: problem)
    return ConsoleResponse.stream { send in
      try await send(HTML { page.writeBeginning(to: &$0) })
      do {
        let reading = try await executions.reading(of: arn, request.service)
        let panel = try await panel(request, reading)
        let events = try await EventTable.read(
          reading, request.service, links: links, filter: request.values["events"],
          before: request.values.number("before"))
        try await send(
          HTML { html in
            page.writeSummary(reading, shown: reading.lines.count, to: &html)
            page.writeActions(testCase: provenance?.testCase, to: &html)
          })
        try await send(HTML { page.writeRest(reading, panel: panel, events: events, to: &$0) })
      } catch let problem as ConsoleProblem {
        try await send(HTML { $0.notice("error", problem.title, problem.message) })
      }
      try await send(HTML { page.writeEnd(to: &$0) })
    }
  }

  /// Everything that has changed since a page was brought up to date the last time.
  func executionLive(_ request: ConsoleRequest) async throws -> Response {
    let arn = try request.arn
    return try await shared(request) {
      let reading = try await executions.reading(of: arn, request.service)
      let values = request.values
      // Bars of what runs grow, but a page does not ask for that only.
      guard reading.version != values["after"] else { return nil }
      if let after = values["after"], after.prefix(while: { $0 != "." }) != reading.identity {
        return HTML { $0.tag("div", .id("live-reload"), content: { _ in }) }
      }
      // A page that was not looked at for long begins anew.
      if let events = values.number("events"), reading.lines.count - events > Self.maximumMissed {
        return HTML { $0.tag("div", .id("live-reload"), content: { _ in }) }
      }
      let page = ExecutionPage(request: request, description: reading.description, now: Self.now)
      let panel = try await panel(request, reading)
      let events = try await EventTable.read(
        reading, request.service, links: links, filter: values["filter"], after: values.number("events"))
      return HTML { html in
        page.writeSummary(reading, shown: events.last, to: &html)
        html.tag("div") { html in
          if let graph = reading.graph {
            html.tag("div", .id("graph"), .class("graph"), .of("data-live-mode", "content")) {
              $0.picture(graph.picture(reading.overlay, link: Link.here.with("arn", arn)))
            }
          }
        }
        TimelineView(reading, links: links, now: Self.now).write(to: &html)
        if panel != nil { StatePanel.write(panel, links: links, arn: arn, to: &html) }
        html.tag("table") { events.writeRows(to: &$0, isPart: true, isLive: true) }
      }
    }
  }

  /// Rows of the table of events.
  func executionEvents(_ request: ConsoleRequest) async throws -> Response {
    let reading = try await executions.reading(of: try request.arn, request.service)
    let values = request.values
    let events = try await EventTable.read(
      reading, request.service, links: links, filter: values["events"], before: values.number("before"),
      after: values.number("after"))
    return part(request, of: reading) { events.writePart(to: &$0) }
  }

  /// Rows of the timeline: the branches or iterations of a state, or the states of one of them.
  func executionTrack(_ request: ConsoleRequest) async throws -> Response {
    let reading = try await executions.reading(of: try request.arn, request.service)
    let values = request.values
    let view = TimelineView(reading, links: links, now: Self.now)
    let (from, depth) = (values.number("from") ?? 0, min(max(values.number("depth") ?? 0, 0), 100))
    return part(request, of: reading) { html in
      html.tag("div", .class("timeline")) { html in
        if let track = values.number("track") {
          view.writePart(of: track, from: from, depth: depth, to: &html)
        } else if let visit = values.number("visit") {
          view.writePart(ofVisit: visit, from: from, depth: depth, to: &html)
        }
      }
    }
  }

  /// Answers a page's script with a part of an execution's page, and a reader without scripts with a page that shows it.
  private func part(
    _ request: ConsoleRequest, of reading: ExecutionReading, _ write: (inout HTML) -> Void
  ) -> Response {
    if request.values["part"] != nil { return ConsoleResponse.html(HTML(write)) }
    let (arn, name) = (reading.description.executionArn, reading.description.name ?? "")
    return ConsoleResponse.html(
      Shell(request: request, title: name, section: .machines).page { html in
        html.tag("nav", .class("crumbs"), .of("aria-label", "Breadcrumbs")) { html in
          html.tag("a", .href(links.page(.execution, arn)), text: arn)
        }
        html.tag("h1", .class("name"), text: "Part of \(name)")
        write(&html)
      })
  }

  /// The data of a state.
  func executionState(_ request: ConsoleRequest) async throws -> Response {
    let arn = try request.arn
    let reading = try await executions.reading(of: arn, request.service)
    let panel = try await panel(request, reading)
    return part(request, of: reading) { StatePanel.write(panel, links: links, arn: arn, to: &$0) }
  }

  /// All of an input or output, of the execution or of one of its events, as it was written.
  func executionPayload(_ request: ConsoleRequest) async throws -> Response {
    let (arn, values) = (try request.arn, request.values)
    if let visit = values.number("visit"), let stage = values["stage"] {
      let reading = try await executions.reading(of: arn, request.service)
      guard let visit = reading.visit(enteredBy: visit),
        let state = try await executions.inspect(visit, of: reading, request.service),
        let value = state.value(of: stage)
      else {
        throw ConsoleProblem(.notFound, "Not found", "The state has no such step.")
      }
      return ConsoleResponse.text(Payload(JSONPrinter.compact.string(value)).indented)
    }
    let member = values["member"] ?? "input"
    guard JSON.dataNames.contains(member) || member == "cause" else { throw ConsoleProblem.missing("member") }
    let text: String?
    if values["event"] != nil {
      // The service's own check of the account comes first.
      _ = try await performing { () throws(StepFunctionsError) in
        try await request.service.describeExecution(executionArn: arn)
      }
      do throws(HostError) {
        let events = try await request.service.host.history(
          of: arn, from: values.number("event").map { UInt64($0) } ?? 0, limit: 1)
        text = events.first?.eventDetails?.members[member]?.stringValue
      } catch {
        throw ConsoleProblem(.serviceUnavailable, "The history cannot be read", error.description)
      }
    } else {
      let description = try await performing { () throws(StepFunctionsError) in
        try await request.service.describeExecution(executionArn: arn)
      }
      text =
        switch member {
        case "output": description.output
        case "cause": description.cause
        default: description.input
        }
    }
    guard let text else { throw ConsoleProblem(.notFound, "Not found", "There is no such \(member).") }
    return ConsoleResponse.text(Payload(text).indented)
  }

  /// The whole history, in the form of GetExecutionHistory.
  func executionHistory(_ request: ConsoleRequest) async throws -> Response {
    let arn = try request.arn
    let description = try await performing { () throws(StepFunctionsError) in
      try await request.service.describeExecution(executionArn: arn)
    }
    let host = request.service.host
    return ConsoleResponse.download(name: "\(description.name ?? "execution").history.json") { send in
      try await send(ByteBuffer(string: "{\"events\": ["))
      var next: UInt64 = 1
      while true {
        let events = try await host.history(of: arn, from: next, limit: 500)
        if events.isEmpty { break }
        var buffer = ByteBuffer()
        for event in events {
          buffer.writeString(next == 1 ? "\n" : ",\n")
          buffer.writeBytes(JSONPrinter.compact.bytes(event.completed(by: description)))
          next += 1
        }
        try await send(buffer)
      }
      try await send(ByteBuffer(string: "\n]}\n"))
    }
  }

  /// The state that a page shows: the one that was asked for, otherwise where the execution failed or is now.
  private func panel(_ request: ConsoleRequest, _ reading: ExecutionReading) async throws -> StatePanel? {
    let values = request.values
    let visit: Int?
    if let event = values.number("visit") {
      visit = reading.visit(enteredBy: event)
    } else if let state = values.number("state") {
      visit = reading.lastVisit(ofState: state)
    } else {
      visit = reading.lines.count <= Self.maximumUnasked ? reading.notableVisit : nil
    }
    guard let visit else { return nil }
    return StatePanel(
      reading: reading, visit: visit, inspected: try await executions.inspect(visit, of: reading, request.service),
      now: Self.now)
  }

  /// Up to how many events are added to an open page.
  private static let maximumMissed = 1_000
  /// Up to how many events the data of a state is computed that was not asked for.
  private static let maximumUnasked = 2_000

  // MARK: Actions

  func stop(_ request: ConsoleRequest) async throws -> Response {
    try await change(request) { (arn) throws(StepFunctionsError) in
      _ = try await request.service.stopExecution(
        executionArn: arn, error: request.values["error"], cause: request.values["cause"])
    }
  }

  func redrive(_ request: ConsoleRequest) async throws -> Response {
    try await change(request) { (arn) throws(StepFunctionsError) in
      _ = try await request.service.redriveExecution(executionArn: arn)
    }
  }

  /// Changes an execution, and shows it.
  private func change(
    _ request: ConsoleRequest, _ action: (String) async throws(StepFunctionsError) -> Void
  ) async throws -> Response {
    let arn = try request.arn
    do throws(StepFunctionsError) {
      try await action(arn)
      return ConsoleResponse.redirect(to: links.page(.execution, arn))
    } catch {
      return try await executionPage(request, problem: ConsoleProblem(error))
    }
  }

  static var now: Timestamp { Timestamp.systemTime() }
}

extension StateInspector.State {
  /// All of what a page shows the beginning of: the data after a step, the variables, or the context object.
  fileprivate func value(of part: String) -> JSON? {
    switch part {
    case StatePanel.variables: .object(variables)
    case StatePanel.variablesAfter: variablesAfter.map { .object($0) }
    case StatePanel.context: context
    default: stages.last { $0.name == part }?.value
    }
  }
}
