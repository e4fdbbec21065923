"""LinkedIn's site only: addresses, phrases, page facts and decisions."""
