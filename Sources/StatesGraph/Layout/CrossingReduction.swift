/// Orders the items of layers so that few links cross: sweeps by barycentre, down and up by turns.
struct CrossingReduction {
  private static let sweeps = 8
  /// Larger graphs get fewer sweeps, the largest none.
  private static let maximumWork = 400_000

  private var graph: LayeredGraph
  private var position: [Int]

  /// Orders the layers of a graph.
  static func reduce(_ graph: inout LayeredGraph) {
    let size = graph.items.count + graph.lower.reduce(0) { $0 + $1.count }
    let sweeps = min(Self.sweeps, maximumWork / max(1, size))
    guard sweeps > 0 else { return }
    var reduction = CrossingReduction(graph)
    reduction.run(sweeps)
    graph.layers = reduction.graph.layers
  }

  private init(_ graph: LayeredGraph) {
    self.graph = graph
    position = Array(repeating: 0, count: graph.items.count)
    for layer in graph.layers { number(layer) }
  }

  private mutating func number(_ layer: [Int]) {
    for (index, item) in layer.enumerated() { position[item] = index }
  }

  private mutating func run(_ sweeps: Int) {
    var best = graph.layers
    var fewest = crossings()
    for sweep in 0..<sweeps where fewest > 0 {
      let prefersRight = sweep % 4 >= 2
      if sweep % 2 == 0 {
        for layer in graph.layers.indices.dropFirst() { sort(layer, by: graph.upper, prefersRight) }
      } else {
        for layer in graph.layers.indices.dropLast().reversed() { sort(layer, by: graph.lower, prefersRight) }
      }
      exchangeNeighbors()
      let count = crossings()
      if count < fewest {
        fewest = count
        best = graph.layers
      }
    }
    graph.layers = best
  }

  /// Sorts a layer by the mean position of each item's neighbors; items without any stay where they are.
  private mutating func sort(_ layer: Int, by neighbors: [[Int]], _ prefersRight: Bool) {
    let items = graph.layers[layer]
    var movable: [(mean: Int, index: Int, item: Int)] = []
    var slots: [Int] = []
    for (index, item) in items.enumerated() where !neighbors[item].isEmpty {
      let sum = neighbors[item].reduce(0) { $0 + position[$1] }
      movable.append((sum * 1_024 / neighbors[item].count, prefersRight ? -index : index, item))
      slots.append(index)
    }
    movable.sort { ($0.mean, $0.index) < ($1.mean, $1.index) }
    var sorted = items
    for (slot, entry) in zip(slots, movable) { sorted[slot] = entry.item }
    graph.layers[layer] = sorted
    number(sorted)
  }

  /// Exchanges neighbors where that saves crossings.
  private mutating func exchangeNeighbors() {
    for layer in graph.layers.indices {
      guard graph.layers[layer].count > 1 else { continue }
      for index in 0..<(graph.layers[layer].count - 1) {
        let (left, right) = (graph.layers[layer][index], graph.layers[layer][index + 1])
        // Items with many links are left to the sweeps.
        guard degree(left) <= 16, degree(right) <= 16 else { continue }
        let now = crossings(left, right, graph.upper) + crossings(left, right, graph.lower)
        let then = crossings(right, left, graph.upper) + crossings(right, left, graph.lower)
        guard then < now else { continue }
        graph.layers[layer].swapAt(index, index + 1)
        position[left] = index + 1
        position[right] = index
      }
    }
  }

  private func degree(_ item: Int) -> Int { graph.upper[item].count + graph.lower[item].count }

  /// The crossings of two items' links if the first is left of the second.
  private func crossings(_ left: Int, _ right: Int, _ neighbors: [[Int]]) -> Int {
    var count = 0
    for a in neighbors[left] {
      for b in neighbors[right] where position[b] < position[a] { count += 1 }
    }
    return count
  }

  /// The crossings of all links.
  private func crossings() -> Int {
    var count = 0
    for layer in graph.layers.indices.dropLast() {
      let width = graph.layers[layer + 1].count
      // A tree of partial sums of how many links end at which position.
      var sums = Array(repeating: 0, count: width + 1)
      var total = 0
      for item in graph.layers[layer] {
        let ends = graph.lower[item].map { position[$0] }
        for end in ends {
          var index = end + 1
          var before = 0
          while index > 0 {
            before += sums[index]
            index -= index & -index
          }
          count += total - before
        }
        for end in ends {
          var index = end + 1
          while index <= width {
            sums[index] += 1
            index += index & -index
          }
          total += 1
        }
      }
    }
    return count
  }
}
