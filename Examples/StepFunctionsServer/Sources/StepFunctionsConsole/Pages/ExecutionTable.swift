import OrderedJSON
import StatesEngine
import StepFunctions

/// Executions of a state machine, or children of a map run: one page of them, filtered and sorted.
struct ExecutionTable: Sendable {
  /// Whose executions they are.
  enum Owner: Sendable, Hashable {
    case machine(String)
    case mapRun(String)

    var arn: String {
      switch self {
      case .machine(let arn), .mapRun(let arn): arn
      }
    }

    var page: ConsolePath {
      switch self {
      case .machine: .machine
      case .mapRun: .mapRun
      }
    }
  }

  /// In which order they are shown.
  enum Order: String, CaseIterable, Sendable {
    case latest, oldest, name, longest

    var title: String {
      switch self {
      case .latest: "latest first"
      case .oldest: "oldest first"
      case .name: "by name"
      case .longest: "longest first"
      }
    }
  }

  /// What is left out.
  struct Filter: Sendable {
    let status: ExecutionStatus?
    let name: String?
    let after: Timestamp?
    let before: Timestamp?
    let text: String?

    init(_ values: FormValues) {
      status = values["status"].flatMap(ExecutionStatus.init)
      name = values["name"]?.lowercased()
      after = values["after"].flatMap(Self.time)
      before = values["before"].flatMap(Self.time)
      text = values["text"]?.lowercased()
    }

    /// A time as a browser's field for one gives it, which the reader means in UTC.
    private static func time(_ text: String) -> Timestamp? {
      if let time = Timestamp(iso8601: text) { return time }
      return Timestamp(iso8601: text + (text.utf8.count == 16 ? ":00Z" : "Z"))
    }

    /// Whether it looks at anything that the service's own list does not filter by.
    var looksFurther: Bool { name != nil || after != nil || before != nil || text != nil }

    func admits(_ execution: ExecutionListItem) -> Bool {
      if let name, !execution.name.lowercased().contains(name) { return false }
      if let after, execution.startDate < after { return false }
      if let before, execution.startDate > before { return false }
      return true
    }

    func admits(_ execution: DescribeExecutionOutput) -> Bool {
      guard let text else { return true }
      return [execution.input, execution.error, execution.cause].contains { value in
        value.map { $0.lowercased().contains(text) } ?? false
      }
    }
  }

  let request: ConsoleRequest
  let owner: Owner
  let order: Order
  let executions: [ExecutionListItem]
  /// The token of the next page of the service.
  let next: String?
  /// How many executions were looked at.
  let lookedAt: Int

  private static let pageSize = 50
  /// How many executions are read at once, and at most, for a filter or an order that the service does not have; and of how
  /// many the input is looked at.
  private static let (scanSize, maximumScan, maximumDescribed) = (100, 1_000, 300)

  static func read(_ request: ConsoleRequest, of owner: Owner) async throws(ConsoleProblem) -> ExecutionTable {
    let filter = Filter(request.values)
    let order = Order(rawValue: request.values["order"] ?? "") ?? .latest
    let scans = filter.looksFurther || order != .latest
    var found: [ExecutionListItem] = []
    var (token, lookedAt, described) = (request.values["token"], 0, 0)
    repeat {
      let (size, from) = (scans ? scanSize : pageSize, token)
      let page = try await performing { () throws(StepFunctionsError) in
        try await list(owner, filter.status, size, from, request.service)
      }
      lookedAt += page.executions.count
      for execution in page.executions where filter.admits(execution) {
        if filter.text != nil {
          described += 1
          guard let description = try? await request.service.describeExecution(executionArn: execution.executionArn),
            filter.admits(description)
          else { continue }
        }
        found.append(execution)
      }
      token = page.nextToken
    } while token != nil && scans && lookedAt < maximumScan && described < maximumDescribed
      && (order != .latest || found.count < pageSize)
    return ExecutionTable(
      request: request, owner: owner, order: order, executions: sorted(found, order), next: token, lookedAt: lookedAt)
  }

  private static func list(
    _ owner: Owner, _ status: ExecutionStatus?, _ size: Int, _ token: String?, _ service: StepFunctionsService
  ) async throws(StepFunctionsError) -> ListExecutionsOutput {
    switch owner {
    case .machine(let arn):
      try await service.listExecutions(stateMachineArn: arn, statusFilter: status, maxResults: size, nextToken: token)
    case .mapRun(let arn):
      try await service.listExecutions(statusFilter: status, maxResults: size, nextToken: token, mapRunArn: arn)
    }
  }

  private static func sorted(_ executions: [ExecutionListItem], _ order: Order) -> [ExecutionListItem] {
    func duration(_ execution: ExecutionListItem) -> Int64 {
      execution.stopDate.map { $0.milliseconds - execution.startDate.milliseconds } ?? Int64.max
    }
    switch order {
    case .latest: return executions
    case .oldest: return executions.sorted { $0.startDate < $1.startDate }
    case .name: return executions.sorted { $0.name < $1.name }
    case .longest: return executions.sorted { duration($0) > duration($1) }
    }
  }

