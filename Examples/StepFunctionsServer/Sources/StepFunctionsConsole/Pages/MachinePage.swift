import StatesEngine
import StatesLanguage
import StepFunctions

/// A state machine: what it is, its executions, its graph and definition, its versions and aliases.
struct MachinePage: Sendable {
  /// The parts of the page, of which one is shown.
  enum View: String, CaseIterable, Sendable {
    case executions, definition, versions

    var title: String {
      switch self {
      case .executions: "Executions"
      case .definition: "Graph and definition"
      case .versions: "Versions and aliases"
      }
    }
  }

  let request: ConsoleRequest
  let machine: DescribeStateMachineOutput
  let view: View
  let executions: ExecutionTable?
  let versions: [StateMachineVersionListItem]
  let aliases: [StateMachineAliasListItem]
  /// Inputs of the latest executions, the newest first.
  let lastInputs: [String]
  /// What the service said to the input that was tried.
  var problem: ConsoleProblem?

  /// How many versions and aliases are shown.
  private static let maximumVersions = 100
  /// How many inputs are offered, and up to which size.
  private static let (maximumInputs, maximumInputBytes) = (5, 16_384)

  /// Reads what the page shows.
  static func read(_ request: ConsoleRequest, problem: ConsoleProblem? = nil) async throws(ConsoleProblem)
    -> MachinePage
  {
    let (arn, service) = (try request.machineARN, request.service)
    let machine = try await performing { () throws(StepFunctionsError) in
      try await service.describeStateMachine(stateMachineArn: arn)
    }
    let views = views(of: machine)
    let view = View(rawValue: request.values["view"] ?? "").flatMap { views.contains($0) ? $0 : nil } ?? views[0]
    let table = view == .executions ? try await ExecutionTable.read(request, of: .machine(arn)) : nil
    var versions: [StateMachineVersionListItem] = []
    var aliases: [StateMachineAliasListItem] = []
    if view == .versions {
      (versions, aliases) = try await performing { () throws(StepFunctionsError) in
        // A version has none of its own.
        let plain = ARN(arn).flatMap { arn in arn.machine.map { arn.with(.stateMachine($0)).description } } ?? arn
        return (
          try await service.listStateMachineVersions(stateMachineArn: plain, maxResults: maximumVersions)
            .stateMachineVersions,
          try await service.listStateMachineAliases(stateMachineArn: plain, maxResults: maximumVersions)
            .stateMachineAliases
        )
      }
    }
    return MachinePage(
      request: request, machine: machine, view: view, executions: table, versions: versions, aliases: aliases,
      lastInputs: await lastInputs(machine, service), problem: problem)
  }

  /// The parts that a state machine has: executions of an express one are not listed, and the item processor of a distributed
  /// Map has neither a list nor versions of its own. There is always one.
  private static func views(of machine: DescribeStateMachineOutput) -> [View] {
    if machine.label != nil { return [.definition] }
    return machine.type == .express ? [.definition, .versions] : View.allCases
  }

  /// Inputs to offer; an execution that cannot be described is left out.
  private static func lastInputs(
    _ machine: DescribeStateMachineOutput, _ service: StepFunctionsService
  ) async -> [String] {
    guard machine.type == .standard,
      let latest = try? await service.listExecutions(
        stateMachineArn: machine.stateMachineArn, maxResults: 2 * maximumInputs)
    else { return [] }
    var inputs: [String] = []
    for execution in latest.executions where inputs.count < maximumInputs {
      guard let input = try? await service.describeExecution(executionArn: execution.executionArn).input,
        input.utf8.count <= maximumInputBytes, !inputs.contains(input)
      else { continue }
      inputs.append(input)
    }
    return inputs
  }

  private func link(_ view: View) -> Link {
    request.links.page(.machine, machine.stateMachineArn).with("view", view.rawValue)
  }

