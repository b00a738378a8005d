import Testing

struct SwiftImportTests {
    @Test(arguments: [
        ("import LabValues", "LabValues"),
        ("  import   Foundation  ", "Foundation"),
        ("public import LabTransport", "LabTransport"),
        ("internal import CSerialPort", "CSerialPort"),
        ("@_exported public import LabValues", "LabValues"),
        ("@testable import LabEngine", "LabEngine"),
        ("@_spi(Rig) @preconcurrency import LabTesting", "LabTesting"),
        ("@preconcurrency\nimport LabTesting", "LabTesting"),
        ("import struct Foundation.Date", "Foundation"),
        ("import func Glibc.poll", "Glibc"),
        ("import Foundation.NSDate", "Foundation"),
        ("import `LabValues`", "LabValues"),
    ])
    func `every way to write an import names its module`(source: String, module: String) {
        #expect(SwiftImport.all(in: source).map(\.module) == [module])
    }

    @Test func `imports on one line and in every branch of a condition are all found`() {
        let source = """
            import LabValues; import LabTransport
            #if canImport(FoundationEssentials)
            import FoundationEssentials
            #else
            import Foundation
            #endif
            """
        let modules = SwiftImport.all(in: source).map(\.module)
        #expect(modules == ["LabValues", "LabTransport", "FoundationEssentials", "Foundation"])
    }

    @Test(arguments: [
        "// import LabEngine",
        "/// import LabEngine",
        "/* import LabEngine /* nested */ import LabEngine */",
        "let text = \"import LabEngine\"",
        "let text = \"\"\"\n    import LabEngine\n    \"\"\"",
        "let text = #\"a \"quote\" import LabEngine\"#",
        "let text = \"\\(name(\"import LabEngine\")) import LabEngine\"",
        "let mode = Mode.import\nstart(import: mode)",
    ])
    func `comments, strings, members and labels are not imports`(source: String) {
        #expect(SwiftImport.all(in: source).isEmpty)
    }

    @Test func `an import after a long comment and a string keeps its line number`() {
        let source = "/* one\n two */ let a = \"\\(\"x\")\"\n// three\nimport LabValues"
        #expect(SwiftImport.all(in: source).map(\.line) == [4])
    }

    @Test func `access level and attributes are read with it`() {
        let imports = SwiftImport.all(in: "@_exported public import A\npublic import B\ninternal import C\nimport D")
        #expect(imports.map(\.access) == ["public", "public", "internal", nil])
        #expect(imports.map(\.isExported) == [true, false, false, false])
        #expect(imports.map(\.staysInside) == [false, false, true, true])
    }
}
