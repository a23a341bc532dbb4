import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// What an observer receives of beginnings and ends.
@Suite struct HostObserverTests {
  private let scene = HostScene()

  /// Keeps beginnings and ends as they are reported, and when the store has them.
  private final class Ends: ExecutionObserver {
    let reported = Locked<[String]>([])

    func observe(_ event: HostEvent) {
      switch event {
      case .started(_, let machine): reported.withLock { $0.append("started \(machine)") }
      case .ended(_, let machine, let status): reported.withLock { $0.append("ended \(machine) \(status.rawValue)") }
      default: break
      }
    }

    func committed(_ changes: [StoreChange]) {
      reported.withLock { reported in
        for change in changes {
          switch change {
          case .start, .redrive: reported.append("start is stored")
          case .end: reported.append("end is stored")
          default: break
          }
        }
      }
    }
  }

  private func makeHost(_ observer: Ends) -> ExecutionHost {
    scene.host(store: HookedStore(scene.store, committed: { observer.committed($0) }), observer: observer)
  }

  private static let list = HostScene.identity().stateMachineARN

  @Test func everyEndIsToldOnceWhenTheStoreHasIt() async throws {
    let observer = Ends()
    let host = makeHost(observer)
    let passes = try HostScene.machine(["S": ["Type": "Succeed"]])
    try await host.start(passes, input: [:], identity: HostScene.identity("a"))
    let fails = try HostScene.machine(["S": ["Type": "Fail"]])
    let arn = try await host.start(fails, input: [:], identity: HostScene.identity("b")).executionARN
    try await host.redrive(arn)
    let waits = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 5, "End": true]])
    let stopped = try await host.start(waits, input: [:], identity: HostScene.identity("c")).executionARN
    try await host.stop(stopped)
    try await host.stop(stopped)
    #expect(
      observer.reported.withLock { $0 } == [
        "start is stored", "end is stored", "started \(Self.list)", "ended \(Self.list) SUCCEEDED",
        "start is stored", "end is stored", "started \(Self.list)", "ended \(Self.list) FAILED",
        "start is stored", "end is stored", "started \(Self.list)", "ended \(Self.list) FAILED",
        "start is stored", "started \(Self.list)", "end is stored", "ended \(Self.list) ABORTED",
      ])
  }

  @Test(arguments: [0, 5])
  func theEndOfAnExpressExecutionIsToldOnce(seconds: Int) async throws {
    let observer = Ends()
    let host = makeHost(observer)
    let text =
      #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":\#(seconds),"Next":"S"},"S":{"Type":"Succeed"}}}"#
    let machine = try StateMachine(parsing: text, type: .express)
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    if seconds > 0 { await scene.clock.hasSleeper(for: .seconds(seconds)) }
    scene.clock.advance(by: .seconds(seconds))
    _ = try await host.result(of: arn)
    #expect(
      observer.reported.withLock { $0 } == ["started \(Self.list)", "ended \(Self.list) SUCCEEDED"])
  }

  @Test func whatHasNotStartedIsNotTold() async throws {
    let observer = Ends()
    let store = HookedStore(scene.store) { _ throws(StoreError) in throw .unavailable("not now") }
    let host = scene.host(store: store, observer: observer)
    let passes = try HostScene.machine(["S": ["Type": "Succeed"]])
    let error = await #expect(throws: HostError.self) {
      try await host.start(passes, input: [:], identity: HostScene.identity())
    }
    #expect(error == .store(.unavailable("not now")))
    #expect(error?.description == "not done: not now")
    #expect(observer.reported.withLock { $0.isEmpty })
  }
}
