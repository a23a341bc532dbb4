internal import OrderedJSON

extension Evaluator {
  private static let transformSignature = Signature("<(oa):o>")

  /// Copies a value, evaluates the pattern on the copy and changes what it finds.
  mutating func transform(_ transformer: Transformer, _ arguments: [Value], _ context: Value) throws(JSONataError)
    -> Value
  {
    let plan = transformer.plan
    let validated = try Self.transformSignature.validate(arguments, context: context)
    guard let value = validated.first, !value.isUndefined else { return .undefined }
    guard case .function(let clone) = try evaluate(plan.clone, .undefined, transformer.frame) else {
      throw JSONataError(.cloneNotFunction, position: plan.position)
    }
    let copy = try apply(clone, [value])
    let result = try boxed(copy)
    let matches = try evaluate(plan.pattern, result, transformer.frame).elementsOrSelf
    for index in 0..<matches.count {
      let match = matches[index]
      let update = try evaluate(plan.update, match, transformer.frame)
      try self.update(match, update, plan)
      if let deletion = plan.deletion {
        try delete(match, evaluate(deletion, match, transformer.frame), plan)
      }
    }
    let limit = min(limits.maximumNesting, 1 << 30) + 1
    _ = try walking { walk throws(JSONataError) in try result.measuredNesting(limit: limit, &walk) }
    return try checkNesting(result)
  }

  /// The value in a form that can be changed in place.
  private mutating func boxed(_ value: Value) throws(JSONataError) -> Value {
    guard case .json = value else { return value }
    return try copied(value, boxing: true)
  }

  private mutating func update(_ match: Value, _ update: Value, _ plan: TransformPlan) throws(JSONataError) {
    if update.isUndefined { return }
    guard let view = ObjectView(update) else {
      throw JSONataError(.updateNotObject, position: plan.updatePosition, value: update.shown)
    }
    guard case .record(let record) = match, record.isCopy else { return }
    try countMaking(bytes: view.count &* 48)
    for place in 0..<view.count {
      // A copy, so that nothing can be inserted into itself.
      record.set(view.key(place), try checkNesting(copied(view.value(place), boxing: false)))
    }
  }

  private mutating func delete(_ match: Value, _ names: Value, _ plan: TransformPlan) throws(JSONataError) {
    if names.isUndefined { return }
    let elements = names.elementsOrSelf
    try charge(elements.count)
    for index in 0..<elements.count where elements[index].string == nil {
      throw JSONataError(.deleteNotStrings, position: plan.deletionPosition, value: names.shown)
    }
    guard case .record(let record) = match, record.isCopy else { return }
    for index in 0..<elements.count {
      guard let name = elements[index].string, record.position(of: name) != nil else { continue }
      // Those after it move forward.
      try charge(record.count)
      record.remove(name)
    }
  }
}
