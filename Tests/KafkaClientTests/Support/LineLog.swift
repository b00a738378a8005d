#if Kafka
import Logging
import Synchronization

/// Keeps every line that is logged, and lets a test wait for one.
final class LineLog: Sendable {
    private struct State {
        var lines: [String] = []
    }

    private let state = Mutex(State())
    private let heard = AsyncStream.makeStream(of: String.self)

    var lines: [String] { state.withLock { $0.lines } }

    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    /// The first line that fits, also one of those to come.
    func line(where fits: (String) -> Bool) async -> String? {
        for await line in heard.stream where fits(line) { return line }
        return nil
    }

    private func note(_ line: String) {
        state.withLock { $0.lines.append(line) }
        heard.continuation.yield(line)
    }

    private struct Handler: LogHandler {
        let log: LineLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { log.note("\(event.level): \(event.message)") }
    }
}

extension Logger {
    /// Says nothing.
    static var silent: Logger { Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() } }
}
#endif
