"""Any template filled with any data, without a project."""
