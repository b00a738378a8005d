import GRDB
import LabPublishing
import LabTesting
import LabValues

@testable import LabOutbox

/// A disk that does not answer: whoever wants to write waits until `end()`.
final class Stall: Sendable {
    private let isOver = Monitor(false)

    /// Stalls a file; when this returns, nobody else is writing.
    init(of file: OutboxFile) async {
        let began = OneShot<Void>()
        startThread { [isOver] in
            file.queue.writeWithoutTransaction { _ in
                began.finish(())
                _ = isOver.wait { $0 ? true : nil }
            }
        }
        await began.value
    }

    func end() { isOver.update { $0 = true } }
    deinit { end() }
}

extension OutboxFile {
    /// Lets the file grow by `pages`, and no more: then SQLite says that the disk is full.
    func limitGrowth(to pages: Int) throws {
        try queue.writeWithoutTransaction { database in
            let count = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(count + pages)")
        }
    }

    func execute(_ sql: String) throws { try queue.write { try $0.execute(sql: sql) } }
}

/// Moves a manual clock on and on, so that pauses are over soon.
final class Ticker: Sendable {
    private let isOver = Monitor(false)

    init(_ clock: ManualClock) {
        startThread { [isOver] in
            while isOver.wait(for: .milliseconds(1), until: { $0 ? true : nil }) == nil {
                clock.advance(by: .milliseconds(100))
            }
        }
    }

    deinit { isOver.update { $0 = true } }
}
