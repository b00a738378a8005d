import LabValues
import Testing

@Suite(.timeLimit(.minutes(1)))
struct OneShotTests {
    @Test func `a value is given whether it comes before or after the wait, and only the first one counts`() async {
        let early = OneShot<Int>()
        early.finish(1)
        early.finish(2)
        #expect(await withCheckedContinuation { early.wait($0) } == 1)
        early.finish(3)
        let late = OneShot<Int>()
        async let value = withCheckedContinuation { late.wait($0) }
        await Task.yield()
        late.finish(4)
        late.finish(5)
        #expect(await value == 4)
    }

    @Test func `two that finish at once resume the one that waits exactly once`() async {
        for _ in 0..<5000 {
            let shot = OneShot<Int>()
            async let value = withCheckedContinuation { shot.wait($0) }
            async let first: Void = finish(shot, 1)
            async let second: Void = finish(shot, 2)
            _ = await (first, second)
            #expect([1, 2].contains(await value))
        }
    }

    @concurrent private func finish(_ shot: OneShot<Int>, _ value: Int) async { shot.finish(value) }
}
