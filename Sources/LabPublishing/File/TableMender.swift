import Glibc
import LabValues

/// Brings tables level with `data.jsonl` after a process died while it wrote.
///
/// Rows are written after the points they show and before the events of the same call, so rows can be missing only of
/// points with a `seq` above that of the last event held. A power cut may take more, but only from tables that were
/// open: those of the steps that were started last.
struct TableMender {
    let experiment: ExperimentID
    let folder: ExperimentFolder
    let data: LineFile
    /// The last event held when the files were opened.
    let lastEvent: Int

    /// Makes the table `name` hold exactly the rows of `run` in `data.jsonl`, and tells its length.
    ///
    /// - Parameters:
    ///   - start: a message after which all points of `run` come; 0 when that is not known.
    ///   - next: a message before which, as far as can be told, all of them come. If not, the table is made anew.
    /// - Cost: the points since the last event are read. Only when rows are missing, all since the start of the step.
    func level(_ run: StepRun, named name: String, since start: Int, until next: Int?) throws -> Int {
        let points = try data.stored()
        let end = try next.map { try points.start(after: $0, for: experiment) } ?? points.length
        if try !isLevel(name, try ending(of: run, in: points, since: start, before: end)) {
            try rebuild(run, as: name, from: points, since: start)
        }
        return folder.length(of: name) ?? 0
    }

    /// A run of which rows may be missing.
    struct Suspect {
        let run: StepRun
        let technique: TechniqueCode
        /// The first message whose rows may be missing.
        let seq: Int
    }

    /// The runs of which rows may be missing, in order.
    func suspects() throws -> [Suspect] {
        let points = try data.stored()
        var suspects: [Suspect] = []
        let start = try points.start(after: lastEvent, for: experiment)
        try points.eachMessage(of: experiment, from: start) { head, _ in
            guard let run = head.run, !head.isPhase, !suspects.contains(where: { $0.run == run }) else { return }
            suspects.append(Suspect(run: run, technique: head.technique, seq: head.seq))
        }
        return suspects
    }

    /// How the table of a run must end.
    private enum Ending {
        /// It has no rows, and is not there.
        case noTable
        /// With this row, which stands nowhere else among those that may be missing.
        case row(ArraySlice<UInt8>)
        /// Nothing tells one end from another.
        case unclear
    }

    private func ending(of run: StepRun, in points: StoredLines, since start: Int, before end: Int) throws -> Ending {
        var last: ArraySlice<UInt8>?
        var place = end
        while let line = try points.line(before: place) {
            let head = try points.head(of: line, for: experiment)
            guard head.seq > start else { break }
            place = line.start
            guard head.run == run, let rows = try rows(of: line, head, in: points)?.splitLines else { continue }
            let earlier = last == nil ? rows.dropLast() : rows[...]
            let row = last ?? rows[rows.count - 1]
            // Of points that no event confirms any row may be the last one written, of others only the very last.
            if head.seq <= lastEvent { return last != nil && earlier.last == row ? .unclear : .row(row) }
            if earlier.contains(row) { return .unclear }
            last = row
        }
        return last.map { .row($0) } ?? .noTable
    }

    private func isLevel(_ name: String, _ ending: Ending) throws -> Bool {
        guard let file = try folder.find(name) else { if case .noTable = ending { return true } else { return false } }
        defer { close(file) }
        guard case .row(let row) = ending, let length = folder.length(of: name) else { return false }
        let table = StoredLines(file, length: length, path: "\(folder.path)/\(name)")
        guard let line = try table.line(before: length), line.isWhole, line.bytes[...] == row else { return false }
        guard folder.disk.synchronise(file) == 0 else { throw folder.fault(name, errno) }
        return true
    }

    private func rebuild(_ run: StepRun, as name: String, from points: StoredLines, since start: Int) throws {
        var isEmpty = true
        let place = try points.start(after: start, for: experiment)
        try folder.replace(name) { write in
            try write(Array(StepTable.header.utf8))
            try points.eachMessage(of: experiment, from: place) { head, line in
                guard head.run == run, let rows = try rows(of: line, head, in: points) else { return }
                try write(rows)
                isEmpty = false
            }
        }
        if isEmpty { try folder.remove(name) }
    }

    /// Nil for points that stand in no table.
    private func rows(of line: StoredLines.Line, _ head: MessageHead, in points: StoredLines) throws -> [UInt8]? {
        guard !head.isPhase, case .points(let batch) = try points.wholeMessage(of: line).message.content else {
            return nil
        }
        return batch.hasRows ? StepTable.rows(of: batch) : nil
    }
}

extension [UInt8] {
    /// The lines, of which each ends with a line feed, without it.
    fileprivate var splitLines: [ArraySlice<UInt8>] {
        split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
    }
}
