internal import OrderedJSON

extension NativeFunction {
  static let higherOrderFunctions: [NativeFunction] = [
    NativeFunction("map", "<af>", arity: 2) { evaluator, arguments throws(JSONataError) in
      guard let elements = arguments.argument(0).elements, let function = arguments.argument(1).function else {
        return .undefined
      }
      var result = ContiguousArray<Value>()
      result.reserveCapacity(min(elements.count, 4_096))
      for index in 0..<elements.count {
        let value = try evaluator.applyWanted(function, elements[index], .integer(index), arguments[0])
        if !value.isUndefined { result.append(value) }
        try evaluator.checkGrowth(result.count)
      }
      try evaluator.checkLength(result.count)
      return try evaluator.checkNesting(.sequence(result))
    },
    NativeFunction("filter", "<af>", arity: 2) { evaluator, arguments throws(JSONataError) in
      guard let elements = arguments.argument(0).elements, let function = arguments.argument(1).function else {
        return .undefined
      }
      var result = ContiguousArray<Value>()
      for index in 0..<elements.count {
        let item = elements[index]
        let verdict = try evaluator.applyWanted(function, item, .integer(index), arguments[0])
        if try evaluator.isTrue(verdict) { result.append(item) }
      }
      try evaluator.checkLength(result.count)
      return .sequence(result)
    },
    NativeFunction("single", "<af?>", arity: 2) { evaluator, arguments throws(JSONataError) in
      guard let elements = arguments.argument(0).elements else { return .undefined }
      var found: Value?
      for index in 0..<elements.count {
        let item = elements[index]
        if let function = arguments.argument(1).function {
          let verdict = try evaluator.applyWanted(function, item, .integer(index), arguments[0])
          guard try evaluator.isTrue(verdict) else { continue }
        }
        if found != nil { throw JSONataError(.singleMany) }
        found = item
      }
      guard let found else { throw JSONataError(.singleNone) }
      return found
    },
    NativeFunction("reduce", "<afj?:j>", arity: 3) { evaluator, arguments throws(JSONataError) in
      guard let elements = arguments.argument(0).elements, let function = arguments.argument(1).function else {
        return .undefined
      }
      let arity = function.arity
      if arity < 2 { throw JSONataError(.reduceArity) }
      var result = arguments.argument(2)
      var index = 0
      if result.isUndefined, !elements.isEmpty {
        result = elements[0]
        index = 1
      }
      while index < elements.count {
        if arity == 2 {
          result = try evaluator.applyWanted(function, result, elements[index], .undefined)
        } else {
          result = try evaluator.apply(
            function, [result, elements[index], .integer(index)] + (arity >= 4 ? [arguments[0]] : []))
        }
        index += 1
      }
      return result
    },
    NativeFunction("each", "<o-f:a>", arity: 2) { evaluator, arguments throws(JSONataError) in
      guard let view = ObjectView(arguments.argument(0)), let function = arguments.argument(1).function else {
        return .undefined
      }
      var result = ContiguousArray<Value>()
      for place in 0..<view.count {
        let value = try evaluator.applyWanted(function, view.value(place), .string(view.key(place)), arguments[0])
        if !value.isUndefined { result.append(value) }
        try evaluator.checkGrowth(result.count)
      }
      try evaluator.checkLength(result.count)
      return try evaluator.checkNesting(.sequence(result))
    },
    NativeFunction("sift", "<o-f?:o>", arity: 2) { evaluator, arguments throws(JSONataError) in
      guard let view = ObjectView(arguments.argument(0)), let function = arguments.argument(1).function else {
        return .undefined
      }
      let record = Record()
      for place in 0..<view.count {
        let value = view.value(place)
        let verdict = try evaluator.applyWanted(function, value, .string(view.key(place)), arguments[0])
        if try evaluator.isTrue(verdict) {
          record.append(view.key(place), value)
        }
      }
      return record.count == 0 ? .undefined : try evaluator.checkNesting(.record(record))
    },
  ]
}
