// LabTesting
