import Testing

struct HouseTests {
    @Test func `every import follows an arrow of the floor plan`() throws {
        for file in try PackageTree.own.productFiles() {
            guard let row = row(of: file) else { continue }  // its own test speaks of files without a row
            let imports = SwiftImport.all(in: try PackageTree.own.text(of: file))
            let complaints = row.complaints(about: imports, in: file)
            #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
        }
    }

    @Test func `every Swift file belongs to a target of the floor plan`() throws {
        let files = try PackageTree.own.productFiles()
        #expect(files.count >= FloorPlan.rows.count, "only \(files.count) files found: is this the package root?")
        for file in files {
            #expect(row(of: file) != nil, "\(file): enter its target in \(FloorPlan.home), with floor and imports")
        }
    }

    @Test func `every row of the floor plan has its directory`() {
        for row in FloorPlan.rows {
            #expect(PackageTree.own.isDirectory(row.directory), "\(row.target): no directory \(row.directory)")
        }
    }

    @Test func `no source file is longer than 350 lines`() throws {
        for file in try PackageTree.own.productFiles() {
            let lines = try PackageTree.own.text(of: file).count { $0.isNewline }
            #expect(lines <= 350, "\(file) has \(lines) lines: two concepts in one file?")
        }
    }

    private func row(of file: String) -> Row? {
        FloorPlan.rows.first { file.hasPrefix($0.directory + "/") }
    }
}
