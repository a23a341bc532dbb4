import HTTPTypes
import Hummingbird
import NIOCore

extension HTTPField.Name {
  // Names that consist of letters and hyphens are never refused.
  private static func known(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .eTag }
  static var frameOptions: HTTPField.Name { known("X-Frame-Options") }
  static var referrerPolicy: HTTPField.Name { known("Referrer-Policy") }
  static var openerPolicy: HTTPField.Name { known("Cross-Origin-Opener-Policy") }
  static var resourcePolicy: HTTPField.Name { known("Cross-Origin-Resource-Policy") }
}

/// The answers of the console.
enum ConsoleResponse {
  /// Everything comes from the console itself, no script or style stands in a page, forms go nowhere else, and no other page
  /// can show this one in a frame.
  private static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
  ].joined(separator: "; ")

  private static func headers(_ type: String) -> HTTPFields {
    var headers = HTTPFields()
    headers[.contentType] = type
    headers[.xContentTypeOptions] = "nosniff"
    headers[.contentSecurityPolicy] = policy
    headers[.frameOptions] = "DENY"
    headers[.referrerPolicy] = "same-origin"
    headers[.openerPolicy] = "same-origin"
    headers[.resourcePolicy] = "same-origin"
    headers[.cacheControl] = "no-store"
    return headers
  }

  /// A page, or a part of one.
  static func html(_ html: HTML, _ status: HTTPResponse.Status = .ok) -> Response {
    Response(status: status, headers: headers("text/html; charset=utf-8"), body: ResponseBody(byteBuffer: html.buffer))
  }

  /// A page of which the first part is sent before the next ones are known.
  static func stream(
    _ write: @escaping @Sendable (_ send: (HTML) async throws -> Void) async throws -> Void
  ) -> Response {
    let body = ResponseBody { writer in
      try await write { try await writer.write($0.buffer) }
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: headers("text/html; charset=utf-8"), body: body)
  }

  /// Nothing is new.
  static var noContent: Response {
    var fields = headers("text/html; charset=utf-8")
    fields[.contentType] = nil
    return Response(status: .noContent, headers: fields)
  }

  /// The page to look at after an action.
  static func redirect(to link: Link) -> Response {
    var fields = headers("text/html; charset=utf-8")
    fields[.location] = link.text
    return Response(status: .seeOther, headers: fields)
  }

  /// A file of the console.
  static func asset(_ asset: Asset) -> Response {
    var fields = headers(asset.mediaType)
    fields[.cacheControl] = "public, max-age=31536000, immutable"
    return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
  }

  /// Text that is shown as such.
  static func text(
    _ text: String, type: String = "text/plain; charset=utf-8", status: HTTPResponse.Status = .ok
  ) -> Response {
    Response(status: status, headers: headers(type), body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// A file to keep.
  ///
  /// - Parameter name: the file's name; characters that cannot be in a header are replaced.
  static func download(
    name: String, type: String = "application/json",
    _ write: @escaping @Sendable (_ send: (ByteBuffer) async throws -> Void) async throws -> Void
  ) -> Response {
    let safe = name.utf8.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: byte
      default: UInt8(ascii: "_")
      }
    }
    var fields = headers(type)
    fields[.contentDisposition] = "attachment; filename=\"\(String(decoding: safe, as: UTF8.self))\""
    let body = ResponseBody { writer in
      try await write { try await writer.write($0) }
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: fields, body: body)
  }

  /// Messages to a page that is open.
  static func events(
    _ write: @escaping @Sendable (_ send: (String) async throws -> Void) async throws -> Void
  ) -> Response {
    let body = ResponseBody { writer in
      try await write { try await writer.write(ByteBuffer(string: $0)) }
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: headers("text/event-stream; charset=utf-8"), body: body)
  }
}
