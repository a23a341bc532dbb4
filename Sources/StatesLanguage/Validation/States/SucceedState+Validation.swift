import OrderedJSON

extension Inspection {
  /// A Succeed state.
  mutating func inspectSucceed(_ context: StateContext) {
    checkFields(context.view, .succeed, context.language)
    followStray(context)
    setTerminal(context)
    checkDataFlow(context)
  }

  /// A state without a known type: only its targets matter.
  mutating func inspectUntyped(_ context: StateContext) {
    let view = context.view
    // With an invalid type it counts as an end, without a type it does not, as in the service.
    if let type = view[.type] {
      let isOpen = type.value.stringValue.map(Self.holdsPlaceholder) ?? false
      if isOpen || view[.end]?.value.boolValue == true { setTerminal(context) }
    }
    if view[.next]?.value.stringValue != nil { checkTarget(.next, of: view, context, .nextNotAString) }
    if view[.default]?.value.stringValue != nil { checkTarget(.default, of: view, context, .defaultNotAString) }
    for field in [Field.choices, .catch] {
      guard let elements = view[field]?.value.elements else { continue }
      trail.push(.name(field.name))
      for (place, element) in elements.enumerated() {
        guard let part = ObjectView(element), part[.next]?.value.stringValue != nil else { continue }
        trail.push(.index(place))
        checkTarget(.next, of: part, context, .nextNotAString)
        trail.pop()
      }
      trail.pop()
    }
  }
}
