internal import OrderedJSON

extension NativeFunction {
  static let arrayFunctions: [NativeFunction] = [
    NativeFunction("append", "<xx:a>", arity: 2) { evaluator, arguments throws(JSONataError) in
      try append(arguments.argument(0), arguments.argument(1), &evaluator)
    },
    NativeFunction("reverse", "<a:a>", arity: 1) { evaluator, arguments throws(JSONataError) in
      guard let elements = arguments.argument(0).elements else { return .undefined }
      if elements.count <= 1 { return arguments.argument(0) }
      try evaluator.checkLength(elements.count)
      return .array(ContiguousArray(elements.values.reversed()))
    },
    NativeFunction("shuffle", "<a:a>", arity: 1) { evaluator, arguments throws(JSONataError) in
      guard let elements = arguments.argument(0).elements else { return .undefined }
      if elements.count <= 1 { return arguments.argument(0) }
      try evaluator.checkLength(elements.count)
      var values = elements.values
      for place in stride(from: values.count - 1, to: 0, by: -1) {
        values.swapAt(place, Int(clamping: (evaluator.random.unit() * Double(place + 1)).rounded(.down)))
      }
      return .array(values)
    },
    NativeFunction("distinct", "<x:x>", arity: 1) { evaluator, arguments throws(JSONataError) in
      let value = arguments.argument(0)
      guard let elements = value.elements, elements.count > 1 else { return value }
      let values = try distinct(elements, &evaluator)
      try evaluator.checkLength(values.count)
      return value.isSequence ? .sequence(values) : .array(values)
    },
    NativeFunction("zip", "<a+>", arity: 0) { evaluator, arguments throws(JSONataError) in
      let columns = arguments.map { $0.elements ?? .values([]) }
      let count = columns.map(\.count).min() ?? 0
      try evaluator.countMaking(bytes: count &* (96 &+ columns.count &* 24))
      var rows = ContiguousArray<Value>()
      for index in 0..<count { rows.append(.array(ContiguousArray(columns.map { $0[index] }))) }
      try evaluator.checkLength(rows.count)
      return try evaluator.checkNesting(.array(rows))
    },
    NativeFunction("sort", "<af?:a>", arity: 2) { evaluator, arguments throws(JSONataError) in
      try evaluator.sort(arguments)
    },
  ]

  static func append(_ first: Value, _ second: Value, _ evaluator: inout Evaluator) throws(JSONataError) -> Value {
    if first.isUndefined { return second }
    if second.isUndefined { return first }
    let (front, back) = (first.elements ?? .values([first]), second.elements ?? .values([second]))
    try evaluator.checkLength(front.count &+ back.count)
    var values = front.values
    back.append(to: &values)
    return try evaluator.checkNesting(.array(values))
  }

  /// The members without those that are deeply equal to an earlier one.
  private static func distinct(_ elements: Elements, _ evaluator: inout Evaluator) throws(JSONataError)
    -> ContiguousArray<Value>
  {
    var result = ContiguousArray<Value>()
    let texts = Record()
    var numbers: Set<Double> = []
    // The others by their hash.
    var others: [UInt64: [Int]] = [:]
    for index in 0..<elements.count {
      let value = elements[index]
      if let text = value.string {
        if texts.position(of: text) != nil { continue }
        texts.append(text, .undefined)
      } else if let number = value.number {
        if !number.isNaN, !numbers.insert(number).inserted { continue }
      } else {
        let hash = try evaluator.walking { walk throws(JSONataError) in try value.deepHash(&walk) }
        let alike = others[hash, default: []]
        try evaluator.charge(1 &+ alike.count)
        var isNew = true
        for place in alike where isNew { isNew = try !evaluator.isDeeplyEqual(result[place], value) }
        if !isNew { continue }
        others[hash, default: []].append(result.count)
      }
      result.append(value)
    }
    return result
  }
}

extension Evaluator {
  fileprivate mutating func sort(_ arguments: [Value]) throws(JSONataError) -> Value {
    guard let elements = arguments.argument(0).elements else { return .undefined }
    if elements.count <= 1 { return arguments.argument(0) }
    try checkLength(elements.count)
    let values = elements.values
    guard let function = arguments.argument(1).function else { return try sortPlainly(values) }
    let order = try mergeSort(values.count) { evaluator, a, b throws(JSONataError) in
      try evaluator.apply(function, [values[a], values[b]]).unwrapped.isTruthy
    }
    return .array(ContiguousArray(order.map { values[$0] }))
  }

  private mutating func sortPlainly(_ values: ContiguousArray<Value>) throws(JSONataError) -> Value {
    let numbers = values.compactMap(\.number)
    if numbers.count == values.count {
      let order = try mergeSort(values.count) { _, a, b throws(JSONataError) in numbers[a] > numbers[b] }
      return .array(ContiguousArray(order.map { values[$0] }))
    }
    let texts = values.compactMap(\.string)
    guard texts.count == values.count else { throw JSONataError(.sortMembers) }
    let order = try mergeSort(values.count) { evaluator, a, b throws(JSONataError) in
      try evaluator.countReading(values[a])
      return texts[b].precedesByUTF16(texts[a])
    }
    return .array(ContiguousArray(order.map { values[$0] }))
  }
}

extension Value {
  /// Whether JavaScript considers the value true: this applies to the results of comparison functions.
  fileprivate var isTruthy: Bool {
    switch self {
    case .undefined, .json(.null): false
    case .json(.bool(let value)): value
    case .json(.number(let number)): number.doubleValue != 0 && !number.doubleValue.isNaN
    case .json(.string(let text)): !text.isEmpty
    case .json, .list, .record, .function, .tuples: true
    }
  }
}
