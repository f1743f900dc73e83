"""Search in the top bar: people, teams, queues, measures, places and own saved views."""
