import LabTransport
import LabValues
import Synchronization

/// A wire that notes when points come and when the device is told to abort.
final class TappedLink: ByteLink {
    var address: LinkAddress { link.address }
    /// Rings when the device has sent its first points.
    let measuring = OneShot<Void>()
    /// When the abort byte was handed to the wire, in nanoseconds of ``Stopwatch/wall``.
    let aborted = OneShot<Double>()
    private let link: any ByteLink
    private let isMeasuring = Mutex(false)

    init(_ link: any ByteLink) { self.link = link }

    func send(_ bytes: [UInt8]) async throws(LinkError) {
        let moment = Stopwatch.wall
        try await link.send(bytes)
        // Before the measurement a `Z` belongs to the identification.
        if bytes.contains(UInt8(ascii: "Z")), isMeasuring.withLock({ $0 }) { aborted.finish(moment) }
    }

    func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        let arrival = try await link.receive(until: deadline)
        if let arrival, arrival.bytes.first == UInt8(ascii: "P") { note() }
        return arrival
    }

    func close() { link.close() }

    private func note() {
        isMeasuring.withLock { $0 = true }
        measuring.finish(())
    }
}
