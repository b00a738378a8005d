/// What the device says about a measured value: status, range and noise level.
struct MeasurementMetadata: Equatable {
    /// Status bits of the wire.
    struct Status: OptionSet {
        let rawValue: UInt8
        static let timingError = Status(rawValue: 1)
        static let overload = Status(rawValue: 2)
        static let underload = Status(rawValue: 4)
        static let overloadWarning = Status(rawValue: 8)
    }

    var status: Status = []
    var range: UInt8?
    var noise: UInt8?

    /// `,1S`, `,2RR` and `,4N` in this order, as far as they are known.
    var text: String {
        var text = ",1" + String(status.rawValue, radix: 16, uppercase: true)
        if let range {
            let digits = String(range, radix: 16, uppercase: true)
            text += ",2" + (digits.count < 2 ? "0" : "") + digits
        }
        if let noise { text += ",4" + String(noise, radix: 16, uppercase: true) }
        return text
    }
}
