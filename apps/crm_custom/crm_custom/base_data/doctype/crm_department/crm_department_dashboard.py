def get_data():
	"""Connections of the form. The labels are the source texts: what is returned here is kept for readers of every language."""
	return {
		"fieldname": "department",
		"transactions": [
			{"label": "People", "items": ["Staff Profile"]},
			{"label": "Customers", "items": ["Customer"]},
		],
	}
