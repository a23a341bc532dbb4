import StatesGraph

/// Finds what is ugly in a layout: everything that a picture promises never to show.
final class PictureCheck {
  let layout: GraphLayout
  private(set) var problems: [String] = []

  /// The problems of a layout, at most so many that they can be read.
  static func problems(_ layout: GraphLayout) -> [String] {
    let check = PictureCheck(layout: layout)
    let graph = layout.graph
    for (index, level) in graph.levels.enumerated() {
      check.checkPlace(of: index, level)
      check.checkBoxes(level)
      for edge in level.edges { check.checkEdge(edge, level) }
    }
    for node in graph.nodes.indices { check.checkTexts(of: node) }
    return Array(check.problems.prefix(10))
  }

  private init(layout: GraphLayout) { self.layout = layout }

  private func expect(_ condition: Bool, _ problem: @autoclosure () -> String) {
    if !condition { problems.append(problem()) }
  }

  private func name(_ node: Int) -> String { layout.graph.nodes[node].name }

  // MARK: Boxes

  /// A level is inside its container, apart from the container's other levels, and contains its nodes.
  private func checkPlace(of index: Int, _ level: StateGraph.Level) {
    let area = layout.levels[index].box
    if let container = level.container {
      expect(layout.nodes[container].box.contains(area), "level \(index) is outside of '\(name(container))'")
      for other in layout.graph.nodes[container].levels where other < index {
        expect(!layout.levels[other].box.overlaps(area), "levels \(other) and \(index) overlap")
      }
    } else {
      expect(
        area == GraphBox(x: 0, y: 0, width: layout.width, height: layout.height), "the machine is not the picture")
    }
    for node in level.nodes {
      expect(area.contains(layout.nodes[node].box), "'\(name(node))' is outside of level \(index)")
    }
    if let title = layout.levels[index].title {
      expect(area.contains(title), "the title of level \(index) is outside of it")
      for node in level.nodes {
        expect(!layout.nodes[node].box.overlaps(title.box), "the title of level \(index) is in '\(name(node))'")
      }
    }
  }

  private func checkBoxes(_ level: StateGraph.Level) {
    let boxes = level.nodes.map { (node: $0, box: layout.nodes[$0].box) }.sorted { $0.box.y < $1.box.y }
    for (place, first) in boxes.enumerated() {
      for second in boxes[(place + 1)...] {
        if second.box.y >= first.box.bottom { break }
        expect(!first.box.overlaps(second.box), "'\(name(first.node))' and '\(name(second.node))' overlap")
      }
    }
  }

  /// Texts are inside their box, below each other, and above what the box contains.
  private func checkTexts(of node: Int) {
    let placed = layout.nodes[node]
    for line in placed.lines {
      expect(placed.box.contains(line), "'\(line.text)' is outside of '\(name(node))'")
      for level in layout.graph.nodes[node].levels {
        expect(!layout.levels[level].box.overlaps(line.box), "'\(line.text)' is in a level of '\(name(node))'")
      }
    }
    for (upper, lower) in zip(placed.lines, placed.lines.dropFirst()) {
      expect(!upper.box.overlaps(lower.box), "the lines of '\(name(node))' overlap")
    }
  }

  // MARK: Edges

  private func checkEdge(_ index: Int, _ level: StateGraph.Level) {
    let edge = layout.graph.edges[index]
    let placed = layout.edges[index]
    let title = "'\(name(edge.source))' → '\(name(edge.target))'"
    checkEnds(edge, placed, title)
    let area = layout.levels[layout.graph.nodes[edge.source].level].box
    for stroke in placed.strokes {
      expect(area.contains(stroke.bounds), "\(title) leaves its level")
      for node in level.nodes {
        expect(!layout.nodes[node].box.overlaps(stroke.bounds), "\(title) runs through '\(name(node))'")
      }
    }
    guard let label = placed.labelBox else {
      expect(placed.lines.isEmpty, "\(title) has a label without a box")
      return
    }
    expect(area.contains(label), "the label of \(title) leaves its level")
    for line in placed.lines { expect(label.contains(line), "'\(line.text)' is outside of its box") }
    for node in level.nodes {
      expect(!layout.nodes[node].box.overlaps(label), "the label of \(title) is in '\(name(node))'")
    }
    for other in level.edges where other != index {
      if let box = layout.edges[other].labelBox { expect(!box.overlaps(label), "two labels overlap at \(title)") }
      for stroke in layout.edges[other].strokes {
        expect(!label.overlaps(stroke.bounds), "an edge runs through the label of \(title)")
      }
    }
  }

  /// An edge begins at its source and ends at its target, without a gap but at its label.
  private func checkEnds(_ edge: StateGraph.Edge, _ placed: GraphLayout.Edge, _ title: String) {
    guard let first = placed.strokes.first, let last = placed.strokes.last else {
      problems.append("\(title) is not drawn")
      return
    }
    expect(layout.nodes[edge.source].box.hasOnBorder(first.from), "\(title) does not begin at its source")
    expect(layout.nodes[edge.target].box.hasOnBorder(last.to), "\(title) does not end at its target")
    let gaps = zip(placed.strokes, placed.strokes.dropFirst()).filter { $0.to != $1.from }
    expect(gaps.count <= (placed.labelBox == nil ? 0 : 1), "\(title) has gaps")
  }
}

extension GraphBox {
  func overlaps(_ other: GraphBox) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }

  func contains(_ other: GraphBox) -> Bool {
    x <= other.x && other.right <= right && y <= other.y && other.bottom <= bottom
  }

  func contains(_ line: GraphLayout.Line) -> Bool { contains(line.box) }

  func hasOnBorder(_ point: GraphPoint) -> Bool {
    let isBeside = (point.x == x || point.x == right) && (y...bottom).contains(point.y)
    let isAbove = (point.y == y || point.y == bottom) && (x...right).contains(point.x)
    return isBeside || isAbove
  }
}

extension GraphLayout.Line {
  /// The room that the text takes: a quarter of its size is below the base line.
  var box: GraphBox {
    GraphBox(x: base.x - width / 2, y: base.y - size, width: width, height: size + size / 4)
  }
}

extension GraphStroke {
  /// The curves that are drawn stay within the box of their ends.
  var bounds: GraphBox {
    GraphBox(x: min(from.x, to.x), y: min(from.y, to.y), width: abs(from.x - to.x), height: abs(from.y - to.y))
  }
}