  func html() -> HTML {
    var shell = Shell(request: request, title: machine.name, section: .machines)
    if let executions {
      shell.live = (executions.live, machine.stateMachineArn)
    }
    return shell.page { html in
      html.tag("nav", .class("crumbs"), .of("aria-label", "Breadcrumbs")) { html in
        html.tag("a", .href(request.scoped(.machines)), text: "State machines")
      }
      html.tag("div", .class("title")) { html in
        html.tag("h1", .class("name"), text: machine.name)
        if let status = machine.status, status != .active { html.status(status.rawValue) }
      }
      writeFacts(to: &html)
      if let problem { html.notice("error", problem.title, problem.message) }
      if machine.label == nil { writeStart(to: &html) }
      html.tag("nav", .class("tabs"), .of("aria-label", "Parts of this page")) { html in
        for view in Self.views(of: machine) {
          html.tag(
            "a", .href(link(view)), view == self.view ? .of("aria-current", "page") : nil, text: view.title)
        }
      }
      switch view {
      case .executions:
        if let executions {
          executions.html(to: &html)
        } else {
          html.empty("The service keeps no list of the executions of express state machines.")
        }
      case .definition: writeDefinition(to: &html)
      case .versions: writeVersions(to: &html)
      }
    }
  }

  private func writeFacts(to html: inout HTML) {
    html.tag("dl", .class("facts")) { html in
      html.fact("ARN", isWide: true) { $0.copyable(machine.stateMachineArn, label: "the ARN") }
      html.fact("Type", text: machine.type.rawValue.lowercased())
      html.fact("Created") { $0.time(machine.creationDate) }
      html.fact("Role") { $0.tag("code", text: machine.roleArn) }
      if let description = machine.description { html.fact("Description", text: description) }
      if let label = machine.label { html.fact("Label", text: label) }
    }
  }

  // MARK: Start

  private func writeStart(to html: inout HTML) {
    let values = request.values
    let input = problem == nil ? nil : values.entered("input")
    html.tag("details", .class("action"), .id("start"), .flag("open", if: problem != nil)) { html in
      html.tag("summary", .class("button primary"), text: "Start an execution…")
      StartForm(request: request, machineARN: (try? request.arn) ?? machine.stateMachineArn, lastInputs: lastInputs)
        .write(
          name: problem == nil ? "" : values.entered("name"), input: input ?? lastInputs.first ?? "{}", to: &html)
    }
  }

  // MARK: Definition

  private func writeDefinition(to html: inout HTML) {
    let definition = DefinitionView(machine.definition, type: machine.type)
    html.tag("div", .class("split")) { html in
      html.tag("section", .of("aria-labelledby", "graph-heading")) { html in
        html.tag("h2", .id("graph-heading"), text: "Graph")
        if let compiled = try? StateMachine(parsing: machine.definition, type: machine.type) {
          if let graph = MachineGraph(compiled) {
            html.graph(graph.picture(nil, link: nil), id: "graph")
          } else {
            html.empty("\(Measures.count(compiled.states.count, "state")) are too many for a picture.")
          }
        } else {
          html.empty("The definition cannot be drawn.")
        }
      }
      html.tag("section", .of("aria-labelledby", "definition-heading")) { html in
        html.tag("div", .class("title")) { html in
          html.tag("h2", .id("definition-heading"), text: "Definition")
          html.tag(
            "a", .class("button"), .href(request.links.page(.machineDefinition, machine.stateMachineArn)),
            .flag("download"),
            text: "Download")
        }
        definition.writeProblems(to: &html)
        definition.writeLines(to: &html)
      }
    }
  }

  // MARK: Versions

  private func writeVersions(to html: inout HTML) {
    html.tag("section", .of("aria-labelledby", "versions-heading")) { html in
      html.tag("h2", .id("versions-heading"), text: "Versions")
      if versions.isEmpty {
        html.empty("No version has been published.")
      } else {
        html.tag("ul", .class("plain")) { html in
          for version in versions {
            html.tag("li") { html in
              html.tag(
                "a", .href(request.links.page(.machine, version.stateMachineVersionArn).with("view", "definition")),
                text: version.stateMachineVersionArn)
              html.text(" ")
              html.time(version.creationDate)
            }
          }
        }
      }
    }
    html.tag("section", .of("aria-labelledby", "aliases-heading")) { html in
      html.tag("h2", .id("aliases-heading"), text: "Aliases")
      if aliases.isEmpty {
        html.empty("There are no aliases.")
      } else {
        html.tag("ul", .class("plain")) { html in
          for alias in aliases {
            html.tag("li") { html in
              html.copyable(alias.stateMachineAliasArn, label: "the alias' ARN")
              html.text(" ")
              html.time(alias.creationDate)
            }
          }
        }
      }
    }
  }
}
