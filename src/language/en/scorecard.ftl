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
average-of-all = of revenue and the departments’ average
average-of-departments = of the departments
why-even = A plain average { $of } would read { $average }: nobody lags far behind, so Perno says { $score } as well.
why-score = A plain average { $of } would read { $average }. Perno says { $score }.
why-department = A plain average { $of } would read { $average }. Perno says { $score }, because { $name } is at { $at }.
why-revenue = A plain average { $of } would read { $average }. Perno says { $score }, because revenue is at { $at }.
pillar-no-revenue = No revenue KPI has a target in this cycle, so the purpose alone makes the score.
pillar-kpis = { $count ->
    [one] from one KPI
   *[other] from { $count } KPIs
  }
pillar-weakest = the departments together, held back by { $name }
fall = Why it is not 100
fall-what = What takes points
fall-bar = Bar
fall-points = Points
fall-weakest = { $name } lags behind the others
fall-others = { $count } other departments
fall-note = The pale bars are what is not reached yet. The red ones are lost on top of that, because one part lags behind the rest.
levers = Where to push
levers-note = What the overall score would gain if this alone were reached.
levers-none = Everything that counts is reached.
lever-now = { $at } of the way
trend = The cycle so far
trend-label = Overall score, what was expected of it, revenue and purpose, week by week since the start of the cycle
trend-overall = Overall
trend-expected = Expected
as-table = Show as a table
week-change = Past week
cycle-so-far = Cycle so far
observed = only observed
status-legend = On track: at least { $on-track } of what is expected by now, or no more than { $within } points behind. At risk: at least { $at-risk } of it. Off track: less.
trust = Can I trust it?
trust-covered = { $count ->
    [one] The one department is measured.
   *[other] All { $count } departments are measured.
  }
trust-coverage = Only { $share } of the departments’ weight has something that counts; the rest counts as 0.
trust-interval = Some figures have not been reported: with them the score could be anything from { $low } to { $high }.
trust-interval-empty = Departments without anything to measure count as nothing: with objectives of their own the score could be anything from { $low } to { $high }.
trust-exact = Every figure is in: nothing is waiting to be reported.
trust-no-revenue = Without a revenue KPI there is no verdict on revenue.
trust-disagrees = { $owner }: confidence { $confidence } of 10, { $pace } by pace
trust-firm = Under { $same } of { $rules } neighbouring rules, with other weights, it stays “{ $band }”, between { $low } and { $high }.
trust-firm-all = Under all { $rules } neighbouring rules, with other weights, it stays “{ $band }”, between { $low } and { $high }.
trust-firm-lever = { $place } comes first under { $same } of them.
trust-firm-lever-all = { $place } comes first under all of them.
trust-clean = No figure calls for a second look.
and-more = { $count ->
    [one] and one more
   *[other] and { $count } more
  }
revision = Revision { $revision }
how = How this score came about
guide = First steps
guide-lead = Five steps lead to the first scorecard. Each takes a few minutes.
step-done = (done)
step-purpose = Write down the purpose
step-purpose-why = One sentence: what changes for whom because you exist. Everything else is measured against it.
step-departments = Add the departments
step-departments-why = Everybody who shares in the purpose, such as Sales, Logistics, Purchasing. Each one counts.
step-cycle = Open a cycle
step-cycle-why = The weeks in which objectives are pursued, most often a quarter.
step-cycle-start = Start the cycle
step-cycle-start-why = Its weeks are set. Check-ins are asked for, and count, once it is active.
step-objective = Set the first objective, with a key result
step-objective-why = What a department wants to reach for the purpose, and a number or milestones that show it.
step-measure = Check in for the first time
step-measure-why = One value is enough for a first score.
step-measure-kpi = Or begin with a revenue KPI
what-if = What if…?
sheet-first = First move:
trust-short-exact = Every figure is in
trust-short-open = Figures are missing: anything from { $low } to { $high }
trust-short-empty = Departments are missing: anything from { $low } to { $high }
trust-short-doubtful = { $count ->
    [one] one to double-check
   *[other] { $count } to double-check
  }
fall-pillar-purpose = Purpose lags behind revenue
fall-pillar-revenue = Revenue lags behind purpose
sheet-expected-then = { $at } expected by then
sheet-so-far = So far:
sheet-moved-most = Moved most:
sheet-first-gain = would add { $gain }
fall-average = Plain average
trust-never = Some figures were never reported; they count as nothing.
trust-short-never = Some figures never came in

score-change = Why the score changed
score-change-lead = From { $score } on { $from } to { $now } on { $to }: every part, and all together.
score-change-no-score = There is no score on { $from } or on { $to }, so there is nothing to explain.
score-change-from = From
score-change-to = to
score-change-visit = since your last visit, { $day }
score-change-week = past week
score-change-month = past four weeks
score-change-cycle = since the cycle began
score-change-plan = Changes of the plan
score-change-policy = Changes of the scoring policy
score-change-none = None.
score-change-note = Each part is what it did to the score, in points of 100; together they are exactly the difference. Nobody gets points for what they did not report.
score-change-way = from { $from } to { $to } of the way
score-change-new = new, at { $to } of the way
score-change-gone = no longer counts, was at { $from } of the way
score-change-rest = { $count ->
    [one] one other
   *[other] { $count } others
}
score-change-entries = { $count ->
    [one] One change
   *[other] { $count } changes
}
