import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// What a host does for those who want something of an execution that another one has.
@Suite struct FleetRequestTests {
  private var scene = FleetScene()

  /// An execution of the first host that waits for an answer with a token, and another host.
  private func asking() async throws -> (arn: String, token: String, owner: ExecutionHost, other: ExecutionHost) {
    let (resources, tokens) = HostScene.pending()
    let (owner, other) = (scene.host(resources), scene.host(resources))
    try await other.recover()
    let arn = try await owner.start(FleetScene.callback, input: [:], identity: HostScene.identity()).executionARN
    try await soon { !tokens.withLock { $0.isEmpty } }
    return (arn, tokens.withLock { $0[0] }, owner, other)
  }

  /// How many documents of a kind the store has.
  private func count(_ kind: DocumentKind) async throws -> Int {
    try await scene.store.documents(DocumentQuery(kind, limit: 1_000)).count
  }

  // MARK: Tokens

  @Test func aTokenIsAnsweredAtAnyHost() async throws {
    let (arn, token, owner, other) = try await asking()
    #expect(try await other.execution(ofToken: token) == arn)
    try await other.sendTaskHeartbeat(token: token)
    try await other.sendTaskSuccess(token: token, output: ["a": 1.50], text: #"{"a":1.50}"#)
    #expect(try await owner.describe(arn).output == #"{"a":1.50}"#)
    #expect(try await scene.owner(arn) == nil)
    try await soon { try await count(.request) + count(.answer) == 0 }
  }

  @Test func aFailureIsToldAtAnyHost() async throws {
    let (arn, token, _, other) = try await asking()
    try await other.sendTaskFailure(token: token, error: "E", cause: "C")
    let ended = try await other.describe(arn)
    #expect(ended.status == .failed && ended.error == "E" && ended.cause == "C")
  }

  @Test func anAnswerIsDurableWhenItIsAcknowledged() async throws {
    let (arn, token, owner, other) = try await asking()
    try await other.sendTaskSuccess(token: token, output: 7)
    // Whatever becomes of the owner.
    owner.core.close()
    #expect(try await other.describe(arn).output == "7")
  }

  @Test func aTokenThatIsUnknownOrClosedIsRefusedAsByOneHost() async throws {
    let (_, token, owner, other) = try await asking()
    #expect(
      await refusal { () async throws(HostError) in try await other.sendTaskSuccess(token: "x", output: 1) }
        == .token(TaskTokenError(code: .invalidToken)))
    try await owner.sendTaskSuccess(token: token, output: 1)
    #expect(
      await refusal { () async throws(HostError) in try await owner.sendTaskSuccess(token: token, output: 1) }
        == .token(TaskTokenError(code: .taskTimedOut)))
    // The other host has not known it.
    #expect(
      await refusal { () async throws(HostError) in try await other.sendTaskSuccess(token: token, output: 1) }
        == .token(TaskTokenError(code: .invalidToken)))
  }

  @Test func aTokenHasItsDocumentAsLongAsItIsOpen() async throws {
    let (arn, token, owner, _) = try await asking()
    let document = try #require(try await scene.store.document(TokenDocument.key(token)))
    #expect(try TokenDocument(bytes: document.body).arn == arn)
    #expect(!document.key.name.contains(token))
    try await owner.stop(arn)
    #expect(try await count(.token) == 0)
  }

  @Test(arguments: [0, 1_000])
  func aTokenKeepsItsDocumentWhenItsExecutionIsParkedOrRecovered(residentLimit: Int) async throws {
    var scene = scene
    scene.settings.residentLimit = residentLimit
    let (resources, tokens) = HostScene.pending()
    let first = scene.host(resources)
    let arn = try await first.start(FleetScene.callback, input: [:], identity: HostScene.identity()).executionARN
    try await soon { !tokens.withLock { $0.isEmpty } }
    if residentLimit == 0 { try await soon { first.counts.resident == 0 } }
    let token = tokens.withLock { $0[0] }
    let before = try await scene.store.document(TokenDocument.key(token))
    #expect(before != nil)
    try await scene.expire(first)
    let second = scene.host(resources)
    #expect(try await second.recover() == 1)
    #expect(try await second.describe(arn).status == .running)
    #expect(try await scene.store.document(TokenDocument.key(token)) == before)
    // The first does not know yet that it has lost it.
    try await first.sendTaskSuccess(token: token, output: 7)
    #expect(try await second.describe(arn).output == "7")
    #expect(try await scene.store.document(TokenDocument.key(token)) == nil)
  }

  @Test func withoutLeasesTokensHaveNoDocuments() async throws {
    var scene = scene
    scene.settings.lease = nil
    let (resources, tokens) = HostScene.pending()
    let host = scene.host(resources)
    try await host.start(FleetScene.callback, input: [:], identity: HostScene.identity())
    try await soon { !tokens.withLock { $0.isEmpty } }
    #expect(try await scene.store.documents(DocumentQuery(.token)).isEmpty)
  }

  // MARK: Other requests

  @Test func anExecutionIsStoppedAtAnyHost() async throws {
    let (owner, other) = (scene.host(), scene.host())
    let arn = try await owner.start(FleetScene.wait, input: [:], identity: HostScene.identity()).executionARN
    try await other.stop(arn, error: "E", cause: "C")
    let ended = try await owner.describe(arn)
    #expect(ended.status == .aborted && ended.error == "E" && ended.cause == "C")
    // Once more it does nothing.
    try await other.stop(arn, error: "F")
    #expect(try await other.describe(arn).error == "E")
    let unknown = HostScene.identity("unknown").executionARN
    #expect(await refusal { () async throws(HostError) in try await other.stop(unknown) } == .unknownExecution(unknown))
  }

  @Test func aDeletedStateMachineReachesTheExecutionsOfAllHosts() async throws {
    let (owner, other) = (scene.host(), scene.host())
    let arn = try await owner.start(FleetScene.wait, input: [:], identity: HostScene.identity()).executionARN
    try await other.start(FleetScene.wait, input: [:], identity: HostScene.identity("f"))
    try await other.stateMachineDeleted(HostScene.identity().stateMachineARN)
    let here = try #require(owner.core.table.residents.first)
    #expect(await here.root.isStateMachineDeleted)
    #expect(here.arn == arn)
  }

  private static let map = FleetScene.machine([
    "Type": "Map", "End": true, "Label": "L", "MaxConcurrency": 1,
    "ItemProcessor": [
      "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "W",
      "States": ["W": ["Type": "Wait", "Seconds": 900, "End": true]],
    ],
  ])

  @Test func mapRunsAreUpdatedAndChildrenStoppedAtAnyHost() async throws {
    let (owner, other) = (scene.host(), scene.host())
    let arn = try await owner.start(Self.map, input: [1, 2, 3], identity: HostScene.identity()).executionARN
    try await soon { try await owner.mapRuns(of: arn).first?.executionCounts.running == 1 }
    let run = try #require(try await other.mapRuns(of: arn).first).mapRunARN
    try await other.updateMapRun(run, maxConcurrency: 3, toleratedFailureCount: 3)
    #expect(try await owner.mapRun(run).maxConcurrency == 3)
    try await soon { try await other.children(of: run).count == 3 }
    let child = try #require(try await other.children(of: run).first).executionARN
    try await other.stop(child, error: "E")
    #expect(try await owner.describe(child).status == .aborted)
    try await owner.stop(arn)
    #expect(
      await refusal { () async throws(HostError) in try await other.updateMapRun(run, maxConcurrency: 1) }
        == .mapRunEnded(run))
  }

  // MARK: Owners that do not answer

  @Test func aRequestIsMadeAgainOfTheNextOwner() async throws {
    var scene = scene
    let (resources, tokens) = HostScene.pending()
    // The owner does not look into its inbox.
    let owner = scene.host(resources, store: HookedStore(scene.store))
    let arn = try await owner.start(FleetScene.callback, input: [:], identity: HostScene.identity()).executionARN
    try await soon { !tokens.withLock { $0.isEmpty } }
    owner.core.close()
    let (other, next) = (scene.host(resources), scene.host(resources))
    try await other.recover()
    let token = tokens.withLock { $0[0] }
    async let answered: Void = other.sendTaskSuccess(token: token, output: 7)
    try await soon { try await scene.store.documents(DocumentQuery(.request)).count == 1 }
    try await scene.expire(owner)
    // Whoever is faster.
    _ = try await next.recover()
    try await answered
    #expect(try await scene.owner(arn) == nil)
    #expect(try await next.describe(arn).output == "7")
    #expect(try await scene.store.documents(DocumentQuery(.request)).isEmpty)
    scene.settings.lease = nil
  }

  @Test func whatAHostLeavesThatIsShutDownIsTakenOverWhenItIsWanted() async throws {
    let (owner, other) = (scene.host(), scene.host())
    try await other.recover()
    let arn = try await owner.start(FleetScene.wait, input: [:], identity: HostScene.identity()).executionARN
    await owner.shutDown()
    // The lease of the other is renewed every 20 minutes, and what has no owner is taken over then.
    let began = ContinuousClock.now
    try await other.stop(arn)
    #expect(began.duration(to: .now) < .seconds(600))
    #expect(try await other.describe(arn).status == .aborted)
  }

  @Test func anAnswerOfAnOwnerThatHasDiedCounts() async throws {
    let scene = scene
    let (resources, tokens) = HostScene.pending()
    // The owner dies after the commit that answers, before it tells anyone.
    let dying = Locked<ExecutionHost?>(nil)
    let store = HookedStore(
      scene.store,
      committed: { changes in
        for case .putDocument(let key, _, _, _) in changes where key.kind == .answer {
          dying.withLock { $0 }?.core.close()
        }
      })
    let owner = scene.host(resources, store: store)
    dying.withLock { $0 = owner }
    let arn = try await owner.start(FleetScene.callback, input: [:], identity: HostScene.identity()).executionARN
    try await soon { !tokens.withLock { $0.isEmpty } }
    let other = scene.host(resources)
    try await other.recover()
    try await other.sendTaskSuccess(token: tokens.withLock { $0[0] }, output: 7)
    #expect(owner.core.isClosed)
    #expect(try await other.describe(arn).output == "7")
    try await soon { try await scene.store.documents(DocumentQuery(.answer)).isEmpty }
  }

  @Test func anOwnerThatDoesNotAnswerIsWaitedForOnlySoLong() async throws {
    var scene = scene
    scene.settings.inboxPatience = .milliseconds(100)
    let owner = scene.host()
    let arn = try await owner.start(FleetScene.wait, input: [:], identity: HostScene.identity()).executionARN
    owner.core.close()
    let other = scene.host()
    #expect(await refusal { () async throws(HostError) in try await other.stop(arn) } == .unanswered(arn))
    #expect(try await scene.store.documents(DocumentQuery(.request)).isEmpty)
  }

  @Test func aRequestIsUnansweredWhenTheStoreCannotTellWhatCameOfIt() async throws {
    var scene = scene
    scene.settings.inboxPatience = .milliseconds(100)
    let owner = scene.host()
    let arn = try await owner.start(FleetScene.wait, input: [:], identity: HostScene.identity()).executionARN
    owner.core.close()
    // The store can be reached until the request is in it.
    let isGone = Locked(false)
    let store = HookedStore(
      scene.store,
      committed: { changes in
        for case .putDocument(let key, _, _, _) in changes where key.kind == .request { isGone.withLock { $0 = true } }
      },
      execution: { () throws(StoreError) in if isGone.withLock({ $0 }) { throw .unavailable("gone") } })
    let other = scene.host(store: store)
    #expect(await refusal { () async throws(HostError) in try await other.stop(arn) } == .unanswered(arn))
  }

  @Test func aRequestThatIsReadTwiceIsCarriedOutOnce() async throws {
    let (arn, token, owner, _) = try await asking()
    let hosted = try #require(owner.core.table.residents.first)
    let request = HostRequest.answer(token: token, .succeeded(output: 7, text: nil))
    let message = InboxRequest(request, of: arn, name: "r", asker: "other")
    #expect(owner.durable.fleet?.begin("r") == true)
    #expect(owner.durable.fleet?.begin("r") == false)
    #expect(await hosted.carryOut(request, for: message) == .success(true))
    owner.durable.fleet?.end("r")
    // Its document may still be in a page that was read before.
    #expect(owner.durable.fleet?.begin("r") == false)
    let answer = try #require(try await scene.store.document(DocumentKey(.answer, "r")))
    #expect(try HostAnswer(answer) == .done(true))
  }

  @Test func anOwnerThatHasLostAnExecutionAnswersNothing() async throws {
    let (arn, token, owner, other) = try await asking()
    let hosted = try #require(owner.core.table.residents.first)
    try await scene.expire(owner)
    #expect(try await other.recover() == 1)
    let request = HostRequest.answer(token: token, .succeeded(output: 7, text: nil))
    let message = InboxRequest(request, of: arn, name: "r", asker: "other")
    #expect(await hosted.carryOut(request, for: message) == .failure(.lost(arn)))
    #expect(try await scene.store.document(DocumentKey(.answer, "r")) == nil)
    try await other.sendTaskSuccess(token: token, output: 8)
    #expect(try await other.describe(arn).output == "8")
  }

  @Test func whatIsWantedOfAnExecutionThatAnotherHostHasTakenOverIsNotAcknowledged() async throws {
    let (arn, _, owner, _) = try await asking()
    let hosted = try #require(owner.core.table.residents.first)
    // As a host that has been late finds out, with nothing left to write.
    await hosted.giveUp(.lost(arn))
    let stop = HostRequest.stop(child: nil, error: nil, cause: nil)
    #expect(await hosted.carryOut(stop) == .failure(.lost(arn)))
    #expect(await hosted.description() == .failure(.lost(arn)))
  }

  // MARK: Activities

  @Test func aWorkerGetsTheTasksOfAllHosts() async throws {
    let (owner, other) = (scene.host(), scene.host())
    let arn = try await owner.start(FleetScene.activity, input: ["n": 1], identity: HostScene.identity()).executionARN
    let task = try #require(try await other.nextActivityTask(of: HostScene.activity, worker: "w"))
    #expect(task.input == ["n": 1] && task.request.executionARN == arn)
    let events = try await owner.history(of: arn)
    #expect(events.last?["activityStartedEventDetails"] == ["workerName": "w"])
    try await other.sendTaskSuccess(token: task.taskToken, output: 7)
    #expect(try await other.describe(arn).output == "7")
  }

  @Test func aWorkerThatWaitsIsGivenATaskThatIsScheduledElsewhere() async throws {
    let (owner, other) = (scene.host(), scene.host())
    async let task = other.nextActivityTask(of: HostScene.activity)
    try await Task.sleep(for: .milliseconds(50))
    try await owner.start(FleetScene.activity, input: 1, identity: HostScene.identity())
    #expect(try await task?.input == 1)
  }

  @Test func noTaskIsGivenTwiceAndNoneIsLost() async throws {
    let scene = scene
    let hosts = [scene.host(), scene.host(), scene.host()]
    for number in 0..<30 {
      try await hosts[number % 3].start(
        FleetScene.activity, input: .integer(Int64(number)), identity: HostScene.identity("e\(number)"))
    }
    let inputs = try await withThrowingTaskGroup(of: String?.self) { group in
      for number in 0..<30 {
        // All at the same host.
        group.addTask {
          try await hosts[0].nextActivityTask(of: HostScene.activity, worker: "\(number)")?.input.description
        }
      }
      return try await group.reduce(into: []) { $0.append($1 ?? "none") }
    }
    #expect(Set(inputs) == Set((0..<30).map { "\($0)" }))
    #expect(
      try await scene.store.documents(DocumentQuery(.token, prefix: TokenDocument.prefix(HostScene.activity))).isEmpty)
  }

  @Test func aTaskOfAWorkerThatHasGoneIsOfferedAgain() async throws {
    let (owner, other) = (scene.host(), scene.host())
    let arn = try await owner.start(FleetScene.activity, input: 1, identity: HostScene.identity()).executionARN
    let hosted = try #require(owner.core.table.residents.first)
    let document = try #require(try await scene.store.documents(DocumentQuery(.token)).first)
    let task = try TokenDocument(bytes: document.body).task
    #expect(await hosted.carryOut(.take(task, worker: "gone")) == .success(true))
    #expect(try await scene.store.document(document.key)?.order == "")
    #expect(await hosted.carryOut(.take(task, worker: "late")) == .success(false))
    #expect(try await other.core.request(.offerAgain(task), of: arn))
    #expect(try await other.nextActivityTask(of: HostScene.activity, worker: "next")?.input == 1)
  }

  @Test func howeverManyWorkersWaitTheStoreIsAskedOnceForAnActivity() async throws {
    let queries = Locked(0)
    let store = HookedStore(
      scene.store, documents: { query in if query.kind == .token { queries.withLock { $0 += 1 } } })
    let host = scene.host(store: store)
    let workers = (0..<50).map { _ in Task { try await host.nextActivityTask(of: HostScene.activity) } }
    try await soon { host.durable.activities.counts(HostScene.activity).workers == 50 }
    queries.withLock { $0 = 0 }
    try await Task.sleep(for: .milliseconds(250))
    // Every 25 ms.
    #expect(queries.withLock { $0 } <= 20)
    for worker in workers { worker.cancel() }
    for worker in workers { _ = try await worker.value }
    try await soon { host.durable.fleet?.goOn(HostScene.activity) == nil }
  }

  // MARK: What hosts write for each other

  @Test(arguments: [
    HostRequest.answer(token: "t", .succeeded(output: ["a": 1.0], text: #"{ "a": 1.0 }"#)),
    .answer(token: "t", .succeeded(output: .null, text: nil)), .answer(token: "t", .failed(error: nil, cause: "c")),
    .answer(token: "t", .heartbeat), .stop(child: nil, error: "e", cause: nil),
    .stop(child: "c", error: nil, cause: nil),
    .updateMapRun(
      "m",
      .updateMapRun(
        mapRunARN: "m", maxConcurrency: 1, toleratedFailureCount: nil, toleratedFailurePercentage: 2.5)),
    .stateMachineDeleted,
  ])
  func aRequestIsReadAsItWasWritten(request: HostRequest) throws {
    #expect(try HostRequest(wireForm: request.wireForm).wireForm == request.wireForm)
  }

  @Test(arguments: [#"[]"#, #"["x"]"#, #"["stop",null]"#, #"["succeed",1,2,3]"#, #"{}"#, #"["take",[],null]"#])
  func anythingElseIsNoRequest(text: String) throws {
    let json = try JSON(parsing: text)
    #expect(throws: WireFormError.self) { try HostRequest(wireForm: json) }
  }

  @Test func whatDeadHostsHaveLeftInInboxesIsRemoved() async throws {
    var scene = scene
    scene.settings.inboxPatience = .milliseconds(20)
    let keys = [DocumentKey(.request, "x"), DocumentKey(.answer, "y")]
    let now = Timestamp.systemTime()
    for (key, time) in zip(keys, [Timestamp(milliseconds: 1), Timestamp(milliseconds: 2)]) {
      let fresh = DocumentKey(key.kind, "fresh")
      try await scene.store.commit([
        .putDocument(key, order: HostInbox.order(in: "dead", at: time), body: []),
        .putDocument(fresh, order: HostInbox.order(in: "dead", at: now), body: []),
      ])
    }
    let host = scene.host()
    try await host.recover()
    try await soon {
      for key in keys where try await scene.store.document(key) != nil { return false }
      return true
    }
    for key in keys { #expect(try await scene.store.document(DocumentKey(key.kind, "fresh")) != nil) }
    await host.shutDown()
  }

  @Test func aSignalSparesTheWait() async throws {
    var scene = scene
    scene.settings.inboxPolling = .seconds(3_600)
    let (owner, other) = (scene.host(), scene.host())
    try await other.recover()
    let arn = try await owner.start(FleetScene.activity, input: 1, identity: HostScene.identity()).executionARN
    try await soon { scene.store.listenerCount == 2 }
    let began = ContinuousClock.now
    let task = try #require(try await other.nextActivityTask(of: HostScene.activity))
    try await other.sendTaskSuccess(token: task.taskToken, output: 7)
    #expect(began.duration(to: .now) < .seconds(600))
    #expect(try await other.describe(arn).output == "7")
  }

  @Test func aDamagedRequestIsRemoved() async throws {
    let host = scene.host()
    try await host.recover()
    let key = DocumentKey(.request, "x")
    let inbox = try #require(host.durable.fleet?.inbox)
    try await scene.store.commit([.putDocument(key, order: inbox + "/1", body: [0x5b])])
    try await soon { try await scene.store.document(key) == nil }
  }
}
