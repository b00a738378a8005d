import Glibc

/// Nanoseconds, of the processor or of the wall.
enum Stopwatch {
    /// What all threads of this process have used of the processors.
    static var processor: Double { nanoseconds(CLOCK_PROCESS_CPUTIME_ID) }
    /// A clock that only goes forward.
    static var wall: Double { nanoseconds(CLOCK_MONOTONIC) }

    private static func nanoseconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
}

extension Stopwatch {
    /// Seconds on both clocks.
    struct Reading {
        var wall: Double
        var processor: Double

        static func - (end: Self, start: Self) -> Self {
            Self(wall: end.wall - start.wall, processor: end.processor - start.processor)
        }
    }

    /// Both clocks at this moment.
    static var now: Reading { Reading(wall: wall / 1e9, processor: processor / 1e9) }
}
