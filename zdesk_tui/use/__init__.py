"""A saved connector in a Python program."""
