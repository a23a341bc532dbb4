/// A level, laid out by itself: from its upper left corner.
struct LevelLayout {
  /// The boxes, without their margins.
  private(set) var boxes: [GraphBox] = []
  /// By edge, in the edge's direction. Where a label stands, the strokes leave a gap.
  private(set) var strokes: [[GraphStroke]] = []
  /// By edge; `nil` for edges without a label, and for those that go around.
  private(set) var labels: [GraphBox?] = []
  private(set) var width = 0
  private(set) var height = 0

  private let input: LevelInput
  private let graph: LayeredGraph
  private var middles: [Int] = []
  private var tops: [Int] = []
  private var heights: [Int] = []

  init(_ input: LevelInput, budget: inout Int) {
    self.input = input
    var graph = LayeredGraph(input, budget: &budget)
    CrossingReduction.reduce(&graph)
    self.graph = graph
    middles = HorizontalPlacement.middles(graph)
    placeLayers()
    placeBoxes()
    route()
    normalize()
  }

  // MARK: Layers

  /// The room between two layers: more where edges go far to the side.
  private static let gap = 34
  private static let labelGap = 24
  private static let maximumGap = 110

  private mutating func placeLayers() {
    heights = graph.layers.map { $0.reduce(0) { max($0, graph.items[$1].height) } }
    var y = hasDetours ? Self.labelGap : 0
    for layer in graph.layers.indices {
      tops.append(y)
      var gap = isLabels(layer) || (layer + 1 < graph.layers.count && isLabels(layer + 1)) ? Self.labelGap : Self.gap
      var widest = 0
      for item in graph.layers[layer] {
        for other in graph.lower[item] { widest = max(widest, abs(middles[item] - middles[other])) }
      }
      gap = min(Self.maximumGap, max(gap, gap / 2 + widest / 9))
      y += heights[layer] + gap
    }
  }

  private var hasDetours: Bool { graph.chains.contains { $0.isDetour } }

  private func isLabels(_ layer: Int) -> Bool {
    !graph.layers[layer].contains { graph.items[$0].kind == .box }
  }

  private func bottom(_ layer: Int) -> Int { tops[layer] + heights[layer] }

  private mutating func placeBoxes() {
    for (index, box) in input.boxes.enumerated() {
      let item = graph.items[index]
      boxes.append(
        GraphBox(
          x: middles[index] - item.width / 2, y: tops[item.layer], width: box.width, height: box.height))
    }
  }

  // MARK: Edges

  /// Room for the head of an arrow.
  private static let headRoom = 10
  private static let tailRoom = 3

  private mutating func route() {
    let ports = Ports(graph, input.edges, boxes, middles)
    strokes = Array(repeating: [], count: input.edges.count)
    labels = Array(repeating: nil, count: input.edges.count)
    let left = (boxes.map(\.x) + graph.items.indices.map { middles[$0] - graph.items[$0].width / 2 }).min() ?? 0
    // Detours to one target share a lane.
    var lanes: [Int: Int] = [:]
    for (edge, ends) in input.edges.enumerated() {
      let chain = graph.chains[edge]
      if chain.isDetour {
        let lane = lanes[ends.target] ?? lanes.count
        lanes[ends.target] = lane
        drawDetour(edge, chain, ports, lane: left - 16 - Self.laneGap * (lane % Self.maximumLanes))
      } else {
        draw(edge, chain, ports)
      }
    }
  }

  private static let laneGap = 6
  private static let maximumLanes = 24

