import NIOHTTP1
import StatesRuntime
import Testing

@testable import TaskEndpoints

@Suite struct RequestSignerTests {
  private static let credentials = AWSCredentials(
    accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")

  /// Cases of AWS's published test suite for Signature Version 4.
  @Test(
    arguments: [
      ("GET", [], "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
      ("POST", [], "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
      (
        "GET", [("Param2", "value2"), ("Param1", "value1")],
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
      ),
    ] as [(String, [(name: String, value: String)], String)])
  func signsTheRequestsOfTheTestSuite(method: String, query: [(name: String, value: String)], expected: String) {
    var headers = HTTPHeaders()
    RequestSigner(credentials: Self.credentials, region: "us-east-1", service: "service").sign(
      method: method, host: "example.amazonaws.com", path: "/", query: query, headers: &headers, body: [],
      at: Timestamp(milliseconds: 1_440_938_160_000))
    #expect(headers.first(name: "x-amz-date") == "20150830T123600Z")
    #expect(
      headers.first(name: "authorization")
        == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        + "SignedHeaders=host;x-amz-date, Signature=\(expected)")
  }

  /// The example of S3's documentation, "Example: GET Object".
  @Test func signsTheExampleOfS3() {
    var headers: HTTPHeaders = ["Range": "bytes=0-9"]
    let credentials = AWSCredentials(
      accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    RequestSigner(credentials: credentials, region: "us-east-1", service: "s3").sign(
      method: "GET", host: "examplebucket.s3.amazonaws.com", path: "/test.txt", headers: &headers, body: [],
      at: Timestamp(milliseconds: 1_369_353_600_000))
    #expect(
      headers.first(name: "authorization")?.hasSuffix(
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
          + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41") == true)
  }

  @Test func signsTheTokenOfTemporaryCredentials() {
    var headers = HTTPHeaders()
    let credentials = AWSCredentials(accessKeyID: "A", secretAccessKey: "S", sessionToken: "T")
    RequestSigner(credentials: credentials, region: "r", service: "s").sign(
      method: "GET", host: "h", path: "/", headers: &headers, body: [], at: Timestamp(milliseconds: 0))
    #expect(headers.first(name: "x-amz-security-token") == "T")
    #expect(
      headers.first(name: "authorization")?.contains("SignedHeaders=host;x-amz-date;x-amz-security-token") == true)
  }
}
