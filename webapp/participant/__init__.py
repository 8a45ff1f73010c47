"""The participant's phone, opened by a personal link: now and next, answers, results. No script is ever needed."""
