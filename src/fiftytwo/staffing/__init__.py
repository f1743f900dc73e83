"""From workload to the number of people needed at the same time, and to the number to roster."""
