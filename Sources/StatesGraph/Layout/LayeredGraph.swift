/// What a level's layout works on: boxes, and edges between them.
struct LevelInput {
  /// A box to be placed.
  struct Box {
    /// Even.
    var width: Int
    var height: Int
    /// Room to its right that belongs to it: for edges from the node to itself.
    var margin = 0
  }

  /// An edge to be drawn.
  struct Edge {
    var source: Int
    var target: Int
    /// The size of its label; zero if it has none.
    var labelWidth = 0
    var labelHeight = 0
  }

  var boxes: [Box]
  /// The edges between different boxes.
  var edges: [Edge]
}

/// The boxes of a level in layers, with items in between where edges pass through layers or carry labels.
///
/// Edges that lead back are turned, so that every link goes from a layer to the next one.
struct LayeredGraph {
  /// An item of a layer.
  enum Kind: Equatable {
    case box
    /// An edge passes here.
    case passage
    /// The label of an edge.
    case label
  }

  struct Item {
    var kind: Kind
    /// Even.
    var width: Int
    var height: Int
    var layer: Int
  }

  /// How an edge goes through the layers.
  struct Chain {
    /// The items from the upper box to the lower one, both included; for a detour the edge's source, then its label if
    /// it is shown.
    var items: [Int] = []
    /// Whether the edge leads from the lower box to the upper one.
    var isReversed = false
    /// Whether the edge goes around the layers: out below its source, in above its target.
    var isDetour = false
  }

  /// The boxes, in the order of the input, then the items that edges need.
  private(set) var items: [Item]
  /// By edge.
  private(set) var chains: [Chain]
  private(set) var layerCount = 0
  /// The items of the layers, in order.
  var layers: [[Int]] = []
  /// The items of the next layer that an item is linked to.
  private(set) var lower: [[Int]] = []
  /// The items of the previous layer that an item is linked to.
  private(set) var upper: [[Int]] = []

  /// Edges over more ranks go around, even if there is room: on their way they would widen every layer.
  private static let maximumSpan = 40

  /// - Parameter budget: how many items edges may add, in all levels of a graph; what is used is subtracted. Edges for
  ///   which nothing is left go around.
  init(_ input: LevelInput, budget: inout Int) {
    items = input.boxes.map {
      Item(kind: .box, width: $0.width + $0.margin, height: $0.height, layer: 0)
    }
    chains = Array(repeating: Chain(), count: input.edges.count)
    let ranks = assignRanks(input)
    chooseDetours(input, ranks, &budget)
    placeInLayers(input, ranks)
    lower = Array(repeating: [], count: items.count)
    upper = lower
    for (index, edge) in input.edges.enumerated() { connect(index, edge, &budget) }
    order()
  }

