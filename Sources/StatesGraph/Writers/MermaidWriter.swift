extension StateGraph {
  /// Writes the graph as a Mermaid state diagram, for Markdown files and chats that draw it.
  ///
  /// States are named `s0`, `s1`, … with their names as labels, edges join states of one level only, and everything that
  /// has a meaning in Mermaid is escaped. Statuses of an overlay are classes; states that contain others cannot have one in
  /// Mermaid, so theirs is in the label.
  ///
  /// - Parameter overlay: what an execution has done; without one, only the graph is shown.
  public func mermaid(_ overlay: GraphOverlay? = nil) -> String {
    var writer = MermaidWriter(graph: self, overlay: overlay)
    return writer.write()
  }
}

/// Writes a graph as a Mermaid state diagram.
private struct MermaidWriter {
  let graph: StateGraph
  let overlay: GraphOverlay?
  private var text = ""

  init(graph: StateGraph, overlay: GraphOverlay?) {
    self.graph = graph
    self.overlay = overlay
  }

  mutating func write() -> String {
    text = "stateDiagram-v2\n"
    LevelWalk(graph).forEach { step in
      switch step {
      case .open(let node, let depth):
        line("state \(graph.nodes[node].id) {", depth)
      case .level(let level, let depth): appendStates(of: level, depth)
      case .edges(let level, let depth): appendEdges(of: level, depth)
      case .next(let depth): line("--", depth)
      case .close(_, let depth): line("}", depth)
      }
    }
    if overlay != nil { appendClasses() }
    return text
  }

  private mutating func line(_ line: String, _ depth: Int) {
    text += String(repeating: "  ", count: min(depth, LevelWalk.maximumIndentation)) + line + "\n"
  }

  /// The states of a level. What is in them follows apart: a state that has a label and a block at once has failed to be
  /// drawn.
  private mutating func appendStates(of level: Int, _ depth: Int) {
    for node in graph.levels[level].nodes {
      guard case .state = graph.nodes[node].kind else { continue }
      line("state \"\(label(node))\" as \(graph.nodes[node].id)", depth)
    }
  }

  private mutating func appendEdges(of level: Int, _ depth: Int) {
    for index in graph.levels[level].edges {
      let edge = graph.edges[index]
      let (from, to) = (name(edge.source), name(edge.target))
      let label = label(edge)
      line("\(from) --> \(to)" + (label.isEmpty ? "" : " : \(label)"), depth)
    }
  }

  private func name(_ node: Int) -> String {
    switch graph.nodes[node].kind {
    case .start, .end: "[*]"
    case .state: graph.nodes[node].id
    }
  }

  private func label(_ index: Int) -> String {
    let node = graph.nodes[index]
    var parts = [DisplayText.shortened(node.name, toScalars: 80)]
    if let retries = node.retries { parts.append(retries) }
    if let overlay {
      let status = overlay.status(of: node, in: graph)
      if !node.levels.isEmpty, status != .notReached { parts.append(status.text) }
      if overlay.visits(of: node) > 1 { parts.append("×\(overlay.visits(of: node))") }
    }
    return Self.escaped(parts.joined(separator: " · "))
  }

  private func label(_ edge: StateGraph.Edge) -> String {
    var parts = edge.shortLabels.prefix(3).map { DisplayText.shortened($0, toScalars: 60) }
    if edge.labels.count > 3 { parts.append("… \(edge.labels.count - 3) more") }
    var label = parts.joined(separator: " | ")
    if edge.isCatch { label = "catch " + label }
    if let count = overlay?.count(of: edge, in: graph), count > 0 {
      label += (label.isEmpty ? "" : " · ") + "×\(count)"
    }
    return Self.escaped(label)
  }

  private mutating func appendClasses() {
    text += """
        classDef succeeded fill:#dafbe1,stroke:#1a7f37,color:#1b1f24
        classDef failed fill:#ffebe9,stroke:#cf222e,color:#1b1f24
        classDef caught fill:#fff1e5,stroke:#bc4c00,color:#1b1f24
        classDef aborted fill:#eaeef2,stroke:#57606a,color:#1b1f24
        classDef running fill:#ddf4ff,stroke:#0969da,color:#1b1f24

      """
    guard let overlay else { return }
    for node in graph.nodes where node.levels.isEmpty {
      let status = overlay.status(of: node, in: graph)
      if case .state = node.kind, status != .notReached { line("class \(node.id) \(status.rawValue)", 1) }
    }
  }

  /// Replaces what has a meaning in Mermaid, in HTML or in formulas by codes of characters.
  private static func escaped(_ text: String) -> String {
    var result = ""
    var last: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "#", ":", ";", "<", ">", "&", "{", "}", "[", "]", "%", "\\", "`", "|", "~", "^", "*", "_":
        result += "#\(scalar.value);"
      // Two in a row begin a formula; two dashes divide regions or are part of an arrow.
      case "$" where last == "$", "-" where last == "-": result += "#\(scalar.value);"
      // "direction TB" turns the diagram, wherever in a line it is.
      case " " where result.lowercased().hasSuffix("direction"): result += "#32;"
      default: result.unicodeScalars.append(scalar)
      }
      last = scalar
    }
    return result
  }
}
