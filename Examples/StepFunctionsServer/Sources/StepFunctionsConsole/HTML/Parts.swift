import OrderedJSON
import StatesEngine
import StepFunctions

/// Parts that several pages have.
extension HTML {
  /// A moment; the page's script shows it in the reader's zone.
  mutating func time(_ time: Timestamp?) {
    guard let time else {
      tag("span", .class("absent"), text: "–")
      return
    }
    let exact = time.description
    let date = exact.prefix(10)
    let clock = exact.dropFirst(11).prefix(8)
    tag("time", .of("datetime", exact), .title(exact), text: "\(date) \(clock) UTC")
  }

  /// How something stands: a word, and a mark that does not depend on colors.
  mutating func status(_ word: String) {
    let kind = StatusKind(word)
    tag("span", .class("status status-\(kind.rawValue)")) { html in
      html.tag("span", .of("aria-hidden", "true"), .class("mark"), text: kind.mark)
      html.text(word.replacing("_", with: " ").lowercased())
    }
  }

  /// Text with a button that copies it.
  mutating func copyable(_ text: String, label: String) {
    tag("span", .class("copyable")) { html in
      html.tag("code", text: text)
      html.tag(
        "button", .of("type", "button"), .class("quiet copy needs-script"), .of("data-copy", text),
        .of("aria-label", "Copy \(label)"), text: "Copy")
    }
  }

  /// The hidden fields of a form: its token, and what it is about.
  mutating func hidden(_ token: FormToken, _ fields: [(StaticString, String?)]) {
    void("input", .of("type", "hidden"), .of("name", FormToken.fieldName), .of("value", token.value))
    for case (let name, let value?) in fields {
      void("input", .of("type", "hidden"), .of("name", "\(name)"), .of("value", value))
    }
  }

  /// A fact of a description list.
  ///
  /// - Parameter isWide: whether it takes a line of its own, as an ARN does.
  mutating func fact(_ name: String, isWide: Bool = false, _ content: (inout HTML) -> Void) {
    tag("div", .class(isWide ? "fact wide" : "fact")) { html in
      html.tag("dt", text: name)
      html.tag("dd", content: content)
    }
  }

  mutating func fact(_ name: String, text: String) { fact(name) { $0.text(text) } }

  /// An important message.
  mutating func notice(_ kind: StaticString, _ title: String, _ message: String) {
    tag("div", .class("notice \(kind)"), .of("role", "alert")) { html in
      html.tag("strong", text: title)
      html.tag("p", .class("wrap"), text: message)
    }
  }

  /// A table that is wider than a narrow screen: it can be scrolled with the keyboard as well.
  ///
  /// - Parameter label: what it contains.
  mutating func scrollable(_ label: String, isHidden: Bool = false, content: (inout HTML) -> Void) {
    tag(
      "div", .class("scroll"), .of("tabindex", "0"), .of("role", "group"), .of("aria-label", label),
      .flag("hidden", if: isHidden), content: content)
  }

  /// What a list shows instead of entries.
  mutating func empty(_ message: String) { tag("p", .class("empty"), text: message) }

  /// The links to the first and the next page of a list.
  mutating func pager(first: Link?, next: Link?) {
    guard first != nil || next != nil else { return }
    tag("nav", .class("pager"), .of("aria-label", "Pages")) { html in
      if let first { html.tag("a", .class("button"), .href(first), text: "Latest") }
      if let next { html.tag("a", .class("button"), .href(next), .of("rel", "next"), text: "Next") }
    }
  }
}

/// The statuses that look the same.
enum StatusKind: String, CaseIterable, Sendable {
  case running, succeeded, failed, aborted, caught, waiting, other

  init(_ word: String) {
    switch word.uppercased() {
    case "RUNNING", "PENDING_REDRIVE", "ACTIVE": self = .running
    case "SUCCEEDED": self = .succeeded
    case "FAILED", "TIMED_OUT": self = .failed
    case "ABORTED", "DELETING": self = .aborted
    case "CAUGHT": self = .caught
    case "WAITING": self = .waiting
    default: self = .other
    }
  }

  var mark: String {
    switch self {
    case .running: "▶"
    case .succeeded: "✓"
    case .failed: "✗"
    case .aborted: "■"
    case .caught: "↷"
    case .waiting: "…"
    case .other: "•"
    }
  }
}
