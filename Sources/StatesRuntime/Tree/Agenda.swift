import OrderedJSON
import StatesEngine

/// What a driver still had to do when a tree was written down: the order in which effects were requested, and the
/// reports that had not been delivered to the executions.
///
/// The executions repeat the effects themselves. But deadlines at the same time come in the order in which they were
/// set, and tasks begin in the order in which they were scheduled: only the agenda knows this order.
struct Agenda {
  typealias Address = ExecutionTree.Address

  enum Entry {
    /// A task that has not begun.
    case task(Address<TaskID>)
    /// A deadline.
    case timer(Address<TimerID>)
    /// A dataset to be read, or results to be written.
    case transfer(Address<MapRunID>)
    /// A handler has made this report, which is to be delivered now.
    case report(Address<TaskID>, TaskReport.Step)
    /// A handler has reported an outcome that is due at a later time.
    indirect case answer(Address<TaskID>, TaskReport.Outcome, due: Timestamp)
    /// A worker sends its next heartbeat at a later time, after so many others.
    indirect case heartbeat(Address<TaskID>, TaskReport.Heartbeats, sent: Int, due: Timestamp)
  }

  /// A part of what a driver has to do.
  enum Item {
    case effect(ExecutionTree.Effect)
    case report(Address<TaskID>, TaskReport.Step)
    indirect case answer(Address<TaskID>, TaskReport.Outcome, due: Timestamp)
    indirect case heartbeat(Address<TaskID>, TaskReport.Heartbeats, sent: Int, due: Timestamp)
  }

  var entries: [Entry] = []

  private enum Key: Hashable {
    case task(Address<TaskID>)
    case timer(Address<TimerID>)
    case transfer(Address<MapRunID>)

    init?(_ effect: ExecutionTree.Effect) {
      switch effect {
      case .scheduleTask(let task, _), .awaitTask(let task, _): self = .task(task)
      case .setTimer(let timer, _): self = .timer(timer)
      case .readItems(let run, _), .writeResults(let run, _): self = .transfer(run)
      case .cancelTask, .cancelTimer, .endTransfers: return nil
      }
    }
  }

  /// Sorts effects into the order in which they were first requested; new ones come last.
  ///
  /// - Parameter takesReports: whether the handlers' reports are delivered; if not, their tasks are performed again.
  func arrange(_ effects: [ExecutionTree.Effect], takesReports: Bool) -> [Item] {
    var wanted: [Key: Int] = [:]
    for (index, effect) in effects.enumerated() {
      if let key = Key(effect) { wanted[key] = index }
    }
    var items: [Item] = []
    var isTaken = [Bool](repeating: false, count: effects.count)
    func take(_ key: Key) {
      guard let index = wanted[key], !isTaken[index] else { return }
      isTaken[index] = true
      items.append(.effect(effects[index]))
    }
    for entry in entries {
      switch entry {
      case .task(let task): take(.task(task))
      case .timer(let timer): take(.timer(timer))
      case .transfer(let run): take(.transfer(run))
      case .report(let task, let step):
        guard takesReports else { continue }
        if let index = wanted[.task(task)] { isTaken[index] = true }
        items.append(.report(task, step))
      case .answer(let task, let outcome, let due):
        guard takesReports else { continue }
        if let index = wanted[.task(task)] { isTaken[index] = true }
        items.append(.answer(task, outcome, due: due))
      case .heartbeat(let task, let heartbeats, let sent, let due):
        guard takesReports else { continue }
        if let index = wanted[.task(task)] { isTaken[index] = true }
        items.append(.heartbeat(task, heartbeats, sent: sent, due: due))
      }
    }
    for (index, effect) in effects.enumerated() where !isTaken[index] { items.append(.effect(effect)) }
    return items
  }
}

extension Agenda.Entry: WireForm {
  private enum Name: String { case task, timer, transfer, report, answer, heartbeat }

  /// `["task", address]`, `["timer", address]`, `["transfer", address]`, `["report", address, part]`,
  /// `["answer", address, outcome, time]` or `["heartbeat", address, the form of a part that beats, time]`.
  var wireForm: JSON {
    func form(_ name: Name, _ parts: JSON...) -> JSON { .array([.string(name.rawValue)] + parts) }
    switch self {
    case .task(let task): return form(.task, task.wireForm)
    case .timer(let timer): return form(.timer, timer.wireForm)
    case .transfer(let run): return form(.transfer, run.wireForm)
    case .report(let task, let step): return form(.report, task.wireForm, step.wireForm)
    case .answer(let task, let outcome, let due):
      return form(.answer, task.wireForm, outcome.wireForm, .integer(due.milliseconds))
    case .heartbeat(let task, let heartbeats, let sent, let due):
      let step = TaskReport.Step.beating(heartbeats, sent: sent)
      return form(.heartbeat, task.wireForm, step.wireForm, .integer(due.milliseconds))
    }
  }

  init(wireForm: JSON) throws(WireFormError) {
    let whole = WireReader(wireForm)
    guard let first = try whole.elements().first, let name = Name(rawValue: try first.string()) else {
      throw whole.problem("an entry of an agenda")
    }
    switch name {
    case .task: self = .task(try whole.elements(2)[1].value())
    case .timer: self = .timer(try whole.elements(2)[1].value())
    case .transfer: self = .transfer(try whole.elements(2)[1].value())
    case .report:
      let parts = try whole.elements(3)
      self = .report(try parts[1].value(), try parts[2].value())
    case .answer:
      let parts = try whole.elements(4)
      self = .answer(try parts[1].value(), try parts[2].value(), due: try parts[3].time())
    case .heartbeat:
      let parts = try whole.elements(4)
      guard case .beating(let heartbeats, let sent) = try parts[2].value() as TaskReport.Step else {
        throw parts[2].problem("heartbeats")
      }
      self = .heartbeat(try parts[1].value(), heartbeats, sent: sent, due: try parts[3].time())
    }
  }
}
