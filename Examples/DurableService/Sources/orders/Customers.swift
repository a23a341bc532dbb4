import ArgumentParser
import Foundation

/// A command that asks the running service for something and prints what it says.
///
/// It exits with 0 when that is done, 1 when it is refused, and 75 when there was no answer: try again.
protocol CustomerCommand: ParsableCommand {
  var data: DataFolder { get }
  var request: Request { get throws }
}

extension CustomerCommand {
  func run() throws {
    let request = try request
    let reply: Reply
    do {
      reply = try Reply(bytes: try Connection.ask(request.bytes, path: data.socket))
    } catch {
      complain("\(error)")
      throw ExitCode(75)
    }
    switch reply {
    case .done(let text): print(text)
    case .refused(let reason):
      complain(reason)
      throw ExitCode.failure
    }
  }

  private func complain(_ reason: String) { FileHandle.standardError.write(Data("Error: \(reason)\n".utf8)) }
}

/// The name of an order as an argument.
struct OrderName: ParsableArguments {
  @Argument(help: "The name of the order: letters, digits, - and _, at most 80.")
  var name: String

  func validate() throws {
    guard OrderWorkflow.isName(name) else {
      throw ValidationError("'\(name)' is not a name: use 1 to 80 letters of ASCII, digits, - and _")
    }
  }
}

struct Place: CustomerCommand {
  static let configuration = CommandConfiguration(
    abstract: "Places an order. Placing the same one twice does no harm.",
    usage: "orders place <name> <item> ...        an item is a name, or a name and a number: lamp=2")

  @OptionGroup var data: DataFolder
  @OptionGroup var order: OrderName

  @Argument(help: "What is ordered: keyboard, lamp=2, mouse, gramophone …")
  var items: [Item]

  var request: Request { .place(name: order.name, order: Order(items: items.map(\.item))) }

  struct Item: ExpressibleByArgument {
    let item: Order.Item

    init?(argument: String) {
      let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
      guard let name = parts.first, !name.isEmpty, parts.count <= 2 else { return nil }
      guard let quantity = parts.count == 1 ? 1 : Int(parts[1]), 1...1_000 ~= quantity else { return nil }
      item = Order.Item(item: String(name), quantity: quantity)
    }
  }
}

struct Pay: CustomerCommand {
  static let configuration = CommandConfiguration(abstract: "Pays the bill of an order, or declines to.")

  @OptionGroup var data: DataFolder
  @OptionGroup var order: OrderName

  @Flag(help: "Decline: the order is cancelled, and what was reserved is released.")
  var decline = false

  var request: Request { .pay(name: order.name, accepts: !decline) }
}

struct List: CustomerCommand {
  static let configuration = CommandConfiguration(abstract: "Lists all orders, the latest first.")

  @OptionGroup var data: DataFolder

  var request: Request { .list }
}

struct Show: CustomerCommand {
  static let configuration = CommandConfiguration(abstract: "Shows an order: its status, input and output.")

  @OptionGroup var data: DataFolder
  @OptionGroup var order: OrderName

  var request: Request { .show(name: order.name) }
}

struct History: CustomerCommand {
  static let configuration = CommandConfiguration(abstract: "Shows everything that has happened to an order.")

  @OptionGroup var data: DataFolder
  @OptionGroup var order: OrderName

  var request: Request { .history(name: order.name) }
}
