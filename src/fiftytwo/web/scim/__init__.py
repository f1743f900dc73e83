"""SCIM 2.0: a directory makes, changes and closes accounts, and puts people into teams."""
