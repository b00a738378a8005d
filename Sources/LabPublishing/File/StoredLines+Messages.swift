import LabValues

/// Which messages a file holds.
enum MessageKind {
    case events, points
}

extension StoredLines {
    /// Where the last whole message ends, and its `seq`; what stands behind it is torn.
    ///
    /// Torn is a last line without line feed, and one that is no JSON, if it begins as ours do or holds a zero byte (as
    /// a power cut leaves them). Anything else behind the last message was written by somebody else.
    /// - Throws: `ResumptionFault`, `StorageFault`. Cost: the last two lines are read.
    func intactEnd(for experiment: ExperimentID, holding kind: MessageKind) throws -> (length: Int, lastSeq: Int) {
        var end = length
        while let line = try line(before: end) {
            if line.isWhole, let message = try message(line) {
                try check(message.experiment.text, at: line, for: experiment)
                guard message.message.kind == kind else { throw try foreign(line) }
                return (line.end, message.seq)
            }
            guard line.isTorn else { throw try foreign(line) }
            end = line.start
        }
        return (0, 0)
    }

    /// Gives each line and its head to `body`, from `place` on.
    func eachMessage(
        of experiment: ExperimentID, from place: Int = 0, _ body: (MessageHead, Line) throws -> Void
    ) throws {
        var place = place
        while let line = try line(from: place) {
            try body(try head(of: line, for: experiment), line)
            place = line.end
        }
    }

    /// Where the first message with a `seq` above `seq` starts; the length when there is none. Reads about 20 lines.
    func start(after seq: Int, for experiment: ExperimentID) throws -> Int {
        var (low, high) = (0, length)
        while low < high {
            guard let line = try line(from: try start(ofLineWith: low + (high - low) / 2)) else { return high }
            if try head(of: line, for: experiment).seq > seq { high = line.start } else { low = line.end }
        }
        return low
    }

    /// What stands at the head of a line, which must be a message of `experiment`.
    func head(of line: Line, for experiment: ExperimentID) throws -> MessageHead {
        guard line.isWhole, let head = MessageHead(line.bytes) else { throw try foreign(line) }
        try check(head.experiment, at: line, for: experiment)
        return head
    }

    /// The whole message of a line.
    func wholeMessage(of line: Line) throws -> NumberedMessage {
        do { return try NumberedMessage(line: line.bytes) } catch { throw try foreign(line) }
    }

    /// Somebody else's line.
    func foreign(_ line: Line) throws(StorageFault) -> ResumptionFault {
        .foreignLine(path: path, line: try number(ofLineAt: line.start))
    }

    /// Nil when the line ends too early or is no JSON; whatever else is wrong with it, it is not torn.
    private func message(_ line: Line) throws -> NumberedMessage? {
        do { return try NumberedMessage(line: line.bytes) } catch {
            switch error {
            case .noJSON(.unfinished), .noJSON(.unexpected), .noJSON(.trailing), .noJSON(.notUTF8): return nil
            case .noJSON, .badField, .unknownType: throw try foreign(line)
            }
        }
    }

    private func check(_ found: String, at line: Line, for experiment: ExperimentID) throws {
        guard found != experiment.text else { return }
        throw ResumptionFault.otherExperiment(
            path: path, line: try number(ofLineAt: line.start), experiment: String(found.prefix(64)))
    }
}

extension StoredLines.Line {
    fileprivate var isTorn: Bool {
        let beginning = Array(#"{"type":""#.utf8)
        return bytes.starts(with: beginning) || beginning.starts(with: bytes) || bytes.contains(0)
    }
}

extension LabMessage {
    fileprivate var kind: MessageKind { if case .points = content { .points } else { .events } }
}
