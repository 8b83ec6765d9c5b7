"""What the teams said in the reviews of the running cycle so far."""

from __future__ import annotations

from tracking.demo.past.season import DONE, DROPPED, GIVEN_UP, Obstacle, Season, Word

_SETUP, _VALUE = "value-from-the-first-day/set-up-in-the-first-session", "value-from-the-first-day/time-to-first-value"
_MONTH, _WEBINARS = "value-from-the-first-day/active-after-a-month", "template-gallery/webinars-held"
_PHONE, _LOADING = "at-home-on-the-phone/mobile-sessions", "at-home-on-the-phone/page-load-time"
_CHECKED, _SURE = "at-home-on-the-phone/phone-functions-checked", "choices-with-reasons/design-confidence"
_DAILY = "choices-with-reasons/daily-actives"
_ANSWERED, _KEPT = "there-all-day/requests-answered", "there-all-day/promised-work-done"
_PAID, _SEATS = "plans-worth-paying-for/paid-within-30-days", "plans-worth-paying-for/customers-adding-seats"

# fmt: off
RUNNING = (
    Season("growth", (
        Word(1, "Set-up on a single page for everybody", ((2, DONE),), _SETUP),
        Word(2, "Watch eight people set up on the new page", ((3, DONE),), _SETUP),
        Word(2, "Write the mail with the first report half written", ((3, DONE),), _VALUE),
        Word(3, "Send that mail to half of the new users only", ((4, GIVEN_UP),), _VALUE),
        Word(4, "Find out why the mail changed nothing", ((5, 7), (6, DONE)), _VALUE),
        Word(5, "Ask platform for a day on which the import can be tried", ((6, DONE),), _VALUE),
        Word(6, "Try the import with reports of three customers", ((7, 7), (8, 7)), _VALUE),
        Word(7, "Cut the question about the company's size from set-up", ((8, DONE),), _SETUP),
        Word(8, "Choose a week for the third webinar, or say that there is none", (), _WEBINARS, 8),
    ), (
        Obstacle(3, "The import reads only two of the five formats that customers have", "platform", _VALUE,
                 ((3, "list the formats by how many use them"), (5, "platform estimates the third format"),
                  (8, "decide between the third format and a hand-made import")), days_before=10),
    ), (
        (_SETUP, ((1, 6, ""), (3, 7, "the single page works"), (5, 8, ""), (8, 8, "two points a week, and it holds"))),
        (_VALUE, ((2, 5, "the mail goes out next week"), (4, 3, "the mail changed nothing"),
                  (6, 3, "people read the mail and start from scratch"), (8, 2, "only the import can turn this"))),
        (_MONTH, ((3, 6, "nobody of this cycle counts yet"), (7, 6, ""))),
        (_WEBINARS, ((3, 5, "one held"), (7, 6, "two held"))),
    ), (
        (4, "No second mail; the import comes first"),
        (8, "The target of two days stays, though we expect four"),
    )),
    Season("experience", (
        Word(1, "Criteria for all functions of the app", ((2, DONE),), _CHECKED),
        Word(2, "The new app in both stores", ((3, DONE),), _PHONE),
        Word(3, "Read all tickets that came from the new app", ((4, DONE),), _PHONE),
        Word(4, "Photographs checked on three phones", ((5, 7), (6, DONE)), _CHECKED),
        Word(5, "Repair the sign-in that writes most of the tickets", ((6, 7), (7, 7), (8, 7)), _PHONE),
        Word(6, "A small version of the morning digest for one customer", ((7, DROPPED),), _DAILY),
        Word(8, "Find out with platform why page timings stopped", (), _LOADING, 4, "platform"),
    ), (
        Obstacle(4, "The sign-in of the app belongs to a service that nobody owns", "platform", _PHONE,
                 ((4, "name an owner"), (6, "platform takes it for this cycle")), removed=7),
        Obstacle(8, "Page timings have not arrived since last week", "platform", _LOADING,
                 ((8, "platform looks at the feed"),), days_before=4),
    ), (
        (_PHONE, ((2, 7, ""), (4, 8, "the app is used more than we hoped"), (8, 7, "tickets worry us"))),
        (_LOADING, ((3, 6, "charts on sight are out"), (6, 6, ""))),
        (_CHECKED, ((4, 5, "photographs take longer than thought"), (8, 4, ""))),
        (_SURE, ((3, 6, ""), (8, 7, "grades of 1 are missing from the mean; from this week they count"))),
        (_DAILY, ((4, 5, ""), (7, 4, "grows, not fast enough"))),
    ), (
        (5, "New functions of the app wait until its sign-in is repaired"),
        (8, "Loading time is not judged until the feed is back"),
    )),
    Season("platform", (
        Word(1, "The mail on trial day ten", ((3, DONE),), _PAID, 14),
        Word(2, "Releases to a tenth of customers first", ((3, DONE),), _ANSWERED),
        Word(3, "Count where a guest keeps coming", ((4, DONE),), _SEATS),
        Word(4, "Say which of the new app's requests are slow", ((5, 7), (6, DONE)), _ANSWERED),
        Word(6, "Explain the short outage of last week to five customers", ((7, DONE),), _ANSWERED),
        Word(5, "Promise no more than two thirds of last sprint", ((6, 7), (7, GIVEN_UP)), _KEPT),
        Word(7, "Estimate the third format of the import", (), _PAID, 7),
    ), (
        Obstacle(2, "The contract of the payment service ends in December", "platform", _PAID,
                 ((2, "ask two other services for an offer"), (5, "compare three offers"),
                  (7, "choose with finance"))),
    ), (
        (_ANSWERED, ((2, 9, ""), (6, 8, "one short outage, within the limit"))),
        (_KEPT, ((2, 6, ""), (5, 4, "the app takes more than planned"), (7, 3, "two sprints in a row"))),
        (_PAID, ((3, 5, "the mail on day ten is out"), (5, 4, "slow, and 30 days late by nature"),
                 (6, 5, "the second price page is given up, the target follows"))),
        (_SEATS, ((4, 5, "first figures look like one in eight"),)),
    ), (
        (6, "Outages of more than ten minutes are told to customers the same day"),
        (6, "No second price page in this cycle; 13 % was agreed with it, 11 % without"),
    ), missed=(8,)),
)
# fmt: on
