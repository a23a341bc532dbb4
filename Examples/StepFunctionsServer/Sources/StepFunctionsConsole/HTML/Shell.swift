import StatesLanguage

/// What all pages have in common: head, navigation, the main part.
struct Shell: Sendable {
  /// The parts of the console that the navigation leads to.
  enum Section: CaseIterable, Sendable {
    case machines, tasks, activities

    var title: String {
      switch self {
      case .machines: "State machines"
      case .tasks: "Open task tokens"
      case .activities: "Activities"
      }
    }

    var page: ConsolePath {
      switch self {
      case .machines: .machines
      case .tasks: .tasks
      case .activities: .activities
      }
    }
  }

  let request: ConsoleRequest
  let title: String
  let section: Section
  /// From where the page is brought up to date, and what is watched for that.
  var live: (source: Link, subject: String)?

  private var links: Links { request.links }

  /// Everything before the content.
  func begin(_ html: inout HTML) {
    html.documentType()
    html.begin("html", .of("lang", "en"))
    html.tag("head") { html in
      html.void("meta", .of("charset", "utf-8"))
      html.void("meta", .of("name", "viewport"), .of("content", "width=device-width, initial-scale=1"))
      html.void("meta", .of("name", "color-scheme"), .of("content", "light dark"))
      html.tag("title", text: "\(title) · Step Functions")
      html.void("link", .of("rel", "icon"), .href(links.asset(.icon)))
      html.void("link", .of("rel", "stylesheet"), .href(links.asset(.style)))
      html.tag("script", .source(links.asset(.script)), .flag("defer")) { _ in }
    }
    html.begin("body")
    html.tag("a", .class("skip"), .href(Link.here.at("main")), text: "Skip to the content")
    html.tag("header", .class("top")) { html in
      html.tag("a", .class("brand"), .href(request.scoped(.machines))) { html in
        html.void("img", .source(links.asset(.icon)), .of("alt", ""), .of("width", "24"), .of("height", "24"))
        html.tag("span", text: "Step Functions")
      }
      html.tag("nav", .of("aria-label", "Main")) { html in
        for section in Section.allCases {
          html.tag(
            "a", .href(request.scoped(section.page)),
            section == self.section ? .of("aria-current", "page") : nil, text: section.title)
        }
      }
      html.tag("p", .class("scope")) { html in
        html.tag("span", .title("Region"), text: request.service.region)
        html.tag("span", .title("Account"), text: request.service.account)
      }
      html.tag(
        "button", .id("help-button"), .of("type", "button"), .class("quiet needs-script"),
        .of("aria-haspopup", "dialog"), .title("Keyboard shortcuts"), text: "?")
    }
    if let live {
      html.begin(
        "main", .id("main"), .of("tabindex", "-1"), .data("data-live", live.source),
        .data("data-changes", links.page(.changes).with("of", live.subject)))
    } else {
      html.begin("main", .id("main"), .of("tabindex", "-1"))
    }
  }

  /// Everything after the content.
  func end(_ html: inout HTML) {
    html.end("main")
    html.tag(
      "div", .id("live-status"), .class("live-status"), .of("role", "status"), .of("aria-live", "polite"),
      content: { _ in })
    html.end("body")
    html.end("html")
  }

  /// A whole page.
  func page(_ content: (inout HTML) -> Void) -> HTML {
    HTML { html in
      begin(&html)
      content(&html)
      end(&html)
    }
  }
}
