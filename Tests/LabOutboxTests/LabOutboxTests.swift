@testable import LabOutbox
