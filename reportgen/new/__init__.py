"""Projects for any company, made from nothing; the pieces that all drawn workbooks share."""
