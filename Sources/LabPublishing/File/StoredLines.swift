import Glibc

/// The lines of a file that is there already, read from any place with a window of fixed size.
///
/// A line longer than `longestLine` is given without its end: none of ours is.
final class StoredLines {
    static let longestLine = 16 << 20
    private static let windowSize = 64 << 10

    /// One line of the file.
    struct Line {
        let start: Int
        /// Where the next one starts.
        let end: Int
        /// Without the line feed.
        let bytes: [UInt8]
        /// Whether a line feed ends it.
        let isWhole: Bool
    }

    let path: String
    /// The bytes of the file that are looked at.
    let length: Int
    /// How often the file was read.
    private(set) var windowsRead = 0
    private let descriptor: Int32
    private var window: [UInt8] = []
    private var windowStart = 0

    /// The first `length` bytes of an open file, which stays the caller's.
    init(_ descriptor: Int32, length: Int, path: String) {
        (self.descriptor, self.length, self.path) = (descriptor, length, path)
    }

    /// The line that starts at `start`; nil at the end.
    func line(from start: Int) throws(StorageFault) -> Line? {
        guard start < length else { return nil }
        var bytes: [UInt8] = []
        var place = start
        while place < length {
            try load(place)
            let rest = window[(place - windowStart)...]
            let feed = rest.firstIndex(of: UInt8(ascii: "\n"))
            let piece = feed.map { rest[..<$0] } ?? rest
            bytes.append(contentsOf: piece.prefix(Self.longestLine - bytes.count))
            place += piece.count
            if feed != nil { return Line(start: start, end: place + 1, bytes: bytes, isWhole: true) }
        }
        return Line(start: start, end: length, bytes: bytes, isWhole: false)
    }

    /// The line that ends at `end`; nil at the start.
    func line(before end: Int) throws(StorageFault) -> Line? {
        guard end > 0 else { return nil }
        return try line(from: try start(ofLineWith: end - 1))
    }

    /// Where the line starts that holds the byte at `place`.
    func start(ofLineWith place: Int) throws(StorageFault) -> Int {
        var end = place
        while end > 0 {
            try load(end - 1)
            let before = window[..<(end - windowStart)]
            if let feed = before.lastIndex(of: UInt8(ascii: "\n")) { return windowStart + feed + 1 }
            end = windowStart
        }
        return 0
    }

    /// The number people give the line that starts at `start`. Reads all that stands before it.
    func number(ofLineAt start: Int) throws(StorageFault) -> Int {
        var (number, place) = (1, 0)
        while place < start {
            try load(place)
            let piece = window[(place - windowStart)...].prefix(start - place)
            number += piece.count { $0 == UInt8(ascii: "\n") }
            place += piece.count
        }
        return number
    }

    /// Makes the window hold the byte at `place`, which lies in the file.
    private func load(_ place: Int) throws(StorageFault) {
        if place >= windowStart, place < windowStart + window.count { return }
        windowsRead += 1
        windowStart = place / Self.windowSize * Self.windowSize
        let wanted = min(Self.windowSize, length - windowStart)
        var failure: Int32?
        window = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            while let base = buffer.baseAddress, count < wanted {
                let got = pread(descriptor, base + count, wanted - count, off_t(windowStart + count))
                if got > 0 {
                    count += got
                } else if got == 0 || errno != EINTR {
                    failure = got == 0 ? EIO : errno  // shorter than it was: somebody cuts it
                    return
                }
            }
        }
        if let failure { throw StorageFault(path: path, errorNumber: failure) }
    }
}
