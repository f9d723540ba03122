"""Partners: portals that show our articles. Each has addresses of its own, a choice of feeds, and is told what matters.

Their documents are views of what was published: nothing in them was rendered anew, so that they cannot say anything
else than the feeds do.
"""
