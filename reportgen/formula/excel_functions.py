"""Functions of Excel that are calculated here, since the calculator gives another value for some arguments.

clock functions    None where a time lies between two seconds, of which Excel's result names one or the other
step functions     None where a number is a step at fifteen digits and none at seventeen: Excel's result is not certain
text functions     None where letters of other alphabets change in number
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, copysign, floor, isfinite, log, log2, log10, trunc

DAYS_END = 2_958_466  # the day behind the last one of the year 9999


def same_number(one: float, other: float) -> bool:
    """Whether Excel takes two numbers for the same: it looks at fifteen digits."""
    if one == other:
        return True
    if abs(one - other) > 1e-14 * max(abs(one), abs(other)):
        return False
    return format(one, ".14e") == format(other, ".14e")


def _steps(number: float, step: float, rounded: Callable[[float], int]) -> float | None:
    """How many steps a number is, rounded; None where it is a whole number of them but for lost digits."""
    steps = number / step
    nearest = float(round(steps))
    if steps != nearest and same_number(steps, nearest):
        return None
    return float(rounded(steps))


def _int(number: float) -> float | None:
    return _steps(number, 1.0, floor)


def _at_digits(rounded: Callable[[float], int]) -> Callable[..., float | None]:
    def function(number: float, digits: float = 0.0) -> float | None:
        places = trunc(digits)
        if abs(places) > 15:
            return None
        # A power of ten below one is no number of a computer: what is cut off is told by multiplying.
        factor = 10.0 ** abs(places)
        scaled = number * factor if places >= 0 else number / factor
        nearest = float(round(scaled))
        if scaled != nearest and same_number(scaled, nearest):
            return None
        whole = float(rounded(scaled))
        return whole / factor if places >= 0 else whole * factor

    return function


def _up(number: float) -> int:
    return ceil(number) if number > 0 else floor(number)


def _mod(number: float, divisor: float) -> float | None:
    if not divisor:
        raise ZeroDivisionError
    steps = _steps(number, divisor, floor)
    if steps is None or abs(steps) > 1e12:
        return None
    left = number - divisor * steps
    # Of decimal fractions the last digits are lost: Excel shows some of them.
    exact = number.is_integer() and divisor.is_integer()
    return left if exact or not left or (divisor * 1024).is_integer() else None


def _quotient(number: float, divisor: float) -> float | None:
    return _steps(number, divisor, trunc)


def _power(base: float, exponent: float) -> float:
    if not base and not exponent:
        raise ArithmeticError
    found = base**exponent
    if not isinstance(found, float) or not isfinite(found):
        raise ArithmeticError
    return found


def _in_steps(number: float, step: float, rounded: Callable[[float], int]) -> float | None:
    steps = _steps(number, step, rounded)
    if steps is None:
        return None
    whole = step.is_integer() or steps == 0
    return steps * step if whole else float(format(steps * step, ".15g"))


def _ceiling(number: float, step: float) -> float | None:
    if not number or not step:
        return 0.0
    if number > 0 > step:
        raise ArithmeticError
    return _in_steps(number, step, ceil)


def _floor(number: float, step: float) -> float | None:
    if not number:
        return 0.0
    if number > 0 > step:
        raise ArithmeticError
    return _in_steps(number, step, floor)


def _ceiling_math(number: float, step: float = 1.0, mode: float = 0.0) -> float | None:
    if not step or not number:
        return 0.0
    return _in_steps(number, abs(step), floor if number < 0 and mode else ceil)


def _floor_math(number: float, step: float = 1.0, mode: float = 0.0) -> float | None:
    if not step or not number:
        return 0.0
    return _in_steps(number, abs(step), ceil if number < 0 and mode else floor)


def _mround(number: float, step: float) -> float | None:
    if not number or not step:
        return 0.0
    if copysign(1.0, number) != copysign(1.0, step):
        raise ArithmeticError
    steps = number / step
    if same_number(steps - floor(steps), 0.5):
        if not (number.is_integer() and step.is_integer()):
            return None
        return (floor(steps) + 1) * step
    return _in_steps(floor(steps + 0.5) * step, step, round)


def _time(hours: float, minutes: float, seconds: float) -> float:
    total = trunc(hours) * 3600 + trunc(minutes) * 60 + trunc(seconds)
    if total < 0 or max(hours, minutes, seconds) > 32767:
        raise ArithmeticError
    return total % 86_400 / 86_400


_A_DAY = 86_400


def _of_clock(part: Callable[[int], int]) -> Callable[[float], float | None]:
    """An hour, minute or second of a time; None where it is another one once the time's seconds are rounded."""

    def function(moment: float) -> float | None:
        if not 0 <= moment < DAYS_END:
            raise ArithmeticError
        seconds = moment % 1 * _A_DAY
        nearest = round(seconds)
        if abs(seconds - nearest) < 1e-3:
            return float(part(nearest % _A_DAY))
        found = part(floor(seconds))
        return float(found) if part(nearest % _A_DAY) == found else None

    return function


