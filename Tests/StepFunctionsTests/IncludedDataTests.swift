import StatesEngine
import StatesLanguage
import StatesRuntime
import StepFunctions
import Testing

/// `includedData: METADATA_ONLY` leaves out what a customer's key encrypts.
@Suite struct IncludedDataTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }

  private func machine(_ type: EncryptionType, _ machineType: StateMachineType = .standard) async throws -> String {
    try await service.createStateMachine(
      name: "M", definition: ServiceScene.fail, roleArn: ServiceScene.role, type: machineType,
      encryptionConfiguration: EncryptionConfiguration(
        type: type, kmsKeyId: type == .customerManagedKmsKey ? "key" : nil)
    ).stateMachineArn
  }

  @Test(arguments: [(EncryptionType.customerManagedKmsKey, true), (.awsOwnedKey, false)])
  func executionsAndDefinitions(type: EncryptionType, isHidden: Bool) async throws {
    let machine = try await machine(type)
    let execution = try await scene.started(machine)
    _ = try await service.result(of: execution)
    let described = try await service.describeExecution(executionArn: execution, includedData: .metadataOnly)
    #expect((described.input == nil) == isHidden)
    #expect((described.inputDetails == nil) == isHidden)
    #expect((described.error == nil) == isHidden)
    #expect((described.cause == nil) == isHidden)
    #expect(described.status == .failed)
    let all = try await service.describeExecution(executionArn: execution, includedData: .allData)
    #expect(all.input == "{}" && all.error == "E")
    let definition = isHidden ? "{}" : ServiceScene.fail
    #expect(
      try await service.describeStateMachine(stateMachineArn: machine, includedData: .metadataOnly).definition
        == definition)
    #expect(
      try await service.describeStateMachineForExecution(executionArn: execution, includedData: .metadataOnly)
        .definition
        == definition)
    #expect(try await service.describeStateMachine(stateMachineArn: machine).definition == ServiceScene.fail)
  }

  @Test(arguments: [(EncryptionType.customerManagedKmsKey, true), (.awsOwnedKey, false)])
  func syncExecutions(type: EncryptionType, isHidden: Bool) async throws {
    let machine = try await machine(type, .express)
    let ended = try await service.startSyncExecution(stateMachineArn: machine, includedData: .metadataOnly)
    #expect((ended.input == nil) == isHidden)
    #expect((ended.error == nil) == isHidden)
    #expect(ended.billingDetails != nil)
  }
}
