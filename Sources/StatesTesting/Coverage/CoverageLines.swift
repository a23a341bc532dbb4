import StatesEngine

/// A definition's coverage by lines, as reports of code coverage have it: the line of a state's name counts its entries;
/// rules, retriers, catchers, Maps without items and conditionals are branches of that line.
struct CoverageLines {
  /// The branches of a state of one kind, which share a block.
  struct Block {
    let number: Int
    let counts: [Int]
  }

  /// What there is on a line; several states may be on one.
  struct Line {
    let number: Int
    /// How often its states were entered.
    var hits = 0
    var blocks: [Block] = []

    var branches: [Int] { blocks.flatMap(\.counts) }
  }

  /// A level of the definition: its top, a branch of a Parallel state, or the processor of a Map state.
  struct Process {
    let name: String
    let line: Int
    /// How often its first state was entered.
    let hits: Int
  }

  private(set) var lines: [Line] = []
  private(set) var processes: [Process] = []

  init(_ definition: Coverage.Definition) {
    var lines: [Int: Line] = [:]
    var entered: [Int: (line: Int, count: Int)] = [:]
    for (_, items) in definition.byState {
      guard let state = items.first, case .entry(let index) = state.point else { continue }
      entered[index] = (state.line, state.count)
      var line = lines[state.line] ?? Line(number: state.line)
      line.hits &+= state.count
      for counts in Self.blocks(items.dropFirst()) {
        line.blocks.append(Block(number: line.blocks.count, counts: counts))
      }
      lines[state.line] = line
    }
    self.lines = lines.values.sorted { $0.number < $1.number }

    let machine = definition.machine
    func add(_ name: String, _ start: Int) {
      guard let (line, count) = entered[start] else { return }
      processes.append(Process(name: name, line: line, hits: count))
    }
    add("StateMachine", machine.startAt)
    for state in machine.states {
      switch state.kind {
      case .parallel(let parallel):
        for (index, start) in parallel.branches.enumerated() { add("\(state.name)[\(index)]", start) }
      case .map(let map): add(state.name, map.processor)
      case .task, .choice, .wait, .pass, .succeed, .fail: break
      }
    }
  }

  /// The counts of the branches of a state: its rules with Default, each retrier, its catchers, no items, each
  /// conditional.
  private static func blocks(_ items: ArraySlice<CoverageItem>) -> [[Int]] {
    var rules: [Int] = []
    var retriers: [Int: [Int]] = [:]
    var catchers: [Int] = []
    var others: [[Int]] = []
    var lastConditional: (field: String, position: Int)?
    for item in items {
      switch item.point {
      case .entry, .transition: break
      case .rule, .defaultRule: rules.append(item.count)
      case .retried(_, let index), .exhausted(_, let index): retriers[index, default: []].append(item.count)
      case .caught: catchers.append(item.count)
      case .noItems: others.append([item.count])
      case .arm(_, let field, let position, _):
        if let last = lastConditional, last.field == field, last.position == position, !others.isEmpty {
          others[others.count - 1].append(item.count)
        } else {
          others.append([item.count])
        }
        lastConditional = (field, position)
      }
    }
    let sorted = retriers.sorted { $0.key < $1.key }.map(\.value)
    return ([rules] + sorted + [catchers]).filter { !$0.isEmpty } + others
  }
}
