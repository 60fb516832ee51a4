"""The guided set-up: from the first start to the first exercise."""
