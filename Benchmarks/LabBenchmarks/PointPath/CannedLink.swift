import LabTransport
import LabValues
import Synchronization

/// A wire to a device that knows its answers by heart.
final class CannedLink: ByteLink {
    let address = LinkAddress(scheme: "canned", place: "emstat")
    private let clock: any LabClock
    private let measurement: [[UInt8]]
    private let inbox: LinkInbox
    /// The next piece of the measurement; nil while none goes on.
    private let place = Mutex<Int?>(nil)

    init(measurement: [[UInt8]], clock: any LabClock) {
        (self.measurement, self.clock) = (measurement, clock)
        inbox = LinkInbox(clock: clock)
    }

    func send(_ bytes: [UInt8]) async throws(LinkError) {
        let text = String(decoding: bytes, as: UTF8.self)
        switch text {
        case "\n": break
        case "Z\n", "\nZ\n": answer("Z!0006\n")
        case "t\n": answer("tespico1601#Jan 15 2026 10:30:00\nR*\n")
        case "i\n": answer("iSIMCANNED\n")
        case "v\n": answer("v01.06.00\n")
        case _ where text.contains("meas_loop_cv"): place.withLock { $0 = 0 }
        case _ where text.contains("meas_loop_ocp"): answer("e\nM000B\nPab8000000 ,10,200\n*\n\n")
        default: answer("e\n\n")
        }
    }

    func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        let piece = place.withLock { place -> [UInt8]? in
            guard let next = place else { return nil }
            place = next + 1 < measurement.count ? next + 1 : nil
            return measurement[next]
        }
        if let piece { return Arrival(bytes: piece, moment: clock.now) }
        return try await inbox.receive(until: deadline)
    }

    func close() { inbox.finish(.closed(address: "\(address)")) }

    private func answer(_ text: String) { inbox.deliver(Array(text.utf8)) }
}
