import LabEmulation

/// The lines the host sends, with the device's deafness after an error.
///
/// - Source: firmware limit of 256 characters with the line end; 50 to 100 ms without ears after every error reply.
struct HostLines {
    /// What was heard.
    enum Event: Equatable {
        case line([UInt8])
        case tooLong(firstCharacter: UInt8)
        case nothing
        case poweredOff
    }

    private static let longestLine = 255
    private static let deafness = Duration.milliseconds(60)

    private let channel: any DeviceChannel
    private var heard: ArraySlice<UInt8> = []
    private var line: [UInt8] = []
    private var isTooLong = false
    private var deafUntil: ContinuousClock.Instant?

    init(from channel: any DeviceChannel) {
        self.channel = channel
    }

    /// The next line, waiting for it until `deadline`; `nil` waits for ever.
    mutating func next(until deadline: ContinuousClock.Instant?) -> Event {
        while true {
            if let event = nextHeard() { return event }
            let left = deadline.map { max(.zero, $0 - ContinuousClock.now) }
            switch channel.read(timeout: left) {
            case .bytes(let bytes): hear(bytes)
            case .nothing: return .nothing
            case .closed: return .poweredOff
            }
        }
    }

    /// Forgets what was heard and hears nothing for a while.
    mutating func goDeaf() {
        heard = []
        line = []
        isTooLong = false
        deafUntil = .now + Self.deafness
    }

    private mutating func hear(_ bytes: [UInt8]) {
        if let deafUntil {
            if ContinuousClock.now < deafUntil { return }
            self.deafUntil = nil
        }
        heard = bytes[...]
    }

    private mutating func nextHeard() -> Event? {
        let carriageReturn: UInt8 = 13, lineFeed: UInt8 = 10, xon: UInt8 = 0x11, xoff: UInt8 = 0x13
        while let byte = heard.popFirst() {
            switch byte {
            case carriageReturn, xon, xoff: continue
            case lineFeed:
                defer {
                    line.removeAll(keepingCapacity: true)
                    isTooLong = false
                }
                return isTooLong ? .tooLong(firstCharacter: line[0]) : .line(line)
            default:
                if line.count < Self.longestLine { line.append(byte) } else { isTooLong = true }
            }
        }
        return nil
    }
}
