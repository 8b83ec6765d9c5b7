"""Every rule and formula of judging as data: what it says, with the numbers of the code, and where it comes from."""
