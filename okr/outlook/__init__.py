"""What comes next and what has come: the forecast of a key result, and the parts that its last move is made of."""
