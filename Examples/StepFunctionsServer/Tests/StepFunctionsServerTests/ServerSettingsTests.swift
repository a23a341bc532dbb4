import StepFunctionsServer
import Testing

@Suite struct ServerSettingsTests {
  @Test(
    arguments: [
      ("memory", .memory), ("file:/a/b", .file("/a/b")), ("sqlite:x.db", .sqlite("x.db")),
      ("postgres://u@h/d", .postgres("postgres://u@h/d")), ("postgresql://u@h/d", .postgres("postgresql://u@h/d")),
      ("postgres:host=h dbname=d", .postgres("host=h dbname=d")), ("sqlite:", nil), ("", nil), ("mysql:x", nil),
      ("memory:", nil), ("x.db", nil),
    ] as [(String, StoreLocation?)])
  func aStoreHasALocation(text: String, location: StoreLocation?) {
    #expect(StoreLocation(text) == location)
  }

  @Test func aPasswordIsNotShown() {
    #expect(StoreLocation("postgres://u:secret@h/d")?.description == "postgres")
  }

  @Test func theVariablesOfStepFunctionsLocalAreKnown() throws {
    var settings = ServerSettings()
    try settings.apply([
      "AWS_ACCOUNT_ID": "111122223333", "AWS_DEFAULT_REGION": "eu-west-1", "SFN_MOCK_CONFIG": "m.json",
      "WAIT_TIME_SCALE": "0.25", "PATH": "/bin",
    ])
    #expect(settings.account == "111122223333")
    #expect(settings.region == "eu-west-1")
    #expect(settings.mockConfig == "m.json")
    #expect(settings.waitPermille == 250)
  }

  @Test func emptyVariablesAreNone() throws {
    var settings = ServerSettings()
    try settings.apply(["AWS_ACCOUNT_ID": "", "AWS_DEFAULT_REGION": "", "WAIT_TIME_SCALE": ""])
    #expect(settings.account == "123456789012")
    #expect(settings.region == "us-east-1")
    #expect(settings.waitPermille == 1_000)
  }

  @Test(arguments: ["fast", "-1", "1001", "nan", "inf"])
  func aScaleOfWaitsIsANumber(text: String) {
    var settings = ServerSettings()
    #expect(throws: ServerProblem.self) { try settings.apply(["WAIT_TIME_SCALE": text]) }
  }

  @Test(arguments: [
    ("127.0.0.1", true), ("localhost", true), ("::1", true), ("0.0.0.0", false), ("192.168.1.4", false), ("", false),
  ])
  func otherMachinesAreAllowedByNameOnly(host: String, isLocal: Bool) throws {
    var settings = ServerSettings()
    settings.host = host
    if isLocal { try settings.check() } else { #expect(throws: ServerProblem.self) { try settings.check() } }
    settings.allowsRemote = true
    try settings.check()
  }

  @Test(
    arguments: [
      { $0.port = 65_536 }, { $0.port = -1 }, { $0.account = "12" }, { $0.waitPermille = -1 }, { $0.watches = true },
      { $0.lease = .zero },
    ] as [@Sendable (inout ServerSettings) -> Void])
  func whatCannotBeIsRefused(change: @Sendable (inout ServerSettings) -> Void) throws {
    var settings = ServerSettings()
    try settings.check()
    change(&settings)
    #expect(throws: ServerProblem.self) { try settings.check() }
  }
}
