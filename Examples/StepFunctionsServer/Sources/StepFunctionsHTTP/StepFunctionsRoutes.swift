public import Hummingbird
public import HummingbirdCore
public import StepFunctions

import HTTPTypes
import NIOCore

/// The protocol AWS JSON 1.0 over HTTP, as `aws`, boto3 and all other SDKs speak it: `POST /` with the operation in the
/// header `X-Amz-Target`.
///
/// ```swift
/// let router = Router(context: ServiceContext.self)
/// router.add(middleware: SameSiteMiddleware())
/// StepFunctionsRoutes { service }.add(to: router)
/// let application = Application(router: router, server: StepFunctionsRoutes.server(HTTPLimits()))
/// ```
///
/// Signatures are read for region and account, and never checked: everyone who reaches the server may use it.
///
/// - SeeAlso: Smithy, "AWS JSON 1.0 protocol".
public struct StepFunctionsRoutes: Sendable {
  private let service: @Sendable () -> StepFunctionsService
  private let limits: HTTPLimits
  private let gate: RequestGate

  /// Creates the routes.
  ///
  /// - Parameters:
  ///   - limits: what requests may take.
  ///   - service: the service that answers a request; asked for each of them.
  public init(limits: HTTPLimits = HTTPLimits(), service: @escaping @Sendable () -> StepFunctionsService) {
    self.limits = limits.bounded
    self.service = service
    gate = RequestGate(limits.bounded)
  }

  /// How many requests are under way.
  public var requestCount: Int { gate.count }

  /// Adds the route to a router.
  ///
  /// - Parameter path: its path, which clients have in their endpoint URL.
  public func add<Context: ConnectionContext>(to router: some RouterMethods<Context>, path: RouterPath = "/") {
    router.post(path) { request, context in await respond(to: request, context) }
  }

  /// A server of connections that notices clients that go away, and closes those that say nothing.
  public static func server(_ limits: HTTPLimits) -> HTTPServerBuilder {
    let limits = limits.bounded
    let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
      maxHeaderFieldSize: limits.headBytes, maxHeaderListSize: limits.headBytes, maxHeaderFieldCount: 200)
    return .http1(
      configuration: .init(
        additionalChannelHandlers: [
          HangUpHandler(), SlowBodyHandler(timeout: limits.bodyTimeout), CloseHandler(),
        ],
        idleTimeout: TimeAmount(limits.idleTimeout),
        httpDecoderConfiguration: decoder))
  }

  // MARK: One request

  private static let prefix = "AWSStepFunctions."
  private static let mediaTypes = [Response.awsJSON, "application/x-amz-json-1.1", "application/json"]

  private func respond(to request: Request, _ context: some ConnectionContext) async -> Response {
    let requestID = RequestIdentifier.make()
    if let type = request.headers[.contentType], !Self.isKnown(type) {
      return .refusal(
        .unsupportedMediaType, "SerializationException",
        "the content type '\(type.prefix(100))' is not understood; requests are \(Response.awsJSON)", closes: true)
    }
    guard let target = request.headers[.target], target.hasPrefix(Self.prefix) else {
      return .refusal(
        .badRequest, "UnknownOperationException",
        "the header X-Amz-Target names no operation of AWSStepFunctions", closes: true)
    }
    let length = request.headers[.contentLength].flatMap(Int.init)
    if let length, length < 0 || length > limits.bodyBytes { return tooLarge }
    let operation = String(target.dropFirst(Self.prefix.count))
    let isPoll = operation == StepFunctionsOperation.getActivityTask.rawValue
    // What a client does not announce may be as long as is allowed.
    guard let pass = gate.enter(isPoll: isPoll, bytes: length ?? limits.bodyBytes) else {
      return .refusal(
        .serviceUnavailable, "ServiceUnavailable", "too many requests are being carried out; try again", closes: true)
    }
    defer { gate.leave(pass) }
    let body: [UInt8]
    switch await read(request.body) {
    case .success(let bytes): body = bytes
    case .failure(.tooLarge): return tooLarge
    case .failure(.broken):
      return .refusal(
        .badRequest, "SerializationException", "the request's body could not be read", closes: true)
    }
    let signature = RequestSignature(authorization: request.headers[.authorization], query: request.uri.query?[...])
    let trace = request.headers[.traceID]
    let service = service()
    let answer: ServiceResponse
    if isPoll {
      answer = await untilHangUp(of: context.channel) {
        await service.respond(
          to: operation, body: body, region: signature.region, account: signature.account, traceHeader: trace)
      }
    } else {
      answer = await service.respond(
        to: operation, body: body, region: signature.region, account: signature.account, traceHeader: trace)
    }
    context.logger.debug(
      "\(operation)",
      metadata: ["status": "\(answer.status)", "code": "\(answer.code ?? "")", "request": "\(requestID)"])
    return .answer(answer, requestID: requestID)
  }

  private var tooLarge: Response {
    .refusal(
      .contentTooLarge, "RequestEntityTooLargeException",
      "the request's body is longer than \(limits.bodyBytes) bytes", closes: true)
  }

  private static func isKnown(_ contentType: String) -> Bool {
    let type = contentType.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
    return mediaTypes.contains(type)
  }

  // MARK: The body

  private enum BodyProblem: Error { case tooLarge, broken }

  private func read(_ body: RequestBody) async -> Result<[UInt8], BodyProblem> {
    var bytes: [UInt8] = []
    do {
      for try await buffer in body {
        guard buffer.readableBytes <= limits.bodyBytes - bytes.count else { return .failure(.tooLarge) }
        bytes.append(contentsOf: buffer.readableBytesView)
      }
      return .success(bytes)
    } catch {
      return .failure(.broken)
    }
  }
}
