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
      try checkGrowth(result.count)
    }
    try checkLength(result.count)
    return try made(result, traits)
  }

  /// Adds an item, or the members of an array, to an array under construction.
  @inline(never)
  private func add(_ value: Value, asOne: Bool, to result: inout ContiguousArray<Value>) {
    if value.isUndefined { return }
    if !asOne, let elements = value.elements { elements.append(to: &result) } else { result.append(value) }
  }

  @inline(never)
  private mutating func made(_ values: ContiguousArray<Value>, _ traits: List.Traits) throws(JSONataError) -> Value {
    try checkNesting(.list(List(values, traits)))
  }

  /// `[1..n]` and `[xs]`: the members are moved without a copy.
  @inline(never)
  private mutating func only(_ value: Value, _ traits: List.Traits) throws(JSONataError) -> Value {
    try countMaking(bytes: 96)
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
    guard let keys = plan.literalKeys else {
      return try grouping(plan, input.elements ?? .values([input]), frame)
    }
    let context = input.isArray ? try context(ofAll: input) : input
    var members = ContiguousArray<Record.Member>()
    members.reserveCapacity(keys.count)
    for (index, pair) in plan.pairs.enumerated() {
      let value = try evaluate(pair.value, context, frame)
      if !value.isUndefined { members.append(Record.Member(key: keys[index], value: value)) }
    }
    return try checkNesting(.record(Record(distinct: members)))
  }

  /// The context of a value expression if all members of an array belong to its key.
  @inline(never)
  private mutating func context(ofAll array: Value) throws(JSONataError) -> Value {
    guard let elements = array.elements else { return array }
    if elements.count <= 1 { return elements.isEmpty ? .undefined : elements[0] }
    try countReading(items: elements.count)
    if !elements.containsArray {
      if case .list(let list) = array { return .list(List(elements: elements, nesting: list.nesting, [])) }
      if case .json = array { return array }
    }
    var group = Group(key: "", pair: 0, item: elements[0])
    for index in 1..<elements.count {
      group.add(elements[index])
      try checkGrowth(group.count)
    }
    try checkLength(group.count)
    return group.context
  }

  /// The items of one key.
  private struct Group {
    let key: String
    let pair: Int
    private let first: Value
    private var isSingle = true
    /// The items, once there is more than one: as JSON as long as they all are JSON, then as values.
    private var documents: [JSON] = []
    private var values: ContiguousArray<Value> = []

    init(key: String, pair: Int, item: Value) {
      self.key = key
      self.pair = pair
      first = item
    }

    /// How many items there are, once there is more than one.
    var count: Int { values.isEmpty ? documents.count : values.count }

    /// The context in which the value is evaluated: a single item bare.
    var context: Value {
      if isSingle { return first }
      return values.isEmpty ? .list(List(elements: .json(documents), nesting: 1, [])) : .array(values)
    }

    @inline(__always)
    mutating func add(_ item: Value) {
      if isSingle { start() }
      append(item)
    }

    private mutating func start() {
      isSingle = false
      append(first)
    }

    @inline(__always)
    private mutating func append(_ item: Value) {
      if case .json(let json) = item, values.isEmpty { append(json) } else { appendValue(item) }
    }

    private mutating func append(_ json: JSON) {
      if case .array(let array) = json { documents += array } else { documents.append(json) }
    }

    @inline(never)
    private mutating func appendValue(_ item: Value) {
      if !documents.isEmpty {
        Elements.json(documents).append(to: &values)
        documents = []
      }
      if let elements = item.elements { elements.append(to: &values) } else { values.append(item) }
    }
  }

  @inline(never)
  mutating func grouping(_ plan: GroupPlan, _ input: Elements, _ frame: Frame) throws(JSONataError) -> Value {
    var groups = ContiguousArray<Group>()
    var index = KeyIndex()
    let items = input.isEmpty ? Elements.values([.undefined]) : input
    for place in 0..<items.count {
      let item = items[place]
      try charge(plan.pairs.count)
      for pair in plan.pairs.indices {
        guard let key = try key(plan.pairs[pair].key, item, frame, plan) else { continue }
        let hash = KeyIndex.hash(key)
        if let known = index.find(key, hash, { groups[$0].key }) {
          if groups[known].pair != pair { throw duplicateKey(key, plan) }
          groups[known].add(item)
          try checkGrowth(groups[known].count)
          try countMaking(bytes: 24 &* (item.elements?.count ?? 1))
        } else {
          try countMaking(bytes: 160)
          index.insert(hash: hash, groups.count)
          groups.append(Group(key: key, pair: pair, item: item))
        }
      }
    }
    var members = ContiguousArray<Record.Member>()
    members.reserveCapacity(groups.count)
    for group in groups {
      let value = try evaluate(plan.pairs[group.pair].value, group.context, frame)
      if !value.isUndefined { members.append(Record.Member(key: group.key, value: value)) }
    }
    return try checkNesting(.record(Record(distinct: members)))
  }

  @inline(__always)
  private mutating func key(_ expression: Expression, _ item: Value, _ frame: Frame, _ plan: GroupPlan)
    throws(JSONataError) -> String?
  {
    let key = try evaluate(expression, item, frame)
    if case .json(.string(let text)) = key { return text }
    if key.isUndefined { return nil }
    throw JSONataError(.keyNotString, position: plan.position, value: key.shown)
  }

  @inline(never)
  private func duplicateKey(_ key: String, _ plan: GroupPlan) -> JSONataError {
    JSONataError(.duplicateKey, position: plan.position, value: .string(key))
  }

  // MARK: Groups of rows

  /// Groups rows: in the value of each group, every variable holds the values of all its rows.
  @inline(never)
  mutating func grouping(
    _ plan: GroupPlan, rows: ContiguousArray<TupleStream.Row>, _ names: NameTable, _ frame: Frame
  ) throws(JSONataError) -> Value {
    var keys: [(key: String, pair: Int, rows: [Int])] = []
    var places = KeyIndex()
    for (index, row) in rows.enumerated() {
      try charge(plan.pairs.count)
      for (pairPlace, pair) in plan.pairs.enumerated() {
        guard let key = try key(pair.key, row.context, row.frame, plan) else { continue }
        guard let known = places.find(key, { keys[$0].key }) else {
          places.insert(key, keys.count)
          keys.append((key, pairPlace, [index]))
          continue
        }
        if keys[known].pair != pairPlace { throw duplicateKey(key, plan) }
        keys[known].rows.append(index)
      }
    }
    let record = Record(capacity: keys.count)
    for entry in keys {
      let reduced = try reduce(entry.rows.map { rows[$0] }, names, frame)
      let value = try evaluate(plan.pairs[entry.pair].value, reduced.context, reduced.frame)
      if !value.isUndefined { record.append(entry.key, value) }
    }
    return try checkNesting(.record(record))
  }

  private mutating func reduce(_ rows: [TupleStream.Row], _ names: NameTable, _ frame: Frame) throws(JSONataError)
    -> TupleStream.Row
  {
    guard rows.count > 1 else { return rows[0] }
    try countMaking(bytes: rows.count &* 24 &* (names.count &+ 1))
    let result = Frame.make(parent: frame, count: names.count)
    for slot in 0..<names.count { result[slot] = try joined(rows.map { $0.frame[slot] }) }
    return TupleStream.Row(context: try joined(rows.map { $0.context }) ?? .undefined, frame: result)
  }

  /// Concatenates all values, with arrays flattened; a single one is left as it is.
  private mutating func joined(_ values: [Value?]) throws(JSONataError) -> Value? {
    var group: Group?
    for case let value? in values where !value.isUndefined {
      if group == nil { group = Group(key: "", pair: 0, item: value) } else { group?.add(value) }
      try checkGrowth(group?.count ?? 0)
      try countMaking(bytes: 24 &* (value.elements?.count ?? 1))
    }
    return group?.context
  }
}
