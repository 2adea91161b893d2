what-if-lead = Move the sliders to what you could reach, and see what it does to the score. Nothing is saved.
what-if-nothing = There is no score yet that anything could change.
what-if-count = Work it out
what-if-reset = Reset to now
what-if-now = Now it is { $score }.
what-if-before = Now
what-if-then = Then
what-if-change = Change
what-if-more = { $count ->
    [one] One more key result of this department
   *[other] { $count } more key results of this department
  }
what-if-all = All departments
what-if-policy = The rules of the score
what-if-revenue = How much revenue weighs
what-if-revenue-note = The rest is the purpose.
what-if-balance = How much the weakest link weighs
what-if-balance-note = At 0% the plain average, at 100% the weakest alone.
what-if-between = share of the way from { $from } to { $to }
what-if-steps = { $count ->
    [one] one step
   *[other] steps in their order, { $count } in all
  }
