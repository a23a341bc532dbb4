import OrderedJSON

/// The definitions and inputs that requests are made of.
enum Definitions {
  /// Names of activities.
  static let activities = ["work", "more-work"]

  static let all: [KnownDefinition] = [
    KnownDefinition(steps: [.pass]),
    KnownDefinition(steps: [.pass], isIndented: true),
    KnownDefinition(steps: [.fail(error: "Broken", cause: "it is broken")]),
    KnownDefinition(steps: [.choice, .pass]),
    KnownDefinition(steps: [.wait(seconds: 5)]),
    KnownDefinition(steps: [.wait(seconds: 7_200)]),
    KnownDefinition(steps: [.wait(seconds: 86_400 * 20), .pass]),
    KnownDefinition(steps: [.wait(seconds: 600)], timeout: 60),
    KnownDefinition(steps: [.activity(name: "work", timeout: nil, heartbeat: nil)]),
    KnownDefinition(steps: [.activity(name: "work", timeout: 30, heartbeat: 10), .pass]),
    KnownDefinition(steps: [.activity(name: "more-work", timeout: 3_600, heartbeat: nil)], timeout: 300),
    KnownDefinition(steps: [.wait(seconds: 20), .activity(name: "work", timeout: nil, heartbeat: 60)]),
    KnownDefinition(steps: [
      .activity(name: "more-work", timeout: nil, heartbeat: nil), .fail(error: "Late", cause: ""),
    ]),
  ]

  private static let texts: [Scope: [String: KnownDefinition]] = {
    var texts: [Scope: [String: KnownDefinition]] = [:]
    for scope in [Scope(), Scope(region: "eu-west-1")] {
      for known in all { texts[scope, default: [:]][known.text(in: scope)] = known }
    }
    return texts
  }()

  /// The definition that a text is.
  static func known(_ text: String, in scope: Scope) -> KnownDefinition? { texts[scope]?[text] }

  /// Texts that are not definitions.
  static let wrong = [
    "{}", "not a definition", #"{"StartAt":"A","States":{}}"#, #"{"StartAt":"B","States":{"A":{"Type":"Succeed"}}}"#,
    #"{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":-1,"End":true}}}"#,
  ]

  /// Texts that are not inputs, and what the service says of them.
  static let wrongInputs = [
    "not json":
      "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    "{'a': 1}": "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
    "": "Invalid execution input.",
  ]
}
