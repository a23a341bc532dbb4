/// The levels of a graph and the containers around them, as text with brackets has them: from the outside in, without
/// recursion.
struct LevelWalk {
  /// Deeper lines are not indented further, so that deep graphs do not become large texts.
  static let maximumIndentation = 24

  /// A step of the walk, with the depth of indentation.
  enum Step {
    /// A container begins.
    case open(node: Int, depth: Int)
    /// A level begins; its containers follow.
    case level(Int, depth: Int)
    /// The containers of a level have ended: what its edges join is known.
    case edges(of: Int, depth: Int)
    /// Another level of the same container follows.
    case next(depth: Int)
    /// A container ends.
    case close(node: Int, depth: Int)
  }

  private let graph: StateGraph

  init(_ graph: StateGraph) { self.graph = graph }

  func forEach(_ body: (Step) -> Void) {
    var stack: [Step] = [.level(0, depth: 1)]
    while let step = stack.popLast() {
      body(step)
      switch step {
      case .level(let level, let depth):
        stack.append(.edges(of: level, depth: depth))
        let containers = graph.levels[level].nodes.filter { !graph.nodes[$0].levels.isEmpty }
        for node in containers.reversed() {
          stack.append(.close(node: node, depth: depth))
          for (index, inner) in graph.nodes[node].levels.enumerated().reversed() {
            stack.append(.level(inner, depth: depth + 1))
            if index > 0 { stack.append(.next(depth: depth + 1)) }
          }
          stack.append(.open(node: node, depth: depth))
        }
      case .open, .edges, .next, .close: break
      }
    }
  }
}
