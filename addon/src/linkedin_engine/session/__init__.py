"""The LinkedIn session: kept encrypted, imported, lent to a run."""
