import LabTransport
import LabValues

/// A link whose far side is the test: what it delivers to the inbox has arrived.
final class InboxLink: ByteLink {
    let address = LinkAddress(scheme: "test", place: "inbox")
    let inbox: LinkInbox

    init(clock: any LabClock) { inbox = LinkInbox(clock: clock) }

    func send(_ bytes: [UInt8]) async throws(LinkError) {}
    func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        try await inbox.receive(until: deadline)
    }
    func close() { inbox.finish(.closed(address: "\(address)")) }
}
