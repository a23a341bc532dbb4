import StatesLanguage

/// The names of states with iterations, such as `Ship[2]`, that a machine's tasks can have.
struct IterationNames {
  private let machine: StateMachine

  init(_ machine: StateMachine) { self.machine = machine }

  /// Why no task ever has that name, although the machine has the state; `nil` if one may. The number of items is not
  /// known.
  func problem(with name: String) -> String? {
    guard machine.index(ofState: name) == nil else { return nil }
    let plainName = MockResources.plainName(name)
    guard let state = machine.index(ofState: plainName), let depth = depths[state] else { return nil }
    guard depth > 0 else {
      let hasMaps = machine.states.contains { $0.type == .map }
      let what = hasMaps ? "the state '\(plainName)' is not in a Map state" : "the definition has no Map state"
      return "it names an iteration, but " + what
    }
    let form = plainName + String(repeating: "[N]", count: depth)
    let maps = depth == 1 ? "one Map state" : "\(depth) Map states, one inside the other"
    guard Self.indexes(of: name)?.count == depth else {
      return "it cannot be an iteration: '\(plainName)' is in \(maps), so write \(form)"
    }
    return nil
  }

  /// The indexes after a state's name, `[0, 12]` of `Ship[0][12]`, if they are written in the compared form.
  static func indexes(of name: String) -> [Int]? {
    var indexes: [Int] = []
    for part in name.dropFirst(MockResources.plainName(name).count).split(
      separator: "[", omittingEmptySubsequences: false
    ).dropFirst() {
      guard part.last == "]", let index = Int(part.dropLast()), "\(index)]" == part else { return nil }
      indexes.append(index)
    }
    return indexes
  }

  /// How many Map states each reachable state is in, by its index.
  private var depths: [Int: Int] {
    var depths: [Int: Int] = [:]
    var open = [(state: machine.startAt, depth: 0)]
    while let (place, depth) = open.popLast() {
      guard depths[place] == nil, machine.states.indices.contains(place) else { continue }
      depths[place] = depth
      let state = machine.states[place]
      if case .next(let next) = state.transition { open.append((next, depth)) }
      for catcher in state.catchers { open.append((catcher.next, depth)) }
      switch state.kind {
      case .map(let map): open.append((map.processor, depth + 1))
      case .parallel(let parallel): open += parallel.branches.map { ($0, depth) }
      case .choice(let choice):
        open += choice.rules.map { ($0.next, depth) }
        if let target = choice.defaultTarget { open.append((target, depth)) }
      case .task, .wait, .pass, .succeed, .fail: break
      }
    }
    return depths
  }
}
