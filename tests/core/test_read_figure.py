"""Printed figures as people type and companies print them: each token with its right reading, or none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import reportgen
from reportgen.core.reading import read_token
from reportgen.core.reading_pieces import Notation, UnreadError, notation_of
from reportgen.core.reading_words import MINUS, TRIANGLES
from reportgen.core.units import CURRENCIES

# Token and reading, parted by `=`; nothing behind it where the token must not be read.
READINGS = """
36,179 = 36179
0 = 0
0.0 = 0.0
.5 = 0.5
10000 = 10000
1,234,567.89 = 1234567.89
69,730,730 (thousand yen) = 69730730
JPY5,109 million = 5109
JPY176.1 bn = 176.1
JPY449million = 449
JPY 22.00 = 22.00
JPY1,250 (paid) = 1250
¥500 billion = 500
$55.3m = 55.3
US$55.3 million = 55.3
HK$5 = 5
€3.4bn = 3.4
£1.2bn = 1.2
RMB 5.5 million = 5.5
140 billion yen = 140
55 euros = 55
55.3 USD = 55.3
5,000 yen / month = 5000
JPY27.00 per share = 27.00
2.5 times = 2.5
2.5x = 2.5
2.5倍 = 2.5
12.3% = 12.3
１２．３％ = 12.3
12.3 percent = 12.3
2.3 points = 2.3
2.3pt = 2.3
up 8.8 pt. = 8.8
50 bp = 50
50bps = 50
25 basis points = 25
1.5ポイント = 1.5
64kbps = 64
530.5 Gbps = 530.5
(444) = -444
( 444 ) = -444
slipped 5.3% = -5.3
sank to JPY683 million = 683
fell to JPY683 million = 683
5.3% slump = -5.3
operating income slid 12% = -12
cut by 200 = -200
200 fewer = -200
5 or fewer = 5
lost JPY683 million = -683
a shortfall of 20 = -20
cash used of 3,328 =
an outflow of 5 =
worse by 5% =
5.3%の落ち込み = -5.3
5.3%下落 = -5.3
5.3%下がった = -5.3
急落5.3% = -5.3
予想を5%下回る = -5
100を下回る = 100
3億円の支出 =
低迷 5% =
ダウンロード 500件 = 500
120,000 contracts = 120000
a lease of 5 million = 5
Nov 5 =
March 31 =
Note 5 =
page 12 =
-444 = -444
- 55.3 = -55.3
△643 = -643
▲643 = -643
▵643 = -643
▼5.3% = -5.3
−683 = -683
–683 = -683
—55.3 = -55.3
‐683 = -683
‑683 = -683
‒683 = -683
―683 = -683
﹣683 = -683
－683 = -683
ー683 = -683
△¥683 million = -683
-¥683 million = -683
¥-683 million = -683
¥△683 million = -683
△ ¥ 683 million = -683
△JPY683 million = -683
JPY-683 million = -683
($55.3) = -55.3
($55.3 million) = -55.3
$(55.3) million = -55.3
(55.3) million = -55.3
( $ 55.3 ) = -55.3
-$55.3 = -55.3
–$55.3 = -55.3
−$ 55.3 million = -55.3
(€55) = -55
(£1.2bn) = -1.2
(USD55.3) = -55.3
(US$55.3) = -55.3
(HK$55.3) = -55.3
(JPY1,493 million) = -1493
（１，２３４） = -1234
△１０．１ = -10.1
(△5.3%) = -5.3
(-5.3%) = -5.3
55.3- = -55.3
55.3− = -55.3
55.3– = -55.3
$55.3- = -55.3
55.3-% = -55.3
+2,101 = 2101
+ JPY 0.20 billion = 0.20
JPY +250 = 250
(+5.3%) = 5.3
[+11.6%] = 11.6
[11.6%] = 11.6
[-11.6%] = -11.6
-0.0 = -0.0
(0.0%) = -0.0
YoY -5.3% = -5.3
前年比-5.3% = -5.3
営業損失△683百万円 = -683
up 8.0% YoY = 8.0
down 15.2% = -15.2
Down JPY657 million = -657
minus JPY1,047 million = -1047
plus JPY961 million = 961
decreased by 18.2% = -18.2
fell 18.2% = -18.2
dropped 3.1 points = -3.1
declined by JPY3 billion = -3
lower by 2.0% = -2.0
14% YoY decrease = -14
an increase of 1.0% = 1.0
rose 4% = 4
(up 5.3%) = 5.3
(down 5.3%) = -5.3
JPY1.0 billion down = -1.0
approx. JPY3 billion less = -3
decreased to JPY5.0 billion = 5.0
fell to approx. 5.0% = 5.0
down from 8.3% = 8.3
up to 5.0% = 5.0
5.0億円に減少 = 5.0
5.0%まで低下 = 5.0
前年同期比13.4%増 = 13.4
前年同期比3.0%減 = -3.0
前年同期比19.5%の減少 = -19.5
1.5ポイント低下 = -1.5
5億円の減収 = -5
増減率5.3% = 5.3
増減率△5.3% = -5.3
減価償却費5.0億円 = 5.0
受注残高 5.0億円 = 5.0
loss of 5.0 = -5.0
loss of 5.0, against a profit = -5.0
loss before income taxes 5.0 = -5.0
net loss for the year 5.0 = -5.0
losses ... of JPY453 million = -453
Operating loss: JPY0.2 billion = -0.2
Operating loss (683) = -683
(loss of 5.0) = -5.0
3億5,100万円の損失 = -351000000
当期純損失 683百万円 = -683
赤字5億円 = -5
Net income (loss) 683 = 683
Net income (loss) (683) = -683
profit or loss of 683 = 683
当期純利益又は当期純損失(△) 683 = 683
当期純利益又は当期純損失(△) △683 = -683
損益5.0億円 = 5.0
JPY5.0 billion or less = 5.0
less than 5.0% = 5.0
no less than 100 = 100
not less than 100 = 100
no more than 5 = 5
not exceeding 5 = 5
at least 100 = 100
more than 60 = 60
under JPY5 billion = 5
below 5% = 5
over 900 = 900
900+ individual websites = 900
約1300件 = 1300
70億円以上 = 70
70億円以下 = 70
5%未満 = 5
100社超 = 100
30億円強 = 30
approx. JPY0.3 billion = 0.3
up approx. JPY0.3 billion = 0.3
690億円 = 690
180百万円 = 180
１８０百万円 = 180
3千万円 = 3
5百億円 = 5
1.5兆円 = 1.5
299億9000万円 = 29990000000
1,760億51百万円 = 176051000000
1兆2億円 = 1000200000000
2千5百万円 = 25000000
5万5千円 = 55000
1億2345円 = 100002345
△3億5,100万円 = -351000000
12円34銭 = 12.34
△12円34銭 = -12.34
211¢ = 211
(211¢) = -211
55p = 55
55 pence = 55
-55p = -55
純利益は...3億円 = 3
1,600名 = 1600
24 contracts = 24
155 new graduates = 155
137 MVNE clients = 137
160 second-career personnel = 160
year-end 1,750 = 1750
TOP 10 companies = 10
5 consecutive years = 5
increased 3.2% quarter over quarter = 3.2
forty-five = 45
Forty five clients = 45
one hundred = 100
two hundred and fifty = 250
nineteen = 19
one million = 1
forty-five thousand = 45
two hundred million = 200
one thousand two hundred = 1200
exceeded our target of one million = 1
ten percent = 10
3 hundred million = 3
 =
