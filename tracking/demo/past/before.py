"""What the teams said in the reviews of the cycle before the last."""

from __future__ import annotations

from tracking.demo.past.season import DONE, DROPPED, GIVEN_UP, Obstacle, Season, Word

_PAID, _BACK = "trial-becomes-plan/paid-within-30-days", "trial-becomes-plan/back-in-week-four"
_STICKY, _WEEKLY = "daily-habit/stickiness", "daily-habit/weekly-actives"
_RELEASES, _REVENUE = "steady-growth/deployments-per-week", "steady-growth/recurring-revenue"

# fmt: off
BEFORE = (
    Season("growth", (
        Word(1, "Draw the sample project on paper", ((2, DONE),), _BACK),
        Word(2, "Show the drawing to five new customers", ((3, 7), (4, DONE)), _BACK),
        Word(3, "Write the sample project so that no step of it is empty", ((4, DONE),), _BACK),
        Word(4, "Compare the price page with those of four others", ((5, DONE),), _PAID),
        Word(5, "Agree with sales on three plans instead of seven", ((6, DONE),), _PAID),
        Word(6, "Ask ten trials that ended why they ended", ((7, 7), (8, 7), (9, DONE)), _PAID),
        Word(8, "Write down which two reasons come back", ((9, 7), (10, DONE)), _PAID),
        Word(10, "Try a call on day ten of a trial with twenty customers", ((11, 7), (12, GIVEN_UP)), _PAID),
        Word(12, "Hand what we know of ended trials to the next cycle", ((13, DONE),), _PAID),
    ), (
        Obstacle(3, "Nobody may change the price page without the lawyers", "platform", _PAID,
                 ((3, "send the draft to the lawyers"), (4, "ask the lawyers for a day"), (5, "answer two questions")),
                 removed=6),
    ), (
        (_PAID, ((2, 6, "nothing of ours has shipped yet"), (5, 6, "three plans are agreed, the page follows"),
                 (8, 7, "first weeks with three plans look good"), (11, 6, "grows slower than we hoped"),
                 (13, 6, "will not reach it, will come close"))),
        (_BACK, ((2, 5, ""), (4, 6, "sample project is out for everybody"), (8, 5, "too early for its cohorts"),
                 (12, 4, "they look at the sample once and leave"))),
    ), (
        (5, "Three plans; the yearly price is ten months"),
        (12, "No calls on day ten: two of twenty picked up"),
    )),
    Season("experience", (
        Word(1, "Measure how long the largest table takes in the browser", ((2, DONE),), _STICKY),
        Word(2, "Watch three customers work on a Friday", ((3, DONE),), _WEEKLY),
        Word(3, "Decide what a table draws when it is scrolled", ((4, 7), (5, DONE)), _STICKY),
        Word(5, "Faster tables for our own company", ((6, 14), (8, DONE)), _STICKY),
        Word(8, "Write what Friday users need in one page", ((9, DROPPED),), _WEEKLY),
        Word(9, "Faster tables for everybody", ((10, DONE),), _STICKY),
        Word(11, "Look at who came back after the faster tables", ((12, DONE),), _WEEKLY),
    ), (
        Obstacle(5, "The test machines have too little memory for large tables", "platform", _STICKY,
                 ((5, "ask for two larger machines"), (6, "order them")), removed=8, days_before=4),
    ), (
        (_STICKY, ((2, 5, ""), (6, 5, "nothing shipped yet"), (10, 6, "tables are out"), (13, 4, "habits are slow"))),
        (_WEEKLY, ((3, 6, "customers say Friday is for reports, nothing else"), (9, 5, ""), (13, 5, ""))),
    ), (
        (9, "Friday is not our day; we leave it alone"),
    ), missed=(7,)),
    Season("platform", (
        Word(1, "Measure where a build spends its time", ((2, DONE),), _RELEASES),
        Word(3, "Builds that remember, for one team", ((4, 7), (5, 7), (6, DONE)), _RELEASES),
        Word(7, "Builds that remember, for all teams", ((8, DONE),), _RELEASES),
        Word(9, "Rehearse the switch to the second data centre", ((10, DONE),), _RELEASES),
        Word(11, "Switch over on a Tuesday morning", ((12, DONE),), _RELEASES),
        Word(12, "Write down what went wrong at the switch", ((13, DONE),)),
    ), (
        Obstacle(2, "The contract for the second data centre is not signed", "platform", _RELEASES,
                 ((2, "remind the supplier"), (4, "ask the board to sign"), (7, "collect the signature")), removed=9,
                 days_before=11),
    ), (
        (_RELEASES, ((2, 8, ""), (6, 8, "one team is twice as fast"), (8, 9, "all teams"), (12, 9, "done early"))),
        (_REVENUE, ((4, 8, "renewals come in as planned"), (9, 8, ""), (13, 9, "above the target since August"))),
    ), (
        (7, "No releases between Friday noon and Monday"),
        (11, "That rule is gone: the second data centre makes up for it"),
    )),
)
# fmt: on
