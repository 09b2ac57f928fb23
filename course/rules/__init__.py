"""Pure functions that decide what is so, given the content, the recorded facts and `now`."""
