import Foundation
import StatesTesting
import Testing

/// What snapshots look like, kept in `Tests/Fixtures/Snapshots`: one folder a format, one file a situation, each with the
/// definition and the snapshot.
///
/// `SNAPSHOT_FIXTURES=write` writes the folder of the current format anew, from that of the format before.
@Suite struct SnapshotFormatTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/Snapshots")

  /// The situations that the format before has.
  private static let names = names(ExecutionSnapshot.oldestFormatVersion)

  private static func names(_ format: Int) -> [String] {
    let folder = root.appendingPathComponent("format-\(format)").path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.sorted().map { String($0.dropLast(".json".count)) }
  }

  private static func url(_ format: Int, _ name: String) -> URL {
    root.appendingPathComponent("format-\(format)/\(name).json")
  }

  /// A file's definition and snapshot.
  private static func read(_ format: Int, _ name: String) throws -> (machine: StateMachine, snapshot: JSON) {
    let file = try JSON(parsing: [UInt8](try Data(contentsOf: url(format, name))))
    return (try StateMachine(parsing: try #require(file["definition"]?.stringValue)), try #require(file["snapshot"]))
  }

  private static func restored(_ snapshot: JSON, _ machine: StateMachine) throws -> Execution {
    try Execution(restoring: ExecutionSnapshot(bytes: JSONPrinter.compact.bytes(snapshot)), machine: machine)
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["SNAPSHOT_FIXTURES"] == "write"), arguments: names)
  func writesTheCurrentFormat(name: String) throws {
    let (machine, old) = try Self.read(ExecutionSnapshot.oldestFormatVersion, name)
    let snapshot = try Self.restored(old, machine).snapshot()
    let file: JSON = [
      "definition": .string(String(decoding: machine.definition.bytes, as: UTF8.self)), "snapshot": snapshot.json,
    ]
    let url = Self.url(ExecutionSnapshot.formatVersion, name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(JSONPrinter.compact.bytes(file) + [0x0a]).write(to: url)
  }

  /// Situations that the format before does not know.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["SNAPSHOT_FIXTURES"] == "write"))
  func writesWhatTheCurrentFormatHasBesides() throws {
    for scene in try SnapshotScene.all() where !Self.names.contains(scene.name) {
      let file: JSON = ["definition": .string(scene.definition), "snapshot": scene.execution.snapshot().json]
      try Data(JSONPrinter.compact.bytes(file) + [0x0a]).write(
        to: Self.url(ExecutionSnapshot.formatVersion, scene.name))
    }
  }

  @Test(arguments: names(ExecutionSnapshot.formatVersion))
  func theCurrentFormatIsReadAndWritten(name: String) throws {
    let (machine, snapshot) = try Self.read(ExecutionSnapshot.formatVersion, name)
    #expect(try Self.restored(snapshot, machine).snapshot().bytes == JSONPrinter.compact.bytes(snapshot))
  }

  @Test(arguments: names)
  func theFormatBeforeIsRead(name: String) throws {
    let (machine, old) = try Self.read(ExecutionSnapshot.oldestFormatVersion, name)
    let (_, new) = try Self.read(ExecutionSnapshot.formatVersion, name)
    #expect(try Self.restored(old, machine).snapshot().bytes == JSONPrinter.compact.bytes(new))
  }

  @Test func theFormatBeforeKnowsStatesByTheirNumber() throws {
    let (_, old) = try Self.read(ExecutionSnapshot.oldestFormatVersion, "waiting")
    let other = try StateMachine(parsing: single(#""Type":"Succeed""#))
    let error = #expect(throws: SnapshotError.self) { try Self.restored(old, other) }
    #expect(error?.message == "the snapshot is of another definition, with 5 states")
    #expect(error?.reason == .otherDefinition)
  }

  // MARK: Situations

  @Test func everySituationIsReadBack() throws {
    for scene in try SnapshotScene.all() {
      let machine = scene.execution.machine
      let restored = try Execution(restoring: scene.execution.snapshot(), machine: machine)
      #expect(restored.snapshot().bytes == scene.execution.snapshot().bytes, "\(scene.name)")
      #expect(restored.history.map(\.json) == scene.execution.history.map(\.json), "\(scene.name)")
    }
  }

  /// There is one name for each case of `HistoryEventDetails`, whose exhaustive list is in `HistoryEvent.compactDetail`.
  @Test func everyKindOfEventIsKept() throws {
    var names: Set<String> = []
    for scene in try SnapshotScene.all() {
      for event in scene.execution.snapshot().json["history"]?.arrayValue ?? [] {
        names.insert(try #require(event[2]?.stringValue))
      }
    }
    #expect(names.count == 30)
  }

  // MARK: Other formats, other engines

  private static func error(changing member: String, to value: JSON) throws -> SnapshotError? {
    let machine = try StateMachine(parsing: single(#""Type":"Wait","Seconds":1"#))
    let execution = Execution(
      machine, input: 1, identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
    guard var snapshot = execution.snapshot().json.objectValue else { return nil }
    snapshot[member] = value
    return #expect(throws: SnapshotError.self) { try Self.restored(.object(snapshot), machine) }
  }

  @Test(arguments: [2, 5, 1_000])
  func anotherFormatIsAnErrorThatSaysBothNumbers(format: Int) throws {
    let error = try Self.error(changing: "version", to: .integer(format))
    #expect(error?.reason == .otherFormat)
    #expect(error?.message == "the snapshot has format \(format); formats 3 to 4 can be read")
  }

  @Test func anotherBehaviorIsAnErrorThatSaysBothNumbers() throws {
    let error = try Self.error(changing: "behavior", to: 2)
    #expect(error?.reason == .otherBehavior)
    #expect(error?.message == "the snapshot is of an engine of behavior 2; this one has behavior 1")
  }

  @Test(arguments: ["version", "behavior", "definition", "branches", "payloads", "quotas"])
  func whatLacksAMemberIsNoSnapshot(member: String) throws {
    #expect(try Self.error(changing: member, to: nil)?.reason == .damaged)
  }

  // MARK: Other definitions

  private static let definition = machine(
    "A", #""A":{"Type":"Wait","Seconds":5,"Next":"B"},"B":{"Type":"Pass","Result":{"x":1},"End":true}"#)

  private static func restored(_ snapshot: ExecutionSnapshot, in text: String) throws -> ExecutionResult {
    var execution = try Execution(restoring: snapshot, machine: StateMachine(parsing: text))
    for command in execution.pendingCommands() {
      if case .setTimer(let id, let time) = command { _ = execution.handle(.timersFired([id]), at: time) }
    }
    return ExecutionResult(execution: execution)
  }

  @Test(arguments: [
    #"{"States":{"B":{"Result":{"x":1},"Type":"Pass","End":true},"A":{"Seconds":5,"Next":"B","Type":"Wait"}},"StartAt":"A"}"#,
    #"{ "Comment": "c", "StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 5, "Comment": "d", "Next": "B"}, "B": {"Type": "Pass", "Result": {"x": 1}, "End": true}}}"#,
  ])
  func aDefinitionOfTheSameMeaningGoesOn(text: String) throws {
    let driven = try Driven(Self.definition)
    let result = try Self.restored(driven.execution.snapshot(), in: text)
    #expect(result.outputText == #"{"x":1}"#)
    #expect(result.history.map(\.compact).last == "6<5 ExecutionSucceeded")
  }

  @Test(arguments: [
    (#""Seconds":5"#, #""Seconds":6"#, "the state 'A' has another Seconds"),
    (#""x":1"#, #""x":2"#, "the state 'B' has another Result"),
    (#""Type":"Wait","Seconds":5"#, #""Type":"Pass""#, "the state 'A' has another Seconds"),
    (#""StartAt":"A""#, #""StartAt":"A","TimeoutSeconds":9"#, "the state machine has another TimeoutSeconds"),
  ])
  func aDefinitionOfAnotherMeaningIsRefused(old: String, new: String, difference: String) throws {
    let snapshot = try Driven(Self.definition).execution.snapshot()
    let text = Self.definition.replacingOccurrences(of: old, with: new)
    let error = #expect(throws: SnapshotError.self) { try Self.restored(snapshot, in: text) }
    #expect(error?.reason == .otherDefinition)
    #expect(error?.message == "the snapshot is of another definition: \(difference)")
  }

  @Test func withoutAnOutlineTheDigestsAreSaid() throws {
    let execution = try Driven(Self.definition).execution
    let snapshot = execution.snapshot(outline: false)
    #expect(try Self.restored(snapshot, in: Self.definition).outputText == #"{"x":1}"#)
    let other = try StateMachine(parsing: Self.definition.replacingOccurrences(of: "5", with: "6"))
    let digest = execution.machine.fingerprint().digest
    #expect(snapshot.definitionDigest == digest)
    let error = #expect(throws: SnapshotError.self) { try Execution(restoring: snapshot, machine: other) }
    #expect(
      error?.message
        == "the snapshot is of another definition: its digest is \(digest), here it is \(other.fingerprint().digest)")
    let told = #expect(throws: SnapshotError.self) {
      try Execution(restoring: snapshot, machine: other, original: execution.machine.fingerprint())
    }
    #expect(told?.message == "the snapshot is of another definition: the state 'A' has another Seconds")
  }
}
