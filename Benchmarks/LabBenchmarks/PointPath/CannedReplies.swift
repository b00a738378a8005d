import Glibc
import LabValues

/// What an EmStat Pico sends during a long CV, from the `e` that takes the script to the empty line that ends it.
struct CannedReplies {
    /// Line by line, each with its line feed.
    private let lines: [[UInt8]]
    private let points: Int
    private static let pointsPerCycle = 1490

    init(cycles: Int) {
        points = cycles * Self.pointsPerCycle + 1
        var lines = ["e", "M0005"]
        for point in 0..<points {
            let half = Double(Self.pointsPerCycle) / 2
            let place = Double(point % Self.pointsPerCycle)
            let potential = place <= half ? 0.5 - 0.8 * place / half : -0.3 + 0.8 * (place - half) / half
            let current = -1.2e-5 * sin(place / half * .pi)
            lines.append(
                "Pda\(Self.number(potential));ba\(Self.number(current)),14,208;eb\(Self.number(Double(point) * 0.0107))"
            )
        }
        lines += ["*", ""]
        self.lines = lines.map { Array("\($0)\n".utf8) }
    }

    /// Pieces of whole lines, each of at least so many bytes.
    func pieces(ofAtLeast size: Int) -> [[UInt8]] {
        var pieces: [[UInt8]] = [[]]
        for line in lines {
            if pieces[pieces.count - 1].count >= size { pieces.append([]) }
            pieces[pieces.count - 1] += line
        }
        return pieces
    }

    /// The least that could be done: find each line's end and copy the line.
    func nanosecondsToCopy() -> Double {
        let bytes = Array(lines.joined())
        var copy = [UInt8](repeating: 0, count: 256)
        var sum = 0
        let start = Stopwatch.processor
        bytes.withUnsafeBytes { bytes in
            var place = 0
            while let start = bytes.baseAddress?.advanced(by: place),
                let end = memchr(start, 10, bytes.count - place)
            {
                let length = UnsafeRawPointer(end) - start
                memcpy(&copy, start, min(length, copy.count))
                sum &+= Int(copy[0])
                place += length + 1
            }
        }
        precondition(sum > 0)  // so that nothing is left out
        return (Stopwatch.processor - start) / Double(points)
    }

    /// Seven digits and the finest prefix that holds the number.
    private static func number(_ value: Double) -> String {
        let prefixes = [("f", 1e15), ("p", 1e12), ("n", 1e9), ("u", 1e6), ("m", 1e3), (" ", 1)]
        for (letter, factor) in prefixes where (value * factor).magnitude < 1e8 {
            let digits = String(0x800_0000 + Int(value * factor), radix: 16, uppercase: true)
            return String(repeating: "0", count: 7 - digits.count) + digits + letter
        }
        return "     nan"
    }
}
