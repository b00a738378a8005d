// LabEngine
