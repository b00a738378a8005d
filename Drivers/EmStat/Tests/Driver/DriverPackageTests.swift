import LabInstruments
import Testing

@testable import EmStatDriver

private func variables(_ line: String) throws -> [PackageVariable] {
    try PackageParser.variables(of: Array(line.utf8)[...])
}

private func reason(_ line: String) -> MalformedReply.Reason? {
    do {
        _ = try variables(line)
        return nil
    } catch {
        return (error as? MalformedReply)?.reason
    }
}

/// The worked examples of page §9.
@Suite struct WorkedExampleTests {
    @Test func `1: microvolts, microamperes, status and range`() throws {
        let read = try variables("Pda8000800u;ba8000800u,10,20B")
        #expect(read.map(\.value) == [0.002048, 0.002048])
        #expect(read.map(\.kind) == [.setPotential, .current])
        #expect(read[1].status == [])
        #expect(read[1].range == 0x0B)
        #expect(read[0].status == nil)
        #expect(EmStatModel.pico.fullScale(ofRange: 0x0B) == .milliamperes(3))  // 60 % of the nominal 5 mA
    }

    @Test func `2: underload, range and noise`() throws {
        let read = try variables("PdaDF5CB18n;ba9699F74p,14,218,40")
        #expect(read.map(\.value) == [0.099994392, 0.000023699316])
        #expect(read[1].status == .underload)
        #expect(read[1].range == 24)
        #expect(read[1].noise == 0)
        #expect(EmStatModel.emstat4.fullScale(ofRange: 24) == .milliamperes(10))
    }

    @Test func `3: an integer has no unit`() throws {
        let read = try variables("Pja8000001i;da7F0BDF9u;ba7678CD7p,10,20F,40")
        #expect(read.map(\.value) == [1, -0.999943, -0.000009990953])
        #expect(read.map(\.isInteger) == [true, false, false])
        #expect(EmStatModel.emstat4.fullScale(ofRange: 0x0F) == .microamperes(10))
    }

    @Test func `4: an impedance`() throws {
        let read = try variables("PdcDF5DFF4u;cc896D904m,10,287;cd82DB1A8u,10,287")
        #expect(read.map(\.value) == [99.999732, 9885.956, 2.9946])
        #expect(EmStatModel.pico.fullScale(ofRange: 0x87) == .microamperes(120))  // 60 % of the nominal 200 µA
    }

    @Test func `5: not a number`() throws {
        let read = try variables("Pdc8030D40 ;cc     nan,14,288;cd     nan,14,202")
        #expect(read.map(\.value) == [200_000, nil, nil])
        #expect(read.map(\.range) == [nil, 0x88, 0x02])
        #expect(read.map(\.status) == [nil, .underload, .underload])
    }

    @Test func `6: two currents keep their places`() throws {
        let read = try variables("Pda73B41B3n;ba8000000 ,14,201;ba7DA796Bp,12,201")
        #expect(read.map(\.value) == [-0.012893773, 0, -0.000002459285])
        #expect(read.map(\.status) == [nil, .underload, .overload])
    }

    @Test func `7: a timing error`() throws {
        let read = try variables("PdaBA687ECn;ba85DC7B4p,11,206")
        #expect(read.map(\.value) == [0.06124542, 0.000006145972])
        #expect(read[1].status == .timingError)
        #expect(read[1].range == 6)
    }

    @Test func `8: kilo-ohms`() throws {
        let read = try variables("Pdc980316Cu;cc7D12320k,14,281;cd8020A30k,14,202")
        #expect(read.map(\.value) == [25.178476, -3_071_200_000, 133_680_000])
    }

    @Test func `9: a time`() throws {
        let read = try variables("Peb9570C36u;ba898E141p,10,20F,40")
        #expect(read.map(\.kind) == [.time, .current])
        #expect(read.map(\.value) == [22.481974, 0.000010019137])
    }

    @Test func `10: attoamperes`() throws {
        let read = try variables("Pda807A1CAu;ba6FFA74Ba,14,200")
        #expect(read[0].value == 0.50017)
        #expect(read[1].mantissa == -16_799_925)
        #expect(read[1].value == -16_799_925 / 1e18)
    }
}

@Suite struct MalformedPackageTests {
    @Test(arguments: [
        ("P", MalformedReply.Reason.cutShort), ("Pda800", .cutShort), ("Pda8000000", .cutShort),
        ("Pda80G0000 ", .badValue), ("Pda80a0000 ", .badValue), ("PDA8000000 ", .badType), ("Pda8000000x", .badPrefix),
        ("Pda8000000 ;", .cutShort), ("Pda8000000 ;ba", .cutShort), ("Pda8000000  ", .badMetadata),
        ("Pda8000000 ,", .badMetadata), ("Pda8000000 ,1", .badMetadata), ("Pda8000000 ,1G", .badMetadata),
        ("Pda8000000 ,20", .badMetadata), ("Pda8000000 ,2000", .badMetadata), ("Pda    nan ", .badValue),
        ("Pda      nan", .badValue), ("X", .badMetadata),
    ])
    func `a line off the grammar is never guessed at`(_ line: String, _ expected: MalformedReply.Reason) {
        #expect(reason(line) == expected)
    }

