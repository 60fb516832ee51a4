"""What the person follows: programmes, the plan of the day, pain, the household, history, pages."""
