import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// A whole tree of executions is written down, forgotten, read back and gone on with, at every step.
@Suite struct TreeSnapshotTests {
  /// Something that executions do together, and what they need for that.
  struct Scene: Sendable, CustomTestStringConvertible {
    let name: String
    let definition: JSON
    var input: JSON = [1, 2, 3, 4, 5]
    /// Whether it fails, so that it can be redriven.
    var fails = false
    var testDescription: String { name }
  }

  // MARK: Scenes

  static func task(_ resource: String, _ more: JSON.Object = [:]) -> JSON {
    var state: JSON.Object = ["Type": "Task", "Resource": .string(resource), "End": true]
    for member in more.members { state[member.key] = member.value }
    if more["Next"] != nil { state["End"] = nil }
    return .object(state)
  }

  static func lambda(_ name: String, _ more: JSON.Object = [:]) -> JSON {
    task("arn:aws:lambda:us-east-1:111111111111:function:" + name, more)
  }

  static func starting(_ action: String, _ machine: String = "Nested", _ more: JSON.Object = [:]) -> JSON {
    var fields: JSON.Object = ["Parameters": ["StateMachineArn": .string(machine), "Input": ["n": 1]]]
    for member in more.members { fields[member.key] = member.value }
    return task("arn:aws:states:::states:" + action, fields)
  }

  static func only(_ state: JSON, as name: String = "S") -> JSON {
    ["StartAt": .string(name), "States": .object(JSON.Object([(name, state)]))]
  }

  static func map(_ type: String, _ child: JSON, _ more: JSON.Object = [:]) -> JSON {
    var processor = child.objectValue ?? [:]
    processor["ProcessorConfig"] = ["Mode": "DISTRIBUTED", "ExecutionType": .string(type)]
    var state: JSON.Object = ["Type": "Map", "Label": "L", "ItemProcessor": .object(processor), "End": true]
    for member in more.members { state[member.key] = member.value }
    return only(.object(state), as: "M")
  }

  static let retry: JSON = [["ErrorEquals": ["Odd"], "IntervalSeconds": 3, "MaxAttempts": 1]]

