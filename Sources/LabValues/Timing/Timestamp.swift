/// A wall-clock time in UTC, to the millisecond: `2026-01-15T10:30:00.000Z`.
public struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
    public var millisecondsSinceEpoch: Int64

    /// The time `millisecondsSinceEpoch` after the epoch.
    public init(millisecondsSinceEpoch: Int64) { self.millisecondsSinceEpoch = millisecondsSinceEpoch }

    /// Reads the one form that is written here; nil for any other text.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 24 else { return nil }
        let marks = zip([4, 7, 10, 13, 16, 19, 23], "--T::.Z".utf8)
        guard marks.allSatisfy({ place, mark in bytes[place] == mark }) else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[range] {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let millisecond = number(20..<23), (1...12).contains(month), (1...31).contains(day),
            hour < 24, minute < 60, second < 61
        else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        guard Self.date(days: days).day == day else { return nil }  // 30 February
        let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
        self.init(millisecondsSinceEpoch: seconds * 1000 + millisecond)
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.millisecondsSinceEpoch < right.millisecondsSinceEpoch
    }

    /// The time `span` later, rounded down to a millisecond.
    public static func + (time: Self, span: Duration) -> Self {
        let parts = span.components
        let milliseconds = parts.seconds &* 1000 &+ floorDivide(parts.attoseconds, by: 1_000_000_000_000_000).0
        return Self(millisecondsSinceEpoch: time.millisecondsSinceEpoch &+ milliseconds)
    }

    public var description: String { String(decoding: text, as: UTF8.self) }

    /// The 24 characters of the description (more beyond the year 9999), made without a text in between: every message
    /// has one.
    var text: [UInt8] {
        let (date, time) = fields
        var text: [UInt8] = []
        text.reserveCapacity(24)
        Self.append(date.year, width: 4, to: &text)
        Self.append(date.month, after: "-", to: &text)
        Self.append(date.day, after: "-", to: &text)
        Self.append(time.hour, after: "T", to: &text)
        Self.append(time.minute, after: ":", to: &text)
        Self.append(time.second, after: ":", to: &text)
        Self.append(time.millisecond, after: ".", width: 3, to: &text)
        text.append(UInt8(ascii: "Z"))
        return text
    }

    /// The form without separators that may stand in a file name: `20260115T103000Z`.
    public var compact: String {
        let (date, time) = fields
        return "\(pad(date.year, 4))\(pad(date.month))\(pad(date.day))"
            + "T\(pad(time.hour))\(pad(time.minute))\(pad(time.second))Z"
    }

    private typealias Fields = (
        date: (year: Int64, month: Int64, day: Int64),
        time: (hour: Int64, minute: Int64, second: Int64, millisecond: Int64)
    )

    private var fields: Fields {
        let (days, rest) = Self.floorDivide(millisecondsSinceEpoch, by: 86_400_000)
        let second = rest / 1000
        return (Self.date(days: days), (second / 3600, second / 60 % 60, second % 60, rest % 1000))
    }

    private static func append(
        _ value: Int64, after mark: Unicode.Scalar? = nil, width: Int = 2, to text: inout [UInt8]
    ) {
        if let mark { text.append(UInt8(ascii: mark)) }
        var (rest, unit): (Int64, Int64) = (value, width == 2 ? 10 : width == 3 ? 100 : 1000)
        guard value >= 0, value < unit * 10 else {  // a year with more digits, or before the first
            let digits = String(value).utf8
            return text += Array(repeating: UInt8(ascii: "0"), count: max(0, width - digits.count)) + digits
        }
        while unit > 0 {
            text.append(UInt8(ascii: "0") + UInt8(rest / unit))
            (rest, unit) = (rest % unit, unit / 10)
        }
    }

    private func pad(_ value: Int64, _ width: Int = 2) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    // The civil calendar from days and back, by Howard Hinnant's method (eras of 400 years, March first).

    private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let (era, yearOfEra) = floorDivide(month <= 2 ? year - 1 : year, by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func floorDivide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
