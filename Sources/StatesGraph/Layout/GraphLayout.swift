/// Where everything in a picture of a ``StateGraph`` is.
///
/// A layout depends on the graph alone, so that it can be kept, and drawn again whenever an execution has gone on:
///
/// ```swift
/// let layout = GraphLayout(of: StateGraph(machine))
/// let picture = layout.svg()
/// ```
///
/// Each level is laid out by itself, from top to bottom: states in layers by the longest way from the start, edges that
/// lead back turned, crossings reduced. Parallel and Map states are as large as their levels need. The same graph always
/// has the same layout, in whole pixels.
public struct GraphLayout: Sendable {
  /// The graph.
  public let graph: StateGraph
  /// The width of the picture.
  public let width: Int
  /// The height of the picture.
  public let height: Int
  /// The nodes, in the order of the graph.
  public let nodes: [Node]
  /// The edges, in the order of the graph.
  public let edges: [Edge]
  /// The levels, in the order of the graph: those of a container are apart from each other and inside its box.
  public let levels: [Level]

  /// A line of text.
  public struct Line: Sendable, Hashable {
    /// What a line says.
    public enum Role: String, Sendable, Hashable {
      /// The name of a state.
      case name
      /// The type of a state, and what it does.
      case detail
      /// How often a state is retried.
      case retries
      /// Why an edge is taken.
      case label
      /// Which branch this is.
      case title
    }

    /// The text, cut with … if it is too long.
    public var text: String
    /// What it says.
    public var role: Role
    /// The size of the font.
    public var size: Int
    /// The room that the text takes at most.
    public var width: Int
    /// The middle of its base line.
    public var base = GraphPoint(x: 0, y: 0)
  }

  /// Where a node is.
  public struct Node: Sendable, Hashable {
    /// Its box.
    public var box: GraphBox
    /// Its texts.
    public var lines: [Line]
  }

  /// Where an edge is.
  public struct Edge: Sendable, Hashable {
    /// Its line, in its direction; where the label stands, it has a gap.
    public var strokes: [GraphStroke]
    /// The box of the label; `nil` if there is none.
    public var labelBox: GraphBox?
    /// The label.
    public var lines: [Line]
  }

  /// Where a level is.
  public struct Level: Sendable, Hashable {
    /// Its area.
    public var box: GraphBox
    /// Which branch it is, if there are several.
    public var title: Line?
  }

  /// The limits of what a layout costs.
  public struct Limits: Sendable, Hashable {
    /// How many layers edges may pass through, all together. When they are used up, the longest edges are led around the
    /// layers, and the last of those lose their labels. Very long edges are led around in any case.
    public var maximumPassages = 20_000

    /// Limits for pictures that people can look at.
    public init() {}
  }

  /// Lays out a graph.
  ///
  /// The time is about linear in the size of the graph: some hundred microseconds for each hundred states.
  public init(of graph: StateGraph, limits: Limits = Limits()) {
    var builder = LayoutBuilder(graph, budget: max(0, limits.maximumPassages))
    builder.build()
    self.graph = graph
    width = builder.width
    height = builder.height
    nodes = builder.nodes
    edges = builder.edges
    levels = builder.levels
  }
}

/// Lays out the levels from the inside out, then places them from the outside in.
private struct LayoutBuilder {
  let graph: StateGraph
  private(set) var nodes: [GraphLayout.Node] = []
  private(set) var edges: [GraphLayout.Edge] = []
  private(set) var levels: [GraphLayout.Level] = []
  private(set) var width = 0
  private(set) var height = 0
  private var budget: Int
  private var contents: [NodeContent]
  /// The sizes of the nodes.
  private var sizes: [(width: Int, height: Int)]
  private var layouts: [LevelLayout?]
  /// By level: its place from the upper left corner of its container.
  private var offsets: [GraphPoint]
  /// By edge.
  private var labels: [(lines: [GraphLayout.Line], width: Int, height: Int)]

  /// Around the picture.
  private static let margin = 16
  /// Around a level in its container.
  private static let padding = 14
  private static let levelGap = 14
  private static let titleHeight = 18
  /// Branches are put in rows of about this width.
  private static let rowWidth = 1_400
  /// Where an edge from a node to itself turns.
  private static let loopWidth = 26

