import StatesLanguage

extension StateGraph {
  /// Writes the graph in DOT, for Graphviz: `asl graph … --format dot | dot -Tpdf`.
  ///
  /// Parallel and Map states, and their branches, are clusters; edges to them end at their border.
  ///
  /// - Parameter overlay: what an execution has done; without one, only the graph is shown.
  public func dot(_ overlay: GraphOverlay? = nil) -> String {
    var writer = DOTWriter(graph: self, overlay: overlay)
    return writer.write()
  }
}

/// Writes a graph in DOT.
private struct DOTWriter {
  let graph: StateGraph
  let overlay: GraphOverlay?
  private var text = ""

  init(graph: StateGraph, overlay: GraphOverlay?) {
    self.graph = graph
    self.overlay = overlay
  }

  mutating func write() -> String {
    text = """
      digraph "\(Self.escaped(DisplayText.shortened(graph.comment.map(DisplayText.line) ?? "State machine", toScalars: 200)))" {
        compound=true
        graph [fontname="sans-serif", fontsize=11, nodesep=0.4, ranksep=0.5]
        node [fontname="sans-serif", fontsize=11, shape=box, style="rounded,filled", fillcolor=white]
        edge [fontname="sans-serif", fontsize=9]

      """
    LevelWalk(graph).forEach { step in
      switch step {
      case .open(let node, let depth):
        line("subgraph cluster_\(graph.nodes[node].id) {", depth)
        line("label=\"\(label(node))\" style=rounded \(colors(node))", depth + 1)
      case .level(let level, let depth): appendNodes(of: level, depth)
      case .edges(let level, let depth): appendEdges(of: level, depth)
      case .next: break
      case .close(_, let depth): line("}", depth)
      }
    }
    text += "}\n"
    return text
  }

  private mutating func line(_ line: String, _ depth: Int) {
    text += String(repeating: "  ", count: min(depth, LevelWalk.maximumIndentation)) + line + "\n"
  }

  private mutating func appendNodes(of index: Int, _ depth: Int) {
    let level = graph.levels[index]
    if let title = level.title {
      line("subgraph cluster_l\(index) {", depth)
      line("label=\"\(Self.escaped(title))\" style=\"rounded,dashed\"", depth + 1)
    }
    for node in level.nodes where graph.nodes[node].levels.isEmpty {
      line(declaration(node), level.title == nil ? depth : depth + 1)
    }
  }

  private mutating func appendEdges(of index: Int, _ depth: Int) {
    let level = graph.levels[index]
    for edge in level.edges { append(edge: edge, level.title == nil ? depth : depth + 1) }
    if level.title != nil { line("}", depth) }
  }

  private func declaration(_ index: Int) -> String {
    let node = graph.nodes[index]
    switch node.kind {
    case .start: return "\(node.id) [shape=circle, width=0.2, label=\"\", fillcolor=gray40]"
    case .end: return "\(node.id) [shape=doublecircle, width=0.15, label=\"\", fillcolor=gray40]"
    case .state(let type):
      let shape = type == .choice ? "shape=diamond, style=filled, " : ""
      let colors = colors(index)
      return "\(node.id) [\(shape)label=\"\(label(index))\"\(colors.isEmpty ? "" : ", \(colors)")]"
    }
  }

  private func label(_ index: Int) -> String {
    let node = graph.nodes[index]
    var lines = [node.name]
    if case .state(let type) = node.kind { lines.append(type.rawValue + (node.detail.map { " · \($0)" } ?? "")) }
    if let retries = node.retries { lines.append(retries) }
    if let overlay, node.state != nil { lines.append(overlay.summary(of: node, in: graph)) }
    return lines.map { Self.escaped(DisplayText.shortened($0, toScalars: 80)) }.joined(separator: "\\n")
  }

  private func colors(_ index: Int) -> String {
    guard let status = overlay?.status(of: graph.nodes[index], in: graph) else { return "" }
    switch status {
    case .notReached: return "color=gray70, fontcolor=gray50"
    case .succeeded: return "color=\"#1a7f37\", fillcolor=\"#dafbe1\""
    case .failed: return "color=\"#cf222e\", fillcolor=\"#ffebe9\""
    case .caught: return "color=\"#bc4c00\", fillcolor=\"#fff1e5\""
    case .aborted: return "color=\"#57606a\", fillcolor=\"#eaeef2\""
    case .running: return "color=\"#0969da\", fillcolor=\"#ddf4ff\""
    }
  }

  // MARK: Edges

  private mutating func append(edge index: Int, _ depth: Int) {
    let edge = graph.edges[index]
    let (source, target) = (graph.nodes[edge.source], graph.nodes[edge.target])
    var attributes: [String] = []
    var lines = edge.shortLabels.prefix(3).map { DisplayText.shortened($0, toScalars: 60) }
    if edge.labels.count > 3 { lines.append("… \(edge.labels.count - 3) more") }
    if let count = overlay?.count(of: edge, in: graph), count > 0 {
      if count > 1 { lines.append("×\(count)") }
      attributes.append("penwidth=2")
    }
    if !lines.isEmpty { attributes.append("label=\"\(lines.map(Self.escaped).joined(separator: "\\n"))\"") }
    if edge.isCatch { attributes.append("style=dashed") }
    // Edges join nodes; at a cluster's border they are cut off.
    if !source.levels.isEmpty { attributes.append("ltail=cluster_\(source.id)") }
    if !target.levels.isEmpty { attributes.append("lhead=cluster_\(target.id)") }
    let list = attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]"
    line("\(last(edge.source)) -> \(first(edge.target))\(list)", depth)
  }

  /// The first node in a container.
  private func first(_ node: Int) -> String { graph.nodes[inner(node) { $0.nodes.first }].id }

  /// The last node in a container.
  private func last(_ node: Int) -> String { graph.nodes[inner(node) { $0.nodes.last }].id }

  private func inner(_ node: Int, _ pick: (StateGraph.Level) -> Int?) -> Int {
    var node = node
    while let level = graph.nodes[node].levels.first, let next = pick(graph.levels[level]) { node = next }
    return node
  }

  /// Escapes what has a meaning in quoted strings of DOT, and entities, which Graphviz reads in labels.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "&": result += "&amp;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
