"""What a template asks for and what will be written where: the contract between definitions and engines."""
