outlook-fulfilled = On course for purpose and revenue
outlook-revenue-without-purpose = Heading for revenue without purpose
outlook-purpose-without-revenue = Heading for purpose without revenue
outlook-not-fulfilled = Behind on purpose and on revenue
outlook-incomplete = Not enough is known yet to say where this is heading
sheet-as-of = as of { $day }
sheet-week = week { $week } of { $weeks }
sheet-of-100 = / 100
sheet-expected = { $at } expected by now
sheet-week-ago = in the past week
sheet-last-week = in the cycle’s last week
sheet-add-objective = Or set an objective.
levers-ended = Where most was missing
levers-note-ended = What the overall score would have gained if this alone had been reached.
why-no-data = Nothing has been reported yet, so everything counts as 0.
sheet-nothing = Nothing counts here yet, in this cycle and on this day. Choose another cycle or day.
as-of = As of
to-today = back to today
why-nothing = There is no score yet.
why-even = A simple average would be { $average } as well: nobody lags far behind.
why-score = A simple average would be { $average }. It is { $score }.
why-department = A simple average would be { $average }. It is { $score } because { $name } is at { $at } and the weakest counts extra.
why-revenue = A simple average would be { $average }. It is { $score } because revenue is at { $at } and the weaker side counts extra.
pillar-no-revenue = No revenue KPI has a target in this cycle, so the purpose alone makes the score.
pillar-kpis = { $count ->
    [one] from one KPI
   *[other] from { $count } KPIs
  }
pillar-weakest = held back by { $name }
pillar-week = in 7 days
fall = Why it is not 100
fall-what = Part
fall-bar = Bar
fall-points = Points
fall-weakest = { $name } lags behind the others
fall-others = { $count } other departments
fall-note = Grey: what is not reached yet. Red: points lost on top of that, because one part lags behind the rest.
levers = Best next moves
levers-note = What the overall score would gain if this alone were reached.
levers-none = Everything that counts is reached.
lever-now = { $at } of the way
trend = The cycle so far
trend-label = Overall score, what was expected of it, revenue and purpose, week by week since the start of the cycle
trend-overall = Overall
trend-expected = Expected
trend-prospects = At their usual pace, { $reaching } of the { $all } key results with a forecast will reach their target by { $day }.
as-table = Show as a table
week-change = Past week
cycle-so-far = Cycle so far
observed = not scored
status-legend = On track: at least { $on-track } of what is expected by now, or no more than { $within } points behind. At risk: at least { $at-risk } of it. Off track: less. Achieved: 100 already.
trust = Can I trust it?
trust-covered = { $count ->
    [one] The one department is measured.
   *[other] All { $count } departments are measured.
  }
trust-coverage = { $share } of the departments (by weight) have something measurable; the rest count as 0.
trust-interval = Some figures have not been reported: with them the score could be anything from { $low } to { $high }.
trust-interval-empty = Departments with nothing measurable count as 0: with objectives of their own the score could be anything from { $low } to { $high }.
trust-exact = All figures are in: every key result has been reported at least once.
trust-no-revenue = Without a revenue KPI there is no verdict on revenue.
trust-disagrees = { $owner }: confidence { $confidence } of 10, { $pace } by pace
trust-firm = If the cycle ended now: { $result }. Slightly different weights would give { $low } to { $high }, with the same result in { $same } of { $rules } trials.
trust-firm-all = If the cycle ended now: { $result }. Slightly different weights would give { $low } to { $high }, with the same result in all { $rules } trials.
trust-result = { $verdict } (“{ $band }”)
trust-result-band = “{ $band }”
trust-firm-red = It cannot improve while a department or revenue is red.
sheet-first-blocked = Blocker:
trust-firm-ended = Slightly different weights would give { $low } to { $high }, with the same result (“{ $band }”) in { $same } of { $rules } trials.
trust-firm-ended-all = Slightly different weights would give { $low } to { $high }, with the same result (“{ $band }”) in all { $rules } trials.
trust-firm-lever = In { $same } of the trials the best next move is in { $place }.
trust-firm-lever-all = In every trial the best next move is in { $place }.
trust-clean = No figure calls for a second look.
and-more = { $count ->
    [one] and one more
   *[other] and { $count } more
  }
revision = Revision { $revision }
how = How this score is calculated
what-if = What if…?
sheet-first = Best next move:
trust-short-exact = All figures are in
trust-short-open = Figures are missing: the score could be { $low } to { $high }
trust-short-empty = Departments are missing: the score could be { $low } to { $high }
trust-short-doubtful = { $count ->
    [one] one to double-check
   *[other] { $count } to double-check
  }
fall-pillar-purpose = Purpose lags behind revenue
fall-pillar-revenue = Revenue lags behind purpose
sheet-expected-then = { $at } expected by then
sheet-first-gain = { $gain } points
fall-average = Simple average
trust-never = Some figures were never reported; they count as 0.
trust-short-never = Some figures were never reported

score-change = Why the score changed
score-change-lead = From { $score } on { $from } to { $now } on { $to }, part by part.
score-change-no-score = There is no score on { $from } or on { $to }, so there is nothing to explain.
score-change-from = From
score-change-to = to
score-change-visit = since your last visit, { $day }
score-change-week = past week
score-change-month = past four weeks
score-change-cycle = since the cycle began
score-change-plan = Changes to the plan
score-change-policy = Changes to the scoring rules
score-change-none = None.
score-change-note = Each row shows how many points it added or took; together they are the whole change. What is not reported earns no points.
score-change-way = from { $from } to { $to } of the way
score-change-new = new, { $to } of the way
score-change-gone = no longer counts, was { $from } complete
score-change-rest = { $count ->
    [one] one other
   *[other] { $count } others
}
score-change-entries = { $count ->
    [one] One change
   *[other] { $count } changes
}
sheet-pace = { $status }: { $expected }
sheet-since-visit = since you were here on { $day }
news = Latest reports
news-since = Since you were here
behind = Behind { $name }: the latest notes
