"""Looking after the data of an appliance that runs for years: `matside maintain`, nightly."""
