/// The CSV tables of an experiment, of which only the few used last are open.
struct TableShelf {
    /// One run of one step: what has a table of its own.
    struct StepRun: Hashable {
        let index: Int
        let attempt: Int
    }

    private static let mostOpen = 4
    private var tables: [StepRun: LineFile] = [:]
    /// The open ones; the one used last is last.
    private var open: [StepRun] = []

    /// The `seq` up to which the table of `run` has its rows.
    func lastSeq(of run: StepRun) -> Int { tables[run]?.lastSeq ?? 0 }

    /// Appends rows to the table of `run`, which is made when they are its first.
    mutating func append(
        _ rows: Lines, to run: StepRun, named name: @autoclosure () -> String, in folder: ExperimentFolder
    ) throws(StorageFault) {
        let table = tables[run] ?? LineFile("\(name()).csv", header: StepTable.header, in: folder)
        tables[run] = table
        open.removeAll { $0 == run }
        while open.count >= Self.mostOpen {
            try tables[open[0]]?.park()
            open.removeFirst()
        }
        open.append(run)
        try table.append(rows)
    }

    /// Brings all rows to the disk.
    func synchronise() throws(StorageFault) {
        for run in open { try tables[run]?.synchronise() }
    }
}
