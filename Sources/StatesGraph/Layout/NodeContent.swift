import StatesLanguage

/// What is written in a node, and how much room it takes.
struct NodeContent {
  /// The lines, from the top.
  let lines: [GraphLayout.Line]
  /// The least size of the box around them. Even.
  let width: Int
  let height: Int

  static let nameSize = 13
  static let detailSize = 11
  static let labelSize = 11
  static let maximumNameWidth = 260
  static let maximumDetailWidth = 260
  static let maximumLabelWidth = 170
  static let maximumLabelLines = 3
  /// The diameter of Start and End.
  private static let endDiameter = 18

  /// The height of a line of text.
  static func lineHeight(_ size: Int) -> Int { size * 4 / 3 }

  init(_ node: StateGraph.Node) {
    guard case .state(let type) = node.kind else {
      lines = []
      width = Self.endDiameter
      height = Self.endDiameter
      return
    }
    // The resource says that it is a Task.
    let detail = type == .task ? node.detail ?? "" : type.rawValue + (node.detail.map { " · \($0)" } ?? "")
    let texts: [(String, GraphLayout.Line.Role, Int, Int)] = [
      (node.name, .name, Self.nameSize, Self.maximumNameWidth),
      (detail, .detail, Self.detailSize, Self.maximumDetailWidth),
      (node.retries ?? "", .retries, Self.detailSize, Self.maximumDetailWidth),
    ]
    // Choice states have slanted sides, Succeed and Fail round ones.
    let sides =
      switch type {
      case .choice, .succeed, .fail: 36
      case .task, .wait, .pass, .parallel, .map: 24
      }
    lines = texts.filter { !$0.0.isEmpty }.map { text, role, size, width in
      let text = DisplayText.cut(text, toWidth: width, size: size)
      return GraphLayout.Line(text: text, role: role, size: size, width: TextWidth.of(text, size: size))
    }
    let widest = lines.reduce(0) { max($0, $1.width) }
    width = max(84, widest + sides + 1) & ~1
    height = lines.reduce(16) { $0 + Self.lineHeight($1.size) }
  }

  /// The lines of an edge's label, and the size of their box.
  static func label(_ edge: StateGraph.Edge) -> (lines: [GraphLayout.Line], width: Int, height: Int) {
    var texts: [String] = []
    if edge.labels.count == 1 {
      texts = DisplayText.wrap(
        edge.shortLabels[0], toWidth: maximumLabelWidth, size: labelSize, maximumLines: maximumLabelLines)
    } else if edge.labels.count > 1 {
      let shown = edge.labels.count <= maximumLabelLines ? edge.labels.count : maximumLabelLines - 1
      texts = edge.shortLabels.prefix(shown).map { DisplayText.cut($0, toWidth: maximumLabelWidth, size: labelSize) }
      if shown < edge.labels.count { texts.append("… \(edge.labels.count - shown) more") }
    }
    let lines = texts.map {
      GraphLayout.Line(text: $0, role: .label, size: labelSize, width: TextWidth.of($0, size: labelSize))
    }
    guard !lines.isEmpty else { return ([], 0, 0) }
    let widest = lines.reduce(0) { max($0, $1.width) }
    return (lines, (widest + 9) & ~1, lines.count * lineHeight(labelSize) + 4)
  }
}
