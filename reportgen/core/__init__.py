"""The smallest words of the trade: findings, Decimal intervals, fiscal periods, units."""
