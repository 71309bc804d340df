"""Other engines on one common set of fifteen rules, beside ours: correctness next to speed.

Every peer gets the same cases and says an outcome for each. None of them is acquis' law: the ladder and the cooler are
those of a real list, the sets of countries are made up (uninhabited ones are under embargo).
"""
