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
    // With a wrong type it counts as an end, without any it does not, as the service sees it.
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