  static let scenes: [Scene] = [
    Scene(
      name: "executions that are awaited, and one that is not",
      definition: only([
        "Type": "Parallel", "End": true,
        "Branches": [
          only(starting("startExecution.sync"), as: "A"), only(starting("startExecution.sync:2", "Deeper"), as: "B"),
          only(starting("startExecution"), as: "C"), only(lambda("slow"), as: "D"),
        ],
      ])),
    Scene(
      name: "a branch that cuts off what it started",
      definition: only([
        "Type": "Parallel", "End": true,
        "Branches": [only(starting("startExecution.sync"), as: "A"), only(lambda("odd"), as: "B")],
      ]), input: 1, fails: true),
    Scene(
      name: "children of a distributed Map, two at a time, that retry and may fail",
      definition: map(
        "STANDARD", only(lambda("odd", ["Retry": retry])), ["MaxConcurrency": 2, "ToleratedFailureCount": 3])),
    Scene(
      name: "children of a distributed Map whose failures are too many",
      definition: map("STANDARD", only(lambda("odd")), ["MaxConcurrency": 3, "ToleratedFailureCount": 1]),
      fails: true),
    Scene(
      name: "express children that go on without their run",
      definition: map(
        "EXPRESS",
        [
          "StartAt": "C",
          "States": [
            "C": [
              "Type": "Choice", "Default": "W",
              "Choices": [["Variable": "$", "NumericEquals": 3, "Next": "F"]],
            ],
            "W": ["Type": "Wait", "Seconds": 20, "End": true], "F": lambda("odd"),
          ],
        ]), fails: true),
    Scene(
      name: "children of a distributed Map that fail while others wait for what they started",
      definition: map(
        "STANDARD",
        [
          "StartAt": "N",
          "States": [
            "N": starting("startExecution.sync", "Nested", ["ResultPath": .null, "Next": "O"]),
            "O": lambda("odd"),
          ],
        ], ["MaxConcurrency": 2]), fails: true),
    Scene(
      name: "children of a distributed Map that start executions",
      definition: map("STANDARD", only(starting("startExecution.sync")), ["MaxConcurrency": 2])),
    Scene(
      name: "a dataset that is read and written",
      definition: map(
        "STANDARD", only(lambda("slow")),
        [
          "MaxConcurrency": 1,
          "ItemReader": [
            "Resource": "arn:aws:states:::s3:getObject", "Parameters": ["Bucket": "in", "Key": "rows.csv"],
            "ReaderConfig": ["InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"],
          ],
          "ResultWriter": [
            "Resource": "arn:aws:states:::s3:putObject", "Parameters": ["Bucket": "out", "Prefix": "p"],
          ],
        ])),
    Scene(
      name: "records of children that have ended well",
      definition: map(
        "STANDARD", only(lambda("slow")),
        ["MaxConcurrency": 2, "ResultWriter": ["WriterConfig": ["Transformation": "NONE"]]])),
    Scene(
      name: "jobs, callbacks and deadlines",
      definition: only([
        "Type": "Parallel", "End": true,
        "Branches": [
          only(task("arn:aws:states:::glue:startJobRun.sync", ["Parameters": ["JobName": "j"]]), as: "A"),
          only(
            task(
              "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
              [
                "Parameters": ["QueueUrl": "q", "MessageBody.$": "$$.Task.Token"], "HeartbeatSeconds": 7,
                "TimeoutSeconds": 9, "Catch": [["ErrorEquals": ["States.Timeout"], "Next": "D"]],
              ]), as: "E"
          ).adding("D", ["Type": "Pass", "End": true]),
          only(["Type": "Wait", "Seconds": 7, "End": true], as: "B"),
          only(["Type": "Wait", "Seconds": 7, "End": true], as: "C"),
        ],
      ])),
    Scene(
      name: "iterations with tasks of one moment",
      definition: only([
        "Type": "Map", "MaxConcurrency": 3, "End": true,
        "ItemProcessor": only(
          lambda("odd", ["Retry": retry, "Catch": [["ErrorEquals": ["States.ALL"], "Next": "P"]]]), as: "I"
        )
        .adding("P", ["Type": "Pass", "End": true]),
      ])),
  ]

  /// - Parameter isMended: whether `odd` takes odd numbers.
  static func driver(isMended: Bool = false) throws -> VirtualTimeDriver {
    var resources = ResourceRouter()
    resources.otherwise { task in
      if task.resource.arn.hasSuffix(":odd"), !isMended, let number = task.input.integerValue, number % 2 == 1 {
        return TaskReport(.failed(error: "Odd", cause: nil), milliseconds: number == 3 ? 1_000 : 0)
      }
      if task.resource.arn.hasSuffix(".sync") {
        return TaskReport(.succeeded(["done": true]), submission: ["id": "1"], milliseconds: 4_000)
      }
      if task.resource.arn.hasSuffix(".waitForTaskToken") { return TaskReport(.pending, submission: ["id": "2"]) }
      return TaskReport(.succeeded(task.input), milliseconds: task.resource.arn.hasSuffix(":slow") ? 2_000 : 0)
    }
    let store = InMemoryDatasetStore(texts: ["in": ["rows.csv": "n\n1\n2\n3\n"]])
    var driver = VirtualTimeDriver(resources: resources, datasets: store)
    driver.keepsChildren = true
    driver.stateMachines = [
      "Nested": try Machines.compile([
        "StartAt": "W",
        "States": ["W": ["Type": "Wait", "Seconds": 10, "Next": "S"], "S": lambda("slow")],
      ]),
      "Deeper": try Machines.compile(only(starting("startExecution.sync"))),
    ]
    return driver
  }

  static func execution(_ scene: Scene) throws -> Execution {
    Execution(
      try Machines.compile(scene.definition), input: scene.input,
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(7))
  }

