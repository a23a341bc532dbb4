import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

extension DocumentKind {
  /// What a state machine was between two changes.
  static let revision = DocumentKind(rawValue: "revision")
  /// The tokens of the redrives of an execution.
  static let redrives = DocumentKind(rawValue: "redrives")
  /// What the service itself needs to remember.
  static let service = DocumentKind(rawValue: "service")
}

/// A state machine: what all its revisions have in common. The name of the document is its ARN.
struct MachineRecord: StoredRecord, Hashable {
  static let kind = DocumentKind.stateMachine

  var name = ""
  var type = StateMachineType.standard
  var creationDate = Timestamp(milliseconds: 0)
  var status = StateMachineStatus.active
  /// The name of the document of the current revision.
  var revision = ""
  /// The number of revisions so far; the first is 1.
  var revisionCount = 1
  /// The number that the next version gets.
  var nextVersion = 1
  /// The version of the current revision, if it has been published.
  var publishedVersion: Int?
  /// Whether it was created with a version, and with which description: an equal request is answered alike.
  var createdPublishing = false
  var createdDescription: String?

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("name", &name)
    visitor.required("type", &type)
    visitor.required("creationDate", &creationDate)
    visitor.required("status", &status)
    visitor.required("revision", &revision)
    visitor.required("revisionCount", &revisionCount)
    visitor.required("nextVersion", &nextVersion)
    visitor.optional("publishedVersion", &publishedVersion)
    visitor.required("createdPublishing", &createdPublishing)
    visitor.optional("createdDescription", &createdDescription)
  }

  /// Whether it may be used: it is not being deleted.
  var isActive: Bool { status == .active }
}

/// A revision of a state machine: it never changes. The name of the document is drawn.
struct RevisionRecord: StoredRecord, Hashable {
  static let kind = DocumentKind.revision

  /// The API's identifier; the first revision has none.
  var id: String?
  var definition = ""
  var roleArn = ""
  var loggingConfiguration = LoggingConfiguration.off
  var tracingConfiguration = TracingConfiguration(enabled: false)
  var encryptionConfiguration = EncryptionConfiguration(type: .awsOwnedKey)
  /// When it came to be.
  var date = Timestamp(milliseconds: 0)

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("id", &id)
    visitor.required("definition", &definition)
    visitor.required("roleArn", &roleArn)
    visitor.required("logging", &loggingConfiguration)
    visitor.required("tracing", &tracingConfiguration)
    visitor.required("encryption", &encryptionConfiguration)
    visitor.required("date", &date)
  }

  /// Whether nothing differs that an update can change.
  func isEqual(to other: RevisionRecord) -> Bool {
    // Strings are equal here when their bytes are.
    definition.utf8.elementsEqual(other.definition.utf8) && roleArn.utf8.elementsEqual(other.roleArn.utf8)
      && loggingConfiguration == other.loggingConfiguration && tracingConfiguration == other.tracingConfiguration
      && encryptionConfiguration == other.encryptionConfiguration
  }
}

/// A version of a state machine. The name of the document is its ARN.
struct VersionRecord: StoredRecord, Hashable {
  static let kind = DocumentKind.version

  var number = 0
  /// The name of the document of its revision.
  var revision = ""
  var description: String?
  var creationDate = Timestamp(milliseconds: 0)

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("number", &number)
    visitor.required("revision", &revision)
    visitor.optional("description", &description)
    visitor.required("creationDate", &creationDate)
  }
}

/// An alias of a state machine. The name of the document is its ARN.
struct AliasRecord: StoredRecord, Hashable {
  static let kind = DocumentKind.alias

  var name = ""
  var description: String?
  var routing: [RoutingConfigurationListItem] = []
  var creationDate = Timestamp(milliseconds: 0)
  var updateDate: Timestamp?

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("name", &name)
    visitor.optional("description", &description)
    visitor.required("routing", &routing)
    visitor.required("creationDate", &creationDate)
    visitor.optional("updateDate", &updateDate)
  }
}

/// An activity. The name of the document is its ARN.
struct ActivityRecord: StoredRecord, Hashable {
  static let kind = DocumentKind.activity

  var name = ""
  var creationDate = Timestamp(milliseconds: 0)
  var encryptionConfiguration = EncryptionConfiguration(type: .awsOwnedKey)

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("name", &name)
    visitor.required("creationDate", &creationDate)
    visitor.required("encryption", &encryptionConfiguration)
  }
}

/// The tags of a state machine or an activity. The name of the document is the ARN of that.
struct TagsRecord: StoredRecord, Hashable {
  static let kind = DocumentKind.tags

  var tags: [ResourceTag] = []

  mutating func visit(_ visitor: inout some MemberVisitor) { visitor.required("tags", &tags) }

  /// The change that gives a new resource these tags, and none that another one of its name had.
  func change(of arn: String) -> StoreChange {
    tags.isEmpty ? Self.delete(arn) : put(arn, order: "", if: .always)
  }
}

/// The tokens with which an execution was redriven. The name of the document is its ARN.
struct RedrivesRecord: StoredRecord, Hashable {
  static let kind = DocumentKind.redrives

  /// A redrive with a token.
  struct Entry: Structure, Hashable {
    var token = ""
    /// When it was asked for.
    var requested = Timestamp(milliseconds: 0)
    /// How often the execution has been redriven with it.
    var count = 0
    /// What was answered; unknown for a moment.
    var date: Timestamp?

    mutating func visit(_ visitor: inout some MemberVisitor) {
      visitor.required("token", &token)
      visitor.required("requested", &requested)
      visitor.required("count", &count)
      visitor.optional("date", &date)
    }
  }

  var entries: [Entry] = []

  mutating func visit(_ visitor: inout some MemberVisitor) { visitor.required("entries", &entries) }
}

/// The key that tokens of pages and of workers are signed with.
struct SigningKeyRecord: StoredRecord, Hashable {
  static let kind = DocumentKind.service
  static let name = "signingKey"

  var key = ""

  init(key: String) { self.key = key }
  init() {}

  mutating func visit(_ visitor: inout some MemberVisitor) { visitor.required("key", &key) }
}

/// What the service remembers of an execution: the attributes that its host keeps with it.
struct ExecutionAttributes: Structure, Hashable {
  /// The name of the document of the revision that it started with.
  var revision = ""
  var version: String?
  var alias: String?
  var traceHeader: String?
  /// The case of the mock file that answers for its tasks.
  var testCase: String?
  /// What is logged; `nil` for nothing.
  var logging: LoggingConfiguration?

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("revision", &revision)
    visitor.optional("version", &version)
    visitor.optional("alias", &alias)
    visitor.optional("traceHeader", &traceHeader)
    visitor.optional("testCase", &testCase)
    visitor.optional("logging", &logging)
  }

  init() {}

  /// The attributes of an execution; empty ones if they are not the service's.
  init(_ json: JSON?) {
    self.init()
    var findings = RequestFindings()
    if let json, let read = ExecutionAttributes(reading: json, at: "", .any, &findings) { self = read }
  }
}
