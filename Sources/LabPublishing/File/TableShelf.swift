import LabValues

/// The CSV tables of an experiment, of which only the few used last are open.
struct TableShelf {
    private static let mostOpen = 4
    private var tables: [StepRun: LineFile] = [:]
    /// The open ones; the one used last is last.
    private var open: [StepRun] = []

    /// Whether the table of `run` has its name.
    func has(_ run: StepRun) -> Bool { tables[run] != nil }

    /// The `seq` up to which the table of `run` has its rows.
    func lastSeq(of run: StepRun) -> Int { tables[run]?.lastSeq ?? 0 }

    /// Gives `run` its table; the file is made with its first rows.
    mutating func add(_ table: LineFile, for run: StepRun) { tables[run] = table }

    /// Appends rows to the table of `run`.
    mutating func append(_ rows: Lines, to run: StepRun) throws(StorageFault) {
        open.removeAll { $0 == run }
        while open.count >= Self.mostOpen {
            try tables[open[0]]?.park()
            open.removeFirst()
        }
        open.append(run)
        try tables[run]?.append(rows)
    }

    /// Brings all rows to the disk.
    func synchronise() throws(StorageFault) {
        for run in open { try tables[run]?.synchronise() }
    }
}
