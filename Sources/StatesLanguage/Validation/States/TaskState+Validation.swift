import OrderedJSON

extension Inspection {
  /// A Task state.
  mutating func inspectTask(_ context: StateContext) {
    let view = context.view
    checkFields(view, .task, context.language)
    checkTransition(context)
    checkDataFlow(context)
    checkResource(context)
    checkArguments(context)
    checkParameters(context)
    checkTaskTimes(context)
    checkCredentials(context)
    checkRetriers(context)
    checkCatchers(context)
  }

  /// ASL508: an integration takes an object, or an expression that returns one.
  private mutating func checkArguments(_ context: StateContext) {
    guard context.language == .jsonata, context.view.has(.arguments), let member = context.view[.arguments],
      let text = context.view[.resource]?.value.stringValue, ResourceARN(text)?.isIntegration ?? false
    else { return }
    switch member.value.content {
    case .object: return
    case .string(let text) where Self.isExpression(text) || Self.holdsPlaceholder(text) || text.hasSuffix("%}"): return
    case .null, .bool, .number, .string, .array:
      report(.templateNotAnObject, DiagnosticText.expected("Object"), at: at(member))
    }
  }

  /// ASL814, ASL815, ASLW31: `TimeoutSeconds` and `HeartbeatSeconds`.
  private mutating func checkTaskTimes(_ context: StateContext) {
    let view = context.view
    let instead: Instead = context.language == .jsonata ? .expression : .nothing
    let timeout = integer(
      .timeoutSeconds, of: view, from: 1, to: StatesLimits.seconds, .taskTimeOutOfRange, or: instead)
    let heartbeat = integer(
      .heartbeatSeconds, of: view, from: 1, to: StatesLimits.seconds, .taskTimeOutOfRange, or: instead)
    checkExpression(.timeoutSeconds, context)
    checkExpression(.heartbeatSeconds, context)
    checkReferencePath(.timeoutSecondsPath, context)
    checkReferencePath(.heartbeatSecondsPath, context)
    guard let timeout, let heartbeat, heartbeat >= timeout, let member = view[.heartbeatSeconds] else { return }
    let place = Place(location: trail.location(), range: member.value.range)
    if heartbeat > timeout {
      report(.heartbeatLongerThanTimeout, DiagnosticText.heartbeatTooLong, at: place)
    } else {
      report(.heartbeatAsLongAsTimeout, DiagnosticText.heartbeatEqual, at: place)
    }
  }

  /// ASL817, ASL885: `Credentials` names a role, and an activity has none.
  private mutating func checkCredentials(_ context: StateContext) {
    guard context.view.has(.credentials), let member = context.view[.credentials] else { return }
    if let text = context.view.text(.resource), ResourceARN(text)?.isActivity ?? false {
      return report(
        .credentialsOfActivity, DiagnosticText.activityCredentials,
        at: Place(location: trail.location(), range: member.keyRange),
        fixes: removal(of: member, in: context.view))
    }
    guard
      let object = object(.credentials, of: context.view, .roleMissingInCredentials)
    else { return }
    let members = object.members ?? []
    let isThere = members.contains {
      $0.key == "RoleArn" || (context.language == .jsonPath && $0.key == "RoleArn.$")
    }
    if !isThere {
      report(
        .roleMissingInCredentials, DiagnosticText.roleMissing,
        at: Place(location: trail.location(.name(member.key)), range: member.value.range))
    }
    checkTemplate(.credentials, context)
    checkValue(.credentials, context, .before)
  }
}
