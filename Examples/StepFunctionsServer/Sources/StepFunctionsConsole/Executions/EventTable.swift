import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions

/// Events of a history as a table: a part of them, filtered by type and state.
struct EventTable: Sendable {
  let reading: ExecutionReading
  let links: Links
  /// What is looked for in types and names of states.
  let filter: String?
  /// The events that are shown, in order.
  let events: [(line: EventLine, json: JSON)]
  /// Whether events that match come before those that are shown.
  let hasEarlier: Bool
  /// Up to which event all that match are shown.
  let last: Int

  static let pageSize = 100
  private static let previewLength = 120

  private var arn: String { reading.description.executionArn }

  /// Reads a part of the events.
  ///
  /// - Parameters:
  ///   - before: the number before which the part ends; `nil` for the latest events.
  ///   - after: the number after which the part begins, instead.
  static func read(
    _ reading: ExecutionReading, _ service: StepFunctionsService, links: Links, filter: String?, before: Int? = nil,
    after: Int? = nil
  ) async throws -> EventTable {
    let words = filter?.lowercased()
    func matches(_ line: EventLine) -> Bool {
      guard let words else { return true }
      return line.type.lowercased().contains(words) || line.state?.lowercased().contains(words) == true
    }
    var lines: [EventLine] = []
    var hasEarlier = false
    var last = reading.lines.count
    if let after {
      for line in reading.lines.dropFirst(max(0, after)) where matches(line) {
        if lines.count == pageSize {
          last = lines.last?.id ?? last
          break
        }
        lines.append(line)
      }
    } else {
      for line in reading.lines.prefix(max(0, (before ?? Int.max) - 1)).reversed() where matches(line) {
        if lines.count == pageSize {
          hasEarlier = true
          break
        }
        lines.append(line)
      }
      lines.reverse()
    }
    return EventTable(
      reading: reading, links: links, filter: filter,
      events: try await read(lines, of: reading.description, service), hasEarlier: hasEarlier, last: last)
  }

  /// The events of lines, those that follow each other at once.
  private static func read(
    _ lines: [EventLine], of description: DescribeExecutionOutput, _ service: StepFunctionsService
  ) async throws -> [(line: EventLine, json: JSON)] {
    let arn = description.executionArn
    var events: [(EventLine, JSON)] = []
    var index = 0
    while index < lines.count {
      var end = index + 1
      while end < lines.count, lines[end].id == lines[end - 1].id + 1 { end += 1 }
      do throws(HostError) {
        let found = try await service.host.history(of: arn, from: UInt64(clamping: lines[index].id), limit: end - index)
        events += zip(lines[index..<end], found.map { $0.completed(by: description) })
      } catch {
        throw ConsoleProblem(.serviceUnavailable, "The history cannot be read", error.description)
      }
      index = end
    }
    return events
  }

  // MARK: HTML

  func write(to html: inout HTML) {
    html.tag("form", .of("method", "get"), .action(links.page(.execution)), .class("filter"), .of("role", "search")) {
      html in
      html.void("input", .of("type", "hidden"), .of("name", "arn"), .of("value", arn))
      html.tag("label") { html in
        html.tag("span", text: "Type or state contains")
        html.void(
          "input", .of("type", "search"), .of("name", "events"), .of("value", filter ?? ""), .flag("data-filter"))
      }
      html.tag("p", .class("buttons")) { html in
        html.tag("button", text: "Filter")
        if filter != nil { html.tag("a", .class("button quiet"), .href(links.page(.execution, arn)), text: "Reset") }
      }
    }
    writeEarlier(to: &html)
    html.scrollable("Table of events") { html in
      html.tag("table", .class("list events")) { html in
        html.tag("thead") { html in
          html.tag("tr") { html in
            for (title, isNumber) in [
              ("Event", true), ("Type", false), ("State", false), ("After the start", true), ("Details", false),
            ] {
              html.tag("th", .of("scope", "col"), isNumber ? .class("number") : nil, text: title)
            }
          }
        }
        writeRows(to: &html, isPart: false)
      }
    }
    if events.isEmpty { html.empty(filter == nil ? "There are no events yet." : "No event matches.") }
  }

  /// A part that is added to a table: rows, and the link to those before.
  func writePart(to html: inout HTML) {
    html.tag("table") { writeRows(to: &$0, isPart: true) }
    writeEarlier(isRest: true, to: &html)
  }

  private func writeEarlier(isRest: Bool = false, to html: inout HTML) {
    guard hasEarlier, let first = events.first?.line.id else { return }
    func link(_ page: ConsolePath) -> Link { links.page(page, arn).with("events", filter).with("before", "\(first)") }
    html.tag(
      "a", .class("button"), .href(link(.execution)), .flag("data-rest", if: isRest),
      .data("data-more", link(.executionEvents).asPart),
      .of("data-into", "events"), .flag("data-before"), text: "Earlier events")
  }

  /// The rows: of a whole table, or of a part that is appended to the one that is shown.
  func writeRows(to html: inout HTML, isPart: Bool, isLive: Bool = false) {
    html.tag(
      "tbody", .id("events"), isPart ? .flag("data-part") : nil, isLive ? .of("data-live-mode", "append") : nil
    ) { html in
      for (line, json) in events { write(line, json, to: &html) }
    }
  }

  private func write(_ line: EventLine, _ json: JSON, to html: inout HTML) {
    let isBad = ["Failed", "TimedOut", "Aborted"].contains { line.type.hasSuffix($0) }
    html.tag("tr", .id("event-\(line.id)"), isBad ? .class("bad") : nil) { html in
      html.tag("td", .class("number"), text: "\(line.id)")
      html.tag("td", .class("type"), text: line.type)
      html.tag("td") { html in
        if let state = line.state {
          if let entered = line.entered {
            html.tag(
              "a", .class("name"), .href(links.page(.execution, arn).with("visit", "\(entered)").at("state-panel")),
              text: state)
          } else {
            html.tag("span", .class("name"), text: state)
          }
        }
      }
      html.tag(
        "td", .class("number"), .title(line.timestamp.description),
        text: Measures.duration(from: reading.description.startDate, to: line.timestamp))
      html.tag("td", .class("detail")) { html in
        for member in json.eventDetails?.members.members ?? [] { write(member, line, to: &html) }
      }
    }
  }

  private func write(_ member: JSON.Object.Member, _ line: EventLine, to html: inout HTML) {
    let name = member.key
    // What the table shows elsewhere, or what says nothing.
    if name.hasSuffix("Details") || name == "name" && line.state != nil { return }
    html.tag("div") { html in
      html.tag("span", text: "\(name): ")
      let value: String
      if case .string(let text) = member.value {
        value = text
      } else {
        value = JSONPrinter.compact.string(member.value)
      }
      if JSON.dataNames.contains(name) {
        html.tag("code", text: Self.shortened(value, Self.previewLength))
        html.text(" ")
        let link = links.page(.executionPayload, arn).with("event", "\(line.id)").with("member", name)
        html.tag("a", .href(link), .of("data-inline", "payload"), text: Measures.size(value.utf8.count))
      } else if name.hasSuffix("Arn"), value.contains(":mapRun:") {
        html.tag("a", .href(links.page(.mapRun, value)), text: value)
      } else {
        html.tag("span", .class("wrap"), text: Self.shortened(value, 600))
      }
    }
  }

  private static func shortened(_ text: String, _ length: Int) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: length, limitedBy: scalars.endIndex),
      end < scalars.endIndex
    else { return text }
    return String(scalars[..<end]) + "…"
  }
}
