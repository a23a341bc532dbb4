import StepFunctions

/// The result of an express execution, which only its caller gets: the service keeps none of them.
struct ExpressResultPage: Sendable {
  let request: ConsoleRequest
  let result: StartSyncExecutionOutput

  func html() -> HTML {
    Shell(request: request, title: result.name ?? "Express execution", section: .machines).page { html in
      html.tag("nav", .class("crumbs"), .of("aria-label", "Breadcrumbs")) { html in
        html.tag("a", .href(request.scoped(.machines)), text: "State machines")
        if let machine = result.stateMachineArn {
          html.tag("span", .of("aria-hidden", "true"), text: "›")
          html.tag("a", .href(request.links.page(.machine, machine)), text: machine)
        }
      }
      html.tag("h1", .class("name"), text: result.name ?? "Express execution")
      html.tag("dl", .class("facts")) { html in
        html.fact("Status") { $0.status(result.status.rawValue) }
        html.fact("Duration", text: Measures.duration(from: result.startDate, to: result.stopDate))
        html.fact("Started") { $0.time(result.startDate) }
        html.fact("ARN", isWide: true) { $0.copyable(result.executionArn, label: "the ARN") }
      }
      html.tag(
        "p", .class("more"),
        text:
          "The service keeps no history of express executions: this page is all there is, and is gone when it is left.")
      if result.error != nil || result.cause != nil {
        html.tag("div", .class("notice")) { html in
          html.tag("strong", text: result.error ?? "It failed without an error name")
          if let cause = result.cause { Payload(cause).writeText(to: &html) }
        }
      }
      html.tag("div", .class("split")) { html in
        if let input = result.input { Payload(input).write("Input", id: "input", to: &html) }
        if let output = result.output { Payload(output).write("Output", id: "output", to: &html) }
      }
    }
  }
}
