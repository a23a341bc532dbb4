import HTTPTypes
import Hummingbird
import NIOCore
import StepFunctions

extension HTTPField.Name {
  // Names that consist of letters and hyphens are never refused.
  static var requestID: HTTPField.Name { HTTPField.Name("x-amzn-RequestId") ?? .eTag }
  static var target: HTTPField.Name { HTTPField.Name("X-Amz-Target") ?? .eTag }
  static var traceID: HTTPField.Name { HTTPField.Name("X-Amzn-Trace-Id") ?? .eTag }
}

extension Response {
  /// The media type of the protocol.
  static let awsJSON = "application/x-amz-json-1.0"

  /// An answer of the service.
  static func answer(_ answer: ServiceResponse, requestID: String) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = awsJSON
    headers[.requestID] = requestID
    return Response(
      status: HTTPResponse.Status(code: answer.status), headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }

  /// The refusal of a request that does not reach the service.
  ///
  /// - Parameter closes: whether nothing further is read from this connection.
  static func refusal(
    _ status: HTTPResponse.Status, _ code: String, _ message: String, closes: Bool = false
  ) -> Response {
    let body: JSON = ["__type": .string(code), "message": .string(message)]
    var response = answer(
      ServiceResponse(status: status.code, code: code, body: JSONPrinter.compact.bytes(body)),
      requestID: RequestIdentifier.make())
    if closes { response.headers[.connection] = "close" }
    return response
  }
}