  static func text(_ result: ExecutionResult) -> [String] {
    var lines = [result.json.description]
    for execution in [result.execution] + result.children {
      lines.append(execution.identity.executionARN)
      lines += execution.history.map { $0.json.description }
    }
    return lines
  }

  // MARK: Virtual time

  @Test(arguments: scenes)
  func goneOnWithFromAnyStepItIsTheStraightRun(scene: Scene) throws {
    let straight = Self.text(try Self.driver().run(try Self.execution(scene)))
    let machine = try Machines.compile(scene.definition)
    var stepping = try Self.driver().start(try Self.execution(scene))
    repeat {
      let snapshot = try ExecutionTreeSnapshot(bytes: stepping.snapshot().bytes)
      let again = try Self.driver().start(resuming: snapshot, machine: machine)
      #expect(again.snapshot().bytes == snapshot.bytes)
      #expect(Self.text(try Self.driver().resume(snapshot, machine: machine)) == straight)
    } while stepping.step()
    #expect(stepping.hasEnded)
    #expect(Self.text(stepping.result) == straight)
  }

  @Test(arguments: scenes)
  func suspendedAtEveryStepItIsTheStraightRun(scene: Scene) throws {
    let straight = try Self.driver().run(try Self.execution(scene))
    var driver = try Self.driver()
    driver.suspendsAtEveryStep = true
    let suspended = driver.run(try Self.execution(scene))
    #expect(suspended.snapshotProblem == nil)
    #expect(Self.text(suspended) == Self.text(straight))
  }

  // MARK: Redriven

  static let failures = scenes.filter(\.fails)

  @Test(arguments: failures, [false, true])
  func redrivenAndSuspendedAtEveryStepItIsTheStraightRedrive(scene: Scene, isMended: Bool) throws {
    let first = try Self.driver().run(try Self.execution(scene))
    var driver = try Self.driver(isMended: isMended)
    let straight = try driver.redrive(first)
    #expect(straight.status == (isMended ? .succeeded : .failed))
    driver.suspendsAtEveryStep = true
    let suspended = try driver.redrive(first)
    #expect(suspended.snapshotProblem == nil)
    #expect(Self.text(suspended) == Self.text(straight))
  }

  @Test(arguments: failures, [false, true])
  func redrivenAndGoneOnWithFromAnyStepItIsTheStraightRedrive(scene: Scene, isMended: Bool) throws {
    var driver = try Self.driver()
    let first = driver.run(try Self.execution(scene))
    driver.resources = try Self.driver(isMended: isMended).resources
    let straight = Self.text(try driver.redrive(first))
    var stepping = try driver.startRedrive(first)
    repeat {
      let snapshot = try ExecutionTreeSnapshot(bytes: stepping.snapshot().bytes)
      let again = try driver.start(resuming: snapshot, machine: first.execution.machine)
      #expect(again.snapshot().bytes == snapshot.bytes)
      #expect(Self.text(try driver.resume(snapshot, machine: first.execution.machine)) == straight)
    } while stepping.step()
    #expect(stepping.hasEnded)
    #expect(Self.text(stepping.result) == straight)
  }

  /// What a restored redrive has kept is enough to redrive it once more.
  @Test(arguments: failures)
  func aRestoredRedriveThatFailsIsRedriven(scene: Scene) throws {
    let first = try Self.driver().run(try Self.execution(scene))
    let second = try Self.driver().redrive(first)
    let straight = Self.text(try Self.driver(isMended: true).redrive(second))
    var stepping = try Self.driver().startRedrive(first)
    repeat {
      let restored = try Self.driver().resume(stepping.snapshot(), machine: first.execution.machine)
      #expect(Self.text(try Self.driver(isMended: true).redrive(restored)) == straight)
    } while stepping.step()
  }