  // MARK: Addresses

  private static let filterNames: [StaticString] = ["view", "status", "name", "after", "before", "text", "order"]

  private func filtered(_ link: Link) -> Link {
    Self.filterNames.reduce(link) { $0.with($1, request.values["\($1)"]) }
  }

  /// The page with the same filter.
  private var page: Link { filtered(request.links.page(owner.page, owner.arn)) }

  /// From where the list is brought up to date.
  var live: Link {
    let page: ConsolePath = owner.page == .machine ? .machineLive : .mapRunLive
    return filtered(request.links.page(page, owner.arn))
  }

  /// Whether new executions would be on this page.
  var isFirst: Bool { request.values["token"] == nil }

  // MARK: HTML

  func html(to html: inout HTML) {
    writeFilter(to: &html)
    if isFirst, order == .latest {
      html.tag("p", .id("newer"), .class("newer needs-script"), .of("role", "status")) { html in
        html.tag("a", .href(page), .class("button"), .flag("hidden"), text: "Newer executions")
      }
    }
    if executions.isEmpty {
      html.empty(
        Filter(request.values).looksFurther || request.values["status"] != nil
          ? "None of \(Measures.count(lookedAt, "execution")) matches." : "There are no executions yet.")
    }
    html.scrollable("Table of executions", isHidden: executions.isEmpty) { html in
      html.tag("table", .class("list"), .id("execution-table")) { html in
        html.tag("thead") { html in
          html.tag("tr") { html in
            for title in ["Name", "Status", "Started"] { html.tag("th", .of("scope", "col"), text: title) }
            for title in ["Duration", "Redrives"] + (isOfMapRun ? ["Items"] : []) {
              html.tag("th", .of("scope", "col"), .class("number"), text: title)
            }
          }
        }
        writeRows(to: &html)
      }
    }
    if lookedAt > executions.count || order != .latest {
      html.tag("p", .class("more"), text: "\(Measures.count(lookedAt, "execution")) looked at.")
    }
    html.pager(first: isFirst ? nil : page, next: next.map { page.with("token", $0) })
  }

  private var isOfMapRun: Bool { owner.page == .mapRun }

  /// The rows, which a live page brings up to date.
  func writeRows(to html: inout HTML) {
    html.tag("tbody", .id("executions"), .of("data-live-mode", isFirst && order == .latest ? "rows" : "known-rows")) {
      html in
      for execution in executions {
        html.tag("tr", .id("row-\(execution.executionArn)")) { html in
          html.tag("td") { html in
            html.tag(
              "a", .class("name"), .href(request.links.page(.execution, execution.executionArn)), text: execution.name)
          }
          html.tag("td") { $0.status(execution.status.rawValue) }
          html.tag("td") { $0.time(execution.startDate) }
          html.tag("td", .class("number")) { html in
            if let stop = execution.stopDate {
              html.text(Measures.duration(from: execution.startDate, to: stop))
            } else {
              html.tag("span", .of("data-since", execution.startDate.description), text: "…")
            }
          }
          html.tag("td", .class("number"), text: execution.redriveCount.map { $0 == 0 ? "" : "\($0)" } ?? "")
          if isOfMapRun {
            html.tag("td", .class("number"), text: execution.itemCount.map { Measures.grouped($0) } ?? "")
          }
        }
      }
    }
  }

  private func writeFilter(to html: inout HTML) {
    let values = request.values
    html.tag(
      "form", .of("method", "get"), .action(request.links.page(owner.page)), .class("filter"), .of("role", "search")
    ) { html in
      html.void("input", .of("type", "hidden"), .of("name", "arn"), .of("value", owner.arn))
      html.tag("label") { html in
        html.tag("span", text: "Status")
        html.tag("select", .of("name", "status")) { html in
          html.tag("option", .of("value", ""), text: "any")
          for status in ExecutionStatus.allCases where status != .pendingRedrive || isOfMapRun {
            html.tag(
              "option", .of("value", status.rawValue), .flag("selected", if: values["status"] == status.rawValue),
              text: status.rawValue.replacing("_", with: " ").lowercased())
          }
        }
      }
      for (name, title, type) in [
        ("name", "Name contains", "search"), ("text", "Input or error contains", "search"),
        ("after", "Started after (UTC)", "datetime-local"), ("before", "Started before (UTC)", "datetime-local"),
      ] {
        html.tag("label") { html in
          html.tag("span", text: title)
          html.void(
            "input", .of("type", type), .of("name", name), .of("value", values.entered(name)),
            .flag("data-filter", if: name == "name"))
        }
      }
      html.tag("label") { html in
        html.tag("span", text: "Order")
        html.tag("select", .of("name", "order")) { html in
          for order in Order.allCases {
            html.tag(
              "option", .of("value", order.rawValue), .flag("selected", if: order == self.order), text: order.title)
          }
        }
      }
      html.tag("p", .class("buttons")) { html in
        html.tag("button", text: "Filter")
        html.tag("a", .class("button quiet"), .href(request.links.page(owner.page, owner.arn)), text: "Reset")
      }
    }
  }
}
