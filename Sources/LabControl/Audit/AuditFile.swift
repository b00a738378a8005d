import Glibc
public import LabValues

/// A record of who asked what of a run, in which no line can be changed unseen.
///
/// Each line carries the hash of the one before. `head` is told to the world in events; up to the last head that
/// somebody else holds, `AuditVerifier` finds any change. Nobody waits for the disk: a thread of its own writes.
public final class AuditFile: Sendable {
    private struct State {
        var chain: AuditChain
        var pending: [UInt8] = []
        var length: off_t
        /// Lines that found no room while the disk took nothing.
        var lost = 0
        /// The file is closed, and free for another writer.
        var isOver = false
        var isClosed = false
        var fault: ControlFault?
    }

    /// What may wait for the disk, in bytes.
    static let capacity = 1 << 20
    /// Longer facts are left out of a line.
    private static let longestFacts = 64 * 1024

    private let path: String
    private let state: Monitor<State>
    private let timeline: Timeline
    private let clock: any LabClock
    private let sync: @Sendable (Int32, [UInt8], off_t) -> Bool

    /// Opens the audit at `path`, or begins one, mode 0600; an earlier one of the same run is continued.
    ///
    /// A last line that a crash tore is cut off, and the next line says so.
    /// - Throws: `ControlFault` when it cannot be opened, is in use, or is another experiment's or station's.
    public convenience init(
        _ path: String, experiment: ExperimentID, station: String?, clock: any LabClock
    ) throws(ControlFault) {
        try self.init(path, experiment: experiment, station: station, clock: clock) { file, bytes, place in
            PrivateFile.write(bytes, to: file, at: place) && fdatasync(file) == 0
        }
    }

    init(
        _ path: String, experiment: ExperimentID, station: String?, clock: any LabClock,
        write: @escaping @Sendable (Int32, [UInt8], off_t) -> Bool
    ) throws(ControlFault) {
        (self.path, self.clock, sync, timeline) = (path, clock, write, Timeline(clock))
        let descriptor = try PrivateFile.open(path)
        let found: AuditOpening
        do throws(ControlFault) {
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .inUse(path: path, pid: nil) }
            found = try AuditOpening(descriptor, path, experiment: experiment.text, station: station ?? "")
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        state = Monitor(State(chain: found.chain, length: found.length))
        record(found.kind, found.facts)
        startThread { [self] in serve(descriptor) }
    }

    /// The hash of the last line, written or about to be.
    public var head: String { state.read { $0.chain.head } }

    /// Why nothing can be written at the moment; nil when it can.
    public var fault: ControlFault? { state.read { $0.fault } }

    /// Writes a line down soon, and returns its hash at once.
    @discardableResult public func record(_ kind: String, _ facts: JSONObject) -> String {
        let time = timeline.timestamp(clock.now)
        return state.update { state in
            guard !state.isClosed else { return state.chain.head }
            guard state.pending.count < Self.capacity else {
                state.lost += 1
                return state.chain.head
            }
            var facts = facts
            if JSONValue.object(facts).encoded.count > Self.longestFacts { facts = ["left_out": "too long"] }
            if state.lost > 0 { facts["lost_lines_before"] = .integer(state.lost) }
            state.lost = 0
            state.pending += state.chain.append(kind, facts, at: time)
            return state.chain.head
        }
    }

    /// Writes an inbox event down.
    @discardableResult public func record(_ event: InboxEvent) -> String { record(event.name, event.facts) }

    /// Writes what is left, no longer than `limit`; nothing is recorded afterwards. Blocks the calling thread.
    ///
    /// - Returns: whether everything is on the disk.
    @discardableResult public func close(within limit: Duration = .seconds(2)) -> Bool {
        state.update { $0.isClosed = true }
        return state.wait(for: limit) { $0.isOver ? $0.pending.isEmpty : nil } ?? false
    }

    // MARK: The thread that writes

    private func serve(_ descriptor: Int32) {
        defer {
            Glibc.close(descriptor)
            state.update { $0.isOver = true }
        }
        while true {
            let work = state.wait { state -> (bytes: [UInt8], place: off_t)? in
                guard !state.pending.isEmpty || state.isClosed else { return nil }
                return (state.pending, state.length)
            }
            guard let work, !work.bytes.isEmpty else { return }
            let isWritten = sync(descriptor, work.bytes, work.place)
            let number = errno
            let isClosed = state.update { state -> Bool in  // before this attempt: then it was the last
                state.fault = isWritten ? nil : .cannotWrite(path: path, errorNumber: number)
                guard isWritten else { return state.isClosed }
                state.pending.removeFirst(work.bytes.count)
                state.length += off_t(work.bytes.count)
                return false
            }
            if isWritten { continue }
            if isClosed { return }
            _ = state.wait(for: .seconds(1)) { $0.isClosed ? true : nil }  // then the disk is asked again
        }
    }
}
