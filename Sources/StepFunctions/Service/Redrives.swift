import LanguageSupport
import StatesEngine
import StatesLanguage
import StatesRuntime

// Redrives by token: the token is written down before the redrive, so that a repeated request never redrives twice.
extension ServiceScope {
  /// Redrives an execution; gives when.
  func redrive(_ arn: ARN, _ text: String, _ token: String?) async throws(StepFunctionsError) -> Timestamp {
    // One redrive at a time, and none while the state machine is deleted.
    try await core.gates.shared(arn.plainMachine ?? text) { () throws(StepFunctionsError) in
      try await core.gates.exclusive(text) { () throws(StepFunctionsError) in
        try await redriveAlone(arn, text, token)
      }
    }
  }

  private func redriveAlone(_ arn: ARN, _ text: String, _ token: String?) async throws(StepFunctionsError) -> Timestamp
  {
    let execution = try await describedExecution(arn, text)
    if let token, let date = try await redriven(execution, with: token) { return date }
    if let problem = redriveProblem(execution) { throw .notRedrivable(text, problem) }
    // Its description does not say so; recorded.
    if let machine = try await core.record(MachineRecord.self, execution.stateMachineARN), !machine.record.isActive {
      throw .notRedrivable(text, "State machine is in DELETING status")
    }
    try checkRoomForExecution()
    let (requested, count) = (now, execution.redriveCount + 1)
    try await remember(text) { entries in
      // What a process that died was about to redrive has been redriven by now, or never will be. Another process may
      // be about to redrive it as well: of the two one will.
      for index in entries.indices where entries[index].date == nil && entries[index].count < count {
        entries[index].date = execution.redriveTime
      }
      entries.removeAll { $0.date == nil && ($0.count != count || $0.token == token) }
      if let token { entries.append(RedrivesRecord.Entry(token: token, requested: requested, count: count, date: nil)) }
    }
    let attributes = ExecutionAttributes(execution.attributes)
    if let testCase = attributes.testCase {
      let machine = try? await revision(attributes.revision, of: execution.stateMachineARN, execution.type).machine
      core.mocks.resume(testCase, of: arn.machine?.name ?? text, machine, executionARN: text)
    }
    let redriven: ExecutionDescription
    do throws(HostError) {
      redriven = try await core.host.redrive(text)
    } catch {
      if attributes.testCase != nil { core.mocks.end(text) }
      // A refused request leaves its token free.
      try await remember(text) { $0.removeAll { $0.token == token && $0.count == count && $0.date == nil } }
      // Another process may have been faster with the same request.
      if core.isShared, let token,
        let date = try await self.redriven(try await describedExecution(arn, text), with: token)
      {
        return date
      }
      throw StepFunctionsError(error)
    }
    let date = redriven.redriveTime ?? requested
    try await remember(text) { entries in
      entries.removeAll { $0.count == count && ($0.date == nil || $0.token == token) }
      if let token {
        entries.append(RedrivesRecord.Entry(token: token, requested: requested, count: count, date: date))
      }
    }
    return date
  }

  /// When an execution was redriven with a token; `nil` if it was not.
  private func redriven(
    _ execution: ExecutionDescription, with token: String
  ) async throws(StepFunctionsError) -> Timestamp? {
    // An execution of the same name may have been redriven before this one started.
    guard let record = try await core.record(RedrivesRecord.self, execution.executionARN)?.record,
      let entry = record.entries.last(where: { $0.token == token }), isRemembered(entry),
      entry.requested >= execution.startTime
    else { return nil }
    if let date = entry.date { return date }
    // The process died in between: whether it has come to pass is what the execution says.
    return execution.redriveCount >= entry.count ? execution.redriveTime : nil
  }

  private func isRemembered(_ entry: RedrivesRecord.Entry) -> Bool {
    entry.requested.advanced(byMilliseconds: core.limits.redriveTokenAge.wholeMilliseconds) > now
  }

  private func remember(
    _ arn: String, _ change: (inout [RedrivesRecord.Entry]) -> Void
  ) async throws(StepFunctionsError) {
    try await core.change { () throws(StepFunctionsError) in
      let stored = try await core.record(RedrivesRecord.self, arn)
      var record = stored?.record ?? RedrivesRecord()
      record.entries.removeAll { !isRemembered($0) }
      change(&record.entries)
      record.entries = record.entries.suffix(core.limits.redriveTokens)
      // Without tokens there is nothing to remember.
      guard record != (stored?.record ?? RedrivesRecord()) else { return ([], ()) }
      return ([record.put(arn, order: "", if: stored?.unchanged ?? .absent)], ())
    }
  }
}
