/// Places the items of layers from left to right: long edges straight, boxes in the middle of their neighbors.
///
/// The method is that of Brandes and Köpf: four placements, each of which aligns items with their median neighbors above
/// or below and packs the columns so made to the left or to the right; each item's place is the mean of the two in the
/// middle. Linear in the size of the graph.
struct HorizontalPlacement {
  private let graph: LayeredGraph
  private var position: [Int]
  /// For each item, whether the link to the neighbor above at the same index of `upper` gives way to a long edge.
  private var givesWay: [[Bool]]

  /// The middles of the items.
  static func middles(_ graph: LayeredGraph) -> [Int] {
    var placement = HorizontalPlacement(graph)
    placement.markConflicts()
    return placement.place()
  }

  private init(_ graph: LayeredGraph) {
    self.graph = graph
    position = Array(repeating: 0, count: graph.items.count)
    for layer in graph.layers { for (index, item) in layer.enumerated() { position[item] = index } }
    givesWay = graph.upper.map { Array(repeating: false, count: $0.count) }
  }

  // MARK: Conflicts

  /// Marks the links that cross the inner part of a long edge.
  private mutating func markConflicts() {
    for layer in graph.layers.indices.dropFirst() {
      let items = graph.layers[layer]
      var scanned = 0
      var leftmost = 0
      for (index, item) in items.enumerated() {
        let inner = innerNeighbor(of: item)
        guard inner != nil || index == items.count - 1 else { continue }
        let rightmost = inner.map { position[$0] } ?? graph.layers[layer - 1].count - 1
        while scanned <= index {
          let other = items[scanned]
          for (link, neighbor) in graph.upper[other].enumerated() {
            let place = position[neighbor]
            if (place < leftmost || place > rightmost) && !isInner(other, neighbor) { givesWay[other][link] = true }
          }
          scanned += 1
        }
        leftmost = rightmost
      }
    }
  }

  private func isInner(_ item: Int, _ neighbor: Int) -> Bool {
    graph.items[item].kind != .box && graph.items[neighbor].kind != .box
  }

  private func innerNeighbor(of item: Int) -> Int? {
    guard graph.items[item].kind != .box else { return nil }
    return graph.upper[item].first { graph.items[$0].kind != .box }
  }

  // MARK: Four placements

  private func place() -> [Int] {
    var placements: [(values: [Int], least: Int, greatest: Int, isToRight: Bool)] = []
    for fromBelow in [false, true] {
      for isToRight in [false, true] {
        let roots = align(fromBelow: fromBelow, isToRight: isToRight)
        let values = pack(roots, isToRight: isToRight)
        var (least, greatest) = (Int.max, Int.min)
        for (index, value) in values.enumerated() {
          least = min(least, value - graph.items[index].width / 2)
          greatest = max(greatest, value + graph.items[index].width / 2)
        }
        placements.append((values, least, greatest, isToRight))
      }
    }
    guard let narrowest = placements.min(by: { $0.greatest - $0.least < $1.greatest - $1.least }) else { return [] }
    let shifted = placements.map { placement in
      let shift =
        placement.isToRight ? narrowest.greatest - placement.greatest : narrowest.least - placement.least
      return placement.values.map { $0 + shift }
    }
    return graph.items.indices.map { item in
      let values = shifted.map { $0[item] }.sorted()
      // Of ordered values, the distances in the middle are at least those of each placement.
      return (values[1] + values[2]) >> 1
    }
  }

  /// Aligns items in columns; returns each item's column by one of its items.
  private func align(fromBelow: Bool, isToRight: Bool) -> [Int] {
    var root = Array(graph.items.indices)
    var next = root
    let order = fromBelow ? Array(graph.layers.indices.reversed()) : Array(graph.layers.indices)
    for layer in order {
      // The position of the neighbor that was last aligned with: columns do not cross.
      var last = isToRight ? Int.max : -1
      let items = graph.layers[layer]
      for offset in items.indices {
        let item = items[isToRight ? items.count - 1 - offset : offset]
        let neighbors = (fromBelow ? graph.lower[item] : graph.upper[item]).sorted { position[$0] < position[$1] }
        guard !neighbors.isEmpty else { continue }
        let (low, high) = ((neighbors.count - 1) / 2, neighbors.count / 2)
        for middle in isToRight ? [high, low] : [low, high] {
          let neighbor = neighbors[middle]
          let isFree = isToRight ? position[neighbor] < last : position[neighbor] > last
          guard next[item] == item, isFree, !hasConflict(item, neighbor, fromBelow) else { continue }
          next[neighbor] = item
          root[item] = root[neighbor]
          next[item] = root[item]
          last = position[neighbor]
        }
      }
    }
    return root
  }

  private func hasConflict(_ item: Int, _ neighbor: Int, _ fromBelow: Bool) -> Bool {
    let (below, above) = fromBelow ? (neighbor, item) : (item, neighbor)
    guard let link = graph.upper[below].firstIndex(of: above) else { return false }
    return givesWay[below][link]
  }

  /// Packs columns as far to one side as their order allows, then moves each as near to its neighbors on the other side
  /// as it can go.
  private func pack(_ root: [Int], isToRight: Bool) -> [Int] {
    let count = root.count
    // To the right is to the left, seen in a mirror.
    var after: [[(column: Int, distance: Int)]] = Array(repeating: [], count: count)
    var before = Array(repeating: 0, count: count)
    for layer in graph.layers {
      let items = isToRight ? layer.reversed() : layer
      for (left, right) in zip(items, items.dropFirst()) where root[left] != root[right] {
        after[root[left]].append((root[right], distance(left, right)))
        before[root[right]] += 1
      }
    }
    var order = (0..<count).filter { root[$0] == $0 && before[$0] == 0 }
    var place = Array(repeating: 0, count: count)
    var index = 0
    while index < order.count {
      let column = order[index]
      index += 1
      for (other, distance) in after[column] {
        place[other] = max(place[other], place[column] + distance)
        before[other] -= 1
        if before[other] == 0 { order.append(other) }
      }
    }
    for column in order.reversed() {
      let limit = after[column].map { place[$0.column] - $0.distance }.min()
      if let limit, limit > place[column] { place[column] = limit }
    }
    return root.map { isToRight ? -place[$0] : place[$0] }
  }

  /// The least distance between the middles of two neighbors.
  private func distance(_ left: Int, _ right: Int) -> Int {
    let (left, right) = (graph.items[left], graph.items[right])
    let gap =
      switch (left.kind, right.kind) {
      case (.box, .box): 28
      case (.passage, .passage): 12
      case (.label, _), (_, .label): 14
      case (.box, .passage), (.passage, .box): 18
      }
    return left.width / 2 + right.width / 2 + gap
  }
}
