public import LabPublishing

/// Sending again what was delivered before.
extension Outbox {
    /// Sets sinks back to the first message that is kept, so that the next journal sends everything from there again.
    ///
    /// What a sink refused is offered again too; what was given up is not there any more. Not while a journal works.
    /// - Returns: what each sink will be sent, from the first to the last `seq`; no entry where nothing is kept.
    public func replay(_ addresses: [SinkAddress]) throws(OutboxFault) -> [SinkAddress: ClosedRange<Int>] {
        guard let kept = try file.kept() else { return [:] }
        var ranges: [SinkAddress: ClosedRange<Int>] = [:]
        for sink in storedSinks where addresses.contains(sink.sink.address) {
            let first = max(kept.lowerBound, sink.started + 1)
            guard first <= lastSeq, first <= sink.cursor else { continue }
            try file.rewind(try rewound(sink, to: first), to: first)
            ranges[sink.sink.address] = first...max(first, kept.upperBound)
        }
        try reread()
        return ranges
    }

    /// The sink's line when everything from `first` on is still to come; its counts add up as before.
    private func rewound(_ sink: StoredSink, to first: Int) throws(OutboxFault) -> StoredSink {
        var line = sink
        line.cursor = first - 1
        let gaps = try file.gaps(of: sink.id, after: first - 1)
        let pending = (first...lastSeq).parts(outside: gaps).reduce(0) { $0 + $1.count }
        line.refused -= try file.refused(by: sink.id).count { $0.seq >= first }
        line.delivered = lastSeq - sink.started - pending - line.refused - line.dropped
        return line
    }
}
