import Hummingbird
import StatesEngine
import StatesLanguage
import StepFunctions

/// All state machines of an account in a region, with what their executions do.
struct MachinesPage: Sendable {
  struct Row: Sendable {
    let machine: StateMachineListItem
    /// `nil` for an express state machine, whose executions are not listed.
    let summary: ExecutionSummary?
  }

  let request: ConsoleRequest
  let rows: [Row]
  /// The regions of accounts that there are, besides the one that is shown.
  let others: [AccountRegion]
  let next: String?

  private static let pageSize = 50
  /// How many state machines are looked at for a name.
  private static let maximumScan = 2_000
  /// Up to how many executions of a status are counted.
  private static let maximumCount = 100

  static func read(_ request: ConsoleRequest) async throws(ConsoleProblem) -> MachinesPage {
    let service = request.service
    let name = request.values["name"]?.lowercased()
    return try await performing { () throws(StepFunctionsError) in
      var rows: [Row] = []
      var (token, lookedAt) = (request.values["token"], 0)
      repeat {
        let page = try await service.listStateMachines(
          maxResults: name == nil ? pageSize : 200, nextToken: token)
        lookedAt += page.stateMachines.count
        for machine in page.stateMachines where name.map({ machine.name.lowercased().contains($0) }) ?? true {
          rows.append(Row(machine: machine, summary: try await summary(of: machine, service)))
        }
        token = page.nextToken
      } while name != nil && token != nil && rows.count < pageSize && lookedAt < maximumScan
      let others = try await service.accountRegions().filter {
        $0.region != service.region || $0.account != service.account
      }
      return MachinesPage(request: request, rows: rows, others: others, next: token)
    }
  }

  /// What the executions of a state machine do; `nil` also for one that is deleted in this moment.
  private static func summary(
    of machine: StateMachineListItem, _ service: StepFunctionsService
  ) async throws(StepFunctionsError) -> ExecutionSummary? {
    guard machine.type == .standard else { return nil }
    do throws(StepFunctionsError) {
      return try await service.executionSummary(of: machine.stateMachineArn, limit: maximumCount)
    } catch {
      guard error.code == .stateMachineDoesNotExist else { throw error }
      return nil
    }
  }

  /// - Parameter host: the host name and port that the browser used, for the clients' settings.
  func html(host: String) -> HTML {
    var shell = Shell(request: request, title: "State machines", section: .machines)
    let live = request.scoped(.machinesLive).with("name", request.values["name"]).with("token", request.values["token"])
    shell.live = (live, ConsoleFeed.everything)
    return shell.page { html in
      html.tag("div", .class("title")) { html in
        html.tag("h1", text: "State machines")
        html.tag("a", .class("button primary"), .href(request.scoped(.newMachine)), text: "New state machine")
      }
      if rows.isEmpty, request.values["name"] == nil {
        writeWelcome(host, to: &html)
      } else {
        writeFilter(to: &html)
        if rows.isEmpty { html.empty("No state machine has such a name.") }
        html.scrollable("Table of state machines", isHidden: rows.isEmpty) { html in
          html.tag("table", .class("list")) { html in
            html.tag("thead") { html in
              html.tag("tr") { html in
                for (title, isNumber) in [
                  ("Name", false), ("Type", false), ("Running", true), ("Failed in the last day", true),
                  ("Last start", false),
                  ("Created", false),
                ] {
                  html.tag("th", .of("scope", "col"), isNumber ? .class("number") : nil, text: title)
                }
              }
            }
            writeRows(to: &html)
          }
        }
        html.pager(
          first: request.values["token"] == nil ? nil : request.scoped(.machines).with("name", request.values["name"]),
          next: next.map { request.scoped(.machines).with("name", request.values["name"]).with("token", $0) })
      }
      writeOthers(to: &html)
    }
  }

  func writeRows(to html: inout HTML) {
    html.tag("tbody", .id("machines"), .of("data-live-mode", "known-rows")) { html in
      for row in rows {
        html.tag("tr", .id("row-\(row.machine.stateMachineArn)")) { html in
          html.tag("td") { html in
            html.tag(
              "a", .class("name"), .href(request.links.page(.machine, row.machine.stateMachineArn)),
              text: row.machine.name)
          }
          html.tag("td", text: row.machine.type.rawValue.lowercased())
          html.tag("td", .class("number")) { html in
            if let running = row.summary?.running, running.value > 0 {
              html.status("running")
              html.text(" \(running)")
            } else {
              html.tag("span", .class("absent"), text: row.summary == nil ? "–" : "0")
            }
          }
          html.tag("td", .class("number")) { html in
            if let failed = row.summary?.unsuccessful, failed.value > 0 {
              html.status("failed")
              html.text(" \(failed)")
            } else {
              html.tag("span", .class("absent"), text: row.summary == nil ? "–" : "0")
            }
          }
          html.tag("td") { $0.time(row.summary?.lastStart) }
          html.tag("td") { $0.time(row.machine.creationDate) }
        }
      }
    }
  }

  private func writeFilter(to html: inout HTML) {
    html.tag(
      "form", .of("method", "get"), .action(request.links.page(.machines)), .class("filter"), .of("role", "search")
    ) { html in
      if request.isScoped {
        html.void("input", .of("type", "hidden"), .of("name", "region"), .of("value", request.service.region))
        html.void("input", .of("type", "hidden"), .of("name", "account"), .of("value", request.service.account))
      }
      html.tag("label") { html in
        html.tag("span", text: "Name contains")
        html.void(
          "input", .of("type", "search"), .of("name", "name"), .of("value", request.values.entered("name")),
          .flag("data-filter"))
      }
      html.tag("p", .class("buttons")) { $0.tag("button", text: "Filter") }
    }
  }

  /// The way to resources that clients have made in another region or account.
  private func writeOthers(to html: inout HTML) {
    guard !others.isEmpty else { return }
    html.tag("section", .of("aria-labelledby", "others-heading")) { html in
      html.tag("h2", .id("others-heading"), text: "Other regions and accounts")
      html.tag("ul", .class("plain")) { html in
        for other in others {
          html.tag("li") { html in
            html.tag(
              "a",
              .href(request.links.page(.machines).with("region", other.region).with("account", other.account)),
              text: "\(other.region), account \(other.account)")
          }
        }
      }
    }
  }

  private func writeWelcome(_ host: String, to html: inout HTML) {
    let url = "http://\(host)"
    html.tag(
      "p", text: "There are no state machines in \(request.service.region) of account \(request.service.account) yet.")
    html.tag("section", .of("aria-labelledby", "clients-heading")) { html in
      html.tag("h2", .id("clients-heading"), text: "Point a client here")
      html.tag(
        "p",
        text:
          "This is the API of AWS Step Functions, answered by an interpreter for the Amazon States Language on this machine."
      )
      for line in [
        "aws stepfunctions --endpoint-url \(url) list-state-machines",
        "boto3.client(\"stepfunctions\", endpoint_url=\"\(url)\")",
      ] {
        html.tag("p") { $0.copyable(line, label: "the command") }
      }
      html.tag("p") { html in
        html.text("The SDKs put ")
        html.tag("code", text: "sync-")
        html.text(" in front of the host name for StartSyncExecution and TestState; switch that off with ")
        html.tag("code", text: "AWS_DISABLE_HOST_PREFIX_INJECTION=true")
        html.text(", or ")
        html.tag("code", text: "inject_host_prefix=False")
        html.text(".")
      }
    }
  }
}
