import Foundation
import Testing

/// What a process has used so far, as the kernel counts it.
struct ProcessUse {
    /// Time on a processor, in user and system mode.
    var time: Duration
    var residentBytes: Int

    /// - Source: proc(5): fields 14 and 15 of `stat`, in ticks of 10 ms; field 24, in pages of 4096 bytes.
    init(of process: Int32) throws {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // The name in field 2 stands in brackets and may hold anything.
        let words = try #require(text.split(separator: ")").last).split(separator: " ")
        try #require(words.count > 21)
        let ticks = try #require(Int(words[11])) + #require(Int(words[12]))
        time = .milliseconds(ticks * 10)
        residentBytes = try #require(Int(words[21])) * 4096
    }

    /// The share of one processor that a process uses in the next `span`.
    static func share(of process: Int32, during span: Duration) async throws -> Double {
        let (start, before) = (ContinuousClock.now, try ProcessUse(of: process))
        try await Task.sleep(for: span)  // the other process has no clock of ours
        return try (ProcessUse(of: process).time - before.time) / (ContinuousClock.now - start)
    }
}
