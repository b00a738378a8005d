import Foundation
import LabValues
import Testing

@testable import LabRunnerKit

/// No way to write a secret, right or wrong, brings it to the screen.
struct SecretsTests {
    private let bench: ConfigurationBench

    init() throws { bench = try ConfigurationBench() }

    @Test(
        arguments: [
            "vault: {password: hunter2}", "vault: {pasword: hunter2}", "vault: {password: [hunter2]}",
            "vault: {password: {hunter2: 1}}", "vault: {pasword: {hunter2: 1}}", "vault: {pasword: [{a: hunter2}]}",
            "volt: {password: hunter2}", "vault: hunter2", "vault: [hunter2]", "hunter2", "- hunter2",
            "vault: {password: \"hunter2}", "vault:\n  password: hunter2: x", "vault: {password: &hunter2 x}",
            "vault: {password: *hunter2}", "vault: {properties: {sasl.password: hunter2}}",
            "vault: {properties: {sasl: {password: hunter2}}}", "vault: {properties: {sasl.password: [hunter2]}}",
            "vault: {password: hunter2}\nvault.password: hunter2", "vault: {password: !!binary hunter2}",
            "vault:\n\tpassword: hunter2", "vault: {password: hunter2\nstation: [",
        ], [0o600, 0o644])
    func `a secret in the file is never printed`(text: String, mode: Int) async throws {
        let path = try bench.file(text, mode: mode)
        for words in [
            ["config", "check"], ["config", "check", "--json"], ["run", "blink", "--json"], ["plan", "blink"],
        ] {
            let instrument =
                words[0] == "config" ? [] : ["--instrument", "toy@pty:/dev/null", "--state", bench.directory.path]
            let result = try await bench.run(words + instrument + ["--config", path, "--config", path])
            #expect(!(result.output + result.errors).contains("hunter2"), "\(words): \(result)")
            #expect(result.code != 0 || words[0] != "run")
        }
    }

    @Test(arguments: [
        "LAB_VAULT_PASSWORD", "LAB_VAULT_PASWORD", "LAB_VAULT_PROPERTIES_SASL_PASSWORD", "LAB_VOLT_PASSWORD",
        "LAB_VAULT", "LAB_VAULT_PASSWORD_FILES", "LAB_PASSWORD",
    ])
    func `a secret in the environment is never printed`(variable: String) throws {
        let environment = [variable: "hunter2", "LAB_OUTBOX_MAX_BYTES": "wrong"]
        let said = try bench.faults(nil, environment).map { "\($0) \($0.hint ?? "")" }.joined()
        #expect(said.contains("wrong") && !said.contains("hunter2"))
        guard let configuration = try? bench.read(nil, [variable: "hunter2"]) else { return }
        let table = ConfigurationTable(configuration)
        let shown = (table.lines + table.warnings).joined() + String(decoding: table.json.encoded, as: UTF8.self)
        #expect(!shown.contains("hunter2"))
    }

    @Test func `a secret may stand in a file only its owner may read`() throws {
        let text = "vault: {password: hunter2, properties: {sasl.password: x}}"
        let settings = try bench.read(text).settings
        #expect(try settings.text(VaultPublisher.password) == "hunter2")
        let path = try bench.file(text, mode: 0o640)
        let refusal = #expect(throws: ConfigurationRefused.self) {
            try RunnerConfiguration(file: path, environment: [:], publishers: bench.publishers)
        }
        #expect(refusal?.faults.map(\.key) == ["vault.password", "vault.properties.sasl.password"])
        #expect(refusal?.description.contains("chmod 600") == true)
    }

    @Test func `a file with a secret is checked at the start, and its content is not shown`() throws {
        _ = try bench.file("hunter2\n", named: "pass", mode: 0o600)
        let settings = try bench.read("vault: {passwordFile: pass}").settings
        #expect(try settings.secret(VaultPublisher.password, orIn: VaultPublisher.passwordFile) == "hunter2")
        _ = try bench.file("hunter2\n", named: "pass", mode: 0o644)
        let faults = try bench.faults("vault: {passwordFile: pass}")
        #expect(faults.map(\.hint) == ["Close it to others: chmod 600 FILE."])
        #expect(!"\(faults)".contains("hunter2"))
    }

    @Test func `the table says that a secret is set, and not what it is`() throws {
        let table = ConfigurationTable(try bench.read(nil, ["LAB_VAULT_PASSWORD": "hunter2"]))
        let row = table.rows.first { $0.name == "vault.password" }
        #expect(row == .init(name: "vault.password", value: "(hidden)", source: "LAB_VAULT_PASSWORD", isSecret: true))
    }
}
