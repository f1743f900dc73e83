"""What every number means: definitions as data, one compiler to SQL, evaluation, fair comparison."""
