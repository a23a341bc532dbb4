/// The credentials with which requests are signed.
public struct AWSCredentials: Sendable, Hashable {
  /// `AWS_ACCESS_KEY_ID`.
  public var accessKeyID: String
  /// `AWS_SECRET_ACCESS_KEY`.
  public var secretAccessKey: String
  /// `AWS_SESSION_TOKEN`, of temporary credentials.
  public var sessionToken: String?

  /// Creates credentials.
  public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
  }

  /// `test` and `test`, which local endpoints accept.
  public static let test = AWSCredentials(accessKeyID: "test", secretAccessKey: "test")
}

extension AWSCredentials: CustomStringConvertible, CustomReflectable {
  /// The access key's identifier, nothing secret.
  public var description: String { "AWSCredentials(\(accessKeyID))" }
  /// Nothing secret.
  public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
