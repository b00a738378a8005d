import Testing

struct ManifestTests {
    @Test func `the manifest allows no target more than the floor plan does`() throws {
        let manifest = try Manifest(PackageTree.own.text(of: "Package.swift"), instruments: FloorPlan.instruments)
        for row in FloorPlan.rows {
            let declared = try #require(manifest.dependencies[row.target], "Package.swift declares no \(row.target)")
            let excess = declared.subtracting(row.modules).sorted().joined(separator: ", ")
            #expect(excess == "", "Package.swift lets \(row.target) depend on \(excess); the floor plan does not")
        }
    }

    @Test func `every target of the manifest has a row in the floor plan`() throws {
        let manifest = try Manifest(PackageTree.own.text(of: "Package.swift"), instruments: FloorPlan.instruments)
        for target in manifest.dependencies.keys.sorted() {
            #expect(
                FloorPlan.rows.contains { $0.target == target },
                "enter \(target) in \(FloorPlan.home), with its floor and what it may import")
        }
    }

    @Test func `dependencies are read through products, conditions, macros and one name per instrument`() {
        let text = #"""
            floor("LabValues")
            floor(
                "LabTransport",
                on: ["LabValues", .target(name: "CSerialPort", condition: .when(traits: ["SerialPort"]))])
            floor(
                "LabRunnerKit",
                on: [
                    .target(name: "LabKafka", condition: .when(traits: ["Kafka"])),
                    .product(name: "ArgumentParser", package: "swift-argument-parser"),
                ])
            for name in instruments {
                room("\(name)Driver", at: "Drivers/\(name)/Driver", on: ["LabValues"])
            }
            room("BuiltInDrivers", at: "Drivers/Catalog", on: ["LabInstruments"] + instruments.map { .target(name: "\($0)Driver") })
            package.targets += [
                .executableTarget(name: "lab-runner", dependencies: ["LabRunnerKit"]),
                .executableTarget(
                    name: "plain-producer", dependencies: ["CRdKafka"], path: "Benchmarks/PlainProducer",
                    cSettings: [.define("KAFKA", .when(traits: ["Kafka"]))]),
            ]
            """#
        let manifest = Manifest(text, instruments: ["EmStat", "NE1000"])
        #expect(
            manifest.dependencies == [
                "LabValues": [],
                "LabTransport": ["LabValues", "CSerialPort"],
                "LabRunnerKit": ["LabKafka", "ArgumentParser"],
                "EmStatDriver": ["LabValues"],
                "NE1000Driver": ["LabValues"],
                "BuiltInDrivers": ["LabInstruments", "EmStatDriver", "NE1000Driver"],
                "lab-runner": ["LabRunnerKit"],
                "plain-producer": ["CRdKafka"],
            ])
    }
}
