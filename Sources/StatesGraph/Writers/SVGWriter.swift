import LanguageSupport
import StatesLanguage

extension GraphLayout {
  /// What an SVG picture contains besides the graph.
  public struct SVGSettings: Sendable, Hashable {
    /// The colors of a picture.
    public enum Theme: String, Sendable, Hashable, CaseIterable {
      /// Light or dark, by the preference of the viewer.
      case automatic
      /// Always light.
      case light
      /// Always dark.
      case dark
    }

    /// The colors.
    public var theme = Theme.automatic
    /// Whether the picture contains its style sheet. A page with several pictures can have ``SVGSettings/styleSheet``
    /// once instead.
    public var includesStyle = true
    /// What the identifiers of elements begin with, so that those of several pictures on a page differ: letters, digits,
    /// `-` and `_`; other characters are left out.
    public var idPrefix = ""
    /// Makes every state a link, to this address followed by the state's index; by default, states are not links.
    public var stateLink: String?
    /// Whether the picture has what scripts and tooltips need: identifiers of nodes and edges, the names of states in
    /// `data-state`, what edges join and how often they were taken, tooltips of edges. Without that, the picture of
    /// hundreds of states is a third smaller.
    public var includesDetails = true
    /// The title of the picture; by default, the comment of the definition.
    public var title: String?

    /// A picture on its own.
    public init() {}

    /// The style sheet.
    public var styleSheet: String { SVGStyle.sheet(theme) }
  }

  /// Draws the graph as a self-contained SVG picture.
  ///
  /// The group of a state has the class `state`, one of its type, such as `type-task`, and with an overlay one of its
  /// status, such as `status-failed`; its attributes `data-state` and `data-index` name the state, `id` is the prefix and
  /// the node's ``StateGraph/Node/id``. Texts are escaped, whatever the definition contains.
  ///
  /// - Parameters:
  ///   - overlay: what an execution has done; without one, only the graph is shown.
  ///   - settings: what the picture contains besides.
  public func svg(_ overlay: GraphOverlay? = nil, settings: SVGSettings = SVGSettings()) -> String {
    var writer = SVGWriter(layout: self, overlay: overlay, settings: settings)
    return writer.write()
  }
}

extension StateGraph {
  /// Lays out the graph and draws it: ``GraphLayout/svg(_:settings:)``.
  public func svg(
    _ overlay: GraphOverlay? = nil, settings: GraphLayout.SVGSettings = GraphLayout.SVGSettings()
  ) -> String {
    GraphLayout(of: self).svg(overlay, settings: settings)
  }
}

/// Draws a layout as SVG.
private struct SVGWriter {
  let layout: GraphLayout
  let overlay: GraphOverlay?
  let settings: GraphLayout.SVGSettings
  private let prefix: String
  private var text = ""
  private var graph: StateGraph { layout.graph }

