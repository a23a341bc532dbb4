internal import OrderedJSON

extension Evaluator {
  // MARK: Arrays

  @inline(never)
  mutating func array(_ plan: ArrayPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let traits: List.Traits = plan.isConstructed ? .constructed : []
    if plan.items.count == 1, !plan.items[0].isArray {
      return try only(evaluate(plan.items[0].expression, input, frame), traits)
    }
    var result = ContiguousArray<Value>()
    result.reserveCapacity(plan.items.count)
    for item in plan.items {
      add(try evaluate(item.expression, input, frame), asOne: item.isArray, to: &result)
      try checkLength(result.count)
    }
    return try made(result, traits)
  }

  /// Adds an item, or the members of an array, to an array under construction.
  @inline(never)
  private func add(_ value: Value, asOne: Bool, to result: inout ContiguousArray<Value>) {
    if value.isUndefined { return }
    if !asOne, let elements = value.elements { elements.append(to: &result) } else { result.append(value) }
  }

  @inline(never)
  private func made(_ values: ContiguousArray<Value>, _ traits: List.Traits) throws(JSONataError) -> Value {
    try checkNesting(.list(List(values, traits)))
  }

  /// `[1..n]` and `[xs]`: the members are taken over without a copy.
  @inline(never)
  private func only(_ value: Value, _ traits: List.Traits) throws(JSONataError) -> Value {
    switch value {
    case .list(let list): return .list(List(elements: list.elements, nesting: list.nesting, traits))
    case .json(.array(let array)): return .list(List(elements: .json(array), nesting: 1, traits))
    case .undefined: return .list(List([], traits))
    case .json, .record, .function, .tuples: return try checkNesting(.list(List([value], traits)))
    }
  }

  // MARK: Objects

  @inline(never)
  mutating func object(_ plan: GroupPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    guard let keys = plan.literalKeys, !input.isArray else {
      return try grouping(plan, input.elements ?? .values([input]), frame)
    }
    var members = ContiguousArray<Record.Member>()
    members.reserveCapacity(keys.count)
    for (index, pair) in plan.pairs.enumerated() {
      let value = try evaluate(pair.value, input, frame)
      if !value.isUndefined { members.append(Record.Member(key: keys[index], value: value)) }
    }
    return try checkNesting(.record(Record(distinct: members)))
  }

  /// The items of one key.
  private struct Group {
    let key: String
    let pair: Int
    var items: ContiguousArray<Value>
    /// Whether the first item stands alone so far.
    var isSingle = true

    /// What the value is evaluated for: a single item bare.
    var context: Value { isSingle ? items[0] : .array(items) }

    mutating func add(_ item: Value) {
      if isSingle, let first = items[0].elements { items = first.values }
      isSingle = false
      if let elements = item.elements { elements.append(to: &items) } else { items.append(item) }
    }
  }

  @inline(never)
  mutating func grouping(_ plan: GroupPlan, _ input: Elements, _ frame: Frame) throws(JSONataError) -> Value {
    var groups = ContiguousArray<Group>()
    let places = Record()
    let items = input.isEmpty ? Elements.values([.undefined]) : input
    for index in 0..<items.count {
      let item = items[index]
      for (place, pair) in plan.pairs.enumerated() {
        guard let key = try key(pair, item, frame, plan) else { continue }
        if let known = try known(key, place, places, plan, groups) {
          groups[known].add(item)
        } else {
          places.append(key, .integer(groups.count))
          groups.append(Group(key: key, pair: place, items: [item]))
        }
      }
    }
    let record = Record(capacity: groups.count)
    for group in groups {
      let value = try evaluate(plan.pairs[group.pair].value, group.context, frame)
      if !value.isUndefined { record.append(group.key, value) }
    }
    return try checkNesting(.record(record))
  }

  @inline(never)
  private mutating func key(_ pair: GroupPlan.Pair, _ item: Value, _ frame: Frame, _ plan: GroupPlan)
    throws(JSONataError) -> String?
  {
    let key = try evaluate(pair.key, item, frame)
    if key.isUndefined { return nil }
    guard let text = key.string else {
      throw JSONataError(.keyNotString, position: plan.position, value: key.shown)
    }
    return text
  }

  private func known(_ key: String, _ pair: Int, _ places: Record, _ plan: GroupPlan, _ groups: ContiguousArray<Group>)
    throws(JSONataError) -> Int?
  {
    guard let place = places.position(of: key) else { return nil }
    if groups[place].pair != pair {
      throw JSONataError(.duplicateKey, position: plan.position, value: .string(key))
    }
    return place
  }

  // MARK: Groups of rows

  /// Groups rows: in each group's value, every variable holds the values of all its rows.
  @inline(never)
  mutating func grouping(
    _ plan: GroupPlan, rows: ContiguousArray<TupleStream.Row>, _ path: PathPlan, _ frame: Frame
  ) throws(JSONataError) -> Value {
    var keys: [(key: String, pair: Int, rows: [Int])] = []
    let places = Record()
    for (index, row) in rows.enumerated() {
      for (pairPlace, pair) in plan.pairs.enumerated() {
        guard let key = try key(pair, row.context, row.frame, plan) else { continue }
        guard let known = places.position(of: key) else {
          places.append(key, .undefined)
          keys.append((key, pairPlace, [index]))
          continue
        }
        if keys[known].pair != pairPlace {
          throw JSONataError(.duplicateKey, position: plan.position, value: .string(key))
        }
        keys[known].rows.append(index)
      }
    }
    let record = Record(capacity: keys.count)
    for entry in keys {
      let reduced = reduce(entry.rows.map { rows[$0] }, path, frame)
      let value = try evaluate(plan.pairs[entry.pair].value, reduced.context, reduced.frame)
      if !value.isUndefined { record.append(entry.key, value) }
    }
    return try checkNesting(.record(record))
  }

  private func reduce(_ rows: [TupleStream.Row], _ path: PathPlan, _ frame: Frame) -> TupleStream.Row {
    guard rows.count > 1 else { return rows[0] }
    let result = Frame.make(parent: frame, count: path.rowNames.count)
    for slot in path.rowNames.indices { result[slot] = Self.joined(rows.map { $0.frame[slot] }) }
    return TupleStream.Row(context: Self.joined(rows.map { $0.context }) ?? .undefined, frame: result)
  }

  /// All values one behind the other, arrays flattened; a single one stays as it is.
  private static func joined(_ values: [Value?]) -> Value? {
    var group: Group?
    for case let value? in values where !value.isUndefined {
      if group == nil { group = Group(key: "", pair: 0, items: [value]) } else { group?.add(value) }
    }
    return group?.context
  }
}
