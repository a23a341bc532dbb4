import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesTesting
import Testing

@testable import StepFunctions

/// Names, types, requiredness and constraints are those of the service's API model.
@Suite struct APIModelTests {
  @Test func thereAre37Operations() throws {
    let operations = try #require(APIModel.json["operations"]?.objectValue)
    #expect(StepFunctionsOperation.allCases.map { $0.rawValue }.sorted() == operations.keys.sorted())
    #expect(StepFunctionsOperation.allCases.count == 37)
  }

  @Test(arguments: StepFunctionsOperation.allCases) func aRequestHasTheMembersOfTheModel(
    operation: StepFunctionsOperation
  ) throws {
    let members = try #require(APIModel.json["operations"]?[operation.rawValue]?["input"]?.objectValue)
    let listed = MemberLister.members(of: APIModel.structures(of: operation).input)
    #expect(listed.map(\.description) == members.members.map { Self.expected($0.key, $0.value).description })
  }

  @Test(arguments: StepFunctionsOperation.allCases) func anAnswerHasTheMembersOfTheModel(
    operation: StepFunctionsOperation
  ) throws {
    let members = try #require(APIModel.json["operations"]?[operation.rawValue]?["output"]?.objectValue)
    let listed = MemberLister.members(of: APIModel.structures(of: operation).output)
    #expect(
      listed.map { [$0.name, $0.type, "\($0.isRequired)"] }
        == members.members.map { Self.expected($0.key, $0.value) }.map { [$0.name, $0.type, "\($0.isRequired)"] })
  }

  private static let structures: [(String, any Structure)] = [
    ("ActivityListItem", ActivityListItem()),
    ("AssignedVariablesDetails", AssignedVariablesDetails()),
    ("BillingDetails", BillingDetails()),
    ("CloudWatchEventsExecutionDataDetails", CloudWatchEventsExecutionDataDetails()),
    ("CloudWatchLogsLogGroup", CloudWatchLogsLogGroup()),
    ("EncryptionConfiguration", EncryptionConfiguration()),
    ("ExecutionListItem", ExecutionListItem()),
    ("HistoryEventExecutionDataDetails", HistoryEventExecutionDataDetails()),
    ("InspectionData", InspectionData()),
    ("InspectionDataRequest", InspectionDataRequest()),
    ("InspectionDataResponse", InspectionDataResponse()),
    ("InspectionErrorDetails", InspectionErrorDetails()),
    ("LogDestination", LogDestination()),
    ("LoggingConfiguration", LoggingConfiguration()),
    ("MapRunExecutionCounts", MapRunExecutionCounts()),
    ("MapRunItemCounts", MapRunItemCounts()),
    ("MapRunListItem", MapRunListItem()),
    ("MockErrorOutput", MockErrorOutput()),
    ("MockInput", MockInput()),
    ("RoutingConfigurationListItem", RoutingConfigurationListItem()),
    ("StateMachineAliasListItem", StateMachineAliasListItem()),
    ("StateMachineListItem", StateMachineListItem()),
    ("StateMachineVersionListItem", StateMachineVersionListItem()),
    ("Tag", ResourceTag()),
    ("TaskCredentials", TaskCredentials()),
    ("TestStateConfiguration", TestStateConfiguration()),
    ("TracingConfiguration", TracingConfiguration()),
    ("ValidateStateMachineDefinitionDiagnostic", ValidateStateMachineDefinitionDiagnostic()),
  ]

  @Test(arguments: structures.indices) func aStructureHasTheMembersOfTheModel(index: Int) throws {
    let (name, structure) = Self.structures[index]
    let members = try #require(APIModel.json["structures"]?[name]?.objectValue)
    #expect(
      MemberLister.members(of: structure).map(\.description)
        == members.members.map { Self.expected($0.key, $0.value).description })
  }

  @Test func everyStructureOfTheModelIsThere() throws {
    let named = Set(Self.structures.map(\.0)).union(["HistoryEvent"])
    #expect(try #require(APIModel.json["structures"]?.objectValue).keys.filter { !named.contains($0) } == [])
  }

  private static let choices: [(name: String, values: [String])] = [
    ("EncryptionType", EncryptionType.allCases.map(\.rawValue)),
    ("ExecutionRedriveFilter", ExecutionRedriveFilter.allCases.map(\.rawValue)),
    ("ExecutionRedriveStatus", ExecutionRedriveStatus.allCases.map(\.rawValue)),
    ("ExecutionStatus", ExecutionStatus.allCases.map(\.rawValue)),
    ("HistoryEventType", HistoryEventType.allCases.map(\.rawValue)),
    ("IncludedData", IncludedData.allCases.map(\.rawValue)),
    ("InspectionLevel", InspectionLevel.allCases.map(\.rawValue)),
    ("KmsKeyState", KmsKeyState.allCases.map(\.rawValue)),
    ("LogLevel", LogLevel.allCases.map(\.rawValue)),
    ("MapRunStatus", MapRunStatus.allCases.map(\.rawValue)),
    ("MockResponseValidationMode", MockResponseValidationMode.allCases.map(\.rawValue)),
    ("StateMachineStatus", StateMachineStatus.allCases.map(\.rawValue)),
    ("StateMachineType", StateMachineType.allCases.map(\.rawValue)),
    ("SyncExecutionStatus", SyncExecutionStatus.allCases.map(\.rawValue)),
    ("TestExecutionStatus", TestExecutionStatus.allCases.map(\.rawValue)),
    ("ValidateStateMachineDefinitionResultCode", ValidateStateMachineDefinitionResultCode.allCases.map(\.rawValue)),
    ("ValidateStateMachineDefinitionSeverity", ValidateStateMachineDefinitionSeverity.allCases.map(\.rawValue)),
    ("ValidationExceptionReason", StepFunctionsError.Reason.allCases.map(\.rawValue)),
  ]

  @Test(arguments: choices.indices) func aChoiceHasTheValuesOfTheModel(index: Int) throws {
    let (name, values) = Self.choices[index]
    let known = try #require(APIModel.json["enums"]?[name]?.arrayValue).compactMap(\.stringValue)
    #expect(values.sorted() == known.sorted())
  }

  @Test func everyChoiceOfTheModelIsThere() throws {
    #expect(try #require(APIModel.json["enums"]?.objectValue).keys.sorted() == Self.choices.map(\.name).sorted())
  }

  @Test func everyErrorOfTheModelIsThere() throws {
    let codes = Set(StepFunctionsError.Code.allCases.map(\.rawValue))
    let known = try #require(APIModel.json["errors"]?.arrayValue).compactMap(\.stringValue)
    #expect(known.filter { !codes.contains($0) } == [])
    #expect(known.count == 33)
  }

  // MARK: Events

  @Test func thereAre62TypesOfEvents() throws {
    let types = try #require(APIModel.json["historyEventTypes"]?.arrayValue).compactMap(\.stringValue)
    #expect(HistoryEventType.allCases.map(\.rawValue).sorted() == types.sorted())
    #expect(types.count == 62)
  }

  private static let details: [(String, @Sendable (ExecutionHistoryEvent) -> (any Structure)?)] = [
    ("activityFailedEventDetails", { $0.activityFailedEventDetails }),
    ("activityScheduleFailedEventDetails", { $0.activityScheduleFailedEventDetails }),
    ("activityScheduledEventDetails", { $0.activityScheduledEventDetails }),
    ("activityStartedEventDetails", { $0.activityStartedEventDetails }),
    ("activitySucceededEventDetails", { $0.activitySucceededEventDetails }),
    ("activityTimedOutEventDetails", { $0.activityTimedOutEventDetails }),
    ("evaluationFailedEventDetails", { $0.evaluationFailedEventDetails }),
    ("executionAbortedEventDetails", { $0.executionAbortedEventDetails }),
    ("executionFailedEventDetails", { $0.executionFailedEventDetails }),
    ("executionRedrivenEventDetails", { $0.executionRedrivenEventDetails }),
    ("executionStartedEventDetails", { $0.executionStartedEventDetails }),
    ("executionSucceededEventDetails", { $0.executionSucceededEventDetails }),
    ("executionTimedOutEventDetails", { $0.executionTimedOutEventDetails }),
    ("lambdaFunctionFailedEventDetails", { $0.lambdaFunctionFailedEventDetails }),
    ("lambdaFunctionScheduleFailedEventDetails", { $0.lambdaFunctionScheduleFailedEventDetails }),
    ("lambdaFunctionScheduledEventDetails", { $0.lambdaFunctionScheduledEventDetails }),
    ("lambdaFunctionStartFailedEventDetails", { $0.lambdaFunctionStartFailedEventDetails }),
    ("lambdaFunctionSucceededEventDetails", { $0.lambdaFunctionSucceededEventDetails }),
    ("lambdaFunctionTimedOutEventDetails", { $0.lambdaFunctionTimedOutEventDetails }),
    ("mapIterationAbortedEventDetails", { $0.mapIterationAbortedEventDetails }),
    ("mapIterationFailedEventDetails", { $0.mapIterationFailedEventDetails }),
    ("mapIterationStartedEventDetails", { $0.mapIterationStartedEventDetails }),
    ("mapIterationSucceededEventDetails", { $0.mapIterationSucceededEventDetails }),
    ("mapRunFailedEventDetails", { $0.mapRunFailedEventDetails }),
    ("mapRunRedrivenEventDetails", { $0.mapRunRedrivenEventDetails }),
    ("mapRunStartedEventDetails", { $0.mapRunStartedEventDetails }),
    ("mapStateStartedEventDetails", { $0.mapStateStartedEventDetails }),
    ("stateEnteredEventDetails", { $0.stateEnteredEventDetails }),
    ("stateExitedEventDetails", { $0.stateExitedEventDetails }),
    ("taskFailedEventDetails", { $0.taskFailedEventDetails }),
    ("taskScheduledEventDetails", { $0.taskScheduledEventDetails }),
    ("taskStartFailedEventDetails", { $0.taskStartFailedEventDetails }),
    ("taskStartedEventDetails", { $0.taskStartedEventDetails }),
    ("taskSubmitFailedEventDetails", { $0.taskSubmitFailedEventDetails }),
    ("taskSubmittedEventDetails", { $0.taskSubmittedEventDetails }),
    ("taskSucceededEventDetails", { $0.taskSucceededEventDetails }),
    ("taskTimedOutEventDetails", { $0.taskTimedOutEventDetails }),
  ]

  /// Each of the 37 structures, with every member of the model, comes out of an event as it went in.
  @Test(arguments: details.indices) func detailsHaveTheMembersOfTheModel(index: Int) throws {
    let (name, read) = Self.details[index]
    let members = try #require(APIModel.json["eventDetails"]?[name]?["members"]?.objectValue)
    let given = JSON.Object(members.members.map { ($0.key, Self.example($0.value)) })
    let event: JSON = [
      "timestamp": "2026-11-29T10:00:00.250Z", "type": "PassStateEntered", "id": 2, "previousEventId": 1,
      name: .object(given),
    ]
    let shown = ExecutionHistoryEvent(event, includesData: true)
    let details = try #require(read(shown))
    #expect(
      MemberLister.members(of: details).map { [$0.name, $0.type, "\($0.isRequired)"] }
        == members.members.map { Self.expected($0.key, $0.value) }.map { [$0.name, $0.type, "\($0.isRequired)"] })
    #expect(details.json == .object(given))
    #expect(shown.json["timestamp"] == 1_795_946_400.25)
    #expect(shown.previousEventId == 1)
  }

  @Test func thereAre37StructuresOfDetails() throws {
    #expect(try #require(APIModel.json["eventDetails"]?.objectValue).keys.sorted() == Self.details.map(\.0).sorted())
    #expect(Self.details.count == 37)
  }

  // MARK: The model's words

  private static func expected(_ name: String, _ member: JSON) -> ListedMember {
    var rules: [String] = []
    let isPlainString = member["type"] == "string" && member["enum"] == nil
    let (least, most) = (member["min"]?.integerValue, member["max"]?.integerValue)
    switch member["type"]?.stringValue {
    case "string" where isPlainString:
      if most != nil || member["pattern"] != nil { rules.append("length \(least ?? 0)...\(most ?? 0)") }
    case "integer", "long", "float":
      if most != nil || least != nil { rules.append("value \(least ?? 0)...\(most.map { "\($0)" } ?? "")") }
    case "list":
      let element = member["of"]
      if element?["type"] == "string", element?["enum"] == nil, let most = element?["max"]?.integerValue {
        rules.append("elements \(element?["min"]?.integerValue ?? 0)...\(most)")
      } else if let most {
        rules.append("length \(least ?? 0)...\(most)")
      }
    default: break
    }
    if let pattern = member["pattern"]?.stringValue { rules.append("pattern \(pattern)") }
    if isPlainString, member["sensitive"] == true, !rules.isEmpty { rules.append("sensitive") }
    return ListedMember(
      name: name, isRequired: member["required"] == true, type: typeName(member), rule: rules.joined(separator: ", "))
  }

  /// The structures that have another name here.
  private static let swiftNames = [
    "HistoryEvent": "ExecutionHistoryEvent", "Tag": "ResourceTag", "MapRunItemCounts": "MapRunCounts",
    "MapRunExecutionCounts": "MapRunCounts",
  ]

  private static func typeName(_ member: JSON) -> String {
    let shape = member["shape"]?.stringValue ?? ""
    if member["enum"] != nil { return shape }
    switch member["type"]?.stringValue {
    case "string": return "String"
    case "boolean": return "Bool"
    case "integer", "long": return "Int"
    case "float", "double": return "Double"
    case "timestamp": return "Timestamp"
    case "list": return "Array<\(typeName(member["of"] ?? .null))>"
    case "map":
      return shape == "VariableReferences" ? "Dictionary<String, Array<String>>" : "Dictionary<String, String>"
    default: return swiftNames[shape] ?? shape
    }
  }

  private static func example(_ member: JSON) -> JSON {
    switch member["type"]?.stringValue {
    case "string": "text"
    case "boolean": true
    case "integer", "long": 7
    case "structure":
      switch member["shape"]?.stringValue {
      case "TaskCredentials": ["roleArn": "arn:aws:iam::123456789012:role/r"]
      default: ["truncated": false]
      }
    case "map": ["x": "1"]
    default: .null
    }
  }
}
