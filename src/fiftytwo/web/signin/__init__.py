"""Coming in: passwords, second factors, passkeys, the company's own login, open sessions."""
