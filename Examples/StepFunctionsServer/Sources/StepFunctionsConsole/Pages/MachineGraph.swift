import StatesGraph
import StatesLanguage

/// The picture of a state machine: laid out once, drawn for each overlay.
struct MachineGraph: Sendable {
  let machine: StateMachine
  private let layout: GraphLayout

  /// How many states are drawn; the picture of more would be of use to no reader, and take seconds in a browser.
  static let maximumStates = 2_000

  /// Up to how many states edges have tooltips, which would make a page large.
  private static let detailedStates = 200

  /// - Returns: `nil` when there are too many states.
  init?(_ machine: StateMachine) {
    guard machine.states.count <= Self.maximumStates else { return nil }
    self.machine = machine
    layout = GraphLayout(of: StateGraph(machine))
  }

  /// The picture.
  ///
  /// - Parameter link: where a state leads to; its index is added.
  func picture(_ overlay: GraphOverlay?, link: Link?) -> String {
    var settings = GraphLayout.SVGSettings()
    settings.includesStyle = false
    settings.idPrefix = "graph-"
    settings.includesDetails = machine.states.count <= Self.detailedStates
    // Colons need no encoding in a query, and there are many of them in a large picture.
    settings.stateLink = link.map { "\($0.text.replacing("%3A", with: ":"))&state=" }
    return layout.svg(overlay, settings: settings)
  }
}

extension HTML {
  /// A picture with the buttons that change its size.
  mutating func graph(_ picture: String, id: String) {
    tag("div", .class("graph-tools needs-script"), .of("role", "group"), .of("aria-label", "Size of the graph")) {
      html in
      html.tag("button", .of("type", "button"), .of("data-zoom", "out"), .of("aria-label", "Smaller"), text: "−")
      html.tag("button", .of("type", "button"), .of("data-zoom", "in"), .of("aria-label", "Larger"), text: "+")
      html.tag("button", .of("type", "button"), .of("data-zoom", "fit"), text: "Fit")
    }
    tag(
      "div", .class("graph"), .id(id), .of("tabindex", "0"), .of("role", "group"),
      .of("aria-label", "Graph of the states")
    ) { $0.picture(picture) }
  }
}
