"""At which table each meeting takes place, and how often people move."""
