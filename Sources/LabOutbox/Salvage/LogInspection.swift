/// What the log of a database proves by itself, read before SQLite opens it.
///
/// SQLite takes the log up to the first frame whose checksum fails, and silently drops the rest.
/// - Source: "WAL-mode File Format" of sqlite.org: a header of 32 bytes; frames of 24 bytes and a page, each with the
///   salts of the header and a checksum over everything before; the index (`-shm`) counts the committed frames.
struct LogInspection: Equatable {
    static let headerBytes = 32
    static let frameBytes = 24 + RawFile.pageBytes

    /// Whole frames in the file.
    private(set) var frames = 0
    /// Frames that SQLite takes.
    private(set) var taken = 0
    /// What is wrong with it.
    private(set) var fault: String?
    /// Committed frames that the index counts and the file no longer has.
    private(set) var absent = 0

    /// Reads the log at `path`, beside which its index may lie.
    init(_ path: String, index: [UInt8]) {
        let log = RawFile(path)
        let header = log?.bytes(at: 0, count: Self.headerBytes) ?? []
        frames = max(0, ((log?.size ?? 0) - Self.headerBytes) / Self.frameBytes)
        let index = LogIndex(index)
        if let log, let chain = LogChain(header: header) {
            follow(chain, in: log)
            if let index, index.salts == chain.salts { compare(with: index) }
        } else {
            if header.contains(where: { $0 != 0 }) { fault = "the header of its log is unreadable" }
            if let index { compare(with: index) }
        }
    }

    /// Takes frame after frame as SQLite does, then looks at what lies behind.
    private mutating func follow(_ start: LogChain, in log: RawFile) {
        var chain = start
        var broken: Int?
        for place in 0..<frames {
            let bytes = log.bytes(at: Self.headerBytes + place * Self.frameBytes, count: Self.frameBytes)
            if broken == nil, chain.take(bytes) {
                if LogChain.isCommit(bytes) { taken = place + 1 }
                continue
            }
            let likeness = start.likeness(of: bytes)
            // Frames of an earlier round share no salt; one salt alone is a flipped bit in the other.
            let isTorn = broken == nil && likeness == 1
            broken = broken ?? place
            if isTorn || (likeness == 2 && LogChain.isCommit(bytes)) {
                fault = "its log is damaged in page \((broken ?? place) + 1) of \(frames)"
            }
        }
    }

    private mutating func compare(with index: LogIndex) {
        guard index.frames > taken, index.frames > index.copied else { return }
        absent = max(0, index.frames - max(frames, index.copied))
        fault = fault ?? "its log has \(taken) of \(index.frames) committed pages"
    }
}

/// The running checksum of a log.
struct LogChain {
    let salts: ArraySlice<UInt8>
    private let isBigEndian: Bool
    private var sums: (UInt32, UInt32) = (0, 0)

    /// Nil for a header that SQLite would not take.
    init?(header: [UInt8]) {
        guard header.count == LogInspection.headerBytes else { return nil }
        let magic = header.word(at: 0)
        guard magic & ~1 == 0x377F_0682, header.word(at: 8) == UInt32(RawFile.pageBytes) else { return nil }
        isBigEndian = magic & 1 == 1
        salts = header[16..<24]
        add(header[0..<24])
        guard sums == (header.word(at: 24), header.word(at: 28)) else { return nil }
    }

    /// Whether a frame follows what was taken before; it is taken then.
    mutating func take(_ frame: [UInt8]) -> Bool {
        guard frame.count == LogInspection.frameBytes, frame.word(at: 0) > 0, likeness(of: frame) == 2 else {
            return false
        }
        var next = self
        next.add(frame[0..<8])
        next.add(frame[24...])
        guard next.sums == (frame.word(at: 16), frame.word(at: 20)) else { return false }
        self = next
        return true
    }

    /// How many of the two salts a frame shares.
    func likeness(of frame: [UInt8]) -> Int {
        guard frame.count >= 16 else { return 0 }
        return (frame[8..<12].elementsEqual(salts.prefix(4)) ? 1 : 0)
            + (frame[12..<16].elementsEqual(salts.suffix(4)) ? 1 : 0)
    }

    static func isCommit(_ frame: [UInt8]) -> Bool { frame.count >= 8 && frame.word(at: 4) != 0 }

    private mutating func add(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { bytes in
            for place in stride(from: 0, to: bytes.count - 7, by: 8) {
                let first = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
                let second = bytes.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self)
                sums.0 &+= (isBigEndian ? UInt32(bigEndian: first) : UInt32(littleEndian: first)) &+ sums.1
                sums.1 &+= (isBigEndian ? UInt32(bigEndian: second) : UInt32(littleEndian: second)) &+ sums.0
            }
        }
    }
}

/// What the index of a log (`-shm`) says, in the byte order of x86 and ARM hosts.
private struct LogIndex {
    let salts: ArraySlice<UInt8>
    /// Committed frames.
    let frames: Int
    /// Those of them that were taken into the database.
    let copied: Int

    /// Nil unless both copies of its header agree.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 100, bytes[0..<48] == bytes[48..<96], bytes[12] == 1 else { return nil }
        salts = bytes[32..<40]
        frames = Int(bytes.word(at: 16).byteSwapped)
        copied = Int(bytes.word(at: 96).byteSwapped)
    }
}

extension Array<UInt8> {
    /// Four bytes, the first the highest; 0 beyond the end.
    func word(at place: Int) -> UInt32 {
        guard place + 4 <= count else { return 0 }
        return self[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