  init(_ graph: StateGraph, budget: Int) {
    self.graph = graph
    self.budget = budget
    contents = graph.nodes.map(NodeContent.init)
    labels = graph.edges.map(NodeContent.label)
    sizes = contents.map { ($0.width, $0.height) }
    layouts = Array(repeating: nil, count: graph.levels.count)
    offsets = Array(repeating: GraphPoint(x: 0, y: 0), count: graph.levels.count)
  }

  mutating func build() {
    // A level comes after the one that contains it.
    for level in graph.levels.indices.reversed() {
      for node in graph.levels[level].nodes where !graph.nodes[node].levels.isEmpty { sizeContainer(node) }
      layouts[level] = layOut(graph.levels[level])
    }
    place()
  }

  // MARK: From the inside out

  private mutating func layOut(_ level: StateGraph.Level) -> LevelLayout {
    let first = level.nodes.lowerBound
    var loops: [Int: (width: Int, height: Int)] = [:]
    for edge in level.edges where graph.edges[edge].source == graph.edges[edge].target {
      var room = loops[graph.edges[edge].source] ?? (0, 0)
      room.width = max(room.width, Self.loopWidth + labels[edge].width + 6)
      room.height += loopHeight(edge)
      loops[graph.edges[edge].source] = room
    }
    var input = LevelInput(boxes: [], edges: [])
    for node in level.nodes {
      let room = loops[node] ?? (0, 0)
      sizes[node].height = max(sizes[node].height, room.height + 8)
      input.boxes.append(
        LevelInput.Box(width: sizes[node].width, height: sizes[node].height, margin: (room.width + 1) & ~1))
    }
    for index in level.edges {
      let edge = graph.edges[index]
      guard edge.source != edge.target else { continue }
      input.edges.append(
        LevelInput.Edge(
          source: edge.source - first, target: edge.target - first, labelWidth: labels[index].width,
          labelHeight: labels[index].height))
    }
    return LevelLayout(input, budget: &budget)
  }

  /// The height that an edge from a node to itself needs at its side.
  private func loopHeight(_ edge: Int) -> Int { max(26, labels[edge].height + 4) }

  /// Puts a container's levels next to each other, in rows.
  private mutating func sizeContainer(_ node: Int) {
    let inner = graph.nodes[node].levels
    let sizes = inner.map { level in
      let padding = padding(of: level)
      return (
        width: (layouts[level]?.width ?? 0) + padding.left + padding.right,
        height: (layouts[level]?.height ?? 0) + padding.top + padding.bottom
      )
    }
    let header = contents[node].height + 2
    let limit = max(Self.rowWidth, sizes.reduce(0) { max($0, $1.width) })
    var (x, y, rowHeight, widest) = (Self.levelGap, header, 0, 0)
    for (level, size) in zip(inner, sizes) {
      if x > Self.levelGap, x + size.width > limit + Self.levelGap {
        x = Self.levelGap
        y += rowHeight + Self.levelGap
        rowHeight = 0
      }
      offsets[level] = GraphPoint(x: x, y: y)
      x += size.width + Self.levelGap
      rowHeight = max(rowHeight, size.height)
      widest = max(widest, x)
    }
    // A header that is wider than the levels has them in its middle.
    let width = max(widest + 1, contents[node].width) & ~1
    for level in inner { offsets[level].x += (width - widest) / 2 }
    self.sizes[node] = (width, y + rowHeight + Self.levelGap)
  }

  /// Around a level: only branches that stand next to others have a border and a title.
  private func padding(of level: Int) -> (left: Int, right: Int, top: Int, bottom: Int) {
    guard graph.levels[level].title != nil else { return (0, 0, 0, 0) }
    return (Self.padding, Self.padding, Self.padding + Self.titleHeight, Self.padding)
  }

  // MARK: From the outside in

