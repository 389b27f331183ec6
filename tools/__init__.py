"""What belongs to the templates of this repository and is no part of reportgen."""
