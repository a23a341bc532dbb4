import OrderedJSON

/// Tells whether filters hold.
enum FilterEvaluator {
  /// Whether the filter holds for `item`. What cannot be compared does not hold; only what makes the whole path fail
  /// is thrown.
  static func accepts(
    _ filter: FilterExpression, item: JSON, document: JSON, work: inout PathWork
  ) throws(PathError) -> Bool {
    let entered = work
    do throws(PathError) {
      return try holds(filter, item, document, &work)
    } catch {
      guard error.onlyFailsFilter else { throw error }
      work.restoreDepth(from: entered)
      return false
    }
  }

  private static func holds(
    _ filter: FilterExpression, _ item: JSON, _ document: JSON, _ work: inout PathWork
  ) throws(PathError) -> Bool {
    switch filter {
    case .any(let terms):
      for term in terms where try holds(term, item, document, &work) { return true }
      return false
    case .all(let terms):
      for term in terms where try !holds(term, item, document, &work) { return false }
      return true
    case .not(let term): return try !holds(term, item, document, &work)
    case .exists(let path, let expected): return try finds(path, item, document, &work) == expected
    case .comparison(let left, let comparison, let right):
      let a = try value(of: left, item, document, &work)
      let b = try value(of: right, item, document, &work)
      return try FilterComparison.holds(a, comparison, b, work: &work)
    }
  }

  /// Whether a path that stands alone finds anything. Even a path from `$` is tried on the item: so the service's
  /// library does it.
  private static func finds(
    _ path: FilterPath, _ item: JSON, _ document: JSON, _ work: inout PathWork
  ) throws(PathError) -> Bool {
    let entered = work
    do throws(PathError) {
      _ = try PathEvaluator.evaluate(
        path.program, on: item, document: document, requiresMembers: true, work: &work)
      return true
    } catch {
      guard error.meansNotFound else { throw error }
      work.restoreDepth(from: entered)
      return false
    }
  }

  private static func value(
    of operand: FilterOperand, _ item: JSON, _ document: JSON, _ work: inout PathWork
  ) throws(PathError) -> FilterValue {
    switch operand {
    case .literal(let value): return value
    case .path(let path):
      let entered = work
      do throws(PathError) {
        return FilterValue(
          try PathEvaluator.evaluate(
            path.program, on: path.isFromDocument ? document : item, document: document, work: &work))
      } catch {
        guard error.meansNotFound else { throw error }
        work.restoreDepth(from: entered)
        return .missing
      }
    }
  }
}