  private mutating func place() {
    nodes = graph.nodes.indices.map { _ in
      GraphLayout.Node(box: GraphBox(x: 0, y: 0, width: 0, height: 0), lines: [])
    }
    edges = graph.edges.indices.map { _ in GraphLayout.Edge(strokes: [], labelBox: nil, lines: []) }
    for (index, level) in graph.levels.enumerated() {
      guard let layout = layouts[index] else { continue }
      var corner = GraphPoint(x: Self.margin, y: Self.margin)
      if let container = level.container {
        let padding = padding(of: index)
        let at = GraphPoint(x: nodes[container].box.x, y: nodes[container].box.y).moved(offsets[index])
        let box = GraphBox(
          x: at.x, y: at.y, width: layout.width + padding.left + padding.right,
          height: layout.height + padding.top + padding.bottom)
        levels.append(GraphLayout.Level(box: box, title: title(level.title, at)))
        corner = GraphPoint(x: at.x + padding.left, y: at.y + padding.top)
      } else {
        width = layout.width + 2 * Self.margin
        height = layout.height + 2 * Self.margin
        levels.append(
          GraphLayout.Level(box: GraphBox(x: 0, y: 0, width: width, height: height), title: nil))
      }
      placeNodes(of: level, layout, corner)
      placeEdges(of: level, layout, corner)
      layouts[index] = nil
    }
  }

  private func title(_ text: String?, _ at: GraphPoint) -> GraphLayout.Line? {
    guard let text else { return nil }
    let width = TextWidth.of(text, size: NodeContent.detailSize)
    return GraphLayout.Line(
      text: text, role: .title, size: NodeContent.detailSize, width: width,
      base: GraphPoint(x: at.x + 8 + width / 2, y: at.y + 15))
  }

  private mutating func placeNodes(of level: StateGraph.Level, _ layout: LevelLayout, _ corner: GraphPoint) {
    for (index, node) in level.nodes.enumerated() {
      let box = layout.boxes[index].moved(corner)
      let isContainer = !graph.nodes[node].levels.isEmpty
      let top = isContainer ? 8 : 8 + (box.height - contents[node].height) / 2
      nodes[node] = GraphLayout.Node(box: box, lines: Self.placed(contents[node].lines, in: box, top: top))
    }
  }

  private mutating func placeEdges(of level: StateGraph.Level, _ layout: LevelLayout, _ corner: GraphPoint) {
    var next = 0
    // By node, where its next edge to itself starts.
    var loops: [Int: Int] = [:]
    for index in level.edges {
      let edge = graph.edges[index]
      if edge.source == edge.target {
        let box = nodes[edge.source].box
        let top = loops[edge.source] ?? box.y + 4
        loops[edge.source] = top + loopHeight(index)
        edges[index] = loop(index, at: GraphPoint(x: box.right, y: top + loopHeight(index) / 2))
        continue
      }
      let box = layout.labels[next]?.moved(corner)
      edges[index] = GraphLayout.Edge(
        strokes: layout.strokes[next].map { $0.moved(corner) }, labelBox: box,
        lines: box.map { Self.placed(labels[index].lines, in: $0, top: 2) } ?? [])
      next += 1
    }
  }

  /// An edge from a node to itself: out and in at its right side.
  private func loop(_ edge: Int, at side: GraphPoint) -> GraphLayout.Edge {
    let turn = side.x + Self.loopWidth - 8
    let points = [
      GraphPoint(x: side.x, y: side.y - 8), GraphPoint(x: turn, y: side.y - 8), GraphPoint(x: turn, y: side.y + 8),
      GraphPoint(x: side.x, y: side.y + 8),
    ]
    let strokes = zip(points, points.dropFirst()).map { GraphStroke(from: $0, to: $1, isCurve: false) }
    let (lines, width, height) = labels[edge]
    guard !lines.isEmpty else { return GraphLayout.Edge(strokes: strokes, labelBox: nil, lines: []) }
    let label = GraphBox(x: turn + 6, y: side.y - height / 2, width: width, height: height)
    return GraphLayout.Edge(strokes: strokes, labelBox: label, lines: Self.placed(lines, in: label, top: 2))
  }

  /// Lines below each other in the middle of a box.
  private static func placed(_ lines: [GraphLayout.Line], in box: GraphBox, top: Int) -> [GraphLayout.Line] {
    var y = box.y + top
    return lines.map { line in
      var line = line
      line.base = GraphPoint(x: box.middle.x, y: y + line.size)
      y += NodeContent.lineHeight(line.size)
      return line
    }
  }
}
