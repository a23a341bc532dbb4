import Testing

@testable import TaskEndpoints

@Suite struct TaskEndpointSettingsTests {
  @Test(
    arguments: [
      (["LAMBDA_ENDPOINT": "http://a:1"], "lambda", "http://a:1"),
      (["AWS_ENDPOINT_URL_LAMBDA": "http://a:1"], "lambda", "http://a:1"),
      (["LAMBDA_ENDPOINT": "http://a:1", "AWS_ENDPOINT_URL_LAMBDA": "http://b:1"], "lambda", "http://a:1"),
      (["AWS_ENDPOINT_URL": "http://c:1"], "lambda", "http://c:1"),
      (["AWS_ENDPOINT_URL": "http://c:1", "SQS_ENDPOINT": "http://d:1"], "sqs", "http://d:1"),
      (["AWS_ENDPOINT_URL": "http://c:1", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], "lambda", nil),
      (["SAGE_MAKER_ENDPOINT": "http://a:1"], "sagemaker", "http://a:1"),
      (["AWS_ENDPOINT_URL_SAGEMAKER": "http://a:1"], "sagemaker", "http://a:1"),
      (["STEP_FUNCTIONS_ENDPOINT": "http://a:1"], "sfn", "http://a:1"),
      (["AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://a:1"], "secretsmanager", "http://a:1"),
      (["SECRETS_MANAGER_ENDPOINT": "http://a:1"], "secretsmanager", "http://a:1"),
      (["EVENTBRIDGE_ENDPOINT": "http://a:1"], "eventbridge", "http://a:1"),
      (["BATCH_ENDPOINT": "http://a:1"], "batch", "http://a:1"),
      (["ECS_ENDPOINT": "http://a:1"], "ecs", "http://a:1"),
      (["GLUE_ENDPOINT": "http://a:1"], "glue", "http://a:1"),
      (["DYNAMODB_ENDPOINT": "http://a:1"], "dynamodb", "http://a:1"),
      (["S3_ENDPOINT": "http://a:1"], "s3", "http://a:1"),
      (["SNS_ENDPOINT": ""], "sns", nil),
      (["LAMBDA_ENDPOINT": "aws", "AWS_REGION": "eu-west-1"], "lambda", "https://lambda.eu-west-1.amazonaws.com"),
      (["DYNAMODB_ENDPOINT": "aws"], "dynamodb", "https://dynamodb.us-east-1.amazonaws.com"),
    ] as [([String: String], String, String?)])
  func readsEndpoints(environment: [String: String], service: String, expected: String?) throws {
    let settings = try TaskEndpointSettings(environment: environment)
    #expect(settings.endpoint(of: try #require(AWSService.named(service))) == expected)
  }

  @Test func readsRegionAccountAndCredentials() throws {
    let settings = try TaskEndpointSettings(environment: [
      "AWS_DEFAULT_REGION": "eu-west-1", "AWS_REGION": "eu-west-2", "AWS_ACCOUNT_ID": "111111111111",
      "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S", "AWS_SESSION_TOKEN": "T",
    ])
    #expect(settings.region == "eu-west-1")
    #expect(settings.account == "111111111111")
    #expect(settings.credentials == AWSCredentials(accessKeyID: "A", secretAccessKey: "S", sessionToken: "T"))
    #expect("\(settings.credentials)" == "AWSCredentials(A)")
    #expect(try TaskEndpointSettings(environment: [:]).credentials == .test)
  }

  @Test(arguments: [
    (["SQS_ENDPOINT": "localhost:9324"], "SQS_ENDPOINT: 'localhost:9324' is not an http or https address, nor 'aws'"),
    (["AWS_ENDPOINT_URL": "http://"], "AWS_ENDPOINT_URL: 'http://' is not an http or https address, nor 'aws'"),
    (["TASK_ROUTES": "/no/such/file"], "/no/such/file: cannot be opened"),
  ])
  func namesTheVariableThatIsWrong(environment: [String: String], expected: String) {
    #expect { try TaskEndpointSettings(environment: environment) } throws: { "\($0)" == expected }
  }
}
