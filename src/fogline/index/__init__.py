"""The index room: what the server answers from, derived from a store and laid out in columns.

A store keeps records; a page asks for a million of them at once. The index holds the columns of events,
reports, places and holdings as memory-mapped files, and the words of reports for searching. It can be
deleted at any time and is built again from the store.
"""
