nav-meetings = Meetings
meetings-why = What moved the score, who acts next, what is in the way, what was decided.
meetings-coming = Planned and open
meetings-none = No meeting is planned.
meetings-ended = Past meetings
meetings-blockers = Open blockers
meeting-add = Plan a meeting
meeting-edit = Edit the meeting
meeting-delete = Delete the meeting
meeting-delete-sure = “{ $name }” of { $day } is deleted with everything noted in it. This cannot be undone.
meeting-title = Title
meeting-title-usual = Weekly meeting
meeting-held-on = Day
meeting-scope = Department
meeting-company = Whole company
meeting-facilitator = Facilitator
meeting-facilitator-help = Opens and ends the meeting, shows everybody’s confidence, keeps the minutes.
meeting-rated = Key results to rate
meeting-rated-help = Everybody says how confident they are in these. Leave all unticked to include all.
meeting-in-cycle = In the cycle { $cycle }
meeting-led-by = led by { $name }
meeting-state-planned = planned
meeting-state-open = open
meeting-state-ended = ended
meeting-sections = Sections of the meeting
meeting-open = Open the meeting
meeting-end = End the meeting
meeting-reopen = Reopen the meeting
meeting-why = What changed
meeting-why-since = Since the last meeting on { $from }: from { $score } to { $now }
meeting-why-late = At the meeting { $score } was known; reports that came in later made it { $later }.
meeting-why-first = Since the cycle began on { $from }: from { $score } to { $now }
meeting-why-own = { $name }’s part of this: { $points }
meeting-why-nothing = Nothing moved the score.
meeting-why-early = The cycle has not begun yet.
meeting-why-all = Every part of the change
meeting-act = Next actions
meeting-act-over = The meeting has ended; the next actions are on the Scorecard.
meeting-levers = Gains the most
meeting-overdue = Overdue check-ins
meeting-overdue-none = No check-in is overdue.
meeting-due-since = due since { $day }
meeting-off-track = Off track
meeting-off-track-none = Nothing is off track.
meeting-confidence = Confidence
meeting-confidence-ask = How confident are you that each is reached? 0: not at all, 10: certain.
meeting-confidence-private = Only you see your answers until the facilitator shows everybody’s.
meeting-confidence-give = Send my answers
meeting-confidence-change = Change my answers
meeting-confidence-shown = Everybody’s answers
meeting-given = { $count ->
    [0] Nobody has answered yet.
    [one] One person has answered:
   *[other] { $count } people have answered:
}
meeting-show = Show everybody’s answers
meeting-mean = { $count ->
    [one] from one person
   *[other] on average, from { $count } people
}
meeting-unrated = Nobody rated this one.
meeting-rated-none = There are no key results to rate.
meeting-blockers = Blockers
meeting-blockers-none = Nothing is in the way.
meeting-blocker-add = New blocker
meeting-blocker-edit = Edit the blocker
meeting-blocker-text = What is in the way?
meeting-blocker-open = Open
meeting-resolve = Mark as resolved
meeting-unresolve = Reopen
meeting-resolved-on = Resolved on { $day }
meeting-raised-on = from the meeting on { $day }
meeting-due = By
meeting-due-by = by { $day }
meeting-late = overdue
meeting-text = Text
meeting-about = About
meeting-about-nothing = None
meeting-about-objective = Objective: { $title }
meeting-decisions = Decisions
meeting-decisions-none = Nothing was decided yet.
meeting-decision-add = New decision
meeting-decision-edit = Edit the decision
meeting-decision-text = What was decided?
meeting-minutes = Minutes
meeting-minutes-text = What was said
meeting-minutes-help = Decisions, blockers and confidence are added by themselves.
meeting-minutes-none = No minutes yet.
meeting-minutes-print = Printable minutes
meeting-count-decisions = { $count ->
    [one] one decision
   *[other] { $count } decisions
}
meeting-count-blockers = { $count ->
    [one] one blocker
   *[other] { $count } blockers
}
meeting-decided-in = { $meeting }, { $day }
done-meeting-ended = The meeting has ended.
done-meeting-deleted = The meeting was deleted.
present = Present
present-of = Presentation of the Scorecard
present-page = { $page } / { $pages }
present-next = Next
present-back = Back
present-leave = Leave the presentation
present-decisions = What we decided
present-decisions-none = No meeting has ended in this cycle yet.
