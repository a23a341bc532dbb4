internal import OrderedJSON

extension NativeFunction {
  static let objectFunctions: [NativeFunction] = [
    NativeFunction("keys", "<x-:a<s>>", arity: 1) { evaluator, arguments throws(JSONataError) in
      let names = Record()
      try evaluator.walking { walk throws(JSONataError) in
        try addKeys(of: arguments.argument(0), to: names, &walk)
      }
      try evaluator.checkLength(names.count)
      return .sequence(ContiguousArray(names.members.map { .string($0.key) }))
    },
    NativeFunction("lookup", "<x-s:x>", arity: 2) { evaluator, arguments throws(JSONataError) in
      try evaluator.lookup(arguments.argument(1).string ?? "", in: arguments.argument(0))
    },
    NativeFunction("spread", "<x-:a<o>>", arity: 1) { evaluator, arguments throws(JSONataError) in
      let value = arguments.argument(0)
      if !value.isArray, !value.isObject { return value }
      var parts = ContiguousArray<Value>()
      try evaluator.walking { walk throws(JSONataError) in try spread(value, into: &parts, &walk) }
      try evaluator.checkLength(parts.count)
      return .sequence(parts)
    },
    NativeFunction("merge", "<a<o>:o>", arity: 1) { evaluator, arguments throws(JSONataError) in
      guard let elements = arguments.argument(0).elements else { return .undefined }
      let record = Record()
      for index in 0..<elements.count {
        guard let view = ObjectView(elements[index]) else { continue }
        try evaluator.charge(1 &+ view.count >> 2)
        for place in 0..<view.count { record.set(view.key(place), view.value(place)) }
      }
      return try evaluator.checkNesting(.record(record))
    },
    NativeFunction("clone", "<(oa)-:o>", arity: 1) { evaluator, arguments throws(JSONataError) in
      try evaluator.checkNesting(evaluator.copied(arguments.argument(0), boxing: true))
    },
  ]

  private static func addKeys(of value: Value, to names: Record, _ walk: inout Walk) throws(JSONataError) {
    if let view = ObjectView(value) {
      try walk.visit(view.count &* 2)
      for place in 0..<view.count where names.position(of: view.key(place)) == nil {
        names.append(view.key(place), .undefined)
        try walk.make(bytes: 64)
      }
    } else if let elements = value.elements {
      var leaves = Leaves(elements)
      while let leaf = try leaves.next(&walk) { if leaf.isObject { try addKeys(of: leaf, to: names, &walk) } }
    }
  }

  private static func spread(_ value: Value, into parts: inout ContiguousArray<Value>, _ walk: inout Walk)
    throws(JSONataError)
  {
    if let elements = value.elements {
      var leaves = Leaves(elements)
      while let leaf = try leaves.next(&walk) { try spread(leaf, into: &parts, &walk) }
    } else if let view = ObjectView(value) {
      try walk.make(bytes: view.count &* 192)
      for place in 0..<view.count {
        let record = Record(capacity: 1)
        record.append(view.key(place), view.value(place))
        parts.append(.record(record))
      }
    } else {
      parts.append(value)
    }
    try walk.checkItems(parts.count)
  }
}
