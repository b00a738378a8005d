#if Kafka
import LabPublishing
import LabValues
import Testing

@testable import LabKafka

struct TopicLayoutTests {
    @Test func `events and points have a topic each`() {
        let layout = TopicLayout()
        #expect(layout.topic(of: Record.event(1).message.message).text == "echem_events")
        #expect(layout.topic(of: Record.points(1).message.message).text == "echem_data")
        #expect(layout.topicsAtStart.map(\.text) == ["echem_events", "echem_data"])
    }

    @Test func `an author's event name never makes an illegal topic`() throws {
        let layout = TopicLayout(events: TopicName("lab"), arrangement: .perEvent)
        let odd = layout.topic(of: Record.event(1, EventName(rawValue: "Überlauf 3/4")).message.message)
        #expect(odd.text == "lab.__berlauf_3_4")
        let long = layout.topic(
            of: Record.event(1, EventName(rawValue: String(repeating: "x", count: 400))).message.message)
        #expect(long.text.count == 249)
        #expect(TopicName(long.text) == long)
    }

    @Test func `names that Kafka refuses are refused here`() {
        for text in ["", ".", "..", "a b", "a/b", "é", String(repeating: "x", count: 250)] {
            #expect(TopicName(text) == nil)
        }
        #expect(TopicName("Echem_events.v-2") != nil)
    }
}
#endif
