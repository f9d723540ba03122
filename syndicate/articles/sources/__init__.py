"""Where articles come from: effects that move bytes and understand nothing of them."""
