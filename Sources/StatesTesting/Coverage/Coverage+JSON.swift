public import OrderedJSON
import StatesEngine

extension Coverage {
  /// The counts as JSON, from which all other forms follow:
  ///
  /// ```json
  /// {"version": 1, "covered": 8, "total": 10, "definitions": [
  ///   {"name": "order.asl.json", "type": "STANDARD", "covered": 8, "total": 10,
  ///    "kinds": {"states": {"covered": 4, "total": 4}},
  ///    "states": [{"name": "Decide", "line": 4, "count": 2, "parts": [
  ///      {"kind": "rules", "index": 0, "line": 7, "count": 2}]}]}]}
  /// ```
  ///
  /// `kind` of a part is one of `CoverageItem.Kind`. A transition has the state `to` which it leads; rules, retriers and
  /// catchers have their `index` from 0; an arm has its `field`, the `position` of the conditional in the expression,
  /// and whether the condition `holds`.
  public var json: JSON {
    let ratio = CoverageRatio(definitions.flatMap(\.items))
    return [
      "version": 1, "covered": .integer(ratio.covered), "total": .integer(ratio.total),
      "definitions": .array(definitions.map(\.json)),
    ]
  }
}

extension Coverage.Definition {
  fileprivate var json: JSON {
    let ratio = ratio
    var kinds = JSON.Object()
    for kind in CoverageItem.Kind.allCases {
      let ratio = self.ratio(of: kind)
      if ratio.total > 0 {
        kinds[kind.rawValue] = ["covered": .integer(ratio.covered), "total": .integer(ratio.total)]
      }
    }
    let states = byState.map { (name, items) -> JSON in
      var state: JSON.Object = [
        "name": .string(name), "line": .integer(items.first?.line ?? 1), "count": .integer(items.first?.count ?? 0),
      ]
      if items.count > 1 { state["parts"] = .array(items.dropFirst().map(json(of:))) }
      return .object(state)
    }
    return [
      "name": .string(name), "type": .string(machine.type.rawValue), "covered": .integer(ratio.covered),
      "total": .integer(ratio.total), "kinds": .object(kinds), "states": .array(states),
    ]
  }

  private func json(of item: CoverageItem) -> JSON {
    var part: JSON.Object = ["kind": .string(item.kind.rawValue)]
    switch item.point {
    case .entry, .defaultRule, .noItems: break
    case .transition(_, let target): part["to"] = .string(machine.states[target].name)
    case .rule(_, let index), .retried(_, let index), .exhausted(_, let index), .caught(_, let index):
      part["index"] = .integer(index)
    case .arm(_, let field, let position, let holds):
      part["field"] = .string(field)
      part["position"] = .integer(position)
      part["holds"] = .bool(holds)
    }
    part["line"] = .integer(item.line)
    part["count"] = .integer(item.count)
    return .object(part)
  }
}
