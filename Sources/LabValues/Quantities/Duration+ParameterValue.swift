extension Duration: ParameterValue {
    /// A duration.
    public static var kind: String { "duration" }

    /// A duration as a user would write it.
    public static var example: String { "30 s" }

    /// Reads `30s`, `250 ms`, `1.5 min`, `2h`, `1d`, `100us`; exactly, digits below an attosecond are cut off.
    ///
    /// - Throws: ``MalformedValue``; also for what is longer than ``clampLimit``.
    public init(userText: String) throws(MalformedValue) {
        let parts = try NumberWithUnit(userText, expected: Self.kind, example: Self.example)
        guard let written = WrittenUnit(parts.unitText, among: TimeDimension.units) else {
            throw parts.unitError(dimension: Self.kind, example: Self.example, units: TimeDimension.units)
        }
        guard let attoseconds = parts.number.attoseconds(in: written),
            attoseconds.magnitude <= Self.clampLimit.attoseconds.magnitude
        else {
            let limit = Self.clampLimit.userText
            throw .outOfRange(text: userText, expected: Self.kind, smallest: "-" + limit, largest: limit)
        }
        if attoseconds == 0, !parts.number.isZero { throw .vanishing(text: userText, expected: Self.kind) }
        self.init(attoseconds: attoseconds)
    }

    /// The duration exactly, in the largest unit that is natural: `250 ms`, `90 s`, `5 min`, `2 h`.
    public var userText: String {
        for (symbol, seconds) in [("d", 86_400), ("h", 3_600), ("min", 60)] as [(String, Int128)] {
            let (count, remainder) = attoseconds.quotientAndRemainder(dividingBy: seconds * attosecondsPerSecond)
            if count != 0, remainder == 0 { return "\(count) \(symbol)" }
        }
        guard let (number, _) = DecimalNumber.scan(attoseconds.description[...]), !number.isZero else { return "0 s" }
        let leading = number.leadingExponent - 18
        let engineering = leading >= 0 ? 0 : (leading - 2) / 3 * 3
        let prefix = MetricPrefix.symbol(for: engineering) ?? ""
        return number.plainText(dividedByTenTo: 18 + engineering) + " " + prefix + "s"
    }

    /// The same in ASCII without blanks, for the name of a file: `250ms`.
    public var compactText: String { userText.compacted }
}

private let attosecondsPerSecond: Int128 = 1_000_000_000_000_000_000

extension DecimalNumber {
    /// The whole attoseconds in a number of units of time; `nil` when they are too many to count.
    fileprivate func attoseconds(in written: WrittenUnit) -> Int128? {
        guard !isZero else { return 0 }
        var factor: Int128 = 1
        if case .times(let seconds) = written.unit.conversion { factor = Int128(seconds) }
        let power = exponent + written.prefixExponent + 18
        let places = digits.utf8.count + power  // digits before the point, counted in attoseconds
        guard places <= 30 else { return nil }  // 10³⁰ as are 30 000 years
        guard places > -5 else { return 0 }  // not even a day of them is an attosecond
        // Five more places keep the fraction of an attosecond that a day multiplies to a whole one.
        let kept = DecimalNumber.integerText(digits: digits, places: places + 5)
        guard let count = Int128(kept) else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        return (isNegative ? -product : product) / 100_000
    }

    /// The first `places` digits, filled up with zeros.
    private static func integerText(digits: String, places: Int) -> String {
        let missing = places - digits.utf8.count
        return missing >= 0 ? digits + String(repeating: "0", count: missing) : String(digits.prefix(places))
    }
}
