import OrderedJSON

extension Inspection {
  /// A Succeed state.
  mutating func inspectSucceed(_ context: StateContext) {
    checkFields(context.view, .succeed, context.language)
    followStray(context)
    setTerminal(context)
    checkDataFlow(context)
  }

  /// A state without a type that is known: only what it leads to is of interest.
  mutating func inspectUntyped(_ context: StateContext) {
    let view = context.view
    if let text = view[.type]?.value.stringValue, Self.holdsPlaceholder(text) { setTerminal(context) }
    if view[.end]?.value.boolValue == true { setTerminal(context) }
    if view[.next]?.value.stringValue != nil { checkTarget(.next, of: view, context, .asl212) }
    if view[.default]?.value.stringValue != nil { checkTarget(.default, of: view, context, .asl828) }
    for field in [Field.choices, .catch] {
      guard let elements = view[field]?.value.elements else { continue }
      trail.push(.name(field.name))
      for (place, element) in elements.enumerated() {
        guard let part = ObjectView(element), part[.next]?.value.stringValue != nil else { continue }
        trail.push(.index(place))
        checkTarget(.next, of: part, context, .asl212)
        trail.pop()
      }
      trail.pop()
    }
  }
}