  private mutating func draw(_ edge: Int, _ chain: LayeredGraph.Chain, _ ports: Ports) {
    guard let first = chain.items.first, let last = chain.items.last else { return }
    let start = ports.lower[edge] ?? middles[first]
    let end = ports.upper[edge] ?? middles[last]
    var line = Polyline(start: GraphPoint(x: start, y: boxes[first].bottom))
    for (index, item) in chain.items.enumerated() {
      let layer = graph.items[item].layer
      let isFirst = index == 0
      let isLast = index == chain.items.count - 1
      let x = isFirst ? start : isLast ? end : middles[item]
      if !isFirst {
        let above = bottom(layer - 1)
        line.line(
          to: GraphPoint(x: line.end.x, y: above + (chain.isReversed && index == 1 ? Self.headRoom : Self.tailRoom)))
        line.curve(to: GraphPoint(x: x, y: tops[layer] - (isLast && !chain.isReversed ? Self.headRoom : Self.tailRoom)))
      }
      if graph.items[item].kind == .label {
        pass(label: item, of: edge, &line)
      } else if isLast {
        line.line(to: GraphPoint(x: x, y: boxes[item].y))
      }
    }
    strokes[edge] = chain.isReversed ? line.strokes.reversed().map(\.reversed) : line.strokes
  }

  /// Leaves a gap in a line for a label.
  private mutating func pass(label item: Int, of edge: Int, _ line: inout Polyline) {
    let label = graph.items[item]
    let box = GraphBox(
      x: middles[item] - label.width / 2, y: tops[label.layer] + (heights[label.layer] - label.height) / 2,
      width: label.width, height: label.height)
    labels[edge] = box
    line.line(to: GraphPoint(x: middles[item], y: box.y))
    line.move(to: GraphPoint(x: middles[item], y: box.bottom))
  }

  /// Out below the source, past the label, along a lane beside all layers, and in above the target.
  private mutating func drawDetour(_ edge: Int, _ chain: LayeredGraph.Chain, _ ports: Ports, lane: Int) {
    let (source, target) = (input.edges[edge].source, input.edges[edge].target)
    let start = GraphPoint(x: ports.lower[edge] ?? boxes[source].middle.x, y: boxes[source].bottom)
    let end = GraphPoint(x: ports.upper[edge] ?? boxes[target].middle.x, y: boxes[target].y)
    var line = Polyline(start: start)
    var layer = graph.items[source].layer
    if let label = chain.items.last, label != source {
      line.line(to: GraphPoint(x: start.x, y: bottom(layer) + Self.tailRoom))
      layer = graph.items[label].layer
      line.curve(to: GraphPoint(x: middles[label], y: tops[layer] - Self.tailRoom))
      pass(label: label, of: edge, &line)
    }
    let below = bottom(layer) + Self.labelGap / 2
    let above = tops[graph.items[target].layer] - Self.labelGap / 2
    line.line(to: GraphPoint(x: line.end.x, y: below))
    line.line(to: GraphPoint(x: lane, y: below))
    line.line(to: GraphPoint(x: lane, y: above))
    line.line(to: GraphPoint(x: end.x, y: above))
    line.line(to: end)
    strokes[edge] = line.strokes
  }

  // MARK: Size

  /// Moves everything so that the upper left corner is at zero.
  private mutating func normalize() {
    var (left, right, lowest) = (Int.max, Int.min, 0)
    func include(_ x: Int, _ y: Int) {
      left = min(left, x)
      right = max(right, x)
      lowest = max(lowest, y)
    }
    for (index, box) in boxes.enumerated() {
      include(box.x, box.bottom)
      include(box.right + input.boxes[index].margin, box.bottom)
    }
    for label in labels.compactMap({ $0 }) {
      include(label.x, label.bottom)
      include(label.right, label.bottom)
    }
    for stroke in strokes.joined() {
      include(stroke.from.x, stroke.from.y)
      include(stroke.to.x, stroke.to.y)
    }
    guard left <= right else { return }
    let shift = GraphPoint(x: -left, y: 0)
    boxes = boxes.map { $0.moved(shift) }
    labels = labels.map { $0?.moved(shift) }
    strokes = strokes.map { $0.map { $0.moved(shift) } }
    width = right - left
    height = lowest
  }
}

/// Strokes in a row.
private struct Polyline {
  private(set) var strokes: [GraphStroke] = []
  private(set) var end: GraphPoint

