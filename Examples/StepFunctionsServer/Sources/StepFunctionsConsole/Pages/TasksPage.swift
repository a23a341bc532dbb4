import StatesEngine
import StepFunctions

/// The tasks that wait for an answer from outside, with forms that give one.
struct TasksPage: Sendable {
  let request: ConsoleRequest
  /// The execution whose tasks are shown; `nil` for all.
  let executionARN: String?
  let tasks: [OpenServiceTask]
  let next: String?
  /// Whether one execution has more tasks than are shown.
  let hasMore: Bool
  var problem: ConsoleProblem?

  /// How many executions a page has, and how many tasks of each.
  private static let (maximumExecutions, maximumTasks) = (25, 20)

  static func read(_ request: ConsoleRequest, problem: ConsoleProblem? = nil) async throws(ConsoleProblem) -> TasksPage
  {
    let service = request.service
    if let arn = request.values["arn"] {
      let open = try await performing { () throws(StepFunctionsError) in
        try await service.openTasks(of: arn, limit: 200)
      }
      return TasksPage(
        request: request, executionARN: arn, tasks: open.tasks, next: nil, hasMore: open.hasMore, problem: problem)
    }
    let page = service.openTaskExecutions(after: request.values["after"], limit: maximumExecutions)
    var (tasks, hasMore): ([OpenServiceTask], Bool) = ([], false)
    for arn in page.executionARNs {
      // It may have ended meanwhile.
      guard let open = try? await service.openTasks(of: arn, limit: maximumTasks) else { continue }
      tasks += open.tasks
      hasMore = hasMore || open.hasMore
    }
    return TasksPage(
      request: request, executionARN: nil, tasks: tasks, next: page.hasMore ? page.executionARNs.last : nil,
      hasMore: hasMore, problem: problem)
  }

  func html() -> HTML {
    Shell(request: request, title: "Open task tokens", section: .tasks).page { html in
      if let executionARN {
        html.tag("nav", .class("crumbs"), .of("aria-label", "Breadcrumbs")) { html in
          html.tag("a", .href(request.links.page(.execution, executionARN)), text: executionARN)
        }
      }
      html.tag("h1", text: "Open task tokens")
      html.tag(
        "p", .class("more"), text: "Tasks that wait for SendTaskSuccess or SendTaskFailure, and those of activities.")
      if let problem { html.notice("error", problem.title, problem.message) }
      if tasks.isEmpty { html.empty("No task waits for an answer from outside.") }
      for (index, task) in tasks.enumerated() { write(task, index, to: &html) }
      if hasMore {
        html.tag("p", .class("more"), text: "Some executions have more open tasks; their own pages show them.")
      }
      html.pager(
        first: request.values["after"] == nil ? nil : request.scoped(.tasks),
        next: next.map { request.scoped(.tasks).with("after", $0) })
    }
  }

  private func write(_ task: OpenServiceTask, _ index: Int, to html: inout HTML) {
    html.tag("section", .class("panel task"), .of("aria-labelledby", "task-\(index)")) { html in
      html.tag("div", .class("title")) { html in
        html.tag("h2", .id("task-\(index)"), .class("name"), text: task.name)
        html.status(task.isStarted || task.activityArn == nil ? "running" : "waiting")
        if task.activityArn != nil {
          html.tag("span", .class("more"), text: task.isStarted ? "a worker has it" : "waits for a worker")
        }
      }
      html.tag("dl", .class("facts")) { html in
        html.fact("Execution", isWide: true) { html in
          html.tag("a", .href(request.links.page(.execution, task.executionArn)), text: task.executionArn)
        }
        html.fact("Resource") { $0.tag("code", text: task.resource) }
        html.fact("Since") { $0.time(task.since) }
        if let timeout = task.timeout { html.fact("Times out") { $0.time(timeout) } }
        if let heartbeat = task.heartbeat { html.fact("Heartbeat due") { $0.time(heartbeat) } }
        if let worker = task.workerName { html.fact("Worker", text: worker) }
        html.fact("Attempt", text: "\(task.attempt)")
      }
      Payload(task.input).write("Input", id: "task-\(index)", isOpen: false, to: &html)
      html.tag("div", .class("actions")) { html in
        writeForm("Succeed…", .sendSuccess, task, index, to: &html) { html in
          html.tag("label", .of("for", "output-\(index)"), text: "Output, as JSON")
          html.tag(
            "textarea", .id("output-\(index)"), .of("name", "output"), .class("code"), .of("rows", "4"),
            .flag("data-json"),
            .of("spellcheck", "false"), .of("aria-describedby", "output-status-\(index)"), text: "\n{}")
          html.tag("p", .id("output-status-\(index)"), .class("json-status"), .of("role", "status")) { _ in }
          html.tag("p", .class("buttons")) { $0.tag("button", .class("primary"), text: "Send success") }
        }
        writeForm("Fail…", .sendFailure, task, index, to: &html) { html in
          html.tag("div", .class("fields")) { html in
            html.tag("label") { html in
              html.tag("span", text: "Error")
              html.void("input", .of("name", "error"), .of("maxlength", "256"))
            }
            html.tag("label", .class("wide")) { html in
              html.tag("span", text: "Cause")
              html.void("input", .of("name", "cause"))
            }
          }
          html.tag("p", .class("buttons")) { $0.tag("button", .class("danger"), text: "Send failure") }
        }
      }
    }
  }

  private func writeForm(
    _ title: String, _ page: ConsolePath, _ task: OpenServiceTask, _ index: Int, to html: inout HTML,
    content: (inout HTML) -> Void
  ) {
    html.tag("details", .class("action"), .id("\(page)-\(index)")) { html in
      html.tag("summary", .class("button"), text: title)
      html.tag("form", .of("method", "post"), .action(request.links.page(page)), .class("stack")) { html in
        html.hidden(
          request.token,
          [("task-token", task.taskToken), ("arn", task.executionArn)])
        content(&html)
      }
    }
  }
}
