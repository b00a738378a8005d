import Glibc
import LabValues

/// The least that a command costs: a byte from one thread to another that waits for it.
enum Handover {
    static func milliseconds() -> Double {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else { return .nan }
        defer { for end in ends { close(end) } }
        let isReady = Monitor(false), came = Monitor<Double?>(nil)
        let reader = ends[0]
        startThread {
            isReady.update { $0 = true }
            var byte: UInt8 = 0
            _ = read(reader, &byte, 1)
            came.update { $0 = Stopwatch.wall }
        }
        _ = isReady.wait { $0 ? true : nil }
        usleep(500)  // until it waits
        var byte: UInt8 = 1
        let start = Stopwatch.wall
        _ = write(ends[1], &byte, 1)
        return ((came.wait { $0 } ?? .nan) - start) / 1e6
    }
}
