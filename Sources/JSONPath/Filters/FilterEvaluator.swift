import OrderedJSON

/// Evaluates filters.
enum FilterEvaluator {
  /// Whether the filter holds for `item`. The last term is evaluated first, as in the service's library: it matters
  /// when a comparison fails that another term would have made unnecessary.
  ///
  /// - Throws: the error with which the whole path fails. A path that finds nothing is not an error.
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
      // Even a path from `$` is tried on the item, as in the service's library.
      let found = try find(path, on: item, &work)
      return (found.map { !$0.isNull } ?? false) == expected
    case .comparison(let left, let comparison, let right):
      // Not `if let`, which would treat the value null as a missing one.
      guard let left = try value(of: left, item, document, &work) else { return false }
      guard let right = try value(of: right, item, document, &work) else { return false }
      return try FilterComparison.holds(left, comparison, right, work: &work)
    }
  }

  /// The value that a path finds; `nil` if there is none.
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

/// A value as seen by comparisons.
enum FilterValue {
  /// A value that a path has found.
  case json(JSON)
  /// A literal in the filter, and its numeric value.
  case text(String, JSONNumber?)
  case pattern(JavaPattern)
}
