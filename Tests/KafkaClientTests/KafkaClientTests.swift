@testable import KafkaClient
