/// The 37 operations of the API.
public enum StepFunctionsOperation: String, Sendable, Hashable, CaseIterable {
  /// Creates an activity; one of that name that exists is answered with.
  case createActivity = "CreateActivity"
  /// Creates a state machine; an equal request is answered with the one that exists.
  case createStateMachine = "CreateStateMachine"
  /// Creates an alias, which points to one or two versions of a state machine.
  case createStateMachineAlias = "CreateStateMachineAlias"
  /// Deletes an activity; does nothing if there is none.
  case deleteActivity = "DeleteActivity"
  /// Deletes a state machine with its versions and aliases, once its executions have ended.
  case deleteStateMachine = "DeleteStateMachine"
  /// Deletes an alias; does nothing if there is none.
  case deleteStateMachineAlias = "DeleteStateMachineAlias"
  /// Deletes a version that no alias points to; does nothing if there is none.
  case deleteStateMachineVersion = "DeleteStateMachineVersion"
  /// Describes an activity.
  case describeActivity = "DescribeActivity"
  /// Describes a standard execution, or a child of a map run.
  case describeExecution = "DescribeExecution"
  /// Describes a map run: its settings, its progress, its counts.
  case describeMapRun = "DescribeMapRun"
  /// Describes a state machine, a version, or the item processor of a distributed Map.
  case describeStateMachine = "DescribeStateMachine"
  /// Describes an alias.
  case describeStateMachineAlias = "DescribeStateMachineAlias"
  /// Describes the state machine as it was when an execution started.
  case describeStateMachineForExecution = "DescribeStateMachineForExecution"
  /// Waits up to 60 seconds for a task of an activity, and takes it up.
  case getActivityTask = "GetActivityTask"
  /// A page of an execution's history.
  case getExecutionHistory = "GetExecutionHistory"
  /// A page of the activities, by name.
  case listActivities = "ListActivities"
  /// A page of the executions of a state machine or a map run, the latest first.
  case listExecutions = "ListExecutions"
  /// A page of the map runs of an execution.
  case listMapRuns = "ListMapRuns"
  /// A page of a state machine's aliases.
  case listStateMachineAliases = "ListStateMachineAliases"
  /// A page of a state machine's versions, the newest first.
  case listStateMachineVersions = "ListStateMachineVersions"
  /// A page of the state machines, by name.
  case listStateMachines = "ListStateMachines"
  /// The tags of a state machine or an activity.
  case listTagsForResource = "ListTagsForResource"
  /// Publishes a version of a state machine as it is now.
  case publishStateMachineVersion = "PublishStateMachineVersion"
  /// Continues an execution that did not succeed.
  case redriveExecution = "RedriveExecution"
  /// Ends a task with an error, by its token.
  case sendTaskFailure = "SendTaskFailure"
  /// Tells that a task is still worked on, by its token.
  case sendTaskHeartbeat = "SendTaskHeartbeat"
  /// Ends a task with a result, by its token.
  case sendTaskSuccess = "SendTaskSuccess"
  /// Starts an execution.
  case startExecution = "StartExecution"
  /// Runs an express execution and waits for its end.
  case startSyncExecution = "StartSyncExecution"
  /// Stops a standard execution; one that has ended stays as it is.
  case stopExecution = "StopExecution"
  /// Adds tags to a state machine or an activity.
  case tagResource = "TagResource"
  /// Runs one state, without making anything.
  case testState = "TestState"
  /// Removes tags from a state machine or an activity.
  case untagResource = "UntagResource"
  /// Changes the settings of a map run that is running.
  case updateMapRun = "UpdateMapRun"
  /// Changes a state machine; executions that run keep what they started with.
  case updateStateMachine = "UpdateStateMachine"
  /// Changes the description or the routing of an alias.
  case updateStateMachineAlias = "UpdateStateMachineAlias"
  /// Checks a definition without creating anything.
  case validateStateMachineDefinition = "ValidateStateMachineDefinition"
}
