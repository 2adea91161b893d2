# Cycles that are offered.
cycle-presets = Fill in:
next-cycle = This cycle ends on { $day }, and no next one is planned yet.
next-cycle-add = Plan { $name }
fiscal-year-starts = The fiscal year begins in
fiscal-year-starts-help = Quarters and years are offered for new cycles accordingly.
member-guided = Guide to the first score
fault-starting-point-part = is not a part of this starting point

# The guide.
guide = First steps
guide-lead = From here to a first score in a few minutes: take an example company and change it, or go step by step.
guide-take = Start from an example
guide-or = or go step by step:
guide-next = Next step →
guide-done = You have a score that means something: a purpose, departments with results, revenue, and people who report. From here on, everybody checks in weekly.
guide-close = Close the guide
done-guide-closed = The guide is closed.
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
step-measure-why = One value is enough for a first score; each further one makes it firmer.
step-revenue = Measure revenue
step-revenue-why = A revenue KPI with its target and a first value: the score weighs revenue and purpose together.
step-people = Invite people
step-people-why = Key results get owners who report on them every week.
purpose-example = For example: “Whoever builds within an hour’s drive finds today what they need, from people who know the job.”
purpose-whole-model = Write the whole Model

# Starting points.
starting-points = Starting points
starting-points-lead = Six example companies with departments, objectives, measures and KPIs. Choose the one most like yours; what you take is yours to change.
starting-point-help = Untick what does not fit. Everything can be changed later: names, targets, start values, owners.
starting-point-purpose = Your purpose, in one sentence
starting-point-purpose-help = This is an example: write your own.
starting-point-take = Take what is ticked
starting-point-into = It goes into the cycle { $cycle }, { $from } to { $to }.
starting-point-into-planned = It goes into the planned cycle { $cycle }, { $from } to { $to }.
starting-point-weight = Weight { $weight }.
starting-point-kpis = The targets are proposals for this cycle: set your own.
starting-point-target = Target of { $kpi }
starting-point-owner = Owner of the objectives and key results
starting-point-owner-help = They can be handed over one by one later.
done-starting-point-taken = It is yours now. Names, targets and owners can be changed at any time.
person-no-department = None yet
person-department-help = Where the person works; they can then report for this department.
person-lead-new = Leads this department (manager and above)
fault-assumed-department = is not a department that takes part in this cycle
fault-assumed-department-empty = has nothing that counts, so nothing in it can move
fault-assumed-no-revenue = there is no revenue KPI with a target in this cycle
first-objective = An objective for { $name }
first-up-to = up to { $gain }
pillar-at-zero = the departments together, held back by { $names } and { $last }, at 0
pillar-many-at-zero = { $count ->
    [one] the departments together, one of them at 0
   *[other] the departments together, { $count } of them at 0
}
