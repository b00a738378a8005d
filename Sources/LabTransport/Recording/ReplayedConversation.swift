/// A recorded conversation that is had again: what must be sent next, and what may be heard by now. Pure.
///
/// Bytes sent are held against the recording whatever their pieces were. Bytes received may be heard as soon as all
/// that was sent before them has been sent again, and never earlier.
struct ReplayedConversation {
    /// What a listener meets.
    enum Next: Hashable {
        /// These bytes, which came so long after what went before them.
        case bytes([UInt8], after: Duration)
        /// Nothing, before more is sent; which happened so long after what went before.
        case silence(Duration)
        /// The recording is over.
        case end
    }

    private let pieces: [TranscriptPiece]
    /// The piece to be sent next, and how much of it has been.
    private var sending: Int
    private var sent = 0
    /// The piece to be heard next, unless something must be sent before it.
    private var hearing = 0
    /// The part of the pause before that piece which has been waited out.
    private var waited = Duration.zero

    init(_ pieces: [TranscriptPiece]) {
        self.pieces = pieces.filter { !$0.bytes.isEmpty }
        sending = 0
        findNextSent(from: 0)
    }

    /// What comes next; asking changes nothing.
    var next: Next {
        guard hearing < pieces.count else { return .end }
        let before = hearing == 0 ? .zero : pieces[hearing - 1].time
        let pause = max(.zero, pieces[hearing].time - before - waited)
        return hearing < sending ? .bytes(pieces[hearing].bytes, after: pause) : .silence(pause)
    }

    /// The piece that `next` gave has been heard.
    mutating func didHear() {
        hearing += 1
        skipSent()
    }

    /// A listener waited in vain.
    mutating func didWait(_ span: Duration) { waited += span }

    /// Holds bytes against the recording.
    mutating func send(_ bytes: [UInt8]) throws(ReplayDifference) {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard sending < pieces.count else {
                throw ReplayDifference(line: (pieces.last?.line ?? 0) + 1, expected: [], sent: rest)
            }
            let expected = pieces[sending].bytes[sent...]
            let common = min(expected.count, rest.count)
            guard expected.prefix(common).elementsEqual(rest.prefix(common)) else {
                throw ReplayDifference(line: pieces[sending].line, expected: expected, sent: rest)
            }
            rest = rest.dropFirst(common)
            sent += common
            if common == expected.count { findNextSent(from: sending + 1) }
        }
        skipSent()
    }

    private mutating func findNextSent(from start: Int) {
        sending = pieces[start...].firstIndex { $0.direction == .sent } ?? pieces.count
        sent = 0
    }

    private mutating func skipSent() {
        waited = .zero
        while hearing < sending, pieces[hearing].direction == .sent { hearing += 1 }
    }
}

/// Something else was sent than in the recording.
struct ReplayDifference: Error, Hashable {
    /// The transcript's line.
    let line: Int
    /// What was sent then, made printable and short; empty when nothing was.
    let expected: String
    /// What is sent now.
    let sent: String

    init(line: Int, expected: ArraySlice<UInt8>, sent: ArraySlice<UInt8>) {
        self.line = line
        let same = zip(expected, sent).prefix { $0 == $1 }.count
        (self.expected, self.sent) = (Self.shown(expected, from: same), Self.shown(sent, from: same))
    }

    /// The place of the first difference, with a little of what stands before it.
    private static func shown(_ bytes: ArraySlice<UInt8>, from place: Int) -> String {
        let rest = bytes.dropFirst(max(0, place - 30))
        return (rest.count < bytes.count ? "…" : "") + Transcript.escaped(rest.prefix(60))
            + (rest.count > 60 ? "…" : "")
    }
}