  @Test func aRedriveRunsUpToAMoment() throws {
    let first = try Self.driver().run(try Self.execution(Self.scenes[1]))
    let driver = try Self.driver(isMended: true)
    let start = first.execution.now.advanced(bySeconds: 60)
    var running = try driver.startRedrive(first, at: start)
    #expect(running.now == start)
    running.run(until: start.advanced(bySeconds: 9))
    #expect(!running.hasEnded)
    #expect(running.now == start)
    #expect(running.result.history.contains { $0.type == .executionRedriven })
    running = try driver.start(resuming: running.snapshot(), machine: first.execution.machine)
    running.run(until: start.advanced(bySeconds: 10))
    #expect(running.now == start.advanced(bySeconds: 10))
    running.run()
    #expect(running.hasEnded)
    #expect(running.result.status == .succeeded)
    #expect(running.result.execution.identity.redriveCount == 1)
    let hasStepped = running.step()
    #expect(!hasStepped)
  }

  @Test func whatSucceededIsNotRedrivenStepByStep() throws {
    let driver = try Self.driver()
    let result = driver.run(try Self.execution(Self.scenes[0]))
    #expect(throws: RedriveError.self) { try driver.startRedrive(result) }
  }

  // MARK: Parts of a run

  @Test func runsUpToAMoment() throws {
    let driver = try Self.driver()
    var execution = driver.start(try Self.execution(Self.scenes[0]))
    execution.run(until: driver.startTime.advanced(bySeconds: 9))
    #expect(!execution.hasEnded)
    #expect(execution.now == driver.startTime.advanced(bySeconds: 2))
    execution.run(until: driver.startTime.advanced(bySeconds: 10))
    #expect(execution.now == driver.startTime.advanced(bySeconds: 10))
    execution.run()
    #expect(execution.hasEnded)
    #expect(execution.result.status == .succeeded)
  }

