import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOConcurrencyHelpers
import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

@testable import StepFunctionsConsole

/// The console's pages and actions, as a browser asks for them.
@Suite struct ConsoleTests {
  private static let prefix = "arn:aws:states:us-east-1:123456789012"
  private static let machine = "\(prefix):stateMachine:Orders"

  /// A console over a service with a few executions.
  private func withConsole(
    path: String = "/", _ body: @Sendable (any TestClientProtocol, StepFunctionsService) async throws -> Void
  ) async throws {
    var resources = ResourceRouter()
    resources.function("flaky") { (input: JSON) throws -> JSON in
      guard let error = input["error"]?.stringValue else { return [:] }
      throw TaskFailure(error, cause: "x")
    }
    let feed = ConsoleFeed()
    let service = StepFunctionsService(resources: resources, observer: feed)
    let definition = """
      {"StartAt": "Work", "States": {
        "Work": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:flaky", "Next": "Ask"},
        "Ask": {"Type": "Task", "Resource": "\(Self.prefix):activity:approve", "End": true}}}
      """
    _ = try await service.createActivity(name: "approve")
    _ = try await service.createStateMachine(
      name: "Orders", definition: definition, roleArn: "arn:aws:iam::123456789012:role/r")
    let failed = try await service.startExecution(
      stateMachineArn: Self.machine, name: "failed", input: #"{"error": "<b>Bad</b>"}"#)
    _ = try await service.result(of: failed.executionArn)
    _ = try await service.startExecution(stateMachineArn: Self.machine, name: "waits", input: #"{"size": 1.50}"#)
    // It waits for a worker.
    while try await service.openTasks(of: "\(Self.prefix):execution:Orders:waits").tasks.isEmpty { await Task.yield() }
    let router = Router()
    StepFunctionsConsole(path: path, feed: feed) { service }.add(to: router)
    try await Application(router: router).test(.router) { try await body($0, service) }
    await service.shutDown()
  }

  private func page(_ client: any TestClientProtocol, _ uri: String) async throws -> (
    HTTPResponse.Status, String, HTTPFields
  ) {
    let answer = try await client.execute(uri: uri, method: .get)
    return (answer.status, String(buffer: answer.body), answer.headers)
  }

  private static func encoded(_ text: String) -> String {
    text.replacing(":", with: "%3A").replacing("/", with: "%2F")
  }

  private static let token = String(repeating: "1f", count: 16)

  /// Sends a form as a browser does that has the console's cookie.
  private func send(
    _ client: any TestClientProtocol, _ uri: String, _ form: String, token: String? = token, origin: String? = nil
  ) async throws -> TestResponse {
    var headers: HTTPFields = [
      .contentType: "application/x-www-form-urlencoded", .cookie: "states-console=\(Self.token)",
    ]
    if let origin { headers[.origin] = origin }
    let body = form + (token.map { "&form-token=\($0)" } ?? "")
    return try await client.execute(uri: uri, method: .post, headers: headers, body: ByteBuffer(string: body))
  }

  // MARK: Pages

  @Test(
    arguments: [
      ("/", "Orders"), ("/console/new", "textarea"), ("/console/machine?arn=\(machine)", "failed"),
      ("/console/machine?arn=\(machine)&view=definition", "class=\"lines\""),
      ("/console/machine?arn=\(machine)&view=versions", "No version has been published."),
      ("/console/execution?arn=\(prefix):execution:Orders:failed", "&lt;b&gt;Bad&lt;/b&gt;"),
      ("/console/execution?arn=\(prefix):execution:Orders:waits", "1.50"),
      ("/console/execution?arn=\(prefix):execution:Orders:waits&state=1", "Data, step by step"),
      ("/console/activities", "approve"), ("/console/tasks", "waits for a worker"),
      ("/console/tasks?arn=\(prefix):execution:Orders:waits", "Send success"),
    ])
  func aPageShows(uri: String, text: String) async throws {
    try await withConsole { client, _ in
      let (status, body, headers) = try await page(client, uri)
      #expect(status == .ok)
      #expect(body.hasPrefix("<!doctype html>") && body.hasSuffix("</html>"))
      #expect(body.contains(text))
      #expect(!body.contains("<b>Bad"))
      let policy = try #require(headers[.contentSecurityPolicy])
      #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
      // Nothing that the policy forbids stands in a page, and nothing comes from elsewhere.
      for part in [" style=\"", " onclick=", "<style", "<script>", "http-equiv", "src=\"http", "href=\"http"] {
        #expect(!body.contains(part), "\(part)")
      }
    }
  }

  @Test(
    arguments: [
      ("/console/machine", 400), ("/console/machine?arn=x", 400),
      ("/console/machine?arn=\(prefix):stateMachine:None", 404),
      ("/console/execution?arn=\(prefix):execution:Orders:none", 404), ("/console/execution?arn=%3Cscript%3E", 400),
      ("/console/execution?arn=\(String(repeating: "x", count: 2_000))", 400),
      ("/console/execution/events?arn=\(prefix):execution:Orders:failed&before=-9223372036854775808", 200),
      ("/console/execution/track?arn=\(prefix):execution:Orders:failed&visit=0&from=9223372036854775807", 200),
      ("/console/execution?arn=arn:aws:states:us-east-1:999999999999:execution:Orders:failed", 404),
      ("/console/map-run?arn=\(prefix):mapRun:Orders/x:y", 404),
      ("/console/execution/payload?arn=\(prefix):execution:Orders:failed&member=roleArn", 400),
      ("/console/execution/payload?arn=\(prefix):execution:Orders:failed&event=99&member=input", 404),
      ("/console/execution/payload?arn=\(prefix):execution:Orders:failed&event=9223372036854775807&member=input", 404),
    ])
  func aPageSaysWhatIsWrong(uri: String, status: Int) async throws {
    try await withConsole { client, _ in
      let (answered, body, _) = try await page(client, uri)
      #expect(answered.code == status)
      #expect(body.contains("<h1>") != (status == 200) && !body.contains("<script>"))
    }
  }

  @Test func otherRegionsAndAccountsHaveTheirOwn() async throws {
    try await withConsole { client, service in
      let other = service.scoped(region: "eu-west-1", account: "111122223333")
      _ = try await other.createActivity(name: "elsewhere")
      let (_, first, _) = try await page(client, "/")
      #expect(first.contains("href=\"/?region=eu-west-1&amp;account=111122223333\""))
      let (_, there, _) = try await page(client, "/console/activities?region=eu-west-1&account=111122223333")
      #expect(there.contains("elsewhere") && !there.contains("approve"))
      #expect(there.contains("href=\"/console/tasks?region=eu-west-1&amp;account=111122223333\""))
      // What cannot be one is as good as none.
      let (_, here, _) = try await page(client, "/console/activities?region=%3Cb%3E&account=1")
      #expect(here.contains("approve"))
    }
  }

  @Test func aChildOfAMapRunLeadsToItsMapAndItsProcessor() async throws {
    try await withConsole { client, service in
      let definition = """
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "Label": "Lab", "ItemsPath": "$.items", "End": true,
          "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P",
            "States": {"P": {"Type": "Pass", "End": true}}}}}}
        """
      let machine = try await service.createStateMachine(
        name: "Spread", definition: definition, roleArn: "arn:aws:iam::123456789012:role/r")
      let started = try await service.startExecution(
        stateMachineArn: machine.stateMachineArn, name: "e", input: #"{"items": [1, 2]}"#)
      _ = try await service.result(of: started.executionArn)
      let run = try #require(try await service.listMapRuns(executionArn: started.executionArn).mapRuns.first).mapRunArn
      let (status, mapRun, _) = try await page(client, "/console/map-run?arn=\(run)")
      #expect(status == .ok && mapRun.contains("2 succeeded"))
      let child = try #require(try await service.listExecutions(mapRunArn: run).executions.first).executionArn
      let (_, body, _) = try await page(client, "/console/execution?arn=\(child)")
      #expect(body.contains("href=\"/console/map-run?arn=\(Self.encoded(run))\""))
      let processor = "\(machine.stateMachineArn)/Lab"
      #expect(body.contains("href=\"/console/machine?arn=\(Self.encoded(processor))\""))
      for view in ["executions", "definition", "versions"] {
        let (status, body, _) = try await page(client, "/console/machine?arn=\(processor)&view=\(view)")
        #expect(status == .ok && body.contains("Graph and definition") && !body.contains("Versions and aliases"))
      }
    }
  }

  @Test func itCanBeMountedElsewhere() async throws {
    try await withConsole(path: "/ops") { client, _ in
      let (status, body, _) = try await page(client, "/ops/")
      #expect(status == .ok)
      #expect(body.contains("href=\"/ops/console/new\"") && !body.contains("href=\"/console"))
      #expect(try await page(client, "/console/new").0 == .notFound)
    }
  }

  @Test(arguments: Asset.allCases)
  func filesAreKeptForEver(asset: Asset) async throws {
    try await withConsole { client, _ in
      let (status, body, headers) = try await page(client, Links(path: "/").asset(asset).text)
      #expect(status == .ok && body.utf8.count > 100)
      #expect(headers[.contentType] == asset.mediaType)
      #expect(headers[.cacheControl]?.contains("immutable") == true)
    }
  }

  @Test func downloadsAreTheServicesOwn() async throws {
    try await withConsole { client, service in
      let arn = "\(Self.prefix):execution:Orders:failed"
      let (_, body, headers) = try await page(client, "/console/execution/history?arn=\(arn)")
      #expect(headers[.contentDisposition] == "attachment; filename=\"failed.history.json\"")
      let events = try await service.host.history(of: arn, limit: 100)
      #expect(try JSON(parsing: body)["events"] == .array(events))
      let (_, definition, _) = try await page(client, "/console/machine/definition?arn=\(Self.machine)")
      #expect(try await service.describeStateMachine(stateMachineArn: Self.machine).definition == definition)
    }
  }

  @Test func onlyWhatIsNewIsSent() async throws {
    try await withConsole { client, _ in
      let arn = "\(Self.prefix):execution:Orders:waits"
      let (_, whole, _) = try await page(client, "/console/execution?arn=\(arn)")
      let after = try #require(whole.firstMatch(of: /data-after="(\d+\.\d+\.RUNNING)"/)?.1)
      #expect(try await page(client, "/console/execution/live?arn=\(arn)&after=\(after)").0 == .noContent)
      let (status, part, _) = try await page(
        client, "/console/execution/live?arn=\(arn)&after=\(after.prefix { $0 != "." }).3&events=3")
      #expect(status == .ok)
      #expect(part.contains("id=\"event-4\"") && !part.contains("id=\"event-3\""))
      // Others get the same answer, so that nothing of one reader is in it.
      #expect(!part.contains("form-token"))
    }
  }

  /// Asks for what is new until there is nothing, as a page's script does.
  private func follow(
    _ client: any TestClientProtocol, _ arn: String, from events: Int
  ) async throws -> (events: [Int], answers: Int, reloads: Bool) {
    let (_, whole, _) = try await page(client, "/console/execution?arn=\(arn)")
    let identity = try #require(whole.firstMatch(of: /data-after="(\d+)\./)?.1)
    var (after, last, found, answers) = ("\(identity).\(events)", "\(events)", [Int](), 0)
    while true {
      let (status, part, _) = try await page(
        client, "/console/execution/live?arn=\(arn)&after=\(after)&events=\(last)")
      if status == .noContent { return (found, answers, false) }
      if part.contains("live-reload") { return (found, answers, true) }
      answers += 1
      found += part.matches(of: /<tr id="event-(\d+)"/).compactMap { Int($0.1) }
      after = String(try #require(part.firstMatch(of: /data-after="([^"]+)"/)?.1))
      last = String(try #require(part.firstMatch(of: /data-events="(\d+)"/)?.1))
    }
  }

  @Test func noEventIsLostHoweverLateAPageAsks() async throws {
    try await withConsole { client, service in
      let items = (0..<400).map(String.init).joined(separator: ",")
      let definition = """
        {"StartAt": "Items", "States": {"Items": {"Type": "Pass", "Result": [\(items)], "Next": "Each"},
          "Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}
        """
      let machine = try await service.createStateMachine(
        name: "Large", definition: definition, roleArn: "arn:aws:iam::123456789012:role/r")
      let arn = try await service.startExecution(stateMachineArn: machine.stateMachineArn, name: "e").executionArn
      _ = try await service.result(of: arn)
      let count = try await service.host.history(of: arn, limit: 10_000).count
      let late = try await follow(client, arn, from: count - 950)
      #expect(late.events == Array(count - 949...count) && late.answers == 10 && !late.reloads)
      let tooLate = try await follow(client, arn, from: 3)
      #expect(tooLate.events.isEmpty && tooLate.reloads)
    }
  }

  @Test func anotherExecutionOfTheSameNameIsReadAnew() async throws {
    let services = Services()
    let router = Router()
    StepFunctionsConsole { services.current }.add(to: router)
    try await Application(router: router).test(.router) { client in
      let arn = "\(Self.prefix):execution:Orders:same"
      var after: Substring?
      for round in ["first", "second"] {
        // As after a reset.
        let service = services.renew()
        _ = try await service.createStateMachine(
          name: "Orders", definition: #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#,
          roleArn: "arn:aws:iam::123456789012:role/r")
        _ = try await service.startExecution(
          stateMachineArn: Self.machine, name: "same", input: #"{"round": "\#(round)"}"#)
        _ = try await service.result(of: arn)
        if let after {
          let (_, part, _) = try await page(client, "/console/execution/live?arn=\(arn)&after=\(after)")
          #expect(part.contains("live-reload"))
        }
        let (_, body, _) = try await page(client, "/console/execution?arn=\(arn)&visit=2")
        #expect(body.contains(round) && !body.contains(round == "first" ? "second" : "first"))
        after = body.firstMatch(of: /data-after="([^"]+)"/)?.1
        await service.shutDown()
      }
    }
  }

  private final class Services: Sendable {
    private let service = NIOLockedValueBox(StepFunctionsService())

    var current: StepFunctionsService { service.withLockedValue { $0 } }

    func renew() -> StepFunctionsService {
      let new = StepFunctionsService()
      service.withLockedValue { $0 = new }
      return new
    }
  }

  // MARK: Actions

  @Test func aFormWithoutItsTokenIsRefused() async throws {
    try await withConsole { client, service in
      let arn = "\(Self.prefix):execution:Orders:waits"
      for token in [nil, "", String(repeating: "00", count: 16)] {
        let answer = try await send(client, "/console/execution/stop", "arn=\(arn)", token: token)
        #expect(answer.status == .forbidden)
      }
      let other = try await client.execute(
        uri: "/console/execution/stop", method: .post, headers: [.contentType: "text/plain"],
        body: ByteBuffer(string: "arn=\(arn)"))
      #expect(other.status == .unsupportedMediaType)
      #expect(try await service.describeExecution(executionArn: arn).status == .running)
    }
  }

  @Test func anExecutionIsStopped() async throws {
    try await withConsole { client, service in
      let arn = "\(Self.prefix):execution:Orders:waits"
      let answer = try await send(client, "/console/execution/stop", "arn=\(Self.encoded(arn))&error=E&cause=no+more")
      #expect(answer.status == .seeOther)
      #expect(answer.headers[.location] == "/console/execution?arn=\(Self.encoded(arn))")
      let ended = try await service.describeExecution(executionArn: arn)
      #expect(ended.status == .aborted && ended.error == "E" && ended.cause == "no more")
    }
  }

  @Test func anExecutionIsStarted() async throws {
    try await withConsole { client, service in
      let answer = try await send(
        client, "/console/machine/start", "arn=\(Self.encoded(Self.machine))&name=new&input=%7B%22a%22%3A1%7D")
      #expect(answer.status == .seeOther)
      #expect(
        try await service.describeExecution(executionArn: "\(Self.prefix):execution:Orders:new").input == #"{"a":1}"#)
      let refused = try await send(client, "/console/machine/start", "arn=\(Self.machine)&name=again&input=%7B")
      #expect(refused.status == .badRequest)
      let body = String(buffer: refused.body)
      #expect(body.contains("Invalid State Machine Execution Input") && body.contains("\n{</textarea>"))
    }
  }

  @Test func anExecutionIsStartedThroughAnAlias() async throws {
    try await withConsole { client, service in
      let version = try await service.publishStateMachineVersion(stateMachineArn: Self.machine)
      let alias = try await service.createStateMachineAlias(
        name: "live",
        routingConfiguration: [
          RoutingConfigurationListItem(stateMachineVersionArn: version.stateMachineVersionArn, weight: 100)
        ])
      let arn = Self.encoded(alias.stateMachineAliasArn)
      let answer = try await send(client, "/console/machine/start", "arn=\(arn)&name=through&input=%7B%7D")
      #expect(answer.status == .seeOther)
      let (_, page, _) = try await page(client, "/console/execution?arn=\(Self.prefix):execution:Orders:through")
      #expect(page.contains("through the alias live"))
      // The service says it in the first event.
      let (_, history, _) = try await self.page(
        client, "/console/execution/history?arn=\(Self.prefix):execution:Orders:through")
      let details = try JSON(parsing: history)["events"]?[0]?["executionStartedEventDetails"]
      #expect(details?["stateMachineAliasArn"] == .string(alias.stateMachineAliasArn))
      #expect(details?["stateMachineVersionArn"] == .string(version.stateMachineVersionArn))
      let (_, versions, _) = try await self.page(
        client, "/console/machine?arn=\(Self.encoded(version.stateMachineVersionArn))&view=versions")
      #expect(versions.contains(alias.stateMachineAliasArn))
      // What is refused can be tried again through the alias.
      let refused = try await send(client, "/console/machine/start", "arn=\(arn)&name=a&input=%7B")
      #expect(refused.status == .badRequest)
      #expect(String(buffer: refused.body).contains("name=\"arn\" value=\"\(alias.stateMachineAliasArn)\""))
    }
  }

  @Test func anExpressExecutionShowsItsResult() async throws {
    try await withConsole { client, service in
      let definition = #"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"<E>","Cause":"c"}}}"#
      let machine = try await service.createStateMachine(
        name: "Quick", definition: definition, roleArn: "arn:aws:iam::123456789012:role/r", type: .express)
      let answer = try await send(
        client, "/console/machine/start", "arn=\(Self.encoded(machine.stateMachineArn))&input=%7B%22a%22%3A1%7D")
      let body = String(buffer: answer.body)
      #expect(answer.status == .ok)
      #expect(body.contains("&lt;E&gt;") && body.contains("status-failed") && body.contains("&quot;a&quot;: 1"))
    }
  }

  @Test func anExecutionIsRedriven() async throws {
    try await withConsole { client, service in
      let arn = "\(Self.prefix):execution:Orders:failed"
      #expect(try await send(client, "/console/execution/redrive", "arn=\(arn)").status == .seeOther)
      #expect(try await service.result(of: arn).redriveCount == 1)
      let refused = try await send(client, "/console/execution/redrive", "arn=\(Self.prefix):execution:Orders:waits")
      #expect(String(buffer: refused.body).contains("cannot be redriven") || refused.status == .badRequest)
    }
  }

  @Test(arguments: [true, false])
  func aTaskIsAnswered(succeeds: Bool) async throws {
    try await withConsole { client, service in
      let arn = "\(Self.prefix):execution:Orders:waits"
      // A task of an activity can be answered when a worker has it.
      let task = try await service.getActivityTask(activityArn: "\(Self.prefix):activity:approve", workerName: "w")
      let (_, body, _) = try await page(client, "/console/tasks")
      let token = try #require(body.firstMatch(of: /name="task-token" value="([^"]+)"/)?.1)
      #expect(task.taskToken.map { $0.replacing("+", with: "%2B") } == String(token).replacing("+", with: "%2B"))
      let encoded = token.replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D")
      let answer =
        succeeds
        ? try await send(
          client, "/console/tasks/success", "arn=\(arn)&task-token=\(encoded)&output=%7B%22ok%22%3Atrue%7D")
        : try await send(client, "/console/tasks/failure", "arn=\(arn)&task-token=\(encoded)&error=No&cause=c")
      #expect(answer.status == .seeOther)
      let ended = try await service.result(of: arn)
      #expect(succeeds ? ended.output == #"{"ok":true}"# : ended.error == "No")
      let again = try await send(client, "/console/tasks/success", "arn=\(arn)&task-token=\(encoded)&output=1")
      #expect(again.status == .badRequest)
    }
  }

  @Test func aMachineIsCreatedOrItsProblemsAreShown() async throws {
    try await withConsole { client, service in
      let good =
        "%7B%22StartAt%22%3A%22P%22%2C%22States%22%3A%7B%22P%22%3A%7B%22Type%22%3A%22Pass%22%2C%22End%22%3Atrue%7D%7D%7D"
      let form = "name=New&type=STANDARD&role=arn:aws:iam::123456789012:role/r&definition="
      #expect(try await send(client, "/console/new", form + good).status == .seeOther)
      #expect(try await service.describeStateMachine(stateMachineArn: "\(Self.prefix):stateMachine:New").name == "New")
      let bad = try await send(
        client, "/console/new", form.replacing("New", with: "Bad") + good.replacing("Pass", with: "Pas"))
      #expect(bad.status == .badRequest)
      #expect(String(buffer: bad.body).contains("class=\"diagnostic error\""))
      let checked = try await send(client, "/console/check", "type=STANDARD&definition=%7B")
      #expect(checked.status == .ok && String(buffer: checked.body).contains("error"))
    }
  }
}
