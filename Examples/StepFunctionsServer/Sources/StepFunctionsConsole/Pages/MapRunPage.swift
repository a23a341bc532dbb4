import StatesEngine
import StatesLanguage
import StepFunctions

/// A map run: its counts, what may fail, and its children.
struct MapRunPage: Sendable {
  let request: ConsoleRequest
  let run: DescribeMapRunOutput
  let children: ExecutionTable

  static func read(_ request: ConsoleRequest) async throws(ConsoleProblem) -> MapRunPage {
    let (arn, service) = (try request.arn, request.service)
    let run = try await performing { () throws(StepFunctionsError) in try await service.describeMapRun(mapRunArn: arn) }
    return MapRunPage(request: request, run: run, children: try await ExecutionTable.read(request, of: .mapRun(arn)))
  }

  func html() -> HTML {
    var shell = Shell(request: request, title: "Map run", section: .machines)
    shell.live = (children.live, run.executionArn)
    return shell.page { html in
      html.tag("nav", .class("crumbs"), .of("aria-label", "Breadcrumbs")) { html in
        html.tag("a", .href(request.links.page(.execution, run.executionArn)), text: run.executionArn)
      }
      html.tag("h1", text: "Map run")
      writeOverview(to: &html)
      html.tag("h2", text: "Child executions")
      children.html(to: &html)
    }
  }

  /// What a live page brings up to date.
  func writeLive(to html: inout HTML) {
    writeOverview(to: &html)
    html.tag("table", .class("list")) { children.writeRows(to: &$0) }
  }

  func writeOverview(to html: inout HTML) {
    html.tag("div", .id("overview"), .class("stack")) { html in
      html.tag("p") { $0.status(run.status.rawValue) }
      html.tag("dl", .class("facts")) { html in
        html.fact("ARN", isWide: true) { $0.copyable(run.mapRunArn, label: "the ARN") }
        html.fact("Started") { $0.time(run.startDate) }
        html.fact("Ended") { $0.time(run.stopDate) }
        html.fact(
          "At the same time",
          text: run.maxConcurrency == Int(Int32.max)
            ? "no limit" : Measures.count(run.maxConcurrency, "child execution"))
        html.fact("May fail", text: tolerance)
        if let count = run.redriveCount, count > 0 {
          html.fact("Redriven") { html in
            html.text("\(count)× ")
            html.time(run.redriveDate)
          }
        }
      }
      write("Items", run.itemCounts, to: &html)
      write("Child executions", run.executionCounts, to: &html)
    }
  }

  /// How many items may fail.
  private var tolerance: String {
    var parts: [String] = []
    if run.toleratedFailureCount > 0 { parts.append(Measures.count(run.toleratedFailureCount, "item")) }
    let percentage = run.toleratedFailurePercentage
    if percentage > 0 {
      parts.append("\(Int(exactly: percentage).map(String.init) ?? "\(percentage)") % of the items")
    }
    return parts.isEmpty ? "no item" : parts.joined(separator: " or ")
  }

  /// Counts as a bar, and as words.
  private func write(_ title: String, _ counts: MapRunCounts, to html: inout HTML) {
    let parts = [
      ("succeeded", counts.succeeded, "succeeded"), ("failed", counts.failed, "failed"),
      ("failed", counts.timedOut, "timed out"), ("aborted", counts.aborted, "aborted"),
      ("running", counts.running, "running"), ("waiting", counts.pendingRedrive ?? 0, "to be redriven"),
      ("pending", counts.pending, "pending"),
    ].filter { $0.1 > 0 }
    let total = max(counts.total, parts.reduce(0) { $0 + $1.1 }, 1)
    html.tag("div", .class("counts")) { html in
      html.tag("h2", text: "\(title): \(Measures.grouped(counts.total))")
      html.tag("svg", .class("bar"), .of("aria-hidden", "true")) { html in
        var start = 0
        for (kind, count, _) in parts {
          html.tag(
            "rect", .class(kind), .of("x", Percent.of(start, total)), .of("width", Percent.of(count, total)),
            .of("y", "0"),
            .of("height", "100%"), content: { _ in })
          start += count
        }
      }
      html.tag("ul", .class("legend")) { html in
        for (kind, count, words) in parts {
          html.tag("li") { html in
            html.tag("span", .class("status status-\(kind)"), text: "\(Measures.grouped(count)) \(words)")
          }
        }
        html.tag("li", text: "\(Measures.grouped(counts.resultsWritten)) in the result")
      }
    }
  }
}

/// A share of a whole, as pictures have it.
enum Percent {
  /// In hundredths of a percent, so that the same numbers always give the same string.
  static func of(_ part: Int, _ whole: Int) -> String {
    guard whole > 0 else { return "0%" }
    let hundredths = Int((Double(part) / Double(whole) * 10_000).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100)\(rest == 0 ? "" : rest < 10 ? ".0\(rest)" : ".\(rest)")%"
  }
}
