import Glibc
import SwiftOverlayShims

/// A file that grows by whole lines only, and knows the last record it holds.
final class LineFile {
    /// The highest `seq` in the file.
    private(set) var lastSeq = 0
    private let name: String
    private let header: [UInt8]
    private let folder: ExperimentFolder
    private var descriptor: Int32?
    private var wasMade = false
    private var isDirty = false
    /// Bytes in the file that are whole lines; anything behind them is torn and goes before the next line comes.
    private var length = 0
    private var isTorn = false

    /// A file in `folder`, made with its first line or by `open`.
    init(_ name: String, header: String = "", in folder: ExperimentFolder) {
        (self.name, self.header, self.folder) = (name, Array(header.utf8), folder)
    }

    deinit { if let descriptor { close(descriptor) } }

    /// Appends the lines with one write, keeping of a short one only the whole records.
    func append(_ lines: Lines) throws(StorageFault) {
        guard !lines.isEmpty else { return }
        let file = try open()
        try check(file)
        let prefix = length == 0 ? header : []
        let bytes = prefix.isEmpty ? lines.bytes : prefix + lines.bytes
        isDirty = true
        let (written, failure) = folder.disk.writeAll(bytes, to: file)
        if let whole = lines.lastWhole(within: written - prefix.count) {
            length += prefix.count + whole.end
            lastSeq = whole.seq
        }
        guard let failure else { return }
        isTorn = true
        mend(file)
        throw folder.fault(name, failure)
    }

    /// Makes or reopens the file.
    @discardableResult func open() throws(StorageFault) -> Int32 {
        if let descriptor { return descriptor }
        let file = wasMade ? try folder.reopen(name) : try folder.create(name)
        wasMade = true
        descriptor = file
        return file
    }

    /// Brings the lines to the disk.
    func synchronise() throws(StorageFault) {
        guard let descriptor, isDirty else { return }
        guard folder.disk.synchronise(descriptor) == 0 else { throw folder.fault(name, errno) }
        isDirty = false
    }

    /// Gives the descriptor back, with the lines on the disk.
    func park() throws(StorageFault) {
        try synchronise()
        if let descriptor { close(descriptor) }
        descriptor = nil
    }

    /// A deleted file would take lines without a word and keep none.
    private func check(_ file: Int32) throws(StorageFault) {
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw folder.fault(name, errno) }
        guard facts.st_nlink > 0 else { throw folder.fault(name, ENOENT) }
        guard !isTorn || mend(file) else { throw folder.fault(name, errno) }
    }

    /// Cuts a torn line off; false when even that fails.
    @discardableResult private func mend(_ file: Int32) -> Bool {
        isTorn = folder.disk.truncate(file, length) != 0
        return !isTorn
    }
}
