import Testing

@testable import StatesLanguage

/// ARNs of any service, taken apart.
@Suite struct ARNPartsTests {
  @Test(arguments: [
    ("arn:aws:s3:::bucket", ["aws", "s3", "", "", "bucket"]),
    ("arn:aws-cn:lambda:cn-north-1:1:function:f:PROD", ["aws-cn", "lambda", "cn-north-1", "1", "function:f:PROD"]),
    ("arn:aws:states:::sqs:sendMessage", ["aws", "states", "", "", "sqs:sendMessage"]),
    ("arn:aws:sns:us-east-1:1:Größe", ["aws", "sns", "us-east-1", "1", "Größe"]),
    ("arn:aws:x::::", ["aws", "x", "", "", ":"]),
    ("arn:aws:x:::", ["aws", "x", "", "", ""]),
  ])
  func sixPartsOfWhichTheLastMayHoldColons(text: String, expected: [String]) throws {
    let parts = try #require(ARNParts(text))
    #expect([parts.partition, parts.service, parts.region, parts.account, parts.resource].map(String.init) == expected)
    #expect(parts.head + parts.resource == text)
  }

  @Test(arguments: ["", "arn", "arn:aws", "arn:aws:s3::", "arn:awsx:s3:::b", "aws:aws:s3:::b", "x arn:aws:s3:::b"])
  func anythingElseIsNone(text: String) {
    #expect(ARNParts(text) == nil)
  }
}