    @Test func `an unknown kind of metadata is passed over`() throws {
        let read = try variables("Pba8000001m,9xyz,10,20B")
        #expect(read[0].range == 0x0B)
        #expect(read[0].value == 0.001)
    }

    @Test func `no bytes whatever crash the reader`() {
        var state: UInt64 = 42
        func random(_ count: UInt64) -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8((state >> 33) % count)
        }
        let valid = Array("Pda8000800u;ba8000800u,10,20B;eb     nan".utf8)
        for _ in 0..<20_000 {
            var line = valid
            for _ in 0..<(1 + random(3)) { line[Int(random(UInt64(line.count)))] = random(255) }
            let cut = Array(line.prefix(Int(random(UInt64(line.count + 1)))))
            for bytes in [line, cut] {
                do { _ = try PackageParser.variables(of: bytes[...]) } catch { #expect(!error.description.isEmpty) }
                do { _ = try ReplyLine(bytes[...]) } catch { #expect(!error.description.isEmpty) }
            }
        }
    }

    @Test func `the largest and the smallest mantissa are read`() throws {
        #expect(try variables("PbaFFFFFFFE")[0].value == 134_217_727e18)
        #expect(try variables("Pba0000000a")[0].value == -134_217_728 / 1e18)
    }
}

@Suite struct ReplyLineTests {
    private func read(_ line: String) throws -> ReplyLine { try ReplyLine(Array(line.utf8)[...]) }
    private func report(_ code: UInt16, _ line: Int? = nil, _ column: Int? = nil) -> DeviceReport {
        var report = DeviceReport(code: code)
        (report.line, report.column) = (line, column)
        return report
    }

    @Test func `every kind of line is known by its beginning`() throws {
        #expect(try read("M0005") == .loopBegins(technique: 5))
        #expect(try read("*") == .loopEnds)
        #expect(try read("C000A") == .scanBegins(number: 10))
        #expect(try read("-") == .scanEnds)
        #expect(try read("L") == .genericLoopBegins)
        #expect(try read("+") == .genericLoopEnds)
        #expect(try read("THello world!") == .text(Array("Hello world!".utf8)[...]))
        #expect(try read("T!0001") == .text(Array("!0001".utf8)[...]))
        #expect(try read("!0014: Line 7") == .failure(report(0x14, 7)))
        #expect(try read("e!4001: Line 3, Col 16") == .refusal(command: UInt8(ascii: "e"), report(0x4001, 3, 16)))
        #expect(try read("Z!0006") == .refusal(command: UInt8(ascii: "Z"), report(6)))
        #expect(try read("s!0003") == .refusal(command: UInt8(ascii: "s"), report(3)))
        #expect(try read("M!0006") == .refusal(command: UInt8(ascii: "M"), report(6)))
        for letter in "ZYhHRe" {
            #expect(try read("\(letter)") == .answer(command: letter.asciiValue ?? 0, []))
        }
        #expect(try read("iES4LR20B0008") == .answer(command: UInt8(ascii: "i"), Array("ES4LR20B0008".utf8)[...]))
    }

    @Test(arguments: ["M00", "M000G", "!00", "!XYZW", "e!4001: Zeile 3", "e!4001: Line x", "**", "\u{7}", "1234", " "])
    func `what is none of them is malformed`(_ line: String) {
        #expect(throws: MalformedReply.self) { try ReplyLine(Array(line.utf8)[...]) }
    }

    @Test func `an error says what it means and where`() {
        #expect(report(0x4001, 3, 16).description == "4001 (unknown command in the script), line 3, column 16")
        #expect(report(0x7ABC).description == "7ABC")
    }

    @Test func `firmware texts give model and version`() throws {
        func version(_ text: String) -> FirmwareVersion? { FirmwareVersion(Array(text.utf8)[...]) }
        #expect(version("espico1601#Oct  2 2019 10:33:14")?.version == "1.6.01")
        #expect(version("es4_lr1500#Mar 12 2026 14:28:01")?.model == .emstat4)
        #expect(version("mes4hr13#Mar 12 2026")?.model == .emstat4HR)
        #expect(version("mes4hr13#Mar 12 2026")?.version == "1.3")
        #expect(version("espbl10#x")?.isBootloader == true)
        #expect(version("nexus11400#x") != nil)
        #expect(version("nexus11400#x")?.model == nil)
        #expect(version("hello") == nil)
        #expect(version("espico16x") == nil)
    }
}