  /// Turns the edges that lead back, and gives each box the length of the longest way to it.
  private mutating func assignRanks(_ input: LevelInput) -> [Int] {
    let count = input.boxes.count
    var outgoing: [[Int]] = Array(repeating: [], count: count)
    for (index, edge) in input.edges.enumerated() { outgoing[edge.source].append(index) }
    // Depth first; an edge to a box on the current way leads back.
    enum Mark { case new, open, done }
    var marks = Array(repeating: Mark.new, count: count)
    var finished: [Int] = []
    finished.reserveCapacity(count)
    var stack: [(box: Int, next: Int)] = []
    for root in 0..<count where marks[root] == .new {
      marks[root] = .open
      stack.append((root, 0))
      while let (box, next) = stack.last {
        guard next < outgoing[box].count else {
          marks[box] = .done
          finished.append(box)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let edge = outgoing[box][next]
        let target = input.edges[edge].target
        switch marks[target] {
        case .new:
          marks[target] = .open
          stack.append((target, 0))
        case .open: chains[edge].isReversed = true
        case .done: break
        }
      }
    }
    // Reversed, the order of finishing is a topological one: an edge that leads back is turned, and then agrees with it.
    var ranks = Array(repeating: 0, count: count)
    var incoming: [[Int]] = Array(repeating: [], count: count)
    for (index, edge) in input.edges.enumerated() where chains[index].isReversed { incoming[edge.target].append(index) }
    for box in finished.reversed() {
      for edge in outgoing[box] where !chains[edge].isReversed {
        let target = input.edges[edge].target
        ranks[target] = max(ranks[target], ranks[box] + 1)
      }
      for edge in incoming[box] {
        let target = input.edges[edge].source
        ranks[target] = max(ranks[target], ranks[box] + 1)
      }
    }
    return ranks
  }

  /// Decides which edges go around: the longest, if the budget does not suffice for all.
  private mutating func chooseDetours(_ input: LevelInput, _ ranks: [Int], _ budget: inout Int) {
    var waiting = input.edges.enumerated().map { (span: abs(ranks[$1.target] - ranks[$1.source]), edge: $0) }
    waiting.sort { ($0.span, $0.edge) < ($1.span, $1.edge) }
    for (span, edge) in waiting {
      // Between two ranks there may be a layer for labels.
      let cost = 2 * span - 1
      if span > Self.maximumSpan || cost > budget { chains[edge].isDetour = true } else { budget -= cost }
    }
  }

  /// Turns ranks into layers: below a rank there is one for labels if there are any.
  private mutating func placeInLayers(_ input: LevelInput, _ ranks: [Int]) {
    let last = ranks.max() ?? 0
    var hasLabels = Array(repeating: false, count: last + 1)
    for (index, edge) in input.edges.enumerated() where edge.labelWidth > 0 {
      // The label is near the source.
      let isAbove = chains[index].isReversed && !chains[index].isDetour
      hasLabels[isAbove ? ranks[edge.source] - 1 : ranks[edge.source]] = true
    }
    var layerOfRank: [Int] = []
    layerOfRank.reserveCapacity(last + 1)
    for rank in 0...last {
      layerOfRank.append(layerCount)
      layerCount += hasLabels[rank] ? 2 : 1
    }
    for box in items.indices { items[box].layer = layerOfRank[ranks[box]] }
  }

  /// Adds the items that an edge needs.
  private mutating func connect(_ index: Int, _ edge: LevelInput.Edge, _ budget: inout Int) {
    let isReversed = chains[index].isReversed
    if chains[index].isDetour {
      chains[index].items = [edge.source]
      guard edge.labelWidth > 0, budget > 0 else { return }
      budget -= 1
      link(index, through: [addItem(.label, edge, items[edge.source].layer + 1)])
      return
    }
    let (top, bottom) = isReversed ? (edge.target, edge.source) : (edge.source, edge.target)
    let labelLayer = edge.labelWidth == 0 ? -1 : isReversed ? items[bottom].layer - 1 : items[top].layer + 1
    chains[index].items = [top]
    var chain: [Int] = []
    for layer in (items[top].layer + 1)..<items[bottom].layer {
      chain.append(addItem(layer == labelLayer ? .label : .passage, edge, layer))
    }
    link(index, through: chain + [bottom])
  }

  private mutating func addItem(_ kind: Kind, _ edge: LevelInput.Edge, _ layer: Int) -> Int {
    let isLabel = kind == .label
    items.append(
      Item(
        kind: kind, width: isLabel ? edge.labelWidth : 2, height: isLabel ? edge.labelHeight : 0, layer: layer))
    lower.append([])
    upper.append([])
    return items.count - 1
  }

  /// Continues a chain.
  private mutating func link(_ chain: Int, through others: [Int]) {
    for item in others {
      if let last = chains[chain].items.last {
        lower[last].append(item)
        upper[item].append(last)
      }
      chains[chain].items.append(item)
    }
  }

  /// A first order of the layers: depth first, so that what belongs together is together.
  private mutating func order() {
    layers = Array(repeating: [], count: layerCount)
    var isPlaced = Array(repeating: false, count: items.count)
    var stack: [Int] = []
    for root in items.indices where !isPlaced[root] {
      stack.append(root)
      while let item = stack.popLast() {
        if isPlaced[item] { continue }
        isPlaced[item] = true
        layers[items[item].layer].append(item)
        stack.append(contentsOf: lower[item].reversed().lazy.filter { !isPlaced[$0] })
      }
    }
  }
}
