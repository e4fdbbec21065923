"""The composition root: the only place that builds rooms and joins them."""
