import Foundation
import OrderedJSON
import Testing

@testable import StepFunctions

/// The service's API model, as the fixtures hold it.
enum APIModel {
  static let json: JSON = {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
    guard let text = try? String(contentsOfFile: folder + "/Fixtures/StepFunctionsAPI/model.json", encoding: .utf8),
      let json = try? JSON(parsing: text)
    else { return .null }
    return json
  }()

  /// The requests and answers of the operations.
  static func structures(of operation: StepFunctionsOperation) -> (input: any Structure, output: any Structure) {
    switch operation {
    case .createActivity: both(CreateActivityInput.self)
    case .createStateMachine: both(CreateStateMachineInput.self)
    case .createStateMachineAlias: both(CreateStateMachineAliasInput.self)
    case .deleteActivity: both(DeleteActivityInput.self)
    case .deleteStateMachine: both(DeleteStateMachineInput.self)
    case .deleteStateMachineAlias: both(DeleteStateMachineAliasInput.self)
    case .deleteStateMachineVersion: both(DeleteStateMachineVersionInput.self)
    case .describeActivity: both(DescribeActivityInput.self)
    case .describeExecution: both(DescribeExecutionInput.self)
    case .describeMapRun: both(DescribeMapRunInput.self)
    case .describeStateMachine: both(DescribeStateMachineInput.self)
    case .describeStateMachineAlias: both(DescribeStateMachineAliasInput.self)
    case .describeStateMachineForExecution: both(DescribeStateMachineForExecutionInput.self)
    case .getActivityTask: both(GetActivityTaskInput.self)
    case .getExecutionHistory: both(GetExecutionHistoryInput.self)
    case .listActivities: both(ListActivitiesInput.self)
    case .listExecutions: both(ListExecutionsInput.self)
    case .listMapRuns: both(ListMapRunsInput.self)
    case .listStateMachineAliases: both(ListStateMachineAliasesInput.self)
    case .listStateMachineVersions: both(ListStateMachineVersionsInput.self)
    case .listStateMachines: both(ListStateMachinesInput.self)
    case .listTagsForResource: both(ListTagsForResourceInput.self)
    case .publishStateMachineVersion: both(PublishStateMachineVersionInput.self)
    case .redriveExecution: both(RedriveExecutionInput.self)
    case .sendTaskFailure: both(SendTaskFailureInput.self)
    case .sendTaskHeartbeat: both(SendTaskHeartbeatInput.self)
    case .sendTaskSuccess: both(SendTaskSuccessInput.self)
    case .startExecution: both(StartExecutionInput.self)
    case .startSyncExecution: both(StartSyncExecutionInput.self)
    case .stopExecution: both(StopExecutionInput.self)
    case .tagResource: both(TagResourceInput.self)
    case .testState: both(TestStateInput.self)
    case .untagResource: both(UntagResourceInput.self)
    case .updateMapRun: both(UpdateMapRunInput.self)
    case .updateStateMachine: both(UpdateStateMachineInput.self)
    case .updateStateMachineAlias: both(UpdateStateMachineAliasInput.self)
    case .validateStateMachineDefinition: both(ValidateStateMachineDefinitionInput.self)
    }
  }

  private static func both<Input: OperationInput>(_ type: Input.Type) -> (any Structure, any Structure) {
    (Input(), Input.Output())
  }
}

/// A member as a structure lists it.
struct ListedMember: Hashable, CustomStringConvertible {
  var name: String
  var isRequired: Bool
  var type: String
  var rule: String

  var description: String { "\(name): \(type)\(isRequired ? " *" : "") \(rule)" }
}

/// Lists the members of a structure.
struct MemberLister: MemberVisitor {
  private(set) var members: [ListedMember] = []

  mutating func required<Value: MemberValue>(_ name: String, _ value: inout Value, _ rule: MemberRule) {
    members.append(ListedMember(name: name, isRequired: true, type: "\(Value.self)", rule: rule.text))
  }

  mutating func optional<Value: MemberValue>(_ name: String, _ value: inout Value?, _ rule: MemberRule) {
    members.append(ListedMember(name: name, isRequired: false, type: "\(Value.self)", rule: rule.text))
  }

  static func members(of structure: some Structure) -> [ListedMember] {
    var lister = MemberLister()
    var copy = structure
    copy.visit(&lister)
    return lister.members
  }
}

extension MemberRule {
  /// The constraints in the words of the model.
  fileprivate var text: String {
    var parts: [String] = []
    if let length = length ?? bytes { parts.append("length \(length.lowerBound)...\(length.upperBound)") }
    if let value {
      parts.append("value \(value.lowerBound)...\(value.upperBound == .max ? "" : "\(value.upperBound)")")
    }
    if let pattern { parts.append("pattern \(pattern.rawValue)") }
    if let elementLength { parts.append("elements \(elementLength.lowerBound)...\(elementLength.upperBound)") }
    if isSensitive { parts.append("sensitive") }
    return parts.joined(separator: ", ")
  }
}
