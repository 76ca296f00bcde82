"""The commands, a module for each idea: `add_to` says what can be typed, one function runs each command."""
