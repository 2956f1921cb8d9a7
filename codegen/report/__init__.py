"""The report: for everything that the headers declare, what the library makes of it, with the evidence.

rows        what there is, from the model and the history
facades     which public names of the library reach it: static analysis of the source
documented  which documents and docstrings speak of it
exercised   what became of it in the test run, from the run's own record
tables      what became of the functions of each table, in numbers
gaps        what is left out on purpose, and why
document    all of it together; markdown and page render that
"""
