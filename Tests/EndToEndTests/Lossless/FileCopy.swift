import Foundation
import Testing

/// The messages of one experiment as they stand in its files, line for line.
struct FileCopy {
    /// What a line says, as far as counting goes.
    private struct Line: Decodable {
        struct Point: Decodable {}
        var seq: Int
        var writer: String
        var points: [Point]?
    }

    /// Each line by its `seq`, as it is written.
    private(set) var lines: [Int: String] = [:]
    /// Lines whose `seq` was there before, or is lower than the one before it in the same file.
    private(set) var misplaced: [Int] = []
    private(set) var writers: Set<String> = []
    /// Points in the messages, and rows in the tables.
    private(set) var (points, rows) = (0, 0)

    init(_ directory: URL) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() {
            let file = directory.appending(path: name)
            if name.hasSuffix(".jsonl") { try take(try Self.lines(of: file)) }
            if name.hasSuffix(".csv") { rows += try Self.lines(of: file).count - 1 }  // the header
        }
    }

    var seqs: [Int] { lines.keys.sorted() }

    private mutating func take(_ texts: [Substring]) throws {
        var last = 0
        for text in texts {
            let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
            if line.seq <= last { misplaced.append(line.seq) }
            last = line.seq
            lines[line.seq] = String(text)
            writers.insert(line.writer)
            points += line.points?.count ?? 0
        }
    }

    private static func lines(of file: URL) throws -> [Substring] {
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.isEmpty || text.hasSuffix("\n"), "\(file.lastPathComponent) ends in a whole line")
        return text.split(separator: "\n")
    }
}
