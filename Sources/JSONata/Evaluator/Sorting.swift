internal import OrderedJSON

extension Evaluator {
  /// `^(…)` over items.
  mutating func sorted(_ plan: SortPlan, _ items: ContiguousArray<Value>, _ frame: Frame) throws(JSONataError)
    -> ContiguousArray<Value>
  {
    var keys = try self.keys(items.count, plan)
    let order = try mergeSort(items.count) { evaluator, a, b throws(JSONataError) in
      try evaluator.follows(a, b, plan, &keys) { evaluator, index, term throws(JSONataError) in
        try evaluator.evaluate(term, items[index], frame)
      }
    }
    return ContiguousArray(order.map { items[$0] })
  }

  /// `^(…)` over rows.
  mutating func sortedRows(_ plan: SortPlan, _ rows: ContiguousArray<TupleStream.Row>) throws(JSONataError)
    -> ContiguousArray<TupleStream.Row>
  {
    var keys = try self.keys(rows.count, plan)
    let order = try mergeSort(rows.count) { evaluator, a, b throws(JSONataError) in
      try evaluator.follows(a, b, plan, &keys) { evaluator, index, term throws(JSONataError) in
        try evaluator.evaluate(term, rows[index].context, rows[index].frame)
      }
    }
    return ContiguousArray(order.map { rows[$0] })
  }

  /// Storage for the keys of `count` items.
  private mutating func keys(_ count: Int, _ plan: SortPlan) throws(JSONataError) -> ContiguousArray<Value?> {
    let (size, isOverflow) = count.multipliedReportingOverflow(by: plan.terms.count)
    try countMaking(bytes: isOverflow || size > Int.max >> 5 ? .max : size &* 24)
    return ContiguousArray(repeating: nil, count: size)
  }

  /// Whether item `a` comes after item `b`. Each key is evaluated once, and only if earlier ones do not decide.
  private mutating func follows(
    _ a: Int, _ b: Int, _ plan: SortPlan, _ keys: inout ContiguousArray<Value?>,
    _ evaluate: (inout Evaluator, Int, Expression) throws(JSONataError) -> Value
  ) throws(JSONataError) -> Bool {
    let width = plan.terms.count
    for (place, term) in plan.terms.enumerated() {
      let first: Value
      if let known = keys[a * width + place] {
        first = known
      } else {
        first = try evaluate(&self, a, term.expression)
        keys[a * width + place] = first
      }
      let second: Value
      if let known = keys[b * width + place] {
        second = known
      } else {
        second = try evaluate(&self, b, term.expression)
        keys[b * width + place] = second
      }
      if case .json(.string) = first { try countReading(first) }
      let order = try Self.order(first, second, plan.position)
      switch order {
      case .same: continue
      case .missingLast(let follows): return follows
      case .ascending: return term.isDescending
      case .descending: return !term.isDescending
      }
    }
    return false
  }

  private enum Order {
    case same
    case ascending
    case descending
    /// One has no key: it comes last in either direction.
    case missingLast(Bool)
  }

  private static func order(_ first: Value, _ second: Value, _ position: Int) throws(JSONataError) -> Order {
    if let a = first.number, let b = second.number { return a == b ? .same : a < b ? .ascending : .descending }
    if let a = first.string, let b = second.string {
      if a.hasSameUTF8(as: b) { return .same }
      return a.precedesByUTF16(b) ? .ascending : .descending
    }
    if first.isUndefined { return second.isUndefined ? .same : .missingLast(true) }
    if second.isUndefined { return .missingLast(false) }
    let sortable: TypeSet = [.string, .number]
    for value in [first, second] where !sortable.contains(value.typeSet) {
      throw JSONataError(.sortType, position: position, value: value.shown)
    }
    throw JSONataError(.sortMismatch(second.shown), position: position, value: first.shown)
  }

  /// A stable merge sort of indexes, which splits and compares as the reference does.
  ///
  /// - Parameter follows: whether the first item must come after the second.
  mutating func mergeSort(
    _ count: Int, _ follows: (inout Evaluator, Int, Int) throws(JSONataError) -> Bool
  ) throws(JSONataError) -> ContiguousArray<Int> {
    // Each item is compared about as often as the count can be halved.
    try charge(count >> 3 &* (Int.bitWidth &- count.leadingZeroBitCount))
    try countMaking(bytes: count &* 40)
    var order = ContiguousArray(0..<count)
    var scratch = order
    try mergeSort(&order, &scratch, 0, count, follows)
    return order
  }

  private mutating func mergeSort(
    _ order: inout ContiguousArray<Int>, _ scratch: inout ContiguousArray<Int>, _ low: Int, _ high: Int,
    _ follows: (inout Evaluator, Int, Int) throws(JSONataError) -> Bool
  ) throws(JSONataError) {
    if high - low <= 1 { return }
    let middle = low + (high - low) / 2
    try mergeSort(&order, &scratch, low, middle, follows)
    try mergeSort(&order, &scratch, middle, high, follows)
    var left = low
    var right = middle
    var target = low
    while left < middle, right < high {
      if try follows(&self, order[left], order[right]) {
        scratch[target] = order[right]
        right += 1
      } else {
        scratch[target] = order[left]
        left += 1
      }
      target += 1
    }
    while left < middle {
      scratch[target] = order[left]
      left += 1
      target += 1
    }
    while right < high {
      scratch[target] = order[right]
      right += 1
      target += 1
    }
    for place in low..<high { order[place] = scratch[place] }
  }
}
