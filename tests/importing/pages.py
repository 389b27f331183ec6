"""Pages of inline XBRL in a few lines."""

from __future__ import annotations

from collections.abc import Iterable

_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="{ix}" xmlns:xbrli="http://www.xbrl.org/2003/instance"
 xmlns:xbrldi="http://xbrl.org/2006/xbrldi" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:iso4217="http://www.xbrl.org/2003/iso4217"><body><ix:header><ix:resources>
"""
_UNITS = """
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
<xbrli:unit id="jpy"><xbrli:measure>iso4217:JPY</xbrli:measure></xbrli:unit>
<xbrli:unit id="eur"><xbrli:measure>iso4217:EUR</xbrli:measure></xbrli:unit>
<xbrli:unit id="pure"><xbrli:measure>xbrli:pure</xbrli:measure></xbrli:unit>
<xbrli:unit id="per"><xbrli:divide><xbrli:unitNumerator><xbrli:measure>iso4217:JPY</xbrli:measure></xbrli:unitNumerator>
<xbrli:unitDenominator><xbrli:measure>xbrli:shares</xbrli:measure></xbrli:unitDenominator></xbrli:divide></xbrli:unit>
"""
NEW, OLD = "http://www.xbrl.org/2013/inlineXBRL", "http://www.xbrl.org/2008/inlineXBRL"


def context(name: str, days: str, *members: str, entity: str = "0001") -> str:
    """A context: `2025-02-01/2025-04-30` or a day, with members spelled `axis=member`."""
    start, _, end = days.rpartition("/")
    time = f"<xbrli:startDate>{start}</xbrli:startDate><xbrli:endDate>{end}</xbrli:endDate>" if start else ""
    time = time or f"<xbrli:instant>{end}</xbrli:instant>"
    spelled = "".join(
        f'<xbrldi:explicitMember dimension="{axis}">{member}</xbrldi:explicitMember>'
        for axis, _, member in (one.partition("=") for one in members)
    )
    segment = f"<xbrli:segment>{spelled}</xbrli:segment>" if spelled else ""
    identifier = f'<xbrli:identifier scheme="http://www.sec.gov/CIK">{entity}</xbrli:identifier>'
    return (
        f'<xbrli:context id="{name}"><xbrli:entity>{identifier}{segment}</xbrli:entity>'
        f"<xbrli:period>{time}</xbrli:period></xbrli:context>"
    )


def number(element: str, at: str, text: str, unit: str = "usd", **more: str) -> str:
    """A number as it stands in a page."""
    told = {"scale": "6", "decimals": "-6", "format": "ixt:num-dot-decimal"} | more
    spelled = " ".join(f'{name}="{value}"' for name, value in told.items() if value)
    return f'<ix:nonFraction name="{element}" contextRef="{at}" unitRef="{unit}" {spelled}>{text}</ix:nonFraction>'


def words(element: str, at: str, text: str) -> str:
    """A text as it stands in a page."""
    return f'<ix:nonNumeric name="{element}" contextRef="{at}">{text}</ix:nonNumeric>'


def page(contexts: Iterable[str], body: Iterable[str], ix: str = NEW) -> bytes:
    """A page with its resources."""
    head = _HEAD.format(ix=ix) + "".join(contexts) + _UNITS
    return f"{head}</ix:resources></ix:header>{''.join(body)}</body></html>".encode()
