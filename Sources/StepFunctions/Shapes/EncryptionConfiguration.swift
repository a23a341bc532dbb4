/// How data is encrypted: kept and given back.
public struct EncryptionConfiguration: Sendable, Hashable {
  /// The key.
  public var kmsKeyId: String?
  /// How long a data key is used, in seconds.
  public var kmsDataKeyReusePeriodSeconds: Int?
  /// Whose key it is.
  public var type: EncryptionType

  /// Creates it with these members.
  public init(type: EncryptionType, kmsKeyId: String? = nil, kmsDataKeyReusePeriodSeconds: Int? = nil) {
    self.kmsKeyId = kmsKeyId
    self.kmsDataKeyReusePeriodSeconds = kmsDataKeyReusePeriodSeconds
    self.type = type
  }
}

extension EncryptionConfiguration: Structure {
  init() { self.init(type: .awsOwnedKey) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("kmsKeyId", &kmsKeyId, .length(1...2048))
    visitor.optional("kmsDataKeyReusePeriodSeconds", &kmsDataKeyReusePeriodSeconds, .value(60...900))
    visitor.required("type", &type)
  }
}
