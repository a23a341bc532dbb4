import StatesEngine
import StepFunctions

/// Activities, with the tasks that wait and the workers that were seen.
struct ActivitiesPage: Sendable {
  struct Row: Sendable {
    let activity: ActivityListItem
    let status: ActivityStatus
  }

  let request: ConsoleRequest
  let rows: [Row]
  let next: String?

  private static let pageSize = 50
  private static let maximumWorkers = 20

  static func read(_ request: ConsoleRequest) async throws(ConsoleProblem) -> ActivitiesPage {
    let service = request.service
    return try await performing { () throws(StepFunctionsError) in
      let page = try await service.listActivities(maxResults: pageSize, nextToken: request.values["token"])
      var rows: [Row] = []
      for activity in page.activities {
        do throws(StepFunctionsError) {
          rows.append(Row(activity: activity, status: try await service.activityStatus(of: activity.activityArn)))
        } catch {
          // It has been deleted meanwhile.
          guard error.code == .activityDoesNotExist else { throw error }
        }
      }
      return ActivitiesPage(request: request, rows: rows, next: page.nextToken)
    }
  }

  func html() -> HTML {
    Shell(request: request, title: "Activities", section: .activities).page { html in
      html.tag("h1", text: "Activities")
      if rows.isEmpty { html.empty("There are no activities.") }
      for (index, row) in rows.enumerated() { write(row, index, to: &html) }
      html.pager(
        first: request.values["token"] == nil ? nil : request.scoped(.activities),
        next: next.map { request.scoped(.activities).with("token", $0) })
    }
  }

  private func write(_ row: Row, _ index: Int, to html: inout HTML) {
    html.tag("section", .class("panel"), .of("aria-labelledby", "activity-\(index)")) { html in
      html.tag("h2", .id("activity-\(index)"), .class("name"), text: row.activity.name)
      html.tag("dl", .class("facts")) { html in
        html.fact("ARN", isWide: true) { $0.copyable(row.activity.activityArn, label: "the ARN") }
        html.fact("Created") { $0.time(row.activity.creationDate) }
        html.fact("Tasks that wait for a worker", text: Measures.grouped(row.status.waitingTasks))
        html.fact("Workers that wait for a task", text: Measures.grouped(row.status.waitingWorkers))
      }
      if row.status.workers.isEmpty {
        html.tag("p", .class("more"), text: "No worker was seen since this server started.")
      } else {
        writeWorkers(row.status.workers, of: row.activity.name, to: &html)
      }
    }
  }

  private func writeWorkers(_ workers: [ActivityStatus.Worker], of name: String, to html: inout HTML) {
    html.scrollable("Workers of \(name)") { html in
      html.tag("table", .class("list")) { html in
        html.tag("caption", .class("more"), text: "Workers seen since this server started")
        html.tag("thead") { html in
          html.tag("tr") { html in
            for title in ["Worker", "Last seen", "Waits now", "Tasks taken", "Last task"] {
              html.tag("th", .of("scope", "col"), text: title)
            }
          }
        }
        html.tag("tbody") { html in
          for worker in workers.prefix(Self.maximumWorkers) {
            html.tag("tr") { html in
              html.tag("td") { html in
                if let name = worker.name {
                  html.tag("span", .class("name"), text: name)
                } else {
                  html.tag("span", .class("absent"), text: "without a name")
                }
              }
              html.tag("td") { $0.time(worker.lastSeen) }
              html.tag("td", text: worker.waiting > 0 ? "yes" : "no")
              html.tag("td", text: Measures.grouped(worker.taskCount))
              html.tag("td") { $0.time(worker.lastTask) }
            }
          }
        }
      }
    }
    if workers.count > Self.maximumWorkers {
      html.tag("p", .class("more"), text: "\(Measures.grouped(workers.count - Self.maximumWorkers)) more")
    }
  }
}
