"""The facilitator's pages: pairs worth introducing to each other outside the rounds, and why."""
