import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// The names of children of distributed Maps, and what is reported and kept of them.
@Suite struct MapRunChildrenTests {
  private static func map(
    _ processor: String, type: String = "STANDARD", state: String = "M", _ fields: String = ""
  ) -> String {
    """
    {"StartAt":"\(state)","States":{"\(state)":{"Type":"Map","ItemsPath":"$.items",\(fields)"ItemProcessor":{
      "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"\(type)"},\(processor.dropFirst()),"End":true}}}
    """
  }

  private static let pass = #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#
  private static let fail = #"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"because"}}}"#

  private static func execution(_ definition: String, _ input: JSON = ["items": [1, 2]]) throws -> Execution {
    Execution(
      try StateMachine(parsing: definition), input: input,
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
  }

  /// Whether a string is a UUID of that version in RFC 9562's variant.
  private static func isUUID(_ text: some StringProtocol, version: Character) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12] && parts[2].first == version
      && parts[3].first.map { "89ab".contains($0) } == true
      && text.allSatisfy { $0 == "-" || "0123456789abcdef".contains($0) }
  }

  // MARK: Names

  @Test func childrenLabelsAndMapRunsAreNamedByUUIDs() throws {
    var driver = VirtualTimeDriver()
    driver.keepsChildren = true
    let result = driver.run(try Self.execution(Self.map(Self.pass)))
    #expect(result.children.count == 2)
    #expect(Set(result.children.map(\.identity.name)).count == 2)
    for child in result.children {
      #expect(Self.isUUID(child.identity.name, version: "3"))
      let label = try #require(child.identity.stateMachineARN.split(separator: "/").last)
      #expect(Self.isUUID(label, version: "3"))
    }
    let run = try #require(result.mapRuns.first?.mapRunARN.split(separator: ":").last)
    #expect(Self.isUUID(run, version: "4"))
  }

  @Test func expressChildrenAreNamedByTwoUUIDs() throws {
    var driver = VirtualTimeDriver()
    driver.keepsChildren = true
    let result = driver.run(try Self.execution(Self.map(Self.pass, type: "EXPRESS")))
    let parts = try #require(result.children.first).identity.name.split(separator: ":")
    #expect(parts.count == 2)
    #expect(zip(parts, ["3", "4"] as [Character]).allSatisfy { Self.isUUID($0, version: $1) })
  }

  // MARK: Express children

  /// An express child is stopped after five minutes, and its map run sees that as a failure.
  @Test func anExpressChildOfAStandardMachineTimesOutAfterFiveMinutes() throws {
    let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":400,"End":true}}}"#
    var driver = VirtualTimeDriver()
    driver.keepsChildren = true
    let result = driver.run(
      try Self.execution(Self.map(wait, type: "EXPRESS", #""ToleratedFailureCount":2,"#), ["items": [1]]))
    let child = try #require(result.children.first)
    #expect(ExecutionResult(execution: child).status == .timedOut)
    #expect(child.now == child.startTime.advanced(bySeconds: 300))
    #expect(child.history.last?.type == .executionTimedOut)
    #expect(result.mapRuns.first?.executionCounts.timedOut == 1)
    #expect(result.status == .succeeded)
    let strict = driver.run(try Self.execution(Self.map(wait, type: "EXPRESS"), ["items": [1]]))
    #expect(strict.error == "States.ExceedToleratedFailureThreshold")
    let standard = driver.run(try Self.execution(Self.map(wait), ["items": [1]]))
    #expect(standard.status == .succeeded)
  }

  /// What result files say of a child of either type is what its identity says.
  @Test(arguments: [("STANDARD", "execution"), ("EXPRESS", "express")])
  func recordsOfChildrenHaveTheARNsOfTheirType(type: String, kind: String) throws {
    let store = InMemoryDatasetStore()
    let result = VirtualTimeDriver(datasets: store).run(
      try Self.execution(Self.map(Self.pass, type: type, Self.writer)))
    let uuid = try #require(result.mapRuns.first?.mapRunARN.split(separator: ":").last)
    let records = try JSON(parsing: try #require(store.object(bucket: "b", key: "p/\(uuid)/SUCCEEDED_0.json")))
    for record in try #require(records.arrayValue) {
      let arn = try #require(record["ExecutionArn"]?.stringValue)
      #expect(arn.hasPrefix("arn:aws:states:us-east-1:111111111111:\(kind):M/"))
      #expect(arn.hasSuffix(":" + (record["Name"]?.stringValue ?? "?")))
      #expect(ARN(arn)?.description == arn)
    }
  }

  /// Only the map run redrives its children.
  @Test(arguments: ["STANDARD", "EXPRESS"])
  func aChildIsRedrivenByItsMapRun(type: String) throws {
    var driver = VirtualTimeDriver()
    driver.keepsChildren = true
    let failed = try #require(driver.run(try Self.execution(Self.map(Self.fail, type: type))).children.first)
    let description = ExecutionResult(execution: failed).json
    #expect(description["redriveStatus"] == "REDRIVABLE_BY_MAP_RUN")
    #expect(description["redriveStatusReason"] == nil)
    #expect(description["redriveCount"] == 0)
    let succeeded = try #require(driver.run(try Self.execution(Self.map(Self.pass, type: type))).children.first)
    let other = ExecutionResult(execution: succeeded).json
    #expect(other["redriveStatus"] == "NOT_REDRIVABLE")
    #expect(other["redriveStatusReason"] == "Execution is SUCCEEDED and cannot be redriven")
  }

  // MARK: Stopped children

  private static let writer =
    #""ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"p"}},"#

  /// A child that waits while another fails is stopped, and its record says by whom.
  @Test func aStoppedChildIsWrittenAmongTheFailed() throws {
    let processor = """
      {"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":1,"Next":"F"}],
        "Default":"W"},"F":{"Type":"Fail","Error":"E"},"W":{"Type":"Wait","Seconds":60,"End":true}}}
      """
    let store = InMemoryDatasetStore()
    let result = VirtualTimeDriver(datasets: store).run(
      try Self.execution(Self.map(processor, Self.writer), ["items": [2, 1]]))
    #expect(result.error == "States.ExceedToleratedFailureThreshold")
    let run = try #require(result.mapRuns.first)
    let uuid = try #require(run.mapRunARN.split(separator: ":").last)
    let bytes = try #require(store.object(bucket: "b", key: "p/\(uuid)/FAILED_0.json"))
    let records = try JSON(parsing: bytes)
    let cause = "The map run execution [\(run.mapRunARN)] which was managing this resource was aborted"
    #expect(records.arrayValue?.map { $0["Status"] } == ["ABORTED", "FAILED"])
    #expect(records[0]?["Cause"] == .string(cause))
    #expect(records[0]?["Error"] == nil)
    let child = try #require(result.children.first)
    #expect(ExecutionResult(execution: child).cause == cause)
    #expect(ExecutionResult(execution: child).error == nil)
  }

  private static let oneWaitsOneFails = #"""
    {"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":1,"Next":"F"}],
      "Default":"W"},"F":{"Type":"Fail","Error":"E"},"W":{"Type":"Wait","Seconds":60,"End":true}}}
    """#

  /// The service stops the standard children of a run that fails; express ones continue, and are not awaited.
  @Test func expressChildrenOfARunThatFailsGoOn() throws {
    var driver = VirtualTimeDriver()
    driver.keepsChildren = true
    for (type, status, seconds) in [("EXPRESS", ExecutionResult.Status.succeeded, 60), ("STANDARD", .aborted, 0)] {
      let result = driver.run(try Self.execution(Self.map(Self.oneWaitsOneFails, type: type), ["items": [2, 1]]))
      #expect(result.error == "States.ExceedToleratedFailureThreshold")
      #expect(result.execution.now == result.execution.startTime)
      #expect(result.mapRuns.map(\.status) == [.failed])
      #expect(result.children.map { ExecutionResult(execution: $0).status } == [status, .failed])
      let waiting = try #require(result.children.first)
      #expect(waiting.now == waiting.startTime.advanced(byMilliseconds: Int64(seconds) * 1_000))
    }
  }

  /// The same when an error that nothing can catch ends the run, and the execution with it.
  @Test func expressChildrenOfARunThatARuntimeErrorEndsGoOn() throws {
    var driver = VirtualTimeDriver()
    driver.keepsChildren = true
    let processor = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}"#
    let definition = Self.map(processor, type: "EXPRESS", #""ItemSelector":{"x.$":"$$.Map.Item.Value.x"},"#)
    let result = driver.run(try Self.execution(definition, ["items": [["x": 1], ["y": 1]]]))
    #expect(result.status == .failed)
    #expect(result.execution.now == result.execution.startTime)
    #expect(result.children.map { ExecutionResult(execution: $0).status } == [.succeeded])
  }

  /// Nobody knows what the service does with them; here they end with what surrounds them.
  @Test func expressChildrenOfARunThatIsStoppedAreStopped() throws {
    let map = Self.map(#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}"#, type: "EXPRESS")
    let failing = #"{"StartAt":"V","States":{"V":{"Type":"Wait","Seconds":1,"Next":"F"},"F":{"Type":"Fail"}}}"#
    let result = VirtualTimeDriver().run(
      try Self.execution(
        #"{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[\#(map),\#(failing)],"End":true}}}"#))
    #expect(result.mapRuns.map(\.status) == [.aborted])
    #expect(result.children.map { ExecutionResult(execution: $0).status } == [.aborted, .aborted])
  }

  /// Redriving writes what came of the children that had not ended well, and lists what was written before.
  @Test func aRedrivenMapWritesBesideWhatItWroteBefore() throws {
    let processor = """
      {"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":1,"Next":"T"}],
        "Default":"P"},"P":{"Type":"Pass","End":true},
        "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:f","End":true}}}
      """
    let store = InMemoryDatasetStore()
    let first = VirtualTimeDriver(datasets: store).run(
      try Self.execution(Self.map(processor, #""ToleratedFailureCount":0,"# + Self.writer), ["items": [2, 1, 3]]))
    #expect(first.status == .failed)
    let uuid = try #require(first.mapRuns.first?.mapRunARN.split(separator: ":").last)
    var resources = ResourceRouter()
    resources.function("f") { _ in "done" }
    let second = try VirtualTimeDriver(resources: resources, datasets: store).redrive(first)
    #expect(second.output?["ResultWriterDetails"]?["Key"] == .string("p/\(uuid)/Redrive-1/manifest.json"))
    let files = try JSON(
      parsing: try #require(store.object(bucket: "b", key: "p/\(uuid)/Redrive-1/manifest.json")))["ResultFiles"]
    #expect(
      files?["SUCCEEDED"]?.arrayValue?.map { $0["Key"] } == [
        .string("p/\(uuid)/SUCCEEDED_0.json"), .string("p/\(uuid)/Redrive-1/SUCCEEDED_0.json"),
      ])
    #expect(files?["FAILED"] == [])
    let written = try JSON(
      parsing: try #require(store.object(bucket: "b", key: "p/\(uuid)/Redrive-1/SUCCEEDED_0.json")))
    #expect(written.arrayValue?.map { $0["Output"] } == [#""done""#])
  }

  // MARK: Activities that do not exist

  private static let activity = "arn:aws:states:us-east-1:111111111111:activity:a"

  /// Children know the activities that do not exist, also those that have been made before a redrive.
  @Test func childrenKnowWhichActivitiesDoNotExist() throws {
    let processor = #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"\#(Self.activity)","End":true}}}"#
    var driver = VirtualTimeDriver()
    driver.resources.missingActivities = [Self.activity]
    let first = driver.run(try Self.execution(Self.map(processor), ["items": [1]]))
    let child = try #require(first.children.first)
    #expect(ExecutionResult(execution: child).cause?.hasSuffix("The activity \(Self.activity) does not exist.") == true)
    driver.resources.missingActivities = []
    driver.resources.activity("a", taking: JSON.self) { $0 }
    #expect(try driver.redrive(first).output == [1])
  }

  /// Executions that tasks start know them, and the children of their map runs.
  @Test(arguments: [true, false]) func executionsThatTasksStartKnowWhichActivitiesDoNotExist(isInMap: Bool) throws {
    let task = #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"\#(Self.activity)","End":true}}}"#
    let parent = """
      {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
        "Parameters":{"StateMachineArn":"Child","Input":{"items":[1]}},"End":true}}}
      """
    var driver = VirtualTimeDriver()
    driver.stateMachines = ["Child": try StateMachine(parsing: isInMap ? Self.map(task) : task)]
    driver.resources.missingActivities = [Self.activity]
    driver.keepsChildren = true
    let result = driver.run(try Self.execution(parent))
    let causes = result.children.compactMap { ExecutionResult(execution: $0).cause }
    #expect(causes.filter { $0.hasSuffix("The activity \(Self.activity) does not exist.") }.count == 1)
    driver.resources.missingActivities = []
    driver.resources.activity("a", taking: JSON.self) { $0 }
    #expect(driver.run(try Self.execution(parent)).status == .succeeded)
  }

  // MARK: What is kept

  /// Of Maps in Maps no more executions are under way than one path has with its siblings.
  @Test func childrenOfOneChildEndBeforeTheNextBegins() throws {
    let range = #"{"Type":"Pass","Parameters":{"items.$":"States.ArrayRange(1,8,1)"},"Next":"#
    func nested(_ inner: String, _ letter: String) -> String {
      let map = Self.map(inner, state: "M" + letter, #""ResultPath":null,"#).dropFirst(
        #"{"StartAt":"MX","States":{"#.utf8.count)
      return #"{"StartAt":"R\#(letter)","States":{"R\#(letter)":\#(range)"M\#(letter)"},\#(map)"#
    }
    let definition = nested(nested(nested(Self.pass, "C"), "B"), "A")
    let options = ExecutionTree.Options()
    var tree = ExecutionTree(try Self.execution(definition, [:]), options)
    tree.deliver(.start, to: .root, at: Timestamp(milliseconds: 0))
    #expect(tree.hasEnded)
    #expect(ExecutionResult(execution: tree.root).status == .succeeded)
    #expect(tree.result.children.isEmpty)
    #expect(tree.peakCount == 1 + 3 * 8)
  }

  /// The inputs of children that run at the same time are bounded by their bytes; the others wait.
  @Test(arguments: [(10, 100), (2_000, 2), (3_000, 3), (0, 1), (Int.max, 100), (Int.min, 1)])
  func childrenRunAtTheSameTimeWhileTheirInputsHaveRoom(bound: Int, most: Int) throws {
    let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}"#
    let item = JSON.string(String(repeating: "x", count: 998))
    var quotas = ExecutionQuotas.service
    quotas.maximumRunningInputBytes = bound == 10 ? 1_000_000 : bound
    let execution = Execution(
      try StateMachine(parsing: Self.map(wait)), input: ["items": .array(Array(repeating: item, count: 100))],
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0), quotas: quotas)
    let result = VirtualTimeDriver().run(execution)
    #expect(result.output?.arrayValue?.count == 100)
    let seconds = (result.execution.now.milliseconds - result.execution.startTime.milliseconds) / 1_000
    #expect(seconds == Int64((100 + most - 1) / most))
  }

  /// A child is an execution, and no execution starts with more than a payload may have.
  @Test func aChildsInputIsNoLongerThanAPayload() throws {
    let text = "[\"" + String(repeating: "x", count: 300_000) + "\",1]"
    let store = InMemoryDatasetStore(texts: ["b": ["k": text]])
    let reader =
      #""ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"b","Key":"k"},"#
      + #""ReaderConfig":{"InputType":"JSON"}},"#
    let definition = Self.map(Self.pass, reader).replacing(#""ItemsPath":"$.items","#, with: "")
    let result = VirtualTimeDriver(datasets: store).run(try Self.execution(definition))
    #expect(result.error == "States.DataLimitExceeded")
    #expect(
      result.cause
        == "The input of a child workflow execution of the Map state 'M' exceeds the maximum number of bytes service limit."
    )
    let selected = definition.replacing(
      #""ItemReader""#, with: #""ItemSelector":{"index.$":"$$.Map.Item.Index"},"ItemReader""#)
    #expect(
      VirtualTimeDriver(datasets: store).run(try Self.execution(selected)).output == [["index": 0], ["index": 1]])
  }

  /// What the selected inputs have in common is measured once, but counts in each of them.
  @Test(arguments: [true, false])
  func aSelectedInputIsMeasuredWithThePartsThatItShares(fits: Bool) throws {
    let input: JSON = ["items": .array((0..<1_000).map { .number(.integer($0)) })]
    let longest: JSON = ["all": input, "again": input, "v": 999]
    var quotas = ExecutionQuotas.service
    quotas.maximumPayloadBytes = longest.compactByteCount - (fits ? 0 : 1)
    let processor = #"{"StartAt":"P","States":{"P":{"Type":"Pass","Result":1,"End":true}}}"#
    let selector = #""ItemSelector":{"all.$":"$","again.$":"$","v.$":"$$.Map.Item.Value"},"#
    let execution = Execution(
      try StateMachine(parsing: Self.map(processor, selector)), input: input,
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0), quotas: quotas)
    let result = VirtualTimeDriver().run(execution)
    #expect(result.error == (fits ? nil : "States.DataLimitExceeded"))
    #expect(result.output?.arrayValue?.count == (fits ? 1_000 : nil))
  }

  /// An upper bound of the depth of ItemSelector's result is passed with it, instead of another walk.
  @Test func aSelectedInputMayBeNestedAsDeeplyAsAnyValue() throws {
    var quotas = ExecutionQuotas.service
    quotas.maximumDepth = 20
    let processor =
      #"{"StartAt":"P","States":{"P":{"Type":"Pass","Parameters":{"x":{"x":{"x":{"x.$":"$.all.deep"}}}},"End":true}}}"#
    func result(levels: Int) throws -> ExecutionResult {
      var deep: JSON = 1
      for _ in 0..<levels { deep = [deep] }
      let execution = Execution(
        try StateMachine(parsing: Self.map(processor, #""ItemSelector":{"all.$":"$"},"#)),
        input: ["items": [1], "deep": deep],
        identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0), quotas: quotas)
      return VirtualTimeDriver().run(execution)
    }
    // The result is in an array.
    #expect(try result(levels: 15).status == .succeeded)
    #expect(try result(levels: 17).error != nil)
  }

  // MARK: The description

  @Test(
    arguments: [
      (pass, "SUCCEEDED", "NOT_REDRIVABLE", "Execution is SUCCEEDED and cannot be redriven"),
      (fail, "FAILED", "REDRIVABLE", nil),
    ] as [(String, String, String, String?)])
  func theDescriptionSaysWhetherAnExecutionCanBeRedriven(
    definition: String, status: String, redrive: String, reason: String?
  ) throws {
    let description = VirtualTimeDriver().run(try Self.execution(definition)).json
    #expect(description["status"] == .string(status))
    #expect(description["redriveCount"] == 0)
    #expect(description["redriveStatus"] == .string(redrive))
    #expect(description["redriveStatusReason"] == reason.map { .string($0) })
  }
}

extension String {
  fileprivate func replacing(_ part: String, with other: String) -> String {
    guard let range = self.range(of: part) else { return self }
    return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }

  private func range(of part: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }
}
