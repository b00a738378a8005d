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

    /// Offers the records to every member at once, waits for all of them, and throws what the first to fail threw.
    public func publish(_ records: [Record]) async throws {
        try await forEach { place in try await self.publish(records, to: place) }
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
        try await forEach { [members] place in try await members[place].flush(within: limit) }
    }

    public func close() async {
        for member in members { await member.close() }
    }

    public var location: String? { members.lazy.compactMap { $0.location }.first }

    public var notices: [String] { members.flatMap(\.notices) }

    /// Calls `action` when any member is ready: the others have what they took, or are asked once more for nothing.
    public func whenReady(_ action: @escaping @Sendable () -> Void) {
        for member in members { member.whenReady(action) }
    }

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

    private func forEach(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        typealias Failure = (place: Int, error: any Error)
        let failures = await withTaskGroup(of: Failure?.self) { group -> [Failure] in
            for place in members.indices {
                group.addTask {
                    do { try await body(place) } catch { return (place, error) }
                    return nil
                }
            }
            var failures: [Failure] = []
            for await case let failure? in group { failures.append(failure) }
            return failures
        }
        if let first = failures.min(by: { $0.place < $1.place }) { throw first.error }
    }
}
