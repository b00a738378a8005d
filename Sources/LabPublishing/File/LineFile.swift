import Glibc
import LabValues
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
    private(set) var length = 0
    private var isTorn = false

    /// A file in `folder`, made with its first line or by `open`.
    init(_ name: String, header: String = "", in folder: ExperimentFolder) {
        (self.name, self.header, self.folder) = (name, Array(header.utf8), folder)
    }

    /// A file in `folder` that holds `length` bytes, lines of records up to `lastSeq`; 0 bytes: that is not there yet.
    init(_ name: String, header: String, in folder: ExperimentFolder, length: Int, lastSeq: Int) {
        (self.name, self.header, self.folder) = (name, Array(header.utf8), folder)
        (self.length, self.lastSeq, wasMade) = (length, lastSeq, length > 0)
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

    /// Opens the file and goes on after its last whole message; makes it when it is not there.
    ///
    /// - Throws: `ResumptionFault`, `StorageFault`.
    func resume(_ experiment: ExperimentID, holding kind: MessageKind) throws {
        guard let size = folder.length(of: name) else {
            guard try folder.find(name) == nil else { throw ResumptionFault.noFile(path: "\(folder.path)/\(name)") }
            try open()
            return
        }
        wasMade = true
        let file = try open()
        let stored = StoredLines(file, length: size, path: "\(folder.path)/\(name)")
        (length, lastSeq) = try stored.intactEnd(for: experiment, holding: kind)
        isDirty = true  // by a process that may not have lived to bring it to the disk
        isTorn = length < size
        guard !isTorn || mend(file) else { throw folder.fault(name, errno) }
    }

    /// Its whole lines, for reading.
    func stored() throws(StorageFault) -> StoredLines {
        StoredLines(try open(), length: length, path: "\(folder.path)/\(name)")
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
