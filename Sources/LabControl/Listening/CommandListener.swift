/// Something that hears commands: standard input, a socket, a topic.
///
/// A listener only decodes and hands on; it waits for nobody. When it throws it is started again after a while, and the
/// run goes on meanwhile.
public protocol CommandListener: Sendable {
    /// What events call it: `stdin`, `socket`, `kafka`.
    var name: String { get }

    /// Listens until the task is cancelled, or until nothing can come any more.
    ///
    /// Blocking calls belong on a thread of the listener's own.
    /// - Throws: a fault when it cannot listen, or cannot any longer; it is then called again.
    func run(into inlet: CommandInlet) async throws
}
