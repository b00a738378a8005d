import LabPrograms
import Testing

@Suite struct DigestTests {
    private func digest(@StepBuilder _ content: () -> StepList) -> String { recipe(content).digest }

    @Test func `the digest is the same text for the same recipe, on every machine`() {
        #expect(digest { Rest(.seconds(1)) } == digest { Rest(.seconds(1)) })
        #expect(digest { Rest(.seconds(1)) } == "fnv1a:70116067942e3f3a")
    }

    @Test func `the digest differs when anything does`() {
        let cv = CyclicVoltammetry.example
        var other = cv
        other.cycles = 2
        let digests = [
            digest { cv }, digest { other }, digest { cv.repeatable() }, digest { cv.on("second") },
            digest { cv.named("x") }, digest { Repeat(2) { cv } }, digest { Repeat(3) { cv } },
            digest {
                cv
                cv
            }, digest { Group("g") { cv } }, digest { RecordNote("a") }, digest { RecordNote("b") },
            digest { Rest(.seconds(1)) }, digest { Rest(.seconds(2)) }, digest { Perform("a") { _ in } },
            digest {
                RepeatUntil("u", atMost: 2) {
                    cv
                } until: { _ in
                    true
                }
            },
        ]
        #expect(Set(digests).count == digests.count)
    }
}
