import Hummingbird
import NIOCore
import StatesEngine
import StatesLanguage
import StepFunctions

/// A request to the console: what it asks for, and what its answer is made with.
struct ConsoleRequest: Sendable {
  /// The values of the address; of a form, those that it sends.
  let values: FormValues
  /// The service, as the region and account see it that the request is about.
  let service: StepFunctionsService
  let links: Links
  let token: FormToken
  /// The address that was asked for.
  let address: String
  /// The host name and port that it was sent to.
  let host: String
  /// Whether region and account are others than the server's own.
  let isScoped: Bool

  /// - Parameter form: the body of a form.
  init(_ request: Request, form: FormValues? = nil, service: StepFunctionsService, links: Links, token: FormToken) {
    values = form ?? FormValues(request.uri.query ?? "")
    let arn = values["arn"].flatMap { $0.utf8.count <= Self.maximumARN ? ARN($0) : nil }
    let region = arn?.region ?? values["region"].flatMap(Self.region) ?? service.region
    let account = arn?.account ?? values["account"].flatMap(Self.account) ?? service.account
    isScoped = region != service.region || account != service.account
    self.service = service.scoped(region: region, account: account)
    self.links = links
    self.token = token
    address = request.uri.string
    host = request.head.authority ?? "localhost:8083"
  }

  /// The ARN of the state machine or version that the request is about; for an alias, of its state machine, since the
  /// service describes no alias as one.
  var machineARN: String {
    get throws(ConsoleProblem) {
      let text = try arn
      guard let arn = ARN(text), case .alias = arn.resource, let machine = arn.machine else { return text }
      return arn.with(.stateMachine(machine)).description
    }
  }

  /// More bytes than any ARN has.
  private static let maximumARN = 1_024

  /// A region; `nil` for what cannot be one.
  private static func region(_ text: String) -> String? {
    let isOne =
      text.utf8.count <= 32
      && text.utf8.allSatisfy { 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "-") }
    return isOne ? text : nil
  }

  /// The number of an account; `nil` for what cannot be one.
  private static func account(_ text: String) -> String? {
    text.utf8.count == 12 && text.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? text : nil
  }

  /// The ARN that the request is about.
  var arn: String {
    get throws(ConsoleProblem) {
      guard let arn = values["arn"] else { throw .missing("arn") }
      guard arn.utf8.count <= Self.maximumARN else {
        throw ConsoleProblem(.badRequest, "Not an ARN", "An ARN has no more than \(Self.maximumARN) bytes.")
      }
      return arn
    }
  }

  /// The address of a page about resources of the same region and account.
  func scoped(_ page: ConsolePath) -> Link {
    let link = links.page(page)
    return isScoped ? link.with("region", service.region).with("account", service.account) : link
  }
}

/// Carries out what the service does, with its refusals as problems that a page can show.
func performing<Answer>(
  isolation: isolated (any Actor)? = #isolation, _ operation: () async throws(StepFunctionsError) -> Answer
) async throws(ConsoleProblem) -> Answer {
  do throws(StepFunctionsError) {
    return try await operation()
  } catch {
    throw ConsoleProblem(error)
  }
}
