import LabPublishing
import LabValues
import Testing

@testable import LabOutbox

/// One damaged outbox: opened again, drained, and held against what was written.
struct DamageTrial {
    /// What became of it.
    enum Outcome: String, CaseIterable {
        /// Nobody noticed, and nothing was lost.
        case harmless
        /// Noticed and mended; nothing was lost.
        case mended
        /// Noticed and mended, and what is lost was named.
        case named
        /// Refused as the file of a later version, untouched.
        case refused
        /// Nothing could be read: moved away, and said so.
        case unreadable
        /// A tail that nobody could know of is gone.
        case silent
    }

    let specimen: Specimen
    let what: String
    /// What the file sink's own files hold; nil when nobody asked.
    var held: Int?

    /// The outcome, and how many messages some sink did not get.
    func run(_ change: (inout [String: [UInt8]]) -> Void) async throws -> (outcome: Outcome, lost: Int) {
        let station = try Station()
        try specimen.lay(in: station, change: change)
        var heights: [SinkAddress: Int] = [:]
        if let held { heights[Specimen.sinks[2].address] = held }
        let opened = Result { [heights] in try station.outboxes.reopen(station.experiment, held: heights) }
        switch opened {
        case .success(let outbox): return try await deliver(outbox, in: station)
        case .failure(OutboxFault.newerFormat): return (.refused, 0)
        case .failure(OutboxFault.damaged):
            #expect(try station.outboxes.lastSeq(ofRemoved: station.experiment) != nil, "\(what)")
            return (.unreadable, Specimen.last)
        case .failure(let error): throw error
        }
    }

    private func deliver(_ outbox: Outbox, in station: Station) async throws -> (outcome: Outcome, lost: Int) {
        for sink in Specimen.sinks where !outbox.sinks.contains(sink) { try outbox.add(sink) }
        return try await drain(outbox, in: station)
    }

    private func drain(_ outbox: Outbox, in station: Station) async throws -> (outcome: Outcome, lost: Int) {
        let salvage = outbox.salvage
        let publishers = Specimen.sinks.map { _ in RecordingPublisher() }
        let deliveries = zip(Specimen.sinks, publishers).map {
            OutboxDelivery($0.address, address: $0.address, publisher: $1)
        }
        let journal = try OutboxJournal(
            outbox, deliveries: deliveries, writer: WriterID(random: 2), clock: station.clock,
            report: station.reports.note)
        try journal.append([note("after the damage")])
        await journal.drain(within: .seconds(60))
        await journal.close()
        let status = try station.outboxes.status(of: station.experiment)
        #expect(status.damage == [], "\(what)")
        let known = held ?? 0
        let named = SeqRanges(ordered: salvage?.missing ?? [])
        var lost = SeqRanges()
        var isSilent = false
        for (place, publisher) in publishers.enumerated() {
            check(publisher.taken, lastSeq: journal.lastSeq)
            let got = publisher.taken.dropLast().reduce(into: SeqRanges()) { $0.insert($1.seq) }
            let before = SeqRanges(1, max(Specimen.cursors[place], place == 2 ? known : 0))
            let missed = SeqRanges(1, Specimen.last).subtracting(got).subtracting(before)
            lost = lost.union(missed)
            let unnamed = missed.subtracting(named)
            guard !unnamed.isEmpty else { continue }
            // Nothing in the file speaks of a message after this: only a tail may be gone so.
            let start = max(journal.lastSeq, before.last + 1)
            #expect(unnamed == SeqRanges(start, Specimen.last), "\(what): \(unnamed) unnamed")
            #expect(held == nil, "\(what): \(unnamed) unnamed although the files hold more")
            isSilent = true
        }
        for sink in status.sinks where Specimen.sinks.contains(sink.sink) {
            #expect(sink.counts.pending == 0, "\(what)")
            #expect(sink.counts.delivered >= 0 && sink.counts.dropped >= 0 && sink.counts.refused == 0, "\(what)")
            #expect(sink.gaps.filter { $0.policy == "damaged" }.reduce(0) { $0 + $1.count } <= sink.counts.dropped)
        }
        if isSilent { return (.silent, lost.count) }
        if !lost.isEmpty { return (.named, lost.count) }
        return (salvage == nil ? .harmless : .mended, 0)
    }

    /// Every message as it was written, in order, and the new one after all others.
    private func check(_ taken: [LabPublishing.Record], lastSeq: Int) {
        #expect(zip(taken, taken.dropFirst()).allSatisfy { $0.seq < $1.seq }, "\(what): order")
        for record in taken where record.seq < lastSeq {
            #expect(record.bytes == specimen.messages[record.seq], "\(what): message \(record.seq) altered")
        }
        #expect(taken.last?.seq == lastSeq, "\(what): the new message")
        if let held { #expect(lastSeq > held, "\(what): a number given twice") }
    }
}
