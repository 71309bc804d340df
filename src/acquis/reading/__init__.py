"""Reading: documents, quantities and the catalogue of facts, shared by the readers of cases and of packs."""
