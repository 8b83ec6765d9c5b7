"""What the teams said in the reviews of the last cycle that is closed."""

from __future__ import annotations

from tracking.demo.past.season import DONE, DROPPED, GIVEN_UP, Obstacle, Season, Word

_SETUP, _INVITED = "start-without-help/set-up-in-the-first-session", "start-without-help/colleagues-invited"
_LIKED, _TICKETS = "pleasant-to-use/satisfied-customers", "pleasant-to-use/fewer-tickets"
_KEPT, _RESTORE = "word-is-kept/promised-work-done", "word-is-kept/time-to-restore"

# fmt: off
CLOSED = (
    Season("growth", (
        Word(1, "Sort last month's tickets of new users by step", ((2, DONE),), _SETUP),
        Word(2, "Draft the short list of set-up", ((3, DONE),), _SETUP),
        Word(3, "Try the list with six new users", ((4, 7), (5, DONE)), _SETUP),
        Word(5, "The list for everybody", ((6, DONE),), _SETUP),
        Word(5, "Agree with security on links that invite", ((6, 7), (7, DONE)), _INVITED),
        Word(7, "Invitations by link for everybody", ((8, DONE),), _INVITED),
        Word(8, "Read what invited colleagues do in their first hour", ((9, 7), (10, 7), (11, GIVEN_UP)), _INVITED),
        Word(11, "Choose what to leave out of set-up next", ((12, DONE),), _SETUP),
    ), (
        Obstacle(4, "Links that invite are forbidden by the security rules", "platform", _INVITED,
                 ((4, "explain what the links may do"), (6, "add a limit of seven days")), removed=7),
    ), (
        (_SETUP, ((2, 6, ""), (4, 7, "the list works in the trial"), (7, 8, "the list works for everybody"),
                  (11, 8, "ahead of plan"))),
        (_INVITED, ((3, 5, "waits for security"), (7, 7, "links are out"), (12, 6, "close, not quite"))),
    ), (
        (4, "No video in set-up: nobody watched it to the end"),
        (11, "Next cycle: one page instead of four screens"),
    )),
    Season("experience", (
        Word(1, "List the ten questions that support hears most", ((2, DONE),), _TICKETS),
        Word(2, "Answers beside the first five steps", ((3, DONE),), _TICKETS),
        Word(3, "Answers beside the other five steps", ((5, 7), (6, DONE)), _TICKETS),
        Word(6, "Ask those who gave a 2 what they missed", ((7, DONE),), _LIKED),
        Word(8, "Shorten the survey to one question", ((9, 7), (10, DROPPED)), _LIKED),
        Word(10, "Read the answers of the quarter together", ((11, DONE),), _LIKED),
    ), (
        Obstacle(3, "Support has no time to check our answers", "experience", _TICKETS,
                 ((3, "ask for one hour a week"), (5, "check them ourselves")), removed=6),
    ), (
        (_LIKED, ((2, 6, ""), (5, 6, "answers in place are out"), (9, 5, "summer answers are few"), (13, 6, ""))),
        (_TICKETS, ((3, 6, ""), (8, 4, "people write about other things now"), (12, 4, "half of the way"))),
    ), (
        (10, "The survey stays as it is, or we could not compare"),
    ), missed=(4,)),
    Season("platform", (
        Word(1, "Plan sprints by what was done in the last three", ((2, DONE),), _KEPT),
        Word(2, "Agree with sales which dates may be promised", ((3, DONE),), _KEPT),
        Word(4, "Alarms on what customers feel, for the five largest services", ((5, DONE),), _RESTORE),
        Word(6, "Rehearse an outage without the two who know everything", ((7, DONE),), _RESTORE),
        Word(9, "Write the page that is opened first in an outage", ((10, DONE),), _RESTORE),
        Word(12, "Find work that slipped twice and cut it in two", ((13, DONE),), _KEPT),
    ), (
        Obstacle(5, "The alarm service wants a contract of two years", "platform", _RESTORE,
                 ((5, "ask for one year"),), removed=7),
    ), (
        (_KEPT, ((3, 8, "smaller sprints"), (7, 9, ""), (12, 9, "every sprint since June"))),
        (_RESTORE, ((5, 8, "alarms are on"), (9, 9, "the median is below two hours"), (13, 9, ""))),
    ), (
        (2, "Sales promises quarters, not days"),
        (7, "Two people may be on holiday at once, the rehearsal showed that it works"),
    )),
)
# fmt: on
