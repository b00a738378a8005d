public import LabValues

/// A link that writes down everything that goes over another one.
public final class RecordingLink: ByteLink {
    private let link: any ByteLink
    private let transcript: Transcript
    private let clock: any LabClock
    public var address: LinkAddress { link.address }

    /// Records `link` into `transcript`.
    public init(_ link: any ByteLink, into transcript: Transcript, clock: any LabClock) {
        self.link = link
        self.transcript = transcript
        self.clock = clock
    }

    /// Notes the bytes before they are sent, so that they stand before their answer; also when sending then fails.
    public func send(_ bytes: [UInt8]) async throws(LinkError) {
        transcript.note(.sent, bytes, at: clock.now)
        try await link.send(bytes)
    }

    public func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        let arrival = try await link.receive(until: deadline)
        if let arrival { transcript.note(.received, arrival.bytes, at: arrival.moment) }
        return arrival
    }

    public func close() { link.close() }
}
