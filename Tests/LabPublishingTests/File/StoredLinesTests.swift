import Glibc
import LabValues
import Testing

@testable import LabPublishing

struct StoredLinesTests {
    let directory: TemporaryDirectory
    private let file: Int32

    init() throws {
        directory = try TemporaryDirectory()
        file = open(directory.path + "/lines", O_RDWR | O_CREAT, 0o600)
    }

    private func stored(_ bytes: [UInt8]) -> StoredLines {
        _ = Disk.real.truncate(file, 0)
        lseek(file, 0, SEEK_SET)
        _ = Disk.real.writeAll(bytes, to: file)
        return StoredLines(file, length: bytes.count, path: "lines")
    }

    @Test func `lines are the same from the front, from the back and from within, whatever their length`() throws {
        defer { close(file) }
        var dice = Dice(state: 5)
        for round in 0..<12 {
            let longest = [3, 300, 70_000][round % 3]
            let lines = (0..<20).map { _ in
                [UInt8](repeating: .random(in: 97...122, using: &dice), count: .random(in: 0...longest, using: &dice))
            }
            let isWhole = Bool.random(using: &dice)
            let bytes = Array(lines.joined(separator: [0x0A])) + (isWhole ? [0x0A] : [0x61])
            let stored = stored(bytes)
            var starts: [Int] = []
            var place = 0
            while let line = try stored.line(from: place) {
                starts.append(line.start)
                let inside = Int.random(in: line.start..<line.end, using: &dice)
                try #require(try stored.start(ofLineWith: inside) == line.start)
                try #require(try stored.number(ofLineAt: line.start) == starts.count)
                place = line.end
            }
            #expect(starts.count == 20 && place == bytes.count)
            for (start, expected) in zip(starts, lines).reversed() {
                let line = try #require(try stored.line(before: place))
                try #require(line.start == start && (line.bytes == expected || line.bytes == expected + [0x61]))
                #expect(line.isWhole == (isWhole || start != starts.last))
                place = start
            }
            #expect(try stored.line(before: 0) == nil)
        }
    }

    @Test func `a place in a file of any size is found in a few windows`() throws {
        defer { close(file) }
        let messages = (0..<1200).map { points(Array(repeating: (Double($0), 0.1, 1e-6), count: 20), step: $0 / 100) }
        let records = try records(messages, from: 1).filter { !$0.seq.isMultiple(of: 3) }
        let stored = stored(Array(records.flatMap { $0.bytes + [0x0A] }))
        #expect(stored.length > 600_000)
        for seq in [0, 1, 2, 3, 1999, 2001, 3999, 4000, 9999] {
            let before = stored.windowsRead
            let place = try stored.start(after: seq, for: try experiment())
            #expect(stored.windowsRead - before <= 24)
            let first = try stored.line(from: place).map { try NumberedMessage(line: $0.bytes).seq }
            #expect(first == records.first { $0.seq > seq }?.seq)
        }
    }
}