  init(start: GraphPoint) { end = start }

  mutating func move(to point: GraphPoint) { end = point }

  mutating func line(to point: GraphPoint) {
    guard point != end else { return }
    if let last = strokes.last, !last.isCurve, last.to == end, last.from.x == end.x, end.x == point.x {
      strokes[strokes.count - 1].to = point
    } else {
      strokes.append(GraphStroke(from: end, to: point, isCurve: false))
    }
    end = point
  }

  mutating func curve(to point: GraphPoint) {
    guard point.x != end.x else {
      line(to: point)
      return
    }
    strokes.append(GraphStroke(from: end, to: point, isCurve: true))
    end = point
  }
}

/// Where edges leave and enter boxes: next to each other in the order of where they come from and go to, and straight
/// above or below that if there is room.
private struct Ports {
  /// By edge, where it touches the lower edge of its upper box.
  private(set) var lower: [Int?]
  /// By edge, where it touches the upper edge of its lower box.
  private(set) var upper: [Int?]

  /// An end of an edge at a box, and the place of the edge's next item.
  private typealias End = (edge: Int, x: Int, isArrival: Bool)

  init(_ graph: LayeredGraph, _ edges: [LevelInput.Edge], _ boxes: [GraphBox], _ middles: [Int]) {
    lower = Array(repeating: nil, count: graph.chains.count)
    upper = lower
    var below: [[End]] = Array(repeating: [], count: boxes.count)
    var above = below
    for (edge, chain) in graph.chains.enumerated() {
      // Detours turn left.
      let next = chain.items.count > 1 ? middles[chain.items[1]] : boxes[chain.items[0]].x - boxes[chain.items[0]].width
      below[chain.items[0]].append((edge, next, chain.isReversed && !chain.isDetour))
    }
    for box in boxes.indices {
      for (edge, x) in Self.spread(below[box], over: boxes[box]) { lower[edge] = x }
    }
    for (edge, chain) in graph.chains.enumerated() {
      if chain.isDetour {
        let target = edges[edge].target
        above[target].append((edge, boxes[target].middle.x, true))
      } else {
        let (last, next) = (chain.items[chain.items.count - 1], chain.items[chain.items.count - 2])
        let x = chain.items.count == 2 ? lower[edge] ?? middles[next] : middles[next]
        above[last].append((edge, x, !chain.isReversed))
      }
    }
    for box in boxes.indices {
      for (edge, x) in Self.spread(above[box], over: boxes[box]) { upper[edge] = x }
    }
  }

  /// Edges that arrive share a port; those that leave have one each.
  private static func spread(_ ends: [End], over box: GraphBox) -> [(edge: Int, x: Int)] {
    let arrivals = ends.filter(\.isArrival)
    var groups: [(x: Int, edges: [Int])] = ends.filter { !$0.isArrival }.map { ($0.x, [$0.edge]) }
    if !arrivals.isEmpty {
      groups.append((arrivals.reduce(0) { $0 + $1.x } / arrivals.count, arrivals.map(\.edge)))
    }
    groups.sort { ($0.x, $0.edges[0]) < ($1.x, $1.edges[0]) }
    let inside = (box.x + 18)...max(box.x + 18, box.right - 18)
    let step = groups.count > 1 ? min(28, (inside.upperBound - inside.lowerBound) / (groups.count - 1)) : 0
    var places = groups.indices.map { box.middle.x - step * (groups.count - 1) / 2 + $0 * step }
    for (index, group) in groups.enumerated() where group.edges.count == 1 && inside.contains(group.x) {
      let isRightOfLast = index == 0 || group.x >= places[index - 1] + 10
      let isLeftOfNext = index == places.count - 1 || group.x <= places[index + 1] - 10
      if isRightOfLast, isLeftOfNext { places[index] = group.x }
    }
    return zip(groups, places).flatMap { group, place in group.edges.map { ($0, place) } }
  }
}
