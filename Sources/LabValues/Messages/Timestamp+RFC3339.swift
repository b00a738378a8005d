extension Timestamp {
    /// Reads what RFC 3339 §5.6 allows: any fraction of a second, `Z` or `±hh:mm`, `T` in either case or a blank.
    ///
    /// What is finer than a millisecond is cut off. Senders write times as their language does; our own messages have
    /// one form only.
    init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(bytes[10]) else {
            return nil
        }
        var rest = bytes[19...]
        var fraction: [UInt8] = []
        if rest.first == UInt8(ascii: ".") {
            fraction = Array(rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            guard !fraction.isEmpty else { return nil }
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard let offset = Self.minutes(ofOffset: Array(rest)) else { return nil }
        let zero = UInt8(ascii: "0")
        let milliseconds = (fraction + [zero, zero, zero]).prefix(3)
        let form = bytes[..<10] + "T".utf8 + bytes[11..<19] + ".".utf8 + milliseconds + "Z".utf8
        guard let time = Timestamp(String(decoding: form, as: UTF8.self)) else { return nil }
        self.init(millisecondsSinceEpoch: time.millisecondsSinceEpoch - offset * 60_000)
    }

    /// `Z`, or hours and minutes east of Greenwich.
    private static func minutes(ofOffset bytes: [UInt8]) -> Int64? {
        if bytes == [UInt8(ascii: "Z")] || bytes == [UInt8(ascii: "z")] { return 0 }
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), "+-".utf8.contains(bytes[0]) else { return nil }
        let digits = [bytes[1], bytes[2], bytes[4], bytes[5]].map { Int64($0) - 48 }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard hours < 24, minutes < 60 else { return nil }
        return (bytes[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }
}
