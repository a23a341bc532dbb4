import OrderedJSON

/// Tells whether filters hold.
enum FilterEvaluator {
  /// Whether the filter holds for `item`. The last term is looked at first, as the service's library does: it matters
  /// where a comparison fails that another term would have made unneeded.
  ///
  /// - Throws: what makes the whole path fail. What a path does not find is not an error.
  static func accepts(
    _ filter: FilterExpression, item: JSON, document: JSON, work: inout PathWork
  ) throws(PathError) -> Bool {
    for terms in filter.alternatives.reversed() {
      var holds = true
      for term in terms.reversed() {
        holds = try self.holds(term, item, document, &work)
        if !holds { break }
      }
      if holds { return true }
    }
    return false
  }

  private static func holds(
    _ term: FilterTerm, _ item: JSON, _ document: JSON, _ work: inout PathWork
  ) throws(PathError) -> Bool {
    try work.spend()
    switch term {
    case .exists(let path, let expected):
      // Even a path from `$` is tried on the item: so the service's library does it.
      let found = try find(path, on: item, &work)
      return (found.map { !$0.isNull } ?? false) == expected
    case .comparison(let left, let comparison, let right):
      // Not `if let`, which would take the value null for a missing one.
      guard let left = try value(of: left, item, document, &work) else { return false }
      guard let right = try value(of: right, item, document, &work) else { return false }
      return try FilterComparison.holds(left, comparison, right, work: &work)
    }
  }

  /// What a path finds; `nil` when it is not there.
  private static func find(
    _ path: PathProgram, on value: JSON, _ work: inout PathWork
  ) throws(PathError) -> JSON? {
    let depth = work.depth
    do throws(PathFailure) {
      return .some(try PathEvaluator.evaluate(path, on: value, document: value, work: &work).value)
    } catch {
      guard error.meansNotFound else { throw error.error(in: path) }
      work.restoreDepth(depth)
      return nil
    }
  }

  private static func value(
    of operand: FilterOperand, _ item: JSON, _ document: JSON, _ work: inout PathWork
  ) throws(PathError) -> FilterValue? {
    switch operand {
    case .item(let path): return try find(path, on: item, &work).map { .json($0) }
    case .document(let path): return try find(path, on: document, &work).map { .json($0) }
    case .text(let text, let number): return .text(text, number)
    case .pattern(let pattern): return .pattern(pattern)
    }
  }
}

/// A value as comparisons see it.
enum FilterValue {
  /// What a path has found.
  case json(JSON)
  /// What stands in the filter, and the number that it is.
  case text(String, JSONNumber?)
  case pattern(JavaPattern)
}
