internal import OrderedJSON

/// Steps of paths that carry rows: `@$v`, `#$i`, and steps that a `%` refers to.
extension Evaluator {
  mutating func tupleStep(
    _ step: StepPlan, _ input: Elements, _ stream: TupleStream?, _ frame: Frame, _ plan: PathPlan
  ) throws(JSONataError) -> TupleStream {
    var rows: ContiguousArray<TupleStream.Row>
    if let sort = step.sort {
      rows = try sortedRows(sort, input, stream, step, frame, plan)
    } else {
      rows = []
      let before: ContiguousArray<TupleStream.Row>
      if let stream { before = stream.rows } else { before = try self.rows(input, frame, plan) }
      for row in before { try extend(row, step, plan, &rows) }
    }
    for stage in step.stages { rows = try filter(stage, rows) }
    return TupleStream(rows: rows, names: plan.rowNames)
  }

  /// Counts the creation of `count` rows, and refuses too many.
  private mutating func countRows(_ count: Int, among all: Int, _ slots: Int) throws(JSONataError) {
    try checkGrowth(all)
    try countMaking(bytes: count &* (96 &+ 24 &* slots))
  }

  private mutating func rows(_ input: Elements, _ frame: Frame, _ plan: PathPlan) throws(JSONataError)
    -> ContiguousArray<TupleStream.Row>
  {
    try countRows(input.count, among: input.count, plan.rowNames.count)
    var rows = ContiguousArray<TupleStream.Row>()
    for index in 0..<input.count {
      rows.append(
        TupleStream.Row(context: input[index], frame: Frame.make(parent: frame, count: plan.rowNames.count)))
    }
    return rows
  }

  /// Evaluates a step for one row; each item of its result makes a new row.
  private mutating func extend(
    _ row: TupleStream.Row, _ step: StepPlan, _ plan: PathPlan, _ rows: inout ContiguousArray<TupleStream.Row>
  ) throws(JSONataError) {
    let result = try evaluate(step.expression, row.context, row.frame)
    if result.isUndefined { return }
    if case .tuples(let inner) = result {
      try countRows(inner.rows.count, among: rows.count &+ inner.rows.count, plan.rowNames.count)
      return merge(row, inner, plan, &rows)
    }
    let elements = result.elements ?? .values([result])
    try countRows(elements.count, among: rows.count &+ elements.count, plan.rowNames.count)
    for index in 0..<elements.count {
      var next = TupleStream.Row(context: elements[index], frame: row.frame)
      if step.focus != nil || step.index != nil || step.ancestor != nil {
        next.frame = row.frame.copy()
        if let focus = step.focus {
          next.frame[focus] = next.context
          next.context = row.context
        }
        if let slot = step.index { next.frame[slot] = .integer(index) }
        if let ancestor = step.ancestor { next.frame[ancestor] = row.context }
      }
      rows.append(next)
    }
  }

  /// Adds the rows of a nested path, with their variables.
  private func merge(
    _ row: TupleStream.Row, _ inner: TupleStream, _ plan: PathPlan, _ rows: inout ContiguousArray<TupleStream.Row>
  ) {
    let slots = inner.names.names.map { plan.rowNames.place(of: $0) }
    for innerRow in inner.rows {
      let frame = row.frame.copy()
      for (from, to) in slots.enumerated() {
        if let to, let value = innerRow.frame[from] { frame[to] = value }
      }
      rows.append(TupleStream.Row(context: innerRow.context, frame: frame))
    }
  }

  private mutating func sortedRows(
    _ sort: SortPlan, _ input: Elements, _ stream: TupleStream?, _ step: StepPlan, _ frame: Frame, _ plan: PathPlan
  ) throws(JSONataError) -> ContiguousArray<TupleStream.Row> {
    if let stream { return try sortedRows(sort, stream.rows) }
    let rows = try sortedRows(sort, self.rows(input, frame, plan))
    if let slot = step.index { for index in rows.indices { rows[index].frame[slot] = .integer(index) } }
    return rows
  }

  /// The rows of a path inside parentheses, with frames for those names whose parent is the outer frame.
  mutating func rebound(_ stream: TupleStream, _ names: NameTable, _ frame: Frame) throws(JSONataError)
    -> ContiguousArray<TupleStream.Row>
  {
    let slots = stream.names.names.map { names.place(of: $0) }
    var rows = ContiguousArray<TupleStream.Row>()
    try countRows(stream.rows.count, among: stream.rows.count, names.count)
    rows.reserveCapacity(stream.rows.count)
    for row in stream.rows {
      let outer = Frame.make(parent: frame, count: names.count)
      for (from, to) in slots.enumerated() { if let to { outer[to] = row.frame[from] } }
      rows.append(TupleStream.Row(context: row.context, frame: outer))
    }
    return rows
  }

  /// Filters rows.
  mutating func filter(_ stage: StagePlan, _ rows: ContiguousArray<TupleStream.Row>)
    throws(JSONataError) -> ContiguousArray<TupleStream.Row>
  {
    switch stage {
    case .index(let slot):
      try countRows(rows.count, among: rows.count, rows.first?.frame.header.count ?? 0)
      var result = rows
      for index in result.indices {
        result[index].frame = result[index].frame.copy()
        result[index].frame[slot] = .integer(index)
      }
      return result
    case .position(let place):
      var index = Int(clamping: place.rounded(.down))
      if index < 0 { index += rows.count }
      return index >= 0 && index < rows.count ? [rows[index]] : []
    case .filter(let condition):
      var result = ContiguousArray<TupleStream.Row>()
      for (index, row) in rows.enumerated() {
        let verdict = try evaluate(condition, row.context, row.frame)
        try select(verdict, index, rows.count) { result.append(row) }
        try checkGrowth(result.count)
      }
      return result
    }
  }
}
