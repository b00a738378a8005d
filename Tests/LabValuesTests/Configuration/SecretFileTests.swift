import Foundation
import LabValues
import Testing

struct SecretFileTests {
    private func withFile<Value>(
        _ content: String, mode: Int = 0o600, _ body: (SecretFile) throws -> Value
    ) throws -> Value {
        let path = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(content.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return try body(SecretFile(path))
    }

    @Test func `a secret is the text without the line feed at its end`() throws {
        #expect(try withFile("hunter2\n") { try $0.text() } == "hunter2")
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o602, 0o644])
    func `a file that others may open is refused`(mode: Int) throws {
        #expect(throws: SecretFileFault.openToOthers) { try withFile("x", mode: mode) { try $0.check() } }
    }

    @Test func `what is empty, too large or no file is refused`() throws {
        #expect(throws: SecretFileFault.empty) { try withFile("") { try $0.check() } }
        #expect(throws: SecretFileFault.empty) { try withFile("\n") { try $0.text() } }
        let largest = String(repeating: "x", count: SecretFile.largest)
        #expect(try withFile(largest) { try $0.bytes().count } == SecretFile.largest)
        #expect(throws: SecretFileFault.tooLarge) { try withFile(largest + "x") { try $0.check() } }
        #expect(throws: SecretFileFault.noFile) { try SecretFile("/").check() }
        #expect(throws: SecretFileFault.self) { try SecretFile("/nowhere/at/all").check() }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
    func `a file of another user is refused`() throws {
        #expect(throws: SecretFileFault.ofAnother) {
            try withFile("x") { file in
                #expect(chown(file.path, 65534, 65534) == 0)
                try file.check()
            }
        }
    }
}
