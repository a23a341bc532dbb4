import StatesLanguage

/// The cheapest ways from the start of a definition to each of its states, through branches and processors.
struct StarterRoutes {
  /// How one state follows another.
  enum Step: Hashable {
    case next
    case rule(Int)
    case defaultRule
    case catcher(Int)
    /// Into a branch or the processor.
    case inside
  }

  /// A step of a way: taken in the state.
  struct Hop {
    let state: Int
    let step: Step
  }

  private let machine: StateMachine
  private let before: [Hop?]
  private let isReached: [Bool]

  init(_ machine: StateMachine) {
    self.machine = machine
    (before, isReached) = Self.search(machine, from: [machine.startAt])
  }

  /// The steps to a state; `nil` if no way leads there.
  func way(to state: Int) -> [Hop]? {
    guard isReached[state] else { return nil }
    var hops: [Hop] = []
    var place = state
    while let hop = before[place], hops.count <= machine.states.count {
      hops.append(hop)
      place = hop.state
    }
    return hops.reversed()
  }

  /// A Task inside a Parallel or Map state that is reached without an error, and the way to it.
  func task(inside state: Int) -> (task: Int, way: [Hop])? {
    let (before, isReached) = Self.search(machine, from: Self.inner(machine.states[state]), catches: false)
    for index in machine.states.indices where isReached[index] {
      guard case .task = machine.states[index].kind else { continue }
      var hops: [Hop] = []
      var place = index
      while let hop = before[place], hops.count <= machine.states.count {
        hops.append(hop)
        place = hop.state
      }
      return (index, hops.reversed())
    }
    return nil
  }

  /// The first states of branches or of the processor.
  private static func inner(_ state: StateMachine.State) -> [Int] {
    switch state.kind {
    case .parallel(let parallel): parallel.branches
    case .map(let map): [map.processor]
    case .task, .choice, .wait, .pass, .succeed, .fail: []
    }
  }

  /// Errors cost more than rules: a way goes through a catcher only if no other leads there.
  private static func search(
    _ machine: StateMachine, from starts: [Int], catches: Bool = true
  ) -> (before: [Hop?], isReached: [Bool]) {
    var before = [Hop?](repeating: nil, count: machine.states.count)
    var isReached = [Bool](repeating: false, count: machine.states.count)
    var queue: [Int] = []
    func edges(_ index: Int) -> [(step: Step, target: Int, isCostly: Bool)] {
      let state = machine.states[index]
      var edges: [(Step, Int, Bool)] = []
      if case .next(let target) = state.transition { edges.append((.next, target, false)) }
      if case .choice(let choice) = state.kind {
        if let target = choice.defaultTarget { edges.append((.defaultRule, target, false)) }
        for (place, rule) in choice.rules.enumerated() { edges.append((.rule(place), rule.next, false)) }
      }
      for start in inner(state) { edges.append((.inside, start, false)) }
      if catches {
        for (place, catcher) in state.catchers.enumerated() { edges.append((.catcher(place), catcher.next, true)) }
      }
      return edges
    }
    // What is reached through catchers waits until nothing else is left.
    var costly: [(hop: Hop, target: Int)] = []
    for start in starts where machine.states.indices.contains(start) {
      isReached[start] = true
      queue.append(start)
    }
    var head = 0
    while true {
      while head < queue.count {
        let index = queue[head]
        head += 1
        for edge in edges(index) where machine.states.indices.contains(edge.target) && !isReached[edge.target] {
          let hop = Hop(state: index, step: edge.step)
          if edge.isCostly {
            costly.append((hop, edge.target))
          } else {
            isReached[edge.target] = true
            before[edge.target] = hop
            queue.append(edge.target)
          }
        }
      }
      guard let next = costly.firstIndex(where: { !isReached[$0.target] }) else { break }
      let (hop, target) = costly[next]
      costly.removeFirst(next + 1)
      isReached[target] = true
      before[target] = hop
      queue.append(target)
    }
    return (before, isReached)
  }
}
