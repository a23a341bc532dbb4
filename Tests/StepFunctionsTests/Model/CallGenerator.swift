import LanguageSupport
import OrderedJSON

/// Draws requests from a seed: most of them valid, of the few names that there are, so that they meet each other.
struct CallGenerator {
  private var random: SplitMix64
  /// What there is, so that most requests meet something.
  private var model = ServiceModel(now: 0)
  /// A number that no other input has.
  private var inputs = 0
  /// What answers have given, the latest.
  private var executions: [(arn: String, scope: Scope)] = []
  private var taskTokens: [String] = []
  private var pages: [(call: Call, token: String)] = []
  private var redrives: [Call] = []
  private var starts: [Call] = []
  private var creations: [Call] = []

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  // MARK: Drawing

  mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(max(bound, 1))) }

  private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  private mutating func one<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  private mutating func some(_ percent: Int, _ value: JSON) -> JSON? {
    chance(percent) ? value : nil
  }

  // MARK: Learning

  /// Takes up what an answer gave, for later requests.
  mutating func learn(_ call: Call, _ answer: JSON) {
    if let arn = answer["executionArn"]?.stringValue, call.operation == "StartExecution", !arn.contains(":express:") {
      Self.add((arn, call.scope), to: &executions)
      Self.add(call, to: &starts)
    }
    if let token = answer["taskToken"]?.stringValue { Self.add(token, to: &taskTokens) }
    if let token = answer["nextToken"]?.stringValue { Self.add((call, token), to: &pages) }
    if call.operation == "RedriveExecution", answer["redriveDate"] != nil { Self.add(call, to: &redrives) }
    if call.operation == "CreateStateMachine" { Self.add(call, to: &creations) }
  }

  private static func add<Element>(_ element: Element, to list: inout [Element]) {
    if list.count >= 40 { list.removeFirst() }
    list.append(element)
  }

  // MARK: Time

  /// How far the clock is moved before the next request, in milliseconds; mostly not at all.
  mutating func pause() -> Int64 {
    guard chance(8) else { return 0 }
    let day: Int64 = 86_400_000
    let pauses: [Int64] = [
      1_000, 1_000, 5_000, 5_000, 10_000, 10_000, 30_000, 30_000, 60_000, 60_000, 300_000, 300_000, 899_999, 900_000,
      7_200_000, 7_200_000, day - 1, day, day, 14 * day, 90 * day,
    ]
    return one(pauses)
  }

  // MARK: Requests

  /// The next request.
  mutating func next(_ model: ServiceModel) -> Call {
    self.model = model
    var call = request()
    if chance(7) { spoil(&call) }
    // What waits in an express execution nobody sees.
    if call.operation == "UpdateStateMachine", model.machines[call.text("stateMachineArn") ?? ""]?.isExpress == true,
      let known = Definitions.known(call.text("definition") ?? "", in: call.scope), !known.isInstant
    {
      call.members["definition"] = definition(call.scope, isExpress: true)
    }
    return call
  }

  /// A request during which the process may die: the next one of which nothing is drawn that would be needed later.
  mutating func nextInterruptible(_ model: ServiceModel) -> Call? {
    let call = next(model)
    switch call.operation {
    case "GetActivityTask", "UpdateStateMachine", "StartSyncExecution": return nil
    case "StartExecution": return call.text("name") != nil && !model.draws(call) ? call : nil
    case let operation where operation.hasPrefix("List") || operation.hasPrefix("Get"): return nil
    default: return call
    }
  }

  /// Whether the process dies now, and during a request.
  mutating func crash() -> (dies: Bool, duringRequest: Bool, writes: Int) {
    (below(25) == 0, below(4) > 0, below(3))
  }

  private mutating func request() -> Call {
    let scope = chance(88) ? Scope() : Scope(region: "eu-west-1")
    // Pages are walked while other things happen.
    if chance(6), !pages.isEmpty { return nextPage() }
    return switch below(100) {
    case 0..<4: createActivity(scope)
    case 4..<6:
      Call(
        operation: one(["DescribeActivity", "DescribeActivity", "DeleteActivity"]),
        members: ["activityArn": activity(scope)], scope: scope)
    case 6..<14: createMachine(scope)
    case 14..<20: updateMachine(scope)
    case 20: Call(operation: "DeleteStateMachine", members: ["stateMachineArn": machine(scope)], scope: scope)
    case 21..<26: describeMachine(scope)
    case 26..<29: publish(scope)
    case 29..<35: versionsAndAliases(scope)
    case 35..<38: tags(scope)
    case 38..<43: list(scope)
    case 43..<58: start(scope)
    case 58..<61: startSync(scope)
    case 61..<67: describeExecution(scope)
    case 67..<72: history(scope)
    case 72..<78: listExecutions(scope)
    case 78..<81: stop(scope)
    case 81..<86: redrive(scope)
    case 86..<91: poll(scope)
    case 91..<98: send(scope)
    default: mapRuns(scope)
    }
  }

  private mutating func createActivity(_ scope: Scope) -> Call {
    var call = Call(
      operation: "CreateActivity", members: ["name": .string(one(Definitions.activities + ["third"]))], scope: scope)
    if chance(30) { call.members["tags"] = tagList() }
    if chance(15) { call.members["encryptionConfiguration"] = encryption() }
    return call
  }

  private mutating func activity(_ scope: Scope) -> JSON {
    .string(scope.arn("activity:\(one(Definitions.activities + ["third"]))"))
  }

  private static let machineNames = ["alpha", "beta-2", "beta-10", "größe", "Zeta_1", "x.y"]
  private static let aliasNames = ["live", "test-1", "v2.x"]

  private mutating func machine(_ scope: Scope) -> JSON { .string(machineARN(scope)) }

  private mutating func machineARN(_ scope: Scope) -> String { existing(scope) ?? anyMachine(scope) }

  private mutating func anyMachine(_ scope: Scope) -> String { scope.arn("stateMachine:\(one(Self.machineNames))") }

  /// A machine that there is and that has something; sometimes none.
  private mutating func existing(_ scope: Scope, _ has: (ServiceModel.Machine) -> Bool = { _ in true }) -> String? {
    let arns = Self.machineNames.map { scope.arn("stateMachine:\($0)") }.filter { model.machines[$0].map(has) ?? false }
    return arns.isEmpty || chance(20) ? nil : one(arns)
  }

  private mutating func version(_ scope: Scope) -> String {
    guard let machine = existing(scope, { !$0.versions.isEmpty }), let versions = model.machines[machine]?.versions
    else {
      return "\(anyMachine(scope)):\(1 + below(4))"
    }
    return "\(machine):\(one(versions.keys.sorted()))"
  }

  private mutating func alias(_ scope: Scope) -> String {
    guard let machine = existing(scope, { !$0.aliases.isEmpty }), let aliases = model.machines[machine]?.aliases else {
      return "\(anyMachine(scope)):\(one(Self.aliasNames))"
    }
    return "\(machine):\(one(aliases).name)"
  }

  /// The ARN of a machine, a version or an alias.
  private mutating func startable(_ scope: Scope) -> String {
    switch below(10) {
    case 0..<6: machineARN(scope)
    case 6..<8: version(scope)
    default: alias(scope)
    }
  }

  private mutating func definition(_ scope: Scope, isExpress: Bool) -> JSON {
    if chance(4) { return .string(one(Definitions.wrong)) }
    let fitting = isExpress ? Definitions.all.filter(\.isInstant) : Definitions.all
    return .string(one(fitting).text(in: scope))
  }

  private mutating func role() -> JSON { .string("arn:aws:iam::123456789012:role/\(one(["a", "b"]))") }

  private mutating func logging() -> JSON {
    let group: JSON = ["cloudWatchLogsLogGroup": ["logGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:g:*"]]
    return one([
      [:], ["level": "OFF"], ["level": "OFF", "destinations": []], ["level": "ALL", "destinations": [group]],
      ["level": "ERROR", "includeExecutionData": true, "destinations": [group]], ["level": "ALL"],
      ["level": "FATAL", "destinations": [group, group]],
    ])
  }

  private mutating func encryption() -> JSON {
    let key: JSON = "arn:aws:kms:us-east-1:123456789012:key/k"
    return one([
      ["type": "AWS_OWNED_KEY"], ["type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": key],
      ["type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": key, "kmsDataKeyReusePeriodSeconds": 60],
    ])
  }

  private mutating func tagList() -> JSON {
    .array(
      (0..<below(3)).map { _ in
        ["key": .string(one(["team", "Team", "stage"])), "value": .string(one(["", "a", "b"]))]
      })
  }

  private mutating func createMachine(_ scope: Scope) -> Call {
    // The same again, perhaps with one thing different.
    if chance(35), !creations.isEmpty {
      var call = one(creations)
      switch below(9) {
      case 0: call.members["roleArn"] = role()
      case 1: call.members["tags"] = tagList()
      case 2: call.members["publish"] = .bool(call["publish"] != true)
      case 3: call.members["versionDescription"] = some(60, .string("first"))
      case 4: call.members["loggingConfiguration"] = logging()
      case 5: call.members["tracingConfiguration"] = ["enabled": .bool(chance(50))]
      case 6: call.members["definition"] = definition(call.scope, isExpress: call["type"] == "EXPRESS")
      case 7: call.members["name"] = .string(one(Self.machineNames))
      default: break
      }
      return call
    }
    let isExpress = chance(20)
    var call = Call(
      operation: "CreateStateMachine",
      members: [
        "name": .string(one(Self.machineNames)), "definition": definition(scope, isExpress: isExpress),
        "roleArn": role(),
      ],
      scope: scope)
    if isExpress { call.members["type"] = "EXPRESS" } else { call.members["type"] = some(20, "STANDARD") }
    call.members["loggingConfiguration"] = chance(20) ? logging() : nil
    call.members["tags"] = chance(20) ? tagList() : nil
    call.members["tracingConfiguration"] = chance(10) ? ["enabled": .bool(chance(50))] : nil
    call.members["encryptionConfiguration"] = chance(10) ? encryption() : nil
    if chance(30) {
      call.members["publish"] = true
      call.members["versionDescription"] = some(40, "first")
    }
    return call
  }

  private mutating func updateMachine(_ scope: Scope) -> Call {
    let arn = chance(92) ? machineARN(scope) : startable(scope)
    var call = Call(operation: "UpdateStateMachine", members: ["stateMachineArn": .string(arn)], scope: scope)
    call.members["definition"] = chance(60) ? definition(scope, isExpress: false) : nil
    call.members["roleArn"] = chance(40) ? role() : nil
    call.members["loggingConfiguration"] = chance(15) ? logging() : nil
    call.members["tracingConfiguration"] = chance(15) ? ["enabled": .bool(chance(50))] : nil
    call.members["encryptionConfiguration"] = chance(8) ? encryption() : nil
    if chance(30) {
      call.members["publish"] = true
      call.members["versionDescription"] = some(30, "updated")
    }
    return call
  }

  private mutating func describeMachine(_ scope: Scope) -> Call {
    let arn = one([machineARN(scope), machineARN(scope), version(scope), alias(scope), machineARN(scope) + "/label"])
    var call = Call(operation: "DescribeStateMachine", members: ["stateMachineArn": .string(arn)], scope: scope)
    call.members["includedData"] = chance(15) ? .string(one(["ALL_DATA", "METADATA_ONLY"])) : nil
    return call
  }

  private mutating func publish(_ scope: Scope) -> Call {
    let arn = chance(92) ? machineARN(scope) : startable(scope)
    var call = Call(operation: "PublishStateMachineVersion", members: ["stateMachineArn": .string(arn)], scope: scope)
    call.members["revisionId"] = chance(20) ? .string(one(["INITIAL", "another"])) : nil
    call.members["description"] = some(30, "published")
    return call
  }

  private mutating func routing(_ scope: Scope) -> JSON {
    let machine = existing(scope, { $0.versions.count > 1 }) ?? machineARN(scope)
    let known = model.machines[machine]?.versions.keys.sorted() ?? []
    let weights = one([[100], [100], [50, 50], [90, 10], [100, 0], [60, 50], [99]])
    var first = known.isEmpty ? 1 : below(known.count)
    return .array(
      weights.map { weight in
        defer { first += 1 }
        let number = known.isEmpty || chance(4) ? 1 + below(3) : known[first % known.count]
        let owner = chance(95) ? machine : startable(scope)
        return ["stateMachineVersionArn": .string("\(owner):\(number)"), "weight": .integer(weight)]
      })
  }

  private mutating func versionsAndAliases(_ scope: Scope) -> Call {
    let description: JSON? = chance(30) ? .string(one(["", "d", "e"])) : nil
    switch below(10) {
    case 0..<4:
      return Call(
        operation: "CreateStateMachineAlias",
        members: (["name": .string(one(Self.aliasNames)), "routingConfiguration": routing(scope)] as JSON.Object).with(
          "description", description),
        scope: scope)
    case 4..<6:
      let routing = chance(60) ? routing(scope) : nil
      return Call(
        operation: "UpdateStateMachineAlias",
        members: (["stateMachineAliasArn": .string(alias(scope))] as JSON.Object).with("description", description).with(
          "routingConfiguration", routing),
        scope: scope)
    case 6:
      return Call(
        operation: "DescribeStateMachineAlias", members: ["stateMachineAliasArn": .string(alias(scope))], scope: scope)
    case 7:
      return Call(
        operation: "DeleteStateMachineAlias", members: ["stateMachineAliasArn": .string(alias(scope))], scope: scope)
    default:
      return Call(
        operation: "DeleteStateMachineVersion", members: ["stateMachineVersionArn": .string(version(scope))],
        scope: scope)
    }
  }

  private mutating func tags(_ scope: Scope) -> Call {
    let arn = one([
      machineARN(scope), machineARN(scope), activity(scope).stringValue ?? "", version(scope), alias(scope),
    ])
    let members: JSON.Object = ["resourceArn": .string(arn)]
    switch below(4) {
    case 0:
      let tags: JSON = chance(90) ? tagList() : [["key": "aws:x", "value": "y"]]
      return Call(operation: "TagResource", members: members.with("tags", tags), scope: scope)
    case 1:
      return Call(
        operation: "UntagResource", members: members.with("tagKeys", one([[], ["team"], ["Team", "none"]])),
        scope: scope)
    default: return Call(operation: "ListTagsForResource", members: members, scope: scope)
    }
  }

  // MARK: Lists

  private mutating func size() -> JSON? { chance(70) ? .integer(one([0, 1, 2, 3, 10, 1_000])) : nil }

  private mutating func list(_ scope: Scope) -> Call {
    let members = JSON.Object().with("maxResults", size())
    switch below(4) {
    case 0: return Call(operation: "ListActivities", members: members, scope: scope)
    case 1: return Call(operation: "ListStateMachines", members: members, scope: scope)
    case 2:
      return Call(
        operation: "ListStateMachineVersions", members: members.with("stateMachineArn", machine(scope)), scope: scope)
    default:
      let arn = one([machineARN(scope), machineARN(scope), version(scope), alias(scope)])
      return Call(
        operation: "ListStateMachineAliases", members: members.with("stateMachineArn", .string(arn)), scope: scope)
    }
  }

  /// The page after one that has been given, perhaps of other arguments.
  private mutating func nextPage() -> Call {
    // Mostly the latest, so that lists are walked to their end.
    var (call, token) = chance(60) ? pages[pages.count - 1] : one(pages)
    call.members["nextToken"] = .string(token)
    switch below(14) {
    case 0: call.members["maxResults"] = size()
    case 1: call.members["nextToken"] = .string(one(pages).token)
    case 2: call.members["nextToken"] = .string(String(token.dropLast()) + "0")
    case 3: call.scope = Scope(region: "eu-west-1")
    case 4: if call["executionArn"] != nil { call.members["reverseOrder"] = .bool(call["reverseOrder"] != true) }
    case 5: if call["statusFilter"] != nil { call.members["statusFilter"] = nil }
    default: break
    }
    return call
  }

  // MARK: Executions

  private mutating func input() -> JSON {
    if chance(4) { return .string(one(Definitions.wrongInputs.keys.sorted())) }
    inputs += 1
    return .string(
      one([
        #"{"n":\#(inputs)}"#, #"{"n":\#(inputs),"go":true}"#, #"{"go":true,"n":\#(inputs)}"#, "\(inputs)",
        #""text \#(inputs)""#, "[\(inputs)]", #"{"n":\#(inputs),"go":"true"}"#, #"{ "n" : \#(inputs), "go":true }"#,
      ]))
  }

  private mutating func executionName() -> JSON { .string("run-\(below(60))") }

  private mutating func start(_ scope: Scope) -> Call {
    // The same again, perhaps with another input.
    if chance(12), !starts.isEmpty {
      var call = one(starts)
      if chance(30) { call.members["input"] = input() }
      return call
    }
    var call = Call(operation: "StartExecution", members: ["stateMachineArn": .string(startable(scope))], scope: scope)
    call.members["name"] = chance(70) ? executionName() : nil
    call.members["input"] = chance(90) ? input() : nil
    call.members["traceHeader"] = some(10, "Root=1-5")
    return call
  }

  private mutating func startSync(_ scope: Scope) -> Call {
    var call = start(scope)
    call.operation = "StartSyncExecution"
    return call
  }

  private mutating func execution(_ scope: Scope) -> (JSON, Scope) {
    if chance(92), !executions.isEmpty {
      var (arn, scope) = one(executions)
      for _ in 0..<3 where model.executions[arn] == nil { (arn, scope) = one(executions) }
      return (.string(arn), scope)
    }
    return (.string(scope.arn("execution:\(one(Self.machineNames)):run-\(below(60))")), scope)
  }

  private mutating func describeExecution(_ scope: Scope) -> Call {
    let (arn, scope) = execution(scope)
    var call = Call(
      operation: one(["DescribeExecution", "DescribeExecution", "DescribeStateMachineForExecution"]),
      members: ["executionArn": arn], scope: scope)
    call.members["includedData"] = chance(10) ? .string(one(["ALL_DATA", "METADATA_ONLY"])) : nil
    return call
  }

  private mutating func history(_ scope: Scope) -> Call {
    let (arn, scope) = execution(scope)
    var call = Call(operation: "GetExecutionHistory", members: ["executionArn": arn], scope: scope)
    call.members["maxResults"] = size()
    call.members["reverseOrder"] = some(40, .bool(true))
    call.members["includeExecutionData"] = some(20, .bool(false))
    return call
  }

  private mutating func listExecutions(_ scope: Scope) -> Call {
    var call = Call(operation: "ListExecutions", members: ["stateMachineArn": .string(startable(scope))], scope: scope)
    call.members["maxResults"] = size()
    call.members["statusFilter"] =
      chance(40) ? .string(one(["RUNNING", "SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT", "PENDING_REDRIVE"])) : nil
    call.members["redriveFilter"] = some(4, "REDRIVEN")
    return call
  }

  private mutating func stop(_ scope: Scope) -> Call {
    let (arn, scope) = execution(scope)
    var call = Call(operation: "StopExecution", members: ["executionArn": arn], scope: scope)
    call.members["error"] = some(40, "Stopped")
    call.members["cause"] = some(40, "by hand")
    return call
  }

  private mutating func redrive(_ scope: Scope) -> Call {
    if chance(35), !redrives.isEmpty { return one(redrives) }
    let (arn, scope) = execution(scope)
    var call = Call(operation: "RedriveExecution", members: ["executionArn": arn], scope: scope)
    call.members["clientToken"] = chance(70) ? .string("token-\(below(20))") : nil
    return call
  }

  // MARK: Tasks

  private mutating func poll(_ scope: Scope) -> Call {
    var call = Call(operation: "GetActivityTask", members: ["activityArn": activity(scope)], scope: scope)
    call.members["workerName"] = chance(60) ? .string(one(["one", "two"])) : nil
    return call
  }

  private mutating func send(_ scope: Scope) -> Call {
    let known =
      taskTokens.isEmpty || chance(6) ? "AAAA" : chance(60) ? taskTokens[taskTokens.count - 1] : one(taskTokens)
    var call = Call(
      operation: one(["SendTaskSuccess", "SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat"]),
      members: ["taskToken": .string(known)], scope: chance(96) ? Scope() : scope)
    switch call.operation {
    case "SendTaskSuccess": call.members["output"] = .string(one([#"{"done":true}"#, "1", #""x""#, "{", "null"]))
    case "SendTaskFailure":
      call.members["error"] = some(60, "Worker.Error")
      call.members["cause"] = some(60, "it did not work")
    default: break
    }
    return call
  }

  private mutating func mapRuns(_ scope: Scope) -> Call {
    if chance(50) {
      let (arn, scope) = execution(scope)
      return Call(operation: "ListMapRuns", members: ["executionArn": arn], scope: scope)
    }
    let run = scope.arn("mapRun:alpha/label:0000")
    return Call(
      operation: one(["DescribeMapRun", "UpdateMapRun", "ListExecutions"]), members: ["mapRunArn": .string(run)],
      scope: scope)
  }

  // MARK: What is wrong

  /// Makes one thing of a request wrong.
  private mutating func spoil(_ call: inout Call) {
    guard let members = ServiceModel.members[call.operation], !members.isEmpty else { return }
    let member = one(members)
    let arns = members.map(\.name).filter { call[$0] != nil && $0.lowercased().hasSuffix("arn") && $0 != "roleArn" }
    if chance(45), let name = arns.first {
      call.members[name] = .string(wrongARN(call.scope, call.text(name) ?? ""))
      return
    }
    switch member.rule {
    case .text(let length, _, let pattern):
      switch below(5) {
      case 0: call.members[member.name] = nil
      case 1: call.members[member.name] = ""
      case 2 where length.upperBound <= 32_768:
        call.members[member.name] = .string(String(repeating: "x", count: length.upperBound + 1))
      case 3: call.members[member.name] = one([7, true, ["a"], [:]])
      default:
        if pattern != nil { call.members[member.name] = .string(one(["é é", "12", "a b"])) }
        if member.name == "name" {
          call.members["name"] = .string(one(["a b", "a/b", "a\u{7}", "<x>", "a#b", "a:b", "p\u{a0}q", "%"]))
        }
      }
    case .number(let range):
      call.members[member.name] = one([.integer(range.upperBound + 1), .integer(range.lowerBound - 1), "ten", 1.5])
    case .choice: call.members[member.name] = one(["succeeded", "", 1])
    case .other: call.members[member.name] = nil
    }
  }

  private mutating func wrongARN(_ scope: Scope, _ text: String) -> String {
    let other = text.replacing(scope.region, with: "ap-south-1")
    return one([
      "not-an-arn", "arn:aws:lambda:us-east-1:123456789012:function:f", other,
      text.replacing(scope.account, with: "111111111111"), scope.arn("stateMachine:alpha/label"),
      scope.arn("execution:alpha/label:x"), scope.arn("express:alpha:run-1:id"), scope.arn("activity:work"),
      scope.arn("mapRun:alpha/label:x"), scope.arn("stateMachine:alpha"), scope.arn("stateMachine:alpha:1"),
      scope.arn("stateMachine:alpha:live"), scope.arn("execution:alpha:run-1"), scope.arn("nothing:alpha"),
    ])
  }
}

extension JSON.Object {
  /// The same with another member, if there is a value for it.
  func with(_ name: String, _ value: JSON?) -> JSON.Object {
    guard let value else { return self }
    var copy = self
    copy[name] = value
    return copy
  }
}