  @Test func anExecutionThatHasBegunIsGoneOnWith() throws {
    let machine = try Machines.compile(Self.map("STANDARD", Self.only(Self.lambda("slow"))))
    var execution = Execution(
      machine, input: [1, 2], identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
    _ = execution.handle(.start, at: Timestamp(milliseconds: 5))
    let restored = try Execution(restoring: execution.snapshot(), machine: machine)
    let result = try Self.driver().run(restored)
    #expect(result.outputText == "[1,2]")
    #expect(result.children.count == 2)
    #expect(result.history.first?.timestamp.milliseconds == 5)
  }

  // MARK: What is refused

  @Test func aStateMachineThatIsNotKnownIsNamed() throws {
    var stepping = try Self.driver().start(try Self.execution(Self.scenes[0]))
    stepping.run(until: stepping.now)
    var other = try Self.driver()
    other.stateMachines = ["Nested": try #require(other.stateMachines["Nested"])]
    let machine = try Machines.compile(Self.scenes[0].definition)
    let error = #expect(throws: SnapshotError.self) { try other.resume(stepping.snapshot(), machine: machine) }
    #expect(error?.message == "the state machine 'Deeper' of one of the executions is not known")
  }

  @Test func anotherFormatIsRefused() throws {
    let stepping = try Self.driver().start(try Self.execution(Self.scenes[0]))
    let machine = try Machines.compile(Self.scenes[0].definition)
    for format: JSON in [0, 2, "1", .null] {
      var json = stepping.snapshot().json.objectValue ?? [:]
      json["format"] = format
      let snapshot = try ExecutionTreeSnapshot(bytes: JSONPrinter.compact.bytes(.object(json)))
      let error = #expect(throws: SnapshotError.self) { try Self.driver().resume(snapshot, machine: machine) }
      #expect(error?.message.contains("format 1") == true)
    }
  }

  /// Changes that no tree can be in: who belongs to whom, and who is where.
  @Test(arguments: [
    ("/nodes/1/0", #"["root"]"#), ("/nodes/0/0", #"["detached"]"#), ("/nodes/1/0", #"["child",[[0,0],[0,1]],0,true]"#),
    ("/nodes/1/0", #"["awaited",[[1,0],[1,1]]]"#), ("/nodes/1/0", #"["awaited",[[0,1],[1,1]]]"#),
    ("/nodes/1/0", #"["awaited",[[9,0],[1,1]]]"#), ("/nodes/1/0", #"["awaited",[[0,0],[4,1]]]"#),
    ("/nodes/1/0", #"["awaited",[[0,0],[3,1]]]"#), ("/nodes/2/0", #"["awaited",[[0,0],[1,1]]]"#),
    ("/nodes/1", #"["free",0]"#), ("/nodes/1/1", "-1"), ("/nodes/1/4", "7"), ("/nodes/1/4", "65537"),
    ("/nodes/1/3", "101"), ("/nodes/1/3", "0"), ("/nodes/1/3", "2"), ("/nodes/1/5", "[[9,9]]"), ("/nodes/0/4", "1"),
    ("/nodes/0/1", "1"), ("/nodes", "[]"),
    ("/free", "[1]"), ("/free", "[0,0]"), ("/started", "0"), ("/started", "9007199254740993"), ("/names", #""x""#),
    ("/agenda/0", #"["timer",[[0,0],[0,1]]]"#), ("/agenda/0", "[]"), ("/ended/others", "[1]"), ("/now", "1.0"),
  ])
  func whatNoTreeCanBeIsRefused(pointer: String, value: String) throws {
    var stepping = try Self.driver().start(try Self.execution(Self.scenes[0]))
    stepping.run(until: stepping.now)
    let machine = try Machines.compile(Self.scenes[0].definition)
    let json = Self.replacing(
      pointer.split(separator: "/").map(String.init)[...], in: stepping.snapshot().json, by: try JSON(parsing: value))
    let snapshot = try ExecutionTreeSnapshot(bytes: JSONPrinter.compact.bytes(json))
    #expect(throws: SnapshotError.self) { try Self.driver().resume(snapshot, machine: machine) }
  }

  @Test func aChildThatIsNestedMoreDeeplyThanItsParentIsRefused() throws {
    let scene = Self.scenes[2]
    let stepping = try Self.driver().start(try Self.execution(scene))
    let machine = try Machines.compile(scene.definition)
    let json = stepping.snapshot().json
    #expect(json["nodes"]?[1]?[0]?[0] == "child")
    let damaged = Self.replacing(["nodes", "1", "3"], in: json, by: 1)
    let snapshot = try ExecutionTreeSnapshot(bytes: JSONPrinter.compact.bytes(damaged))
    let error = #expect(throws: SnapshotError.self) { try Self.driver().resume(snapshot, machine: machine) }
    #expect(error?.message.contains("a child that its parent waits for") == true)
  }

  static func replacing(_ path: ArraySlice<String>, in json: JSON, by value: JSON) -> JSON {
    guard let first = path.first else { return value }
    if var elements = json.arrayValue, let index = Int(first), elements.indices.contains(index) {
      elements[index] = replacing(path.dropFirst(), in: elements[index], by: value)
      return .array(elements)
    }
    guard var object = json.objectValue else { return json }
    object[first] = replacing(path.dropFirst(), in: object[first] ?? .null, by: value)
    return .object(object)
  }

  // MARK: Addresses

  @Test func addressesAreReadBackAndNothingElseIs() throws {
    typealias Address = ExecutionTree.Address<TaskID>
    let address = try Address(wireForm: [[3, 4_294_967_295], [2, -5]])
    #expect(address.node == ExecutionTree.NodeID(place: 3, generation: .max))
    #expect(address.wireForm == [[3, 4_294_967_295], [2, -5]])
    for form: JSON in [
      [[3], [2, 1]], [[-1, 0], [2, 1]], [[1, -1], [2, 1]], [[1, 0]], [1, 0, 2, 1], [[1.5, 0], [2, 1]],
    ] {
      #expect(throws: WireFormError.self) { try Address(wireForm: form) }
    }
  }
}

extension JSON {
  /// A definition with one more state.
  fileprivate func adding(_ name: String, _ state: JSON) -> JSON {
    var definition = objectValue ?? [:]
    var states = definition["States"]?.objectValue ?? [:]
    states[name] = state
    definition["States"] = .object(states)
    return .object(definition)
  }
}
