internal import OrderedJSON

extension NativeFunction {
  static let objectFunctions: [NativeFunction] = [
    NativeFunction("keys", "<x-:a<s>>", arity: 1) { _, arguments throws(JSONataError) in
      let names = Record()
      addKeys(of: arguments.argument(0), to: names)
      return .sequence(ContiguousArray(names.members.map { .string($0.key) }))
    },
    NativeFunction("lookup", "<x-s:x>", arity: 2) { _, arguments throws(JSONataError) in
      Evaluator.lookup(arguments.argument(1).string ?? "", in: arguments.argument(0))
    },
    NativeFunction("spread", "<x-:a<o>>", arity: 1) { _, arguments throws(JSONataError) in
      let value = arguments.argument(0)
      if !value.isArray, !value.isObject { return value }
      var parts = ContiguousArray<Value>()
      spread(value, into: &parts)
      return .sequence(parts)
    },
    NativeFunction("merge", "<a<o>:o>", arity: 1) { evaluator, arguments throws(JSONataError) in
      guard let elements = arguments.argument(0).elements else { return .undefined }
      let record = Record()
      for index in 0..<elements.count {
        guard let view = ObjectView(elements[index]) else { continue }
        for place in 0..<view.count { record.set(view.key(place), view.value(place)) }
      }
      return try evaluator.checkNesting(.record(record))
    },
    NativeFunction("clone", "<(oa)-:o>", arity: 1) { evaluator, arguments throws(JSONataError) in
      try evaluator.checkNesting(evaluator.copied(arguments.argument(0), boxing: true))
    },
  ]

  private static func addKeys(of value: Value, to names: Record) {
    if let view = ObjectView(value) {
      for place in 0..<view.count where names.position(of: view.key(place)) == nil {
        names.append(view.key(place), .undefined)
      }
    } else if let elements = value.elements {
      for leaf in Leaves(elements) where leaf.isObject { addKeys(of: leaf, to: names) }
    }
  }

  private static func spread(_ value: Value, into parts: inout ContiguousArray<Value>) {
    if let elements = value.elements {
      for leaf in Leaves(elements) { spread(leaf, into: &parts) }
    } else if let view = ObjectView(value) {
      for place in 0..<view.count {
        let record = Record(capacity: 1)
        record.append(view.key(place), view.value(place))
        parts.append(.record(record))
      }
    } else {
      parts.append(value)
    }
  }
}
