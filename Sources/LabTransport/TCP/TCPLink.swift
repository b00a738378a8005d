import Glibc
public import LabValues

/// Opens network connections: raw bytes, as ser2net gives them.
public enum TCPLink {
    /// Connects to `tcp:HOST:PORT`.
    ///
    /// Names are looked up and answers awaited on a thread of their own, so a slow name server delays nobody else.
    /// - Throws: `LinkError`; `.noAnswer` when `limit` has passed, `.cancelled` when the task was cancelled.
    public static func open(
        _ address: LinkAddress, clock: any LabClock, within limit: Duration = .seconds(5)
    ) async throws(LinkError) -> any ByteLink {
        try await open(TCPAddress(address), clock: clock, within: limit)
    }

    /// Connects to an address that has been checked.
    ///
    /// - Throws: as above.
    public static func open(
        _ address: TCPAddress, clock: any LabClock, within limit: Duration = .seconds(5)
    ) async throws(LinkError) -> any ByteLink {
        let answer = OneShot<Result<TCPSocket, LinkError>>()
        startThread { answer.finish(TCPSocket.connect(to: address, within: limit)) }
        let late = LinkError.noAnswer(address: "\(address.address)", waited: limit)
        let alarm = clock.setAlarm(at: clock.now + limit) { answer.finish(.failure(late)) }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { answer.wait($0) }
        } onCancel: {
            answer.finish(.failure(.cancelled))
        }
        clock.cancelAlarm(alarm)
        let socket = try outcome.get()
        return DescriptorLink(address: address.address, descriptor: socket.takeDescriptor(), clock: clock, unlock: {})
    }
}
