// LabValues
