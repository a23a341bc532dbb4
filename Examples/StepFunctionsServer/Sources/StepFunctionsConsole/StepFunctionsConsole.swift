public import Hummingbird
public import StepFunctions

import HTTPTypes
import NIOConcurrencyHelpers
import NIOCore

/// Pages for people over a Step Functions service in this process: state machines, executions with graph, timeline, events and
/// the data of each state, map runs, activities, open task tokens; and what one does with them.
///
/// ```swift
/// let feed = ConsoleFeed()
/// let service = StepFunctionsService(observer: feed)
/// let router = Router(context: ServiceContext.self)
/// router.add(middleware: SameSiteMiddleware())
/// StepFunctionsRoutes { service }.add(to: router)
/// StepFunctionsConsole(feed: feed) { service }.add(to: router)
/// ```
///
/// Nothing is loaded from elsewhere. The pages can be read without JavaScript; with it they stay up to date. Everyone who reaches
/// them may do all that they offer: put the check of hosts and origins of `StepFunctionsHTTP` before them, and on a network
/// that others share an authentication of your own.
public struct StepFunctionsConsole: Sendable {
  let service: @Sendable () -> StepFunctionsService
  let feed: ConsoleFeed
  let links: Links
  let executions = ExecutionViews()
  let answers = SharedAnswers()

  /// The size of a form at most: a definition of 1 MiB, encoded. And how many forms are read at the same time.
  private static let (maximumFormBytes, maximumForms) = (4 << 20, 16)
  private let formCount = NIOLockedValueBox(0)

  /// Creates a console.
  ///
  /// - Parameters:
  ///   - path: where it is mounted; `/` by default. Its pages other than the first are under `console/` there.
  ///   - feed: learns what changes; it must be an observer of the service. Without one, pages ask every few seconds.
  ///   - service: the service that it shows; asked for each request.
  public init(
    path: String = "/", feed: ConsoleFeed = ConsoleFeed(), service: @escaping @Sendable () -> StepFunctionsService
  ) {
    self.service = service
    self.feed = feed
    links = Links(path: path)
  }

  /// How many pages are open that are kept up to date.
  public var openPageCount: Int { feed.watcherCount }

  // MARK: Routes

  /// Adds the pages and actions to a router.
  public func add<Context: RequestContext>(to router: some RouterMethods<Context>) {
    for asset in Asset.allCases {
      router.get(path(asset.path)) { _, _ in ConsoleResponse.asset(asset) }
    }
    for page in ConsolePath.allCases {
      switch page.method {
      case .page(let answer):
        router.get(path(page)) { request, _ in await respond(to: request) { try await answer(self, $0) } }
      case .action(let action):
        router.post(path(page)) { request, _ in await perform(request, action) }
      case .form(let answer, let action):
        router.get(path(page)) { request, _ in await respond(to: request) { try await answer(self, $0) } }
        router.post(path(page)) { request, _ in await perform(request, action) }
      case .asset: break
      }
    }
  }

  private func path(_ page: ConsolePath) -> RouterPath { RouterPath(links.page(page).text) }

  /// Answers a request for a page.
  private func respond(
    to request: Request, form: FormValues? = nil,
    _ answer: (ConsoleRequest) async throws -> Response
  ) async -> Response {
    let token = FormToken(of: request)
    let asked = ConsoleRequest(request, form: form, service: service(), links: links, token: token)
    var response: Response
    do {
      response = try await answer(asked)
    } catch let problem as ConsoleProblem {
      response = ProblemPage(request: asked, problem: problem).response()
    } catch {
      response = ProblemPage(
        request: asked, problem: ConsoleProblem(.internalServerError, "This page cannot be shown", "\(error)")
      ).response()
    }
    if token.isNew, let cookie = token.cookie(path: links.base) { response.setCookie(cookie) }
    return response
  }

  /// Carries out what a form asks for, if it comes from a page of the console.
  private func perform(_ request: Request, _ action: @Sendable (Self, ConsoleRequest) async throws -> Response) async
    -> Response
  {
    let isLetIn = formCount.withLockedValue { count in
      guard count < Self.maximumForms else { return false }
      count += 1
      return true
    }
    guard isLetIn else {
      return await respond(to: request) { _ in
        throw ConsoleProblem(.serviceUnavailable, "Too many forms", "Others are being read; send it again.")
      }
    }
    defer { formCount.withLockedValue { $0 -= 1 } }
    let form: FormValues
    do {
      guard
        request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true
      else {
        throw ConsoleProblem(.unsupportedMediaType, "Not a form", "The console understands forms only.")
      }
      form = FormValues(String(buffer: try await request.body.collect(upTo: Self.maximumFormBytes)))
    } catch let problem as ConsoleProblem {
      return await respond(to: request) { _ in throw problem }
    } catch {
      return await respond(to: request) { _ in
        throw ConsoleProblem(
          .contentTooLarge, "The form is too large",
          "A form has at most \(Measures.size(Self.maximumFormBytes)), or it could not be read.")
      }
    }
    guard FormToken(of: request).isIn(form) else {
      return await respond(to: request, form: form) { _ in
        throw ConsoleProblem(
          .forbidden, "The form is out of date",
          "It does not come from a page that this browser has open, or cookies are off. Load the page again, and repeat what you did."
        )
      }
    }
    return await respond(to: request, form: form) { try await action(self, $0) }
  }
}
