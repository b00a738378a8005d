public import LabValues

/// Reads a link line by line. *Time-out*, *empty line* and *text* are three results.
///
/// It belongs to one driver and is used in that driver's isolation only.
public final class LineReader {
    /// What came next from the wire.
    public enum Line: Sendable, Hashable {
        /// Nothing came in time.
        case silence
        /// A line with nothing on it.
        case empty
        /// A line with at least one byte, without its end.
        case text(ArraySlice<UInt8>)
        /// A line beyond the bound; its bytes are gone.
        case tooLong
    }

    private let link: any ByteLink
    private var framer: LineFramer
    private var chunkArrival = LabInstant(sinceOrigin: .zero)
    /// When the bytes that ended the latest line arrived.
    public private(set) var latestArrival = LabInstant(sinceOrigin: .zero)

    /// Reads `link`; `ignored` bytes are dropped wherever they stand.
    public init(_ link: any ByteLink, longest: Int = 64 * 1024, ignoring ignored: Set<UInt8> = []) {
        self.link = link
        framer = LineFramer(longest: longest, ignoring: ignored)
    }

    /// The next line, or `.silence` when `deadline` came first.
    ///
    /// A line that has arrived is given even when `deadline` is over. Bytes that keep coming but end no line are
    /// silence once one of them came after `deadline`; they are kept as the beginning of the next line.
    /// - Throws: `LinkError` when the wire ended or the task was cancelled.
    public func next(until deadline: LabInstant?) async throws(LinkError) -> Line {
        if let line = buffered() { return line }
        while let arrival = try await link.receive(until: deadline) {
            chunkArrival = arrival.moment
            framer.append(arrival.bytes)
            if let line = buffered() { return line }
            if let deadline, arrival.moment > deadline { return .silence }
        }
        return .silence
    }

    /// A line that has arrived already, or nil: no waiting.
    public func buffered() -> Line? {
        guard let frame = framer.next() else { return nil }
        latestArrival = chunkArrival
        switch frame {
        case .empty: return .empty
        case .text(let bytes): return .text(bytes)
        case .tooLong: return .tooLong
        }
    }

    /// Forgets what has arrived and everything more that comes before the wire was silent for `quiet`, or until
    /// `deadline`.
    public func drain(quiet: Duration, until deadline: LabInstant, clock: any LabClock) async throws(LinkError) {
        framer.reset()
        while clock.now < deadline, try await link.receive(until: min(deadline, clock.now + quiet)) != nil {}
        framer.reset()
    }
}