  init(layout: GraphLayout, overlay: GraphOverlay?, settings: GraphLayout.SVGSettings) {
    self.layout = layout
    self.overlay = overlay
    self.settings = settings
    let allowed = settings.idPrefix.unicodeScalars.filter { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", "_": true
      default: false
      }
    }
    prefix = String(String.UnicodeScalarView(allowed))
  }

  mutating func write() -> String {
    let title = DisplayText.shortened(
      DisplayText.line(settings.title ?? graph.comment ?? "State machine"), toScalars: 200)
    let overlaid = overlay == nil ? "" : " overlaid"
    text += """
      <svg xmlns="http://www.w3.org/2000/svg" class="states-graph\(overlaid)" role="graphics-document" \
      aria-roledescription="state machine" aria-labelledby="\(prefix)title" width="\(layout.width)" \
      height="\(layout.height)" viewBox="0 0 \(layout.width) \(layout.height)">
      <title id="\(prefix)title">\(title.escapedForXML)</title>

      """
    if settings.includesStyle { text += "<style>\n\(settings.styleSheet)</style>\n" }
    text += "<rect class=\"canvas\" width=\"\(layout.width)\" height=\"\(layout.height)\"/>\n"
    for (index, level) in graph.levels.enumerated() {
      if level.title != nil { append(level: index) }
      for edge in level.edges { append(edge: edge) }
      for node in level.nodes { append(node: node) }
    }
    text += "</svg>\n"
    return text
  }

  // MARK: Levels

  private mutating func append(level index: Int) {
    let level = layout.levels[index]
    text += "<g class=\"level\""
    if settings.includesDetails { text += " id=\"\(prefix)l\(index)\"" }
    text += ">"
    text += "<rect \(Self.attributes(level.box)) rx=\"6\"/>"
    if let title = level.title { append(title) }
    text += "</g>\n"
  }

  // MARK: Nodes

  private mutating func append(node index: Int) {
    let node = graph.nodes[index]
    let placed = layout.nodes[index]
    let status = overlay?.status(of: node, in: graph)
    var classes: [String]
    switch node.kind {
    case .start: classes = ["start"]
    case .end: classes = ["end"]
    case .state(let type): classes = ["state", "type-\(type.rawValue.lowercased())"]
    }
    if !node.levels.isEmpty { classes.append("container") }
    if let status { classes.append("status-\(status.rawValue)") }
    let summary = overlay?.summary(of: node, in: graph)
    let link = node.state.flatMap { state in settings.stateLink.map { "\($0)\(state)" } }
    if let link { text += "<a href=\"\(link.escapedForXML)\">" }
    text += "<g class=\"\(classes.joined(separator: " "))\""
    if settings.includesDetails { text += " id=\"\(prefix)\(node.id)\"" }
    if link == nil { text += " role=\"graphics-symbol\"" }
    let label = Self.description(of: node) + (summary.map { ", \($0)" } ?? "")
    // A link is named by its title, and needs neither role nor label: they would only make a large picture larger.
    if link == nil { text += " aria-label=\"\(label.escapedForXML)\"" }
    if let state = node.state {
      if settings.includesDetails { text += " data-state=\"\(node.name.escapedForXML)\"" }
      text += " data-index=\"\(state)\""
    }
    text += ">"
    let full = [label] + node.retriers.prefix(20).map { "Retry \($0)" }
    text +=
      "<title>\(full.map { DisplayText.shortened($0, toScalars: 1_000) }.joined(separator: "\n").escapedForXML)</title>"
    appendShape(node, placed.box)
    for line in placed.lines { append(line) }
    if let visits = overlay?.visits(of: node), visits > 1 { appendBadge("×\(visits)", placed.box) }
    text += link == nil ? "</g>\n" : "</g></a>\n"
  }

  private static func description(of node: StateGraph.Node) -> String {
    guard case .state(let type) = node.kind else { return node.name }
    return ([node.name, type.rawValue] + [node.detail, node.retries].compactMap { $0 }).joined(separator: ", ")
  }

  private mutating func appendShape(_ node: StateGraph.Node, _ box: GraphBox) {
    switch node.kind {
    case .start:
      text += "<circle class=\"shape\" cx=\"\(box.middle.x)\" cy=\"\(box.middle.y)\" r=\"\(box.width / 2)\"/>"
    case .end:
      let middle = "cx=\"\(box.middle.x)\" cy=\"\(box.middle.y)\""
      text += "<circle class=\"shape\" \(middle) r=\"\(box.width / 2)\"/>"
      text += "<circle class=\"core\" \(middle) r=\"\(box.width / 2 - 4)\"/>"
    case .state(.choice):
      let cut = 14
      let (left, right, top, bottom) = (box.x, box.right, box.y, box.bottom)
      text += "<path class=\"shape\" d=\"M\(left + cut) \(top)H\(right - cut)L\(right) \(box.middle.y)"
      text += "L\(right - cut) \(bottom)H\(left + cut)L\(left) \(box.middle.y)Z\"/>"
    case .state(.succeed), .state(.fail):
      text += "<rect class=\"shape\" \(Self.attributes(box)) rx=\"\(min(box.height, box.width) / 2)\"/>"
    case .state(.task), .state(.wait), .state(.pass), .state(.parallel), .state(.map):
      text += "<rect class=\"shape\" \(Self.attributes(box)) rx=\"8\"/>"
    }
  }

  /// How often a state was entered, on the upper right corner of its box.
  private mutating func appendBadge(_ count: String, _ box: GraphBox) {
    let width = TextWidth.of(count, size: 10) + 10
    let badge = GraphBox(x: box.right - width + 6, y: box.y - 8, width: width, height: 16)
    text += "<g class=\"visits\"><rect \(Self.attributes(badge)) rx=\"8\"/>"
    text += "<text x=\"\(badge.middle.x)\" y=\"\(badge.y + 12)\" font-size=\"10\">\(count)</text></g>"
  }

  // MARK: Edges

  private mutating func append(edge index: Int) {
    let edge = graph.edges[index]
    let placed = layout.edges[index]
    let count = overlay?.count(of: edge, in: graph)
    var classes = ["edge"]
    if edge.isCatch { classes.append("catch") }
    if let count { classes.append(count > 0 ? "taken" : "not-taken") }
    text += "<g class=\"\(classes.joined(separator: " "))\""
    if settings.includesDetails { appendDetails(edge: index, count) } else { text += ">" }
    appendLine(placed.strokes)
    for line in placed.lines { append(line) }
    text += "</g>\n"
  }

  private mutating func appendDetails(edge index: Int, _ count: Int?) {
    let edge = graph.edges[index]
    text += " id=\"\(prefix)e\(index)\""
    text += " data-from=\"\(prefix)\(graph.nodes[edge.source].id)\" data-to=\"\(prefix)\(graph.nodes[edge.target].id)\""
    if let count { text += " data-count=\"\(count)\"" }
    text += ">"
    var lines = ["\(graph.nodes[edge.source].name) → \(graph.nodes[edge.target].name)"]
    lines += edge.labels.prefix(40).map { edge.isCatch ? "Catch \($0)" : $0 }
    if edge.labels.count > 40 { lines.append("… \(edge.labels.count - 40) more") }
    if let count, count > 0 { lines.append("taken \(GraphOverlay.times(count))") }
    text += "<title>\(lines.joined(separator: "\n").escapedForXML)</title>"
  }

  private mutating func appendLine(_ strokes: [GraphStroke]) {
    guard let last = strokes.last else { return }
    text += "<path class=\"line\" d=\""
    var end: GraphPoint?
    for (index, stroke) in strokes.enumerated() {
      if end != stroke.from { text += "M\(stroke.from.x) \(stroke.from.y)" }
      // The line ends inside the head of the arrow.
      let to = index == strokes.count - 1 ? Self.shortened(stroke) : stroke.to
      if stroke.isCurve {
        let middle = (stroke.from.y + stroke.to.y) / 2
        text += "C\(stroke.from.x) \(middle) \(to.x) \(middle) \(to.x) \(to.y)"
      } else if to.x == stroke.from.x {
        text += "V\(to.y)"
      } else if to.y == stroke.from.y {
        text += "H\(to.x)"
      } else {
        text += "L\(to.x) \(to.y)"
      }
      end = stroke.to
    }
    text += "\"/>"
    let (x, y) = (last.to.x, last.to.y)
    let isVertical = last.isCurve || last.from.x == last.to.x
    if isVertical {
      let back = last.to.y > last.from.y ? -8 : 8
      text += "<path class=\"head\" d=\"M\(x) \(y)l-4 \(back)h8z\"/>"
    } else {
      let back = last.to.x > last.from.x ? -8 : 8
      text += "<path class=\"head\" d=\"M\(x) \(y)l\(back) -4v8z\"/>"
    }
  }

  private static func shortened(_ stroke: GraphStroke) -> GraphPoint {
    var point = stroke.to
    if stroke.isCurve || stroke.from.x == stroke.to.x {
      point.y += stroke.to.y > stroke.from.y ? -5 : 5
    } else {
      point.x += stroke.to.x > stroke.from.x ? -5 : 5
    }
    return point
  }

  // MARK: Texts

  private mutating func append(_ line: GraphLayout.Line) {
    text += "<text class=\"\(line.role.rawValue)\" x=\"\(line.base.x)\" y=\"\(line.base.y)\" font-size=\"\(line.size)\""
    if TextWidth.isUncertain(line.text) { text += " textLength=\"\(line.width)\" lengthAdjust=\"spacingAndGlyphs\"" }
    text += ">\(line.text.escapedForXML)</text>"
  }

  private static func attributes(_ box: GraphBox) -> String {
    "x=\"\(box.x)\" y=\"\(box.y)\" width=\"\(box.width)\" height=\"\(box.height)\""
  }
}