- =
— =
△ =
n/d =
nil =
44,705A =
44,705 A =
r44,705 =
A44,705 =
44,705* =
*44,705 =
44,705† =
44,705¹ =
44,705① =
44,705注 =
44,705(1) =
44,705(注1) =
44,705abc =
(44,705)abc =
55.3m =
jpy5.0 =
FY17 =
3Q =
No5 =
Rs.500 = 500
approx.5 = 5
第3 =
5割 =
10数社 =
数十億円 =
8.833,1 =
8 833 =
8\u00a0833 =
8\u2009833 =
8\u202f833 =
8'833 =
1,23 =
3,5% =
1,2345 =
0,123 =
1.2.3 =
1.234.567 =
1e5 =
5½ =
٤٥ =
5.1 milion =
5.1 bilions =
dowxn 8.0% =
decresed by 8% =
JPY million 5 thousand =
one or two =
one of 5 =
five twenty =
half a million 5 =
5 and a half million =
two dozen 5 =
5 lakh =
5 crore =
55.3 CR =
2018-05-15 =
117-> 114 =
10.9% 19.1 =
5.0-6.0 =
5-year =
TOP-10 =
Revenue - 5.0 =
5.0 - YoY =
5.0△ =
--5 =
+-5 =
△-5 =
±5 =
-+5 =
(5.0 =
5.0) =
(5.0] =
((5.0)) =
(approx. 5.0) =
(of which 5.0) =
up -5.3% =
5.3%増 △5.3 =
△5.3%増 =
down +5.3% =
loss increased by 5.0 =
loss narrowed by 5.0 =
profit of 5.0, reversing a loss =
swung to a profit of 5.0 from a loss =
5.0, after a loss =
net income 5.0 (loss in prior year) =
5.0 before impairment losses =
allowance for credit losses of 5.0 =
loss ratio 5.0% =
純利益5億円（前年は赤字） =
損失引当金5億円 =
operating loss decreased 5.0% =
no loss of 5.0 =
赤字幅5億円縮小 =
$5 and 11 cents =
12円340銭 =
~5.0 =
>5.0 =
5.0? =
JPY5.0 billion oqr less =
less thann 5.0 =
44,705 a =
a decrease of 5% = -5
up5% =
5億3兆円 =
"""
TOKENS = [
    (token.encode("latin-1", "backslashreplace").decode("unicode_escape"), value.strip())
    for token, _, value in (line.rpartition("=") for line in READINGS.strip("\n").splitlines())
]


@pytest.mark.parametrize(
    ("token", "value"), [(token[:-1] if token[-1:] == " " else token, value) for token, value in TOKENS]
)
def test_a_token_is_read_whole_or_not_at_all(token: str, value: str) -> None:
    read = reportgen.read_figure(token)
    assert ("" if read is None else str(read)) == value


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("c. +51", "51"),
        ("c. (64%)", "-64"),
        ("約△51", "-51"),
        ("c. ¥51", "51"),
        ("~51", None),
        ("～51", None),
    ],
)
def test_the_houses_own_mark_is_read_with_its_sign(token: str, value: str | None) -> None:
    assert reportgen.read_figure(token) == (None if value is None else Decimal(value))


def test_the_table_of_tokens_is_long_enough_to_hold_every_kind() -> None:
    assert len(dict(TOKENS)) == len(TOKENS) > 250
    assert sum(not value for _, value in TOKENS) > 80


@pytest.mark.parametrize(
    ("token", "power", "bound", "says"),
    [
        ("JPY5.0 billion or less", 9, "under", {"JPY"}),
        ("no less than 100", None, "over", set()),
        ("less than 5%", None, "under", {"pct", "point"}),
        ("約70億円", 8, "approx", {"JPY"}),
        # As this house shows what is known about.
        ("c. +51", None, "approx", set()),
        ("c. (64%)", None, "approx", {"pct", "point"}),
        ("約△51", None, "approx", set()),
        ("約+30%", None, "approx", {"pct", "point"}),
        ("3~5", None, "", set()),
        ("5億円以下", 8, "under", {"JPY"}),
        ("3千万円", 7, "", {"JPY"}),
        ("900+", None, "over", set()),
        ("50bp", -2, "", {"point"}),
        ("55p", -2, "", {"GBP"}),
        ("£1.2bn", 9, "", {"GBP"}),
        ("5.0 million TVs", 6, "", set()),
        ("(百万円) 5", 6, "", {"JPY"}),
        ("won 5 contracts", None, "", set()),
        ("5 sen", -2, "", {"JPY"}),
        ("Yen 5", None, "", {"JPY"}),
        ("64kbps", 3, "", {"bit/s"}),
    ],
)
def test_a_token_says_its_scale_its_bound_and_its_unit(
    token: str, power: int | None, bound: str, says: set[str]
) -> None:
    read = read_token(token)
    assert (read.power, read.bound, set(read.says)) == (power, bound, says)


@pytest.mark.parametrize(
    ("separators", "marks", "token", "value"),
    [
        ("1.234,5", "", "8.833,1", "8833.1"),
        ("1.234,5", "", "8.833", "8833"),
        ("1.234,5", "", "(3,5%)", "-3.5"),
        ("1 234,5", "", "8 833", "8833"),
        ("1 234,5", "", "−8\u202f833,1 million", "-8833.1"),
        ("1 234.5", "", "8\u2009833.1", "8833.1"),
        ("1'234.5", "", "CHF 8\u2019833", "8833"),
        ("1234,5", "", "8833,1", "8833.1"),
        ("", "A r", "44,705A", "44705"),
        ("", "A r", "r44,705", "44705"),
        ("", "*1 (1)", "(44,705)*1", "-44705"),
        ("", "*1 (1)", "44,705(1)", "44705"),
        ("", "¹", "44,705¹", "44705"),
    ],
)
def test_a_document_declares_how_it_writes_numbers(
    separators: str, marks: str, token: str, value: str
) -> None:
    notation = notation_of(separators, marks)
    assert notation is not None
    assert [str(one) for one in read_token(token, notation).values] == [value]


@pytest.mark.parametrize(
    ("separators", "marks"), [("1,234,5", ""), ("2,345.6", ""), ("x", ""), ("", "1"), ("", "-1 ."), ("", "%")]
)
def test_a_notation_that_cannot_be_is_none(separators: str, marks: str) -> None:
    assert notation_of(separators, marks) is None


def test_a_notation_reads_nothing_of_another() -> None:
    comma = notation_of("1.234,5")
    assert comma is not None
    for token in ("1,234.5", "1,234,567", "8 833"):
        with pytest.raises(UnreadError):
            read_token(token, comma)
    with pytest.raises(UnreadError):
        read_token("44,705B", Notation(marks=("A",)))


NUMBERS = st.builds(
    lambda whole, places, grouped: f"{whole.scaleb(-places):{',' if grouped else ''}f}",
    st.integers(0, 10**9).map(Decimal),
    st.integers(0, 3),
    st.booleans(),
)
MONEY = st.sampled_from([mark for one in CURRENCIES for mark in (one.code, *one.signs)])
SCALES = st.sampled_from(["", " million", "bn", " billion", "百万円", "億円", "%", " points"])


@given(NUMBERS, MONEY, SCALES, st.sampled_from([*MINUS]), st.sampled_from(["", " "]), st.integers(0, 4))
def test_a_sign_holds_wherever_the_currency_stands(
    number: str, money: str, scale: str, minus: str, blank: str, way: int
) -> None:
    ways = (
        f"{minus}{blank}{money}{blank}{number}{scale}",
        f"{money}{blank}{minus}{number}{scale}",
        f"({money}{blank}{number}{scale})",
        f"{money}{blank}({number}){scale}",
        f"{money}{blank}{number}{'-' if minus in TRIANGLES else minus}",
    )
    value = Decimal(number.replace(",", ""))
    assert str(reportgen.read_figure(ways[way])) == str(value.copy_negate())
    assert str(reportgen.read_figure(f"{money}{blank}{number}{scale}")) == str(value)


@given(st.sampled_from([token for token, value in TOKENS if value]), st.data())
def test_a_letter_at_the_number_that_nobody_reads_gives_no_number(token: str, data: st.DataObject) -> None:
    digits = [at for at, char in enumerate(token) if char.isdigit()]
    assume(digits)
    at = data.draw(st.sampled_from(digits)) + data.draw(st.integers(0, 1))
    letter = data.draw(st.sampled_from("qzwjQZWJ*†#\u00e6ж"))
    assert reportgen.read_figure(token[:at] + letter + token[at:]) is None


@pytest.mark.parametrize(
    "token", ["profit qor loss of 683", "profiqt or loss of 683", "profit oqr loss of 683"]
)
def test_a_slip_in_a_label_of_two_ways_does_not_make_a_loss(token: str) -> None:
    assert reportgen.read_figure("profit or loss of 683") == 683
    assert reportgen.read_figure(token) is None


@given(st.sampled_from([token for token, value in TOKENS if value]), st.data())
def test_a_single_letter_never_changes_what_is_read(token: str, data: st.DataObject) -> None:
    """Whatever stands a letter off a known word is told unread, or is a word without a meaning, as before."""
    assume(not {"to", "from"} & set(token.split()))
    at = data.draw(st.integers(0, len(token)))
    letter = data.draw(st.sampled_from("qzjQZJ"))
    read = reportgen.read_figure(token[:at] + letter + token[at:])
    assert read is None or read == reportgen.read_figure(token)


@given(NUMBERS, MONEY, SCALES)
def test_what_is_read_is_read_again_as_it_is_written(number: str, money: str, scale: str) -> None:
    read = reportgen.read_figure(f"({money}{number}{scale})")
    assert read is not None
    assert reportgen.read_figure(f"{read:,f}") == read
