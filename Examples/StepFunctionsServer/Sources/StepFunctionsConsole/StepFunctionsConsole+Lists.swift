import Hummingbird
import StepFunctions

/// Pages of state machines, map runs, activities and open tasks, and the answers to tasks.
extension StepFunctionsConsole {
  func machines(_ request: ConsoleRequest) async throws -> Response {
    ConsoleResponse.html(try await MachinesPage.read(request).html(host: request.host))
  }

  func machinesLive(_ request: ConsoleRequest) async throws -> Response {
    try await shared(request) {
      let page = try await MachinesPage.read(request)
      return HTML { html in html.tag("table", .class("list")) { page.writeRows(to: &$0) } }
    }
  }

  func mapRun(_ request: ConsoleRequest) async throws -> Response {
    ConsoleResponse.html(try await MapRunPage.read(request).html())
  }

  func mapRunLive(_ request: ConsoleRequest) async throws -> Response {
    try await shared(request) {
      let page = try await MapRunPage.read(request)
      return HTML { page.writeLive(to: &$0) }
    }
  }

  func activities(_ request: ConsoleRequest) async throws -> Response {
    ConsoleResponse.html(try await ActivitiesPage.read(request).html())
  }

  func tasks(_ request: ConsoleRequest) async throws -> Response {
    ConsoleResponse.html(try await TasksPage.read(request).html())
  }

  func sendTaskSuccess(_ request: ConsoleRequest) async throws -> Response {
    try await answerTask(request) { (token) throws(StepFunctionsError) in
      _ = try await request.service.sendTaskSuccess(taskToken: token, output: request.values.entered("output"))
    }
  }

  func sendTaskFailure(_ request: ConsoleRequest) async throws -> Response {
    try await answerTask(request) { (token) throws(StepFunctionsError) in
      _ = try await request.service.sendTaskFailure(
        taskToken: token, error: request.values["error"], cause: request.values["cause"])
    }
  }

  /// Answers a task, and shows its execution.
  private func answerTask(
    _ request: ConsoleRequest, _ send: (String) async throws(StepFunctionsError) -> Void
  ) async throws -> Response {
    guard let token = request.values["task-token"] else { throw ConsoleProblem.missing("task-token") }
    let arn = try request.arn
    do throws(StepFunctionsError) {
      try await send(token)
      return ConsoleResponse.redirect(to: links.page(.execution, arn))
    } catch {
      let page = try await TasksPage.read(request, problem: ConsoleProblem(error))
      return ConsoleResponse.html(page.html(), .badRequest)
    }
  }
}