def _log(number: float, base: float = 10.0) -> float:
    if number <= 0 or base <= 0:
        raise ArithmeticError
    if base == 10:
        return log10(number)
    return log2(number) if base == 2 else log(number) / log(base)


def _vdb(cost: float, salvage: float, life: float, *times: float) -> float | None:
    """Depreciation between two times, which turns to equal amounts once these are larger."""
    if not 2 <= len(times) <= 4:
        raise TypeError(times)
    start, end, factor, no_switch = (*times, *(2.0, 0.0)[len(times) - 2 :])
    if min(cost, salvage, start) < 0 or life <= 0 or not start <= end <= life or factor <= 0:
        raise ArithmeticError
    if not (start.is_integer() and life.is_integer()) or life > 10_000 or salvage > cost:
        return None
    found, value, equal = 0.0, cost, 0.0
    for period in range(ceil(end)):
        amount = min(value * min(factor / life, 1.0), value - salvage)
        left = (value - salvage) / (life - period)
        if not no_switch and (equal or left > amount):
            amount = equal = equal or left
        if period >= start:
            found += amount * min(end - period, 1.0)
        value -= amount
    return found


def _payment(rate: float, period: float, periods: float, *amounts: float) -> tuple[float, float] | None:
    """A payment of an annuity, and the interest in it: for payments at the beginning, of what is left before them."""
    if not 1 <= len(amounts) <= 3:
        raise TypeError(amounts)
    present, future, due = (*amounts, *(0.0, 0.0)[len(amounts) - 1 :])
    if not 1 <= period <= periods:
        raise ArithmeticError
    if rate <= -1 or due not in (0.0, 1.0) or not (period.is_integer() and periods.is_integer()):
        return None
    if not rate:
        return -(present + future) / periods, 0.0
    growth, so_far, early = (1 + rate) ** periods, (1 + rate) ** (period - 1), 1 + rate * due
    payment = -(present * growth + future) * rate / ((growth - 1) * early)
    left = -(present * so_far + payment * early * (so_far - 1) / rate)
    return payment, 0.0 if due and period == 1 else left * rate / early


def _interest(rate: float, period: float, periods: float, *amounts: float) -> float | None:
    parts = _payment(rate, period, periods, *amounts)
    return parts[1] if parts is not None else None


def _principal(rate: float, period: float, periods: float, *amounts: float) -> float | None:
    parts = _payment(rate, period, periods, *amounts)
    return parts[0] - parts[1] if parts is not None else None


STEP_FUNCTIONS: dict[str, Callable[..., float | None]] = {
    "INT": _int,
    "TRUNC": _at_digits(trunc),
    "ROUNDDOWN": _at_digits(trunc),
    "ROUNDUP": _at_digits(_up),
    "MOD": _mod,
    "QUOTIENT": _quotient,
    "POWER": _power,
    "CEILING": _ceiling,
    "FLOOR": _floor,
    "CEILING.MATH": _ceiling_math,
    "FLOOR.MATH": _floor_math,
    "MROUND": _mround,
    "TIME": _time,
    "LOG": _log,
    "VDB": _vdb,
    "IPMT": _interest,
    "PPMT": _principal,
}
CLOCK_FUNCTIONS: dict[str, Callable[[float], float | None]] = {
    "HOUR": _of_clock(lambda seconds: seconds // 3600),
    "MINUTE": _of_clock(lambda seconds: seconds // 60 % 60),
    "SECOND": _of_clock(lambda seconds: seconds % 60),
}


def _same_length(change: Callable[[str], str]) -> Callable[[str], str | None]:
    def function(text: str) -> str | None:
        found = [change(sign) for sign in text]
        return "".join(found) if all(len(sign) == 1 for sign in found) else None

    return function


def _proper(text: str) -> str | None:
    found: list[str] = []
    inside = False
    for sign in text:
        changed = sign.lower() if inside else sign.upper()
        if len(changed) != 1:
            return None
        found.append(changed)
        inside = sign.isalpha()
    return "".join(found)


def _replace(text: str, start: float, count: float, new: object) -> str | None:
    if not isinstance(new, str) or max(map(ord, text + new), default=0) > 0xFFFF:
        return None
    first, length = trunc(start), trunc(count)
    if first < 1 or length < 0:
        raise ValueError(start)
    return text[: first - 1] + new + text[first - 1 + length :]


TEXT_FUNCTIONS: dict[str, Callable[..., str | None]] = {
    "UPPER": _same_length(str.upper),
    "LOWER": _same_length(str.lower),
    "PROPER": _proper,
    "REPLACE": _replace,
    "TRIM": lambda text: " ".join(filter(None, text.split(" "))),
}
