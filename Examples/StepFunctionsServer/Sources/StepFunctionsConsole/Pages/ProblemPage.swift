import Hummingbird

/// Says what went wrong.
struct ProblemPage: Sendable {
  let request: ConsoleRequest
  let problem: ConsoleProblem

  func response() -> Response {
    let html = Shell(request: request, title: problem.title, section: .machines).page { html in
      html.tag("h1", text: problem.title)
      html.tag("p", .class("wrap"), text: problem.message)
      html.tag("p") { html in
        html.tag("a", .class("button"), .href(request.scoped(.machines)), text: "State machines")
      }
    }
    return ConsoleResponse.html(html, problem.status)
  }
}
