import FoundationEssentials
import GRDB
import Glibc
import LabPublishing
import LabValues

@testable import LabOutbox

/// A real outbox as a killed run leaves it: 300 messages, three sinks that got differently far, a part still in the log.
struct Specimen {
    static let last = 300
    static let cursors = [100, 200, 280]

    /// The bytes of the files, by suffix: the database, its log, and the index of that.
    let files: [String: [UInt8]]
    /// Every message as it was written.
    let messages: [Int: [UInt8]]

    /// Makes one. Messages of many sizes, some longer than a page; some rows lie in the database, some in the log.
    init() throws {
        let station = try Station()
        let outbox = try station.begin(Self.sinks.map(\.address))
        let file = outbox.file
        try file.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_autocheckpoint = 0") }
        try file.keep("partition 3", as: "topic", of: 1)
        var size = OutboxFile.Size(rows: 0, bytes: 0)
        var messages: [Int: [UInt8]] = [:]
        var generator = SeededGenerator(seed: 7)  // for the lengths
        for first in stride(from: 1, through: Self.last, by: 6) {
            var transaction = OutboxTransaction()
            for seq in first..<first + 6 {
                let text = String(repeating: "\(seq) ", count: Int.random(in: 1...40, using: &generator))
                let message = seq % 50 == 1 ? points(90) : note(text)
                let record = LabPublishing.Record(
                    NumberedMessage(
                        experiment: station.experiment, seq: seq, writer: WriterID(random: 1), message: message))
                messages[seq] = record.bytes
                transaction.records.append(record)
            }
            transaction.lastSeq = first + 5
            transaction.sinks = zip(outbox.storedSinks, Self.cursors).map { sink, cursor in
                var line = sink
                line.cursor = min(cursor, first + 5)
                line.delivered = line.cursor
                return line
            }
            size = try file.commit(transaction, size: size, at: 1_768_473_000_000)
            if first == 181 { try file.checkpoint() }
        }
        var files: [String: [UInt8]] = [:]
        for suffix in ["", "-wal", "-shm"] {
            files[suffix] = Array(try Data(contentsOf: URL(filePath: station.database + suffix)))
        }
        (self.files, self.messages) = (files, messages)
        try outbox.close()
    }

    static var sinks: [OutboxSink] {
        ["kafka:broker:9092", "kafka:other:9092", "file:/runs"].map {
            OutboxSink(try! SinkAddress($0), isLocal: $0.hasPrefix("file"))  // swift-format-ignore: NeverUseForceTry
        }
    }

    /// Lays the files out in a station's directory, changed by `change`.
    func lay(in station: Station, change: (inout [String: [UInt8]]) -> Void = { _ in }) throws {
        var files = files
        change(&files)
        for (suffix, bytes) in files { try Data(bytes).write(to: URL(filePath: station.database + suffix)) }
    }
}

/// Random numbers that are the same every time; SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
