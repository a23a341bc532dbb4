extension Coverage {
  /// A table for people: a line for each definition, and one for each part that nothing has reached, with its line in the
  /// definition. The parts of a state that was never entered are not shown one by one.
  ///
  /// ```
  /// order.asl.json: 80.0 % (8 of 10): states 4/4, transitions 3/4, rules 1/2
  ///   12: rule 2 of 'Decide' never applied
  /// ```
  public func text() -> String { definitions.map(\.text).joined(separator: "\n") }
}

extension Coverage.Definition {
  fileprivate var text: String {
    let kinds = CoverageItem.Kind.allCases.compactMap { kind -> String? in
      let ratio = self.ratio(of: kind)
      return ratio.total == 0 ? nil : "\(kind.title) \(ratio)"
    }
    let ratio = ratio
    var lines = ["\(name): \(ratio.percent) (\(ratio.covered) of \(ratio.total)): \(kinds.joined(separator: ", "))"]
    for (name, items) in byState {
      guard let state = items.first else { continue }
      if state.count == 0 {
        let others = items.count - 1
        lines.append(
          "  \(state.line): \(state.missing)"
            + (others == 0 ? "" : ", nor reached \(others) \(others == 1 ? "part" : "parts") of '\(name)'"))
      } else {
        for item in items where item.count == 0 && !item.isImplied { lines.append("  \(item.line): \(item.missing)") }
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The parts of each state, in the order of the definition.
  var byState: [(name: String, items: ArraySlice<CoverageItem>)] {
    var groups: [(name: String, items: ArraySlice<CoverageItem>)] = []
    var start = 0
    for index in items.indices.dropFirst() where items[index].kind == .state {
      groups.append((items[start].state, items[start..<index]))
      start = index
    }
    if !items.isEmpty { groups.append((items[start].state, items[start...])) }
    return groups
  }
}

extension CoverageItem.Kind {
  fileprivate var title: String {
    switch self {
    case .state, .transition, .rule: rawValue
    case .defaultRule: "Default"
    case .retried: "retriers retried"
    case .exhausted: "exhausted"
    case .catcher: "catchers"
    case .noItems: "Maps without items"
    case .arm: "arms of conditionals"
    }
  }
}
