"""One plain function per verb: check the rule, write, commit once."""
