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
    let result = try apply(clone, [value]).boxed
    let matches = try evaluate(plan.pattern, result, transformer.frame).elementsOrSelf
    for index in 0..<matches.count {
      let match = matches[index]
      let update = try evaluate(plan.update, match, transformer.frame)
      try self.update(match, update, plan)
      if let deletion = plan.deletion {
        try delete(match, evaluate(deletion, match, transformer.frame), plan)
      }
    }
    _ = result.measuredNesting(limit: limits.maximumNesting + 1)
    return try checkNesting(result)
  }

  private func update(_ match: Value, _ update: Value, _ plan: TransformPlan) throws(JSONataError) {
    if update.isUndefined { return }
    guard let view = ObjectView(update) else {
      throw JSONataError(.updateNotObject, position: plan.updatePosition, value: update.shown)
    }
    guard case .record(let record) = match, record.isCopy else { return }
    for place in 0..<view.count {
      // A copy, so that nothing can be put into itself.
      record.set(view.key(place), try checkNesting(copied(view.value(place), boxing: false)))
    }
  }

  private func delete(_ match: Value, _ names: Value, _ plan: TransformPlan) throws(JSONataError) {
    if names.isUndefined { return }
    let elements = names.elementsOrSelf
    for index in 0..<elements.count where elements[index].string == nil {
      throw JSONataError(.deleteNotStrings, position: plan.deletionPosition, value: names.shown)
    }
    guard case .record(let record) = match, record.isCopy else { return }
    for index in 0..<elements.count { if let name = elements[index].string { record.remove(name) } }
  }
}
