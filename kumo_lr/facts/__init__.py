"""The facts about the field, as plain data: strategies, run modes, locations and curves."""
