import Glibc
public import LabTransport
public import LabValues

/// The host's end of a wire to an emulator in this process.
///
/// The emulator goes on when the link is closed, and another link may then be opened to it.
public final class InProcessLink: ByteLink {
    public let address: LinkAddress
    private let channel: InProcessChannel
    private let session: Int
    private let inbox: LinkInbox
    /// Kept alive while the wire is.
    private let owner: (any Sendable)?

    /// Opens the wire.
    ///
    /// - Parameter owner: what must live as long as the link: the emulator.
    public init(
        _ address: LinkAddress, to channel: InProcessChannel, owner: (any Sendable)? = nil, clock: any LabClock
    ) {
        self.address = address
        self.channel = channel
        self.owner = owner
        session = channel.hostOpen()
        inbox = LinkInbox(clock: clock)
        startThread { [inbox, session] in Self.read(channel, session, into: inbox, address) }
    }

    public func send(_ bytes: [UInt8]) async throws(LinkError) {
        if let ending = inbox.ending { throw ending }
        guard channel.hostWrite(bytes) else { throw .unplugged(address: "\(address)") }
    }

    public func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        try await inbox.receive(until: deadline)
    }

    public func close() {
        inbox.finish(.closed(address: "\(address)"))
        channel.hostClose(session)
    }

    private static func read(
        _ channel: InProcessChannel, _ session: Int, into inbox: LinkInbox, _ address: LinkAddress
    ) {
        while inbox.ending == nil {
            guard inbox.hasRoom else {
                usleep(1000)
                continue
            }
            switch channel.hostRead(timeout: nil, in: session) {
            case .bytes(let bytes): inbox.deliver(bytes)
            case .nothing: break
            case .closed: inbox.finish(.unplugged(address: "\(address)"))
            }
        }
    }
}
