what-if-lead = Move the sliders to what you could reach, and see what it does to the score. While you try, nothing is saved.
what-if-nothing = There is no score yet that anything could change.
what-if-count = Work it out
what-if-reset = Reset to now
what-if-now = Now it is { $score }.
what-if-before = Now
what-if-then = Then
what-if-change = Change
what-if-more = { $count ->
    [one] Show one more key result
   *[other] Show { $count } more key results
  }
what-if-all = All departments
what-if-policy = The rules of the score
what-if-revenue = Weight of revenue
what-if-revenue-note = The rest is Purpose.
what-if-balance = Balance: how much the weakest link weighs
what-if-balance-note = At 0% the plain average, at 100% the weakest alone.
what-if-department = Score of { $name }
what-if-revenue-score = Score of revenue
what-if-key-results = { $count ->
    [one] Its key result
   *[other] Its { $count } key results
}
what-if-only = In whole steps only { $score } can be reached.
what-if-gap = Nothing in it counts yet: it costs up to { $points } points.
what-if-moved = { $count ->
    [one] One value would have to change
   *[other] { $count } values would have to change
  }
what-if-target = Make it a target
what-if-ease = Ease the target to this
what-if-link = Link to this scenario
what-if-link-help = Anyone with access who opens it sees the same scenario.
what-if-follow = They follow the score of the department; reset it to move them one by one.
