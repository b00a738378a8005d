import Synchronization

/// Several publishers as one: records may be forgotten when every one of them has them.
///
/// Each member's progress is remembered, so a repeated call gives nothing to those who have it already.
public final class FanOutPublisher: Publisher {
    private struct Progress {
        /// The last record each member took.
        var lastSeq: [Int]
        /// Refused by some member; told when the rest has been taken by all.
        var refused: [Int: String] = [:]
    }

    private let members: [any Publisher]
    private let progress: Mutex<Progress>

    /// One publisher made of `members`.
    public init(_ members: [any Publisher]) {
        self.members = members
        progress = Mutex(Progress(lastSeq: members.map { _ in 0 }))
    }

    /// Offers the records to every member, also after one has failed, and then throws what the first of them threw.
    public func publish(_ records: [Record]) async throws {
        var failure: (any Error)?
        for place in members.indices {
            do { try await publish(records, to: place) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        let refused = progress.withLock { progress in
            defer { progress.refused = [:] }
            return progress.refused
        }
        guard refused.isEmpty else {
            let reasons = Set(refused.values).sorted().joined(separator: "; ")
            throw RecordsRefused(seqs: refused.keys.sorted(), reason: reasons)
        }
    }

    public func flush(within limit: Duration) async throws {
        var failure: (any Error)?
        for member in members {
            do { try await member.flush(within: limit) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
    }

    public func close() async {
        for member in members { await member.close() }
    }

    public var location: String? { members.lazy.compactMap { $0.location }.first }

    private func publish(_ records: [Record], to place: Int) async throws {
        let lastSeq = progress.withLock { $0.lastSeq[place] }
        let missing = records.filter { $0.seq > lastSeq }
        guard let last = missing.last else { return }
        do { try await members[place].publish(missing) } catch let refusal as RecordsRefused {
            progress.withLock { progress in
                for seq in refusal.seqs { progress.refused[seq] = refusal.reason }
            }
        }
        progress.withLock { $0.lastSeq[place] = last.seq }
    }
}
