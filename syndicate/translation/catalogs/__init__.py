"""The PO file: read and written so that nothing in it is lost, and what its entries are worth."""
