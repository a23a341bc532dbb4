import Hummingbird
import NIOCore
import StatesLanguage
import StepFunctions

/// Pages and actions of state machines.
extension StepFunctionsConsole {
  func newMachine(_ request: ConsoleRequest) -> Response {
    ConsoleResponse.html(NewMachinePage(request: request).html())
  }

  func createMachine(_ request: ConsoleRequest) async throws -> Response {
    let values = request.values
    if values["check"] != nil {
      return ConsoleResponse.html(NewMachinePage(request: request, isSent: true).html())
    }
    do throws(StepFunctionsError) {
      let machine = try await request.service.createStateMachine(
        name: values.entered("name"), definition: values.entered("definition"), roleArn: values.entered("role"),
        type: StateMachineType(rawValue: values.entered("type")))
      return ConsoleResponse.redirect(to: links.page(.machine, machine.stateMachineArn))
    } catch {
      let page = NewMachinePage(request: request, problem: ConsoleProblem(error), isSent: true)
      return ConsoleResponse.html(page.html(), .badRequest)
    }
  }

  /// What is wrong with a definition that is being typed.
  func checkDefinition(_ request: ConsoleRequest) -> Response {
    let type = StateMachineType(rawValue: request.values.entered("type")) ?? .standard
    return ConsoleResponse.html(
      HTML { html in
        NewMachinePage.writeProblems(request.values.entered("definition"), type, withLines: false, to: &html)
      })
  }

  func machine(_ request: ConsoleRequest) async throws -> Response {
    ConsoleResponse.html(try await MachinePage.read(request).html())
  }

  func machineDefinition(_ request: ConsoleRequest) async throws -> Response {
    let (arn, execution) = (try request.arn, request.values["execution"])
    let (name, definition) = try await performing { () throws(StepFunctionsError) in
      if let execution {
        // The state machine may have been changed since it started.
        let machine = try await request.service.describeStateMachineForExecution(executionArn: execution)
        return (machine.name, machine.definition)
      }
      let machine = try await request.service.describeStateMachine(stateMachineArn: arn)
      return (machine.name, machine.definition)
    }
    return ConsoleResponse.download(name: "\(name).asl.json") { send in
      try await send(ByteBuffer(string: definition))
    }
  }

  /// The rows of a state machine's executions as they are now.
  func machineLive(_ request: ConsoleRequest) async throws -> Response {
    let arn = try request.arn
    return try await shared(request) {
      let table = try await ExecutionTable.read(request, of: .machine(arn))
      return HTML { html in html.tag("table") { table.writeRows(to: &$0) } }
    }
  }

  /// Answers with what others who ask for the same get as well.
  func shared(_ request: ConsoleRequest, _ make: @escaping @Sendable () async throws -> HTML?) async throws -> Response
  {
    guard let html = try await answers.answer(request.address, make) else { return ConsoleResponse.noContent }
    return ConsoleResponse.html(html)
  }

  func start(_ request: ConsoleRequest) async throws -> Response {
    let values = request.values
    let (arn, machine) = (try request.arn, try request.machineARN)
    do throws(StepFunctionsError) {
      if try await request.service.describeStateMachine(stateMachineArn: machine).type == .express {
        let result = try await request.service.startSyncExecution(
          stateMachineArn: arn, name: values["name"], input: values["input"])
        return ConsoleResponse.html(ExpressResultPage(request: request, result: result).html())
      }
      let started = try await request.service.startExecution(
        stateMachineArn: arn + (values["test-case"].map { "#\($0)" } ?? ""), name: values["name"],
        input: values["input"])
      return ConsoleResponse.redirect(to: links.page(.execution, started.executionArn))
    } catch {
      let page = try await MachinePage.read(request, problem: ConsoleProblem(error))
      return ConsoleResponse.html(page.html(), .badRequest)
    }
  }

  /// The messages that keep a page up to date.
  func changes(_ request: ConsoleRequest) -> Response {
    ChangeStream(feed: feed, subject: request.values["of"] ?? ConsoleFeed.everything).response()
  }
}
