import Foundation
import LabPublishing
import LabValues
import Testing

@testable import LabRunnerKit

struct ConfigurationReferenceTests {
    #if Kafka
    @Test func `the reference is what the program prints, built with everything`() throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let page = root.appending(path: "Documentation/Reference/Configuration.md")
        let made = ConfigurationReference(catalog: SettingCatalog(PublisherCatalog(.standard))).text
        #expect(
            try String(contentsOf: page, encoding: .utf8) == made,
            "swift run lab-runner config reference > Documentation/Reference/Configuration.md")
    }
    #endif

    @Test func `every key has a row with its environment name`() {
        let catalog = SettingCatalog(PublisherCatalog(.builtIn + [VaultPublisher.self]))
        let page = ConfigurationReference(catalog: catalog).text
        for key in catalog.keys {
            #expect(page.contains(key.name) && page.contains(key.summary), "\(key.name)")
            if !key.name.contains("*") { #expect(page.contains(key.environmentName), "\(key.name)") }
        }
        #expect(page.contains("`LAB_PUBLISHERS_NAME_SINK`"))
    }
}
