check-in-waiting = { $count ->
    [one] One result is waiting for you.
   *[other] { $count } results are waiting for you.
}
check-in-none = Nothing is waiting for you.
check-in-none-until = Nothing is waiting for you. The next one is { $day }.
check-in-later = Not due yet
check-in-whose = Show
check-in-mine = My results
check-in-empty = You own no key results to update by hand in a running cycle. Once one is yours, it waits for you here; choose a department above to report for a colleague.
check-in-empty-department = This department has no key results to update by hand in a running cycle.
check-in-keys = Tab: next value · Alt + ↓: confidence, note, day · Enter or Ctrl + Enter: save everything typed
check-in-more = Confidence, note, day
check-in-confidence = Confidence, 0 to 10
confidence-last = last { $last }
check-in-note-hint = What happened, in a line
check-in-history = History and chart
check-in-nothing-typed = Nothing was typed yet: write a value or tick a step, then save.
check-ins-saved = { $count ->
    [one] One result was saved.
   *[other] { $count } results were saved.
}
check-ins-refused = { $count ->
    [one] One result needs another look; nothing of it is lost.
   *[other] { $count } results need another look; nothing of them is lost.
}
observed-on = Observed on
value-last = last { $last }
measure-from-to = from { $start } to { $target }
measure-between = between { $low } and { $high }
measure-at-least = at least { $low }
measure-at-most = at most { $high }
measure-tolerance = { $range }, counting in part up to { $tolerance } away
measure-steps = { $count ->
    [one] one step
   *[other] { $count } steps
}
steps-done = { $done } of { $all } steps
score-moved = { $what } { $before } → { $after }
score-stays = { $what } stays at { $score }
the-company = Company
due-today = due today
due-tomorrow = due tomorrow
due-on = due { $day }
due-ago = { $count ->
    [one] due yesterday
   *[other] due { $count } days ago
}
check-in-too-many = At most { $max } check-ins can be saved at once; save these in parts.
check-in-due = Due now
