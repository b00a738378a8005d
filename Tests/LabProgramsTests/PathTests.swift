import LabPrograms
import Testing

@Suite struct PathTests {
    private let cv = CyclicVoltammetry.example

    @Test func `a step is called by its technique, its kind or its name`() {
        #expect(
            paths {
                OpenCircuit(for: .seconds(1))
                Rest(.seconds(1))
                RecordNote("stirred")
                Hold(at: .volts(1), for: .seconds(1))
                Perform("find the peak") { _ in }
                cv.named("CV测量")
            } == ["OCP", "Rest", "Note", "CA", "find the peak", "CV测量"])
    }

    @Test func `siblings of one name are numbered from the second`() {
        #expect(
            paths {
                cv
                cv
                cv.named("CV#2")
                cv
            } == ["CV", "CV#2", "CV#2#2", "CV#3"])
    }

    @Test func `loops number their rounds from 0`() {
        #expect(
            paths {
                for _ in 0..<2 { cv }
                for _ in 0..<1 { cv }
                Repeat(2) { cv }
                Repeat("wash", 2) { Rest(.seconds(1)) }
            } == [
                "for[0]/CV", "for[1]/CV", "for#2[0]/CV", "Repeat[0]/CV", "Repeat[1]/CV", "wash[0]/Rest",
                "wash[1]/Rest",
            ])
    }

    @Test func `a loop alone in a group takes the group's name`() {
        #expect(paths { Group("rates") { for _ in 0..<2 { cv } } } == ["rates[0]/CV", "rates[1]/CV"])
        #expect(paths { Group("rates") { Repeat(2) { cv } } } == ["rates[0]/CV", "rates[1]/CV"])
        #expect(paths { Group("rates") { Repeat("again", 1) { cv } } } == ["rates/again[0]/CV"])
        #expect(
            paths {
                Group("rates") {
                    Rest(.seconds(1))
                    for _ in 0..<1 { cv }
                }
            } == ["rates/Rest", "rates/for[0]/CV"])
    }

    @Test func `a slash in a name is no step down, and an empty name is none`() {
        #expect(
            paths {
                Group("a/b") { cv.named("c/d") }
                Group("") { cv.named(" ") }
                cv.named("two\nlines")
            } == ["a∕b/c∕d", "Group/CV", "two lines"])
    }

    @Test func `several steps under one name are a group`() {
        let wash = StepList {
            Rest(.seconds(1))
            OpenCircuit(for: .seconds(1))
        }
        #expect(paths { wash.named("wash") } == ["wash/Rest", "wash/OCP"])
    }

    @Test func `a loop that ends on data is one item and gives the steps of each round`() throws {
        let items = recipe {
            Group("film") {
                RepeatUntil("until stable", atMost: 5) {
                    cv
                    RepeatUntil("inner", atMost: 2) {
                        Rest(.seconds(1))
                    } until: { _ in
                        true
                    }
                } until: { _ in
                    true
                }
            }
        }.items
        let loop = try #require(items.first?.loop)
        #expect(items.count == 1)
        #expect(loop.path == "film/until stable")
        #expect(loop.name == "until stable")
        let round = loop.items(iteration: 3)
        #expect(round.map(\.path) == ["film/until stable[3]/CV", "film/until stable[3]/inner"])
        let inner = try #require(round.last?.loop)
        #expect(inner.items(iteration: 0).map(\.path) == ["film/until stable[3]/inner[0]/Rest"])
    }

    @Test func `a title says what tells a step from its neighbours`() {
        let titles = recipe {
            cv
            Rest(.seconds(90))
            cv.named("CV测量")
        }.items.compactMap { $0.step?.title }
        #expect(titles == ["CV 100 mV/s", "Rest 90 s", "CV测量"])
    }

    @Test func `a title is never empty and never moves the cursor`() {
        let titles = recipe {
            cv.named("\u{1B}[2J red/green")
            cv.named(" ")
            Perform("") { _ in }
        }.items.compactMap { $0.step?.title }
        #expect(titles == [" [2J red/green", "CV 100 mV/s", "Perform"])
    }
}
