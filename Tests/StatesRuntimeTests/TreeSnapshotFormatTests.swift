import Foundation
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// What snapshots of trees look like, kept in `Tests/Fixtures/TreeSnapshots`: one folder a format, one file a moment of a
/// scene of `TreeSnapshotTests`, each with the definitions, the snapshot and the result that it leads to.
///
/// `SNAPSHOT_FIXTURES=write` writes the folder of the current format anew.
@Suite struct TreeSnapshotFormatTests {
  private typealias Scenes = TreeSnapshotTests

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/TreeSnapshots/format-\(ExecutionTreeSnapshot.format)")

  private static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()

  private static func read(_ name: String) throws -> JSON {
    try JSON(parsing: [UInt8](try Data(contentsOf: folder.appendingPathComponent(name))))
  }

  /// A file's driver, definition and snapshot.
  private static func restore(
    _ file: JSON
  ) throws -> (driver: VirtualTimeDriver, machine: StateMachine, snapshot: ExecutionTreeSnapshot) {
    var driver = try Scenes.driver()
    driver.stateMachines = [:]
    for member in try #require(file["stateMachines"]?.objectValue).members {
      driver.stateMachines[member.key] = try Machines.compile(member.value)
    }
    let snapshot = try ExecutionTreeSnapshot(bytes: JSONPrinter.compact.bytes(try #require(file["snapshot"])))
    return (driver, try Machines.compile(try #require(file["definition"])), snapshot)
  }

  @Test(arguments: names)
  func theCurrentFormatIsReadAndWritten(name: String) throws {
    let (driver, machine, snapshot) = try Self.restore(try Self.read(name))
    #expect(try driver.start(resuming: snapshot, machine: machine).snapshot().bytes == snapshot.bytes)
  }

  @Test(arguments: names)
  func theCurrentFormatIsGoneOnWith(name: String) throws {
    let file = try Self.read(name)
    let (driver, machine, snapshot) = try Self.restore(file)
    #expect(try driver.resume(snapshot, machine: machine).json == file["result"])
  }

  // MARK: Forms

  /// The forms that a snapshot has, of those that a tree, its agenda and the reports in it can have.
  private static func forms(_ snapshot: JSON) -> Set<String> {
    var forms: Set<String> = []
    for node in snapshot["nodes"]?.arrayValue ?? [] {
      forms.insert(node[0]?.stringValue ?? node[0]?[0]?.stringValue ?? "")
      if node[5]?.arrayValue?.isEmpty == false { forms.insert("handed over") }
      if let nesting = node[3]?.integerValue, nesting > 0 { forms.insert("nested") }
    }
    for entry in snapshot["agenda"]?.arrayValue ?? [] {
      let words = [entry[0], entry[2]?[0], entry[2]?[1]?[0]].compactMap { $0?.stringValue }
      forms.insert(words.joined(separator: " "))
    }
    for run in snapshot["ended"]?["runs"]?.arrayValue ?? [] {
      if run[1]?.arrayValue?.isEmpty == false { forms.insert("ended children") }
      if run[2]?.arrayValue?.isEmpty == false { forms.insert("records") }
    }
    if snapshot["ended"]?["others"]?.arrayValue?.isEmpty == false { forms.insert("others that ended") }
    return forms
  }

  /// All forms but those that a handler of the scenes does not cause: the answer `never`, and a task that is rejected.
  private static let allForms: Set<String> = [
    "root", "child", "awaited", "detached", "free", "handed over", "nested", "task", "timer", "transfer",
    "report started", "report submitted", "report ended succeeded", "report ended failed", "report ended pending",
    "answer succeeded", "answer failed", "ended children", "records", "others that ended",
  ]

  @Test func everyFormIsKept() throws {
    var forms: Set<String> = []
    for name in Self.names { forms.formUnion(Self.forms(try #require(try Self.read(name)["snapshot"]))) }
    #expect(forms == Self.allForms)
  }

  // MARK: Writing

  /// One file for each moment that has a form which those before it do not have.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["SNAPSHOT_FIXTURES"] == "write"))
  func writesTheCurrentFormat() throws {
    try? FileManager.default.removeItem(at: Self.folder)
    try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
    var known: Set<String> = []
    for (number, scene) in Scenes.scenes.enumerated() {
      for keepsChildren in [false, true] {
        var driver = try Scenes.driver()
        driver.keepsChildren = keepsChildren
        var stepping = driver.start(try Scenes.execution(scene))
        var step = 0
        repeat {
          let snapshot = stepping.snapshot().json
          defer { step += 1 }
          guard !Self.forms(snapshot).isSubset(of: known) else { continue }
          known.formUnion(Self.forms(snapshot))
          let name = "scene-\(number)-step-\(step).json"
          let file = try Self.file(scene, snapshot, driver)
          try Data(JSONPrinter.compact.bytes(file) + [0x0a]).write(to: Self.folder.appendingPathComponent(name))
        } while stepping.step()
      }
    }
  }

  private static func file(_ scene: Scenes.Scene, _ snapshot: JSON, _ driver: VirtualTimeDriver) throws -> JSON {
    var machines: JSON.Object = [:]
    for name in driver.stateMachines.names {
      machines[name] = try driver.stateMachines[name].map { try JSON(parsing: $0.definition.bytes) }
    }
    return [
      "definition": scene.definition, "stateMachines": .object(machines), "snapshot": snapshot,
      "result": driver.run(try Scenes.execution(scene)).json,
    ]
  }
}
