import Hummingbird
import NIOConcurrencyHelpers
import ServiceLifecycle

/// The messages to an open page that it should bring itself up to date: server-sent events.
///
/// What has changed is not in them: the page asks for that, and pages that ask for the same share one answer.
///
/// - SeeAlso: HTML, "Server-sent events".
struct ChangeStream: Sendable {
  let feed: ConsoleFeed
  let subject: String

  /// How long changes are collected before a page learns of them: those of an execution, those of lists.
  private static let (pause, pauseOfLists) = (Duration.milliseconds(150), Duration.seconds(2))
  /// After this time a page asks anyway: for executions that another server carries out.
  private static let patience = Duration.seconds(5)
  /// More bytes than what is watched has in its name.
  private static let maximumSubject = 1_024
  /// A page opens a new stream after so many messages.
  private static let maximumMessages = 100_000

  private var isOfList: Bool { !subject.contains(":execution:") }

  func response() -> Response {
    guard subject.utf8.count <= Self.maximumSubject, feed.begin(subject) else {
      return ConsoleResponse.text("too many pages are open", status: .serviceUnavailable)
    }
    let ticket = Ticket(feed: feed, subject: subject)
    return ConsoleResponse.events { send in
      defer { ticket.end() }
      try await send("retry: 2000\n\n")
      var version = feed.version(of: subject)
      for _ in 0..<Self.maximumMessages {
        let before = version
        try await cancelWhenGracefulShutdown {
          await changes(after: before)
          try await Task.sleep(for: isOfList ? Self.pauseOfLists : Self.pause)
        }
        version = feed.version(of: subject)
        // Browsers and the server learn by it that the other is there.
        try await send("event: \(version == before ? "check" : "change")\ndata: \(version)\n\n")
      }
    }
  }

  /// Waits for a change, or as long as the page should not ask by itself.
  private func changes(after version: UInt64) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await feed.change(of: subject, after: version) }
      group.addTask { try? await Task.sleep(for: Self.patience) }
      await group.next()
      group.cancelAll()
    }
  }

  /// Ends the watching once, also when the response is never written.
  private final class Ticket: Sendable {
    private let feed: ConsoleFeed
    private let subject: String
    private let isOpen = NIOLockedValueBox(true)

    init(feed: ConsoleFeed, subject: String) {
      self.feed = feed
      self.subject = subject
    }

    func end() {
      let wasOpen = isOpen.withLockedValue { isOpen in
        defer { isOpen = false }
        return isOpen
      }
      if wasOpen { feed.end(subject) }
    }

    deinit { end() }
  }
}
