import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime
import StepFunctions
import Testing

/// CreateStateMachine, DescribeStateMachine, ListStateMachines, UpdateStateMachine, DeleteStateMachine.
@Suite struct MachineTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }
  private static let group = "arn:aws:logs:us-east-1:123456789012:log-group:g:*"
  private static let logging = LoggingConfiguration(
    level: .all, includeExecutionData: true,
    destinations: [LogDestination(cloudWatchLogsLogGroup: CloudWatchLogsLogGroup(logGroupArn: group))])

  // MARK: CreateStateMachine

  @Test func aStateMachineIsCreatedAndDescribed() async throws {
    let text = "  " + ServiceScene.pass + "\n"
    let made = try await service.createStateMachine(
      name: "M", definition: text, roleArn: ServiceScene.role, type: .express, loggingConfiguration: Self.logging,
      tags: [ResourceTag(key: "k", value: "v")], tracingConfiguration: TracingConfiguration(enabled: true))
    #expect(made.stateMachineArn == ServiceScene.arn("stateMachine:M"))
    #expect(made.creationDate == ServiceScene.start)
    #expect(made.stateMachineVersionArn == nil)
    let described = try await service.describeStateMachine(stateMachineArn: made.stateMachineArn)
    #expect(
      described
        == DescribeStateMachineOutput(
          stateMachineArn: made.stateMachineArn, name: "M", definition: text, roleArn: ServiceScene.role,
          type: .express,
          creationDate: ServiceScene.start, status: .active, loggingConfiguration: Self.logging,
          tracingConfiguration: TracingConfiguration(enabled: true),
          encryptionConfiguration: EncryptionConfiguration(type: .awsOwnedKey)))
    #expect(
      try await service.listTagsForResource(resourceArn: made.stateMachineArn).tags == [
        ResourceTag(key: "k", value: "v")
      ])
  }

  @Test func whatIsNotGivenHasTheServicesDefaults() async throws {
    let described = try await service.describeStateMachine(stateMachineArn: scene.machine())
    #expect(described.type == .standard)
    #expect(described.loggingConfiguration == LoggingConfiguration(level: .off, includeExecutionData: false))
    #expect(described.tracingConfiguration == TracingConfiguration(enabled: false))
    #expect(described.revisionId == nil)
    #expect(described.label == nil)
    #expect(described.description == nil)
  }

  @Test func emptyListsOfDestinationsAreGivenBack() async throws {
    let made = try await service.createStateMachine(
      name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role,
      loggingConfiguration: LoggingConfiguration(destinations: []))
    #expect(
      try await service.describeStateMachine(stateMachineArn: made.stateMachineArn).loggingConfiguration
        == LoggingConfiguration(level: .off, includeExecutionData: false, destinations: []))
  }

  @Test func anEqualRequestIsAnsweredWithTheFirst() async throws {
    let first = try await service.createStateMachine(
      name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role)
    scene.pass(.seconds(60))
    let second = try await service.createStateMachine(
      name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role + "2", type: .standard,
      loggingConfiguration: LoggingConfiguration(level: .off), tags: [ResourceTag(key: "k", value: "v")],
      tracingConfiguration: TracingConfiguration(enabled: false), publish: false)
    #expect(second == first)
    #expect(try await service.describeStateMachine(stateMachineArn: first.stateMachineArn).roleArn == ServiceScene.role)
    #expect(try await service.listTagsForResource(resourceArn: first.stateMachineArn).tags == [])
  }

  private static let differences: [@Sendable (inout CreateStateMachineInput) -> Void] = [
    { $0.definition += " " }, { $0.type = .express }, { $0.loggingConfiguration = logging },
    { $0.tracingConfiguration = TracingConfiguration(enabled: true) }, { $0.publish = true },
    { $0.encryptionConfiguration = EncryptionConfiguration(type: .customerManagedKmsKey, kmsKeyId: "k") },
  ]

  @Test(arguments: differences.indices) func anyOtherRequestIsRefused(index: Int) async throws {
    let arn = try await scene.machine()
    var input = CreateStateMachineInput(name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role)
    Self.differences[index](&input)
    await expectRefusal(.stateMachineAlreadyExists, "State Machine Already Exists: '\(arn)'") {
      try await service.createStateMachine(
        name: input.name, definition: input.definition, roleArn: input.roleArn, type: input.type,
        loggingConfiguration: input.loggingConfiguration, tracingConfiguration: input.tracingConfiguration,
        publish: input.publish, encryptionConfiguration: input.encryptionConfiguration)
    }
  }

  @Test func afterAnUpdateTheComparisonIsWithWhatIsCurrent() async throws {
    let arn = try await scene.machine()
    try await service.updateStateMachine(stateMachineArn: arn, definition: ServiceScene.other)
    await expectRefusal(.stateMachineAlreadyExists) { try await scene.machine(ServiceScene.pass) }
    #expect(try await scene.machine(ServiceScene.other) == arn)
  }

  @Test func aVersionIsPublishedWithTheMachine() async throws {
    let made = try await service.createStateMachine(
      name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role, publish: true, versionDescription: "first")
    #expect(made.stateMachineVersionArn == made.stateMachineArn + ":1")
    let again = try await service.createStateMachine(
      name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role, publish: true, versionDescription: "first")
    #expect(again == made)
    await expectRefusal(
      .stateMachineAlreadyExists,
      "State Machine Already Exists: This state machine was already created with a published version using a different "
        + "description."
    ) {
      try await service.createStateMachine(
        name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role, publish: true,
        versionDescription: "other")
    }
  }

  @Test func aDescriptionNeedsAVersion() async {
    await expectRefusal(.validation, "Version description can only be set when publish is true") {
      try await service.createStateMachine(
        name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role, versionDescription: "d")
    }
  }

  @Test(
    arguments: [
      (
        #"{"StartAt":"A"}"#, nil,
        "SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /"
      ),
      (
        #"{"StartAt":"B","States":{"A":{"Type":"Succeed"}}}"#, nil,
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /StartAt, MISSING_TRANSITION_TARGET: State \"A\" is not "
          + "reachable. at /States/A"
      ),
      (
        ServiceScene.activity(ServiceScene.arn("activity:a")), .express,
        "SCHEMA_VALIDATION_FAILED: Express state machine does not support Activity ARN at /States/A/Resource"
      ),
    ] as [(String, StateMachineType?, String)])
  func aDefinitionThatIsNotValidIsRefused(definition: String, type: StateMachineType?, problems: String) async {
    await expectRefusal(.invalidDefinition, "Invalid State Machine Definition: '\(problems)'") {
      try await scene.machine(definition, type: type)
    }
  }

  @Test(arguments: [[], [group, group]])
  func loggingNeedsOneDestination(groups: [String]) async {
    let configuration = LoggingConfiguration(
      level: .error,
      destinations: groups.map {
        LogDestination(cloudWatchLogsLogGroup: CloudWatchLogsLogGroup(logGroupArn: $0))
      })
    await expectRefusal(
      .invalidLoggingConfiguration, "Invalid Logging Configuration: Must specify exactly one Log Destination."
    ) {
      try await service.createStateMachine(
        name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role, loggingConfiguration: configuration)
    }
  }

  @Test func namesAndRolesAreChecked() async {
    await expectRefusal(.invalidName, "Invalid Name: 'a b'") { try await scene.machine(ServiceScene.pass, "a b") }
  }

  @Test(arguments: [
    "not-an-arn", "arn:aws:iam::1234:role/r", "arn:aws:iam::aws:policy/P", "arn:aws:iam::123456789012:role/",
    "arn:aws:iam::123456789012:user/u", "arn:aws:states:us-east-1:123456789012:stateMachine:M",
  ])
  func aRoleIsTheArnOfOne(role: String) async throws {
    await expectRefusal(.invalidArn, "Invalid Role Arn: '\(role)'") {
      try await service.createStateMachine(name: "M", definition: ServiceScene.pass, roleArn: role)
    }
    let machine = try await service.createStateMachine(
      name: "M", definition: ServiceScene.pass, roleArn: "arn:aws:iam::123456789012:role/service-role/r")
    await expectRefusal(.invalidArn, "Invalid Role Arn: '\(role)'") {
      try await service.updateStateMachine(stateMachineArn: machine.stateMachineArn, roleArn: role)
    }
  }

  @Test func aLogGroupIsNamedWithItsQualifier() async {
    await expectRefusal(
      .invalidLoggingConfiguration,
      "Invalid Logging Configuration: Log Group ARN must be provided with '*' qualifier."
    ) {
      let group = CloudWatchLogsLogGroup(logGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:g")
      return try await service.createStateMachine(
        name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role,
        loggingConfiguration: LoggingConfiguration(
          level: .all, destinations: [LogDestination(cloudWatchLogsLogGroup: group)]))
    }
  }

  @Test func tooManyTagsOfAStateMachineAreRefused() async {
    await expectRefusal(.tooManyTags) {
      try await service.createStateMachine(
        name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role,
        tags: (0...50).map { ResourceTag(key: "\($0)", value: "v") })
    }
  }

  @Test func encryptionWithoutAKeyIsRefusedForStateMachines() async {
    await expectRefusal(.invalidEncryptionConfiguration) {
      try await service.createStateMachine(
        name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role,
        encryptionConfiguration: EncryptionConfiguration(type: .customerManagedKmsKey))
    }
  }

  // MARK: DescribeStateMachine

  @Test func anArnWithALabelIsThatOfTheItemProcessor() async throws {
    let definition = #"""
      {"StartAt":"Each","States":{"Each":{"Type":"Map","Label":"L","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED",
        "ExecutionType":"EXPRESS"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}
      """#
    let arn = try await scene.machine(definition)
    let described = try await service.describeStateMachine(stateMachineArn: arn + "/L")
    #expect(described.stateMachineArn == arn + "/L")
    #expect(described.label == "L")
    #expect(described.type == .express)
    #expect(described.name == "M")
    #expect(described.definition == ServiceScene.pass)
    await expectRefusal(.stateMachineDoesNotExist, "State Machine Does Not Exist: '\(arn)/X'") {
      try await service.describeStateMachine(stateMachineArn: arn + "/X")
    }
  }

  @Test func statesTellWhichVariablesTheyRead() async throws {
    let definition = #"""
      {"QueryLanguage":"JSONata","StartAt":"Set","States":{"Set":{"Type":"Pass","Assign":{"b":1,"a":2},"Next":"Use"},
        "Use":{"Type":"Pass","Output":"{% $b + $a %}","End":true}}}
      """#
    let arn = try await scene.machine(definition)
    #expect(try await service.describeStateMachine(stateMachineArn: arn).variableReferences == ["Use": ["a", "b"]])
    let plain = try await scene.machine(ServiceScene.pass, "N")
    #expect(try await service.describeStateMachine(stateMachineArn: plain).variableReferences == nil)
  }

  @Test func aStateMachineThatIsNotThereIsSaidToBeMissing() async {
    let arn = ServiceScene.arn("stateMachine:none")
    await expectRefusal(.stateMachineDoesNotExist, "State Machine Does Not Exist: '\(arn)'") {
      try await service.describeStateMachine(stateMachineArn: arn)
    }
    await expectRefusal(.stateMachineDoesNotExist, "State Machine Does Not Exist: '\(arn)'") {
      try await service.updateStateMachine(stateMachineArn: arn, roleArn: ServiceScene.role)
    }
    await expectRefusal(.stateMachineDoesNotExist, "State Machine Does Not Exist: '\(arn)'") {
      try await service.startExecution(stateMachineArn: arn)
    }
    await expectRefusal(.stateMachineDoesNotExist, "State Machine Does Not Exist: '\(arn)'") {
      try await service.listExecutions(stateMachineArn: arn)
    }
  }

  @Test(arguments: [
    ("nonsense", "Invalid ARN prefix: nonsense"),
    (ServiceScene.arn("execution:M:e"), "Resource type not valid in this context: execution"),
    (ServiceScene.arn("activity:a"), "Resource type not valid in this context: activity"),
    (
      "arn:aws:lambda:us-east-1:123456789012:function:f",
      "Invalid ARN prefix: arn:aws:lambda:us-east-1:123456789012:function:f"
    ),
  ])
  func anArnOfSomethingElseIsRefused(arn: String, reason: String) async {
    for call in [
      { _ = try await service.describeStateMachine(stateMachineArn: arn) },
      { _ = try await service.updateStateMachine(stateMachineArn: arn, roleArn: ServiceScene.role) },
      { _ = try await service.deleteStateMachine(stateMachineArn: arn) },
      { _ = try await service.startExecution(stateMachineArn: arn) },
      { _ = try await service.startSyncExecution(stateMachineArn: arn) },
      { _ = try await service.listExecutions(stateMachineArn: arn) },
      { _ = try await service.listStateMachineVersions(stateMachineArn: arn) },
      { _ = try await service.listStateMachineAliases(stateMachineArn: arn) },
      { _ = try await service.publishStateMachineVersion(stateMachineArn: arn) },
    ] as [() async throws -> Void] {
      await expectRefusal(.invalidArn, "Invalid Arn: '\(reason)'", call)
    }
  }

  @Test func resourcesOfOtherRegionsAndAccountsAreNotThere() async throws {
    let arn = try await scene.machine()
    for view in [service.scoped(region: "eu-west-1"), service.scoped(account: "210987654321")] {
      await expectRefusal(.stateMachineDoesNotExist) { try await view.describeStateMachine(stateMachineArn: arn) }
      #expect(try await view.listStateMachines().stateMachines == [])
      let made = try await view.createStateMachine(
        name: "M", definition: ServiceScene.other, roleArn: ServiceScene.role)
      #expect(made.stateMachineArn.contains(":\(view.region):\(view.account):"))
    }
    #expect(try await service.listStateMachines().stateMachines.map(\.stateMachineArn) == [arn])
  }

  // MARK: ListStateMachines

  @Test func stateMachinesAreListedByNameInPages() async throws {
    for name in ["b", "a-2", "c", "a-10"] { _ = try await scene.machine(ServiceScene.pass, name) }
    let first = try await service.listStateMachines(maxResults: 3)
    let second = try await service.listStateMachines(maxResults: 3, nextToken: first.nextToken)
    #expect(first.stateMachines.map(\.name) == ["a-10", "a-2", "b"])
    #expect(second.stateMachines.map(\.name) == ["c"])
    #expect(second.nextToken == nil)
    #expect(
      second.stateMachines == [
        StateMachineListItem(
          stateMachineArn: ServiceScene.arn("stateMachine:c"), name: "c", type: .standard,
          creationDate: ServiceScene.start)
      ])
    await expectRefusal(.invalidToken) { try await service.listStateMachines(nextToken: "x") }
  }

  // MARK: UpdateStateMachine

  @Test func anUpdateMakesARevision() async throws {
    let arn = try await scene.machine()
    scene.pass(.seconds(1))
    let first = try await service.updateStateMachine(
      stateMachineArn: arn, definition: ServiceScene.other, roleArn: ServiceScene.role + "2",
      loggingConfiguration: Self.logging, tracingConfiguration: TracingConfiguration(enabled: true))
    #expect(first.updateDate == scene.now)
    #expect(first.stateMachineVersionArn == nil)
    let described = try await service.describeStateMachine(stateMachineArn: arn)
    #expect(described.revisionId == first.revisionId)
    #expect(described.definition == ServiceScene.other)
    #expect(described.roleArn == ServiceScene.role + "2")
    #expect(described.loggingConfiguration == Self.logging)
    #expect(described.tracingConfiguration == TracingConfiguration(enabled: true))
    #expect(described.creationDate == ServiceScene.start)
    scene.pass(.seconds(1))
    let second = try await service.updateStateMachine(stateMachineArn: arn, roleArn: ServiceScene.role)
    #expect(second.revisionId != first.revisionId)
  }

  @Test func anUpdateThatChangesNothingGivesTheEarlierDate() async throws {
    let arn = try await scene.machine()
    scene.pass(.seconds(1))
    let nothing = try await service.updateStateMachine(stateMachineArn: arn, definition: ServiceScene.pass)
    #expect(nothing.updateDate == ServiceScene.start)
    #expect(nothing.revisionId == nil)
    let first = try await service.updateStateMachine(stateMachineArn: arn, definition: ServiceScene.other)
    scene.pass(.seconds(1))
    #expect(try await service.updateStateMachine(stateMachineArn: arn, definition: ServiceScene.other) == first)
  }

  @Test func anUpdateOfNothingIsRefused() async throws {
    let arn = try await scene.machine()
    let text =
      "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified"
    await expectRefusal(.missingRequiredParameter, text) { try await service.updateStateMachine(stateMachineArn: arn) }
    await expectRefusal(.missingRequiredParameter, text) {
      try await service.updateStateMachine(stateMachineArn: arn, publish: true, versionDescription: "d")
    }
    await expectRefusal(
      .missingRequiredParameter, "The definition must be specified when updating the EncryptionConfiguration"
    ) {
      try await service.updateStateMachine(
        stateMachineArn: arn, roleArn: ServiceScene.role,
        encryptionConfiguration: EncryptionConfiguration(type: .awsOwnedKey))
    }
  }

  @Test func anUpdateIsCheckedAsACreationIs() async throws {
    let arn = try await scene.machine()
    await expectRefusal(.invalidDefinition) {
      try await service.updateStateMachine(stateMachineArn: arn, definition: "{}")
    }
    await expectRefusal(.invalidLoggingConfiguration) {
      try await service.updateStateMachine(
        stateMachineArn: arn, loggingConfiguration: LoggingConfiguration(level: .all))
    }
    await expectRefusal(.invalidEncryptionConfiguration) {
      try await service.updateStateMachine(
        stateMachineArn: arn, definition: ServiceScene.pass,
        encryptionConfiguration: EncryptionConfiguration(type: .customerManagedKmsKey))
    }
    await expectRefusal(
      .validation, "Labeled State Machine ARNs are not supported for this API",
      reason: .labeledArnsNotSupported
    ) { try await service.updateStateMachine(stateMachineArn: arn + "/L", roleArn: ServiceScene.role) }
    await expectRefusal(.stateMachineDoesNotExist, "State Machine Does Not Exist: '\(arn):1'") {
      try await service.updateStateMachine(stateMachineArn: arn + ":1", roleArn: ServiceScene.role)
    }
    #expect(try await service.describeStateMachine(stateMachineArn: arn).revisionId == nil)
  }

  @Test func anExecutionKeepsWhatItStartedWith() async throws {
    let arn = try await scene.machine(ServiceScene.wait)
    let execution = try await scene.started(arn)
    scene.pass(.seconds(1))
    try await service.updateStateMachine(
      stateMachineArn: arn, definition: ServiceScene.pass, roleArn: ServiceScene.role + "2")
    let described = try await service.describeStateMachineForExecution(executionArn: execution)
    #expect(described.definition == ServiceScene.wait)
    #expect(described.roleArn == ServiceScene.role)
    #expect(described.updateDate == ServiceScene.start)
    #expect(described.stateMachineArn == arn)
    #expect(described.name == "M")
    #expect(described.revisionId == nil)
    #expect(described.loggingConfiguration == LoggingConfiguration(level: .off, includeExecutionData: false))
    #expect(described.tracingConfiguration == TracingConfiguration(enabled: false))
    #expect(described.mapRunArn == nil)
    await expectRefusal(.executionDoesNotExist, "Execution Does Not Exist: '\(execution)x'") {
      try await service.describeStateMachineForExecution(executionArn: execution + "x")
    }
    await expectRefusal(.invalidArn, "Invalid Arn: 'Resource type not valid in this context: express'") {
      try await service.describeStateMachineForExecution(executionArn: ServiceScene.arn("express:M:e:1"))
    }
  }

  // MARK: DeleteStateMachine

  @Test func aStateMachineIsDeletedWithAllThatBelongsToIt() async throws {
    let arn = try await scene.versions()
    _ = try await service.createStateMachineAlias(
      name: "prod",
      routingConfiguration: [RoutingConfigurationListItem(stateMachineVersionArn: arn + ":1", weight: 100)])
    try await service.tagResource(resourceArn: arn, tags: [ResourceTag(key: "k", value: "v")])
    let execution = try await scene.started(arn)
    _ = try await service.result(of: execution)
    try await service.deleteStateMachine(stateMachineArn: arn)
    try await service.deleteStateMachine(stateMachineArn: arn)
    await expectRefusal(.stateMachineDoesNotExist) { try await service.describeStateMachine(stateMachineArn: arn) }
    await expectRefusal(.stateMachineDoesNotExist) {
      try await service.describeStateMachine(stateMachineArn: arn + ":1")
    }
    await expectRefusal(.resourceNotFound) {
      try await service.describeStateMachineAlias(stateMachineAliasArn: arn + ":prod")
    }
    await expectRefusal(.executionDoesNotExist) { try await service.describeExecution(executionArn: execution) }
    await expectRefusal(.executionDoesNotExist) { try await service.getExecutionHistory(executionArn: execution) }
    // The name is free, and nothing is left of the former one.
    #expect(try await scene.machine(ServiceScene.other) == arn)
    #expect(try await service.listExecutions(stateMachineArn: arn).executions == [])
    #expect(try await service.listStateMachineVersions(stateMachineArn: arn).stateMachineVersions == [])
    #expect(try await service.listTagsForResource(resourceArn: arn).tags == [])
    #expect(try await service.describeStateMachine(stateMachineArn: arn).revisionId == nil)
  }

  @Test func aStateMachineWithExecutionsIsDeletingUntilTheyHaveEnded() async throws {
    let arn = try await scene.machine(ServiceScene.wait)
    let execution = try await scene.started(arn)
    try await service.deleteStateMachine(stateMachineArn: arn)
    try await service.deleteStateMachine(stateMachineArn: arn)
    let described = try await service.describeStateMachine(stateMachineArn: arn)
    #expect(described.status == .deleting)
    #expect(described.definition == ServiceScene.wait)
    let text = "State Machine is being deleted: '\(arn)'"
    await expectRefusal(.stateMachineDeleting, text) { try await service.startExecution(stateMachineArn: arn) }
    await expectRefusal(.stateMachineDeleting, text) { try await scene.machine(ServiceScene.wait) }
    await expectRefusal(.stateMachineDeleting, text) {
      try await service.updateStateMachine(stateMachineArn: arn, roleArn: ServiceScene.role)
    }
    await expectRefusal(.stateMachineDeleting, text) {
      try await service.publishStateMachineVersion(stateMachineArn: arn)
    }
    #expect(try await service.describeExecution(executionArn: execution).status == .running)
    try await service.stopExecution(executionArn: execution)
    #expect(try await service.listStateMachines().stateMachines == [])
    await expectRefusal(.stateMachineDoesNotExist) { try await service.describeStateMachine(stateMachineArn: arn) }
    await expectRefusal(.executionDoesNotExist) { try await service.describeExecution(executionArn: execution) }
  }

  @Test func anExpressStateMachineIsDeletedAtOnce() async throws {
    let arn = try await scene.machine(ServiceScene.pass, type: .express)
    _ = try await service.startSyncExecution(stateMachineArn: arn)
    try await service.deleteStateMachine(stateMachineArn: arn)
    await expectRefusal(.stateMachineDoesNotExist) { try await service.startSyncExecution(stateMachineArn: arn) }
  }

  @Test func onlyAPlainStateMachineIsDeleted() async throws {
    let arn = try await scene.versions()
    await expectRefusal(.validation, reason: .labeledArnsNotSupported) {
      try await service.deleteStateMachine(stateMachineArn: arn + "/L")
    }
    try await service.deleteStateMachine(stateMachineArn: arn + ":1")
    #expect(try await service.describeStateMachine(stateMachineArn: arn + ":1").status == .active)
  }
}
