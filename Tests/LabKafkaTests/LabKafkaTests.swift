@testable import LabKafka
