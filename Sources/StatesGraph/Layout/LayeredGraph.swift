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
    /// The items from the upper box to the lower one, both included; empty for edges that go around all layers.
    var items: [Int] = []
    /// Whether the edge leads from the lower box to the upper one.
    var isReversed = false
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

  /// - Parameter budget: how many items edges may add, in all levels of a graph; what is used is subtracted. Edges for
  ///   which nothing is left go around.
  init(_ input: LevelInput, budget: inout Int) {
    items = input.boxes.map {
      Item(kind: .box, width: $0.width + $0.margin, height: $0.height, layer: 0)
    }
    chains = Array(repeating: Chain(), count: input.edges.count)
    let ranks = assignRanks(input)
    placeInLayers(input, ranks)
    lower = Array(repeating: [], count: items.count)
    upper = lower
    connect(input, &budget)
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

  /// Turns ranks into layers: between two ranks there is one for labels if there are any.
  private mutating func placeInLayers(_ input: LevelInput, _ ranks: [Int]) {
    let last = ranks.max() ?? 0
    var hasLabels = Array(repeating: false, count: last + 1)
    for edge in input.edges where edge.labelWidth > 0 {
      let (source, target) = (ranks[edge.source], ranks[edge.target])
      hasLabels[source < target ? source : source - 1] = true
    }
    var layerOfRank: [Int] = []
    layerOfRank.reserveCapacity(last + 1)
    for rank in 0...last {
      layerOfRank.append(layerCount)
      layerCount += rank < last && hasLabels[rank] ? 2 : 1
    }
    for box in items.indices { items[box].layer = layerOfRank[ranks[box]] }
  }

  /// Adds the items that edges need, short edges first.
  private mutating func connect(_ input: LevelInput, _ budget: inout Int) {
    func span(_ edge: Int) -> Int {
      abs(items[input.edges[edge].target].layer - items[input.edges[edge].source].layer)
    }
    var waiting = input.edges.indices.map { (span: span($0), edge: $0) }
    waiting.sort { ($0.span, $0.edge) < ($1.span, $1.edge) }
    // Ends where the budget does.
    var allowed = Array(repeating: false, count: input.edges.count)
    for (span, edge) in waiting {
      guard span - 1 <= budget else { break }
      budget -= span - 1
      allowed[edge] = true
    }
    for (index, edge) in input.edges.enumerated() where allowed[index] { connect(index, edge) }
  }

  private mutating func connect(_ index: Int, _ edge: LevelInput.Edge) {
    let isReversed = chains[index].isReversed
    let (top, bottom) = isReversed ? (edge.target, edge.source) : (edge.source, edge.target)
    let labelLayer = edge.labelWidth == 0 ? -1 : isReversed ? items[bottom].layer - 1 : items[top].layer + 1
    var chain = [top]
    for layer in (items[top].layer + 1)..<items[bottom].layer {
      let isLabel = layer == labelLayer
      chain.append(items.count)
      items.append(
        Item(
          kind: isLabel ? .label : .passage, width: isLabel ? edge.labelWidth : 2,
          height: isLabel ? edge.labelHeight : 0, layer: layer))
      lower.append([])
      upper.append([])
    }
    chain.append(bottom)
    for (above, below) in zip(chain, chain.dropFirst()) {
      lower[above].append(below)
      upper[below].append(above)
    }
    chains[index].items = chain
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
