"""Tables in, tables out: the same answers as the explainer, for whole populations."""
