import Testing

@testable import LabValues

struct AlarmQueueTests {
    private func moment(_ second: Int) -> LabInstant { LabInstant(sinceOrigin: .seconds(second)) }

    @Test func `alarms come in the order of their moments, equal ones in the order they were set`() {
        var queue = AlarmQueue()
        let rung = Monitor([Int]())
        var random = SeededRandom(seed: 5)
        var set: [(second: Int, number: Int)] = []
        var kept: [(second: Int, number: Int)] = []
        for number in 0..<2000 {
            let second = Int.random(in: 0..<300, using: &random)
            let id = queue.insert(at: moment(second)) { rung.update { $0.append(number) } }
            set.append((second, number))
            if Int.random(in: 0..<3, using: &random) == 0 { queue.remove(id) } else { kept.append((second, number)) }
        }
        for now in stride(from: 0, through: 300, by: 7) {
            for action in queue.removeDue(at: moment(now)) { action() }
            let expected = kept.filter { $0.second <= now }.sorted { ($0.second, $0.number) < ($1.second, $1.number) }
            #expect(rung.read { $0 } == expected.map(\.number))
            #expect(queue.earliest == kept.filter { $0.second > now }.map { moment($0.second) }.min())
        }
    }

    @Test func `alarms that are set and removed for ever take no more room`() {
        var queue = AlarmQueue()
        _ = queue.insert(at: moment(1)) {}
        var places = 0
        for number in 0..<10_000 {
            queue.remove(queue.insert(at: moment(1000 + number)) {})
            places = max(places, queue.places)
        }
        #expect(places < 100)
        #expect(queue.removeDue(at: moment(100_000)).count == 1)
    }
}
