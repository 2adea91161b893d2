check-in-waiting = { $count ->
    [one] One check-in is due.
   *[other] { $count } check-ins are due.
}
check-in-none = You’re up to date.
check-in-none-until = You’re up to date. Next check-in: { $day }.
check-in-later = Up to date
check-in-whose = Show
check-in-mine = My results
check-in-empty = You own no key results to update by hand in a running cycle. Once one is yours, it waits for you here.
check-in-empty-department = This department has no key results to update by hand in a running cycle.
check-in-keys = Tab or Enter: next value · Alt + ↓: confidence, note, day · Ctrl + Enter: save
check-in-more = Confidence, note, day
check-in-more-short = Confidence, note
check-in-confidence = Confidence, 0 to 10
confidence-last = last { $last }
check-in-note-hint = What happened, in a line
check-in-history = History and chart
check-in-nothing-typed = Enter a value or tick a step first.
observed-on = As of
value-last = last { $last }
measure-from-to = from { $start } to { $target }
measure-between = between { $low } and { $high }
measure-at-least = at least { $low }
measure-at-most = at most { $high }
measure-tolerance = { $range }; partial points up to { $tolerance } outside
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
check-in-empty-others = To report for a colleague, choose a department above.
check-in-save-some = Save { $done } of { $all }
check-in-save-anyway = Save anyway
check-ins-saved = { $count ->
    [one] One check-in saved.
   *[other] { $count } check-ins saved.
}
check-ins-taken-back = { $count ->
    [one] One check-in taken back.
   *[other] { $count } check-ins taken back.
}
check-ins-corrected = { $count ->
    [one] One check-in corrected.
   *[other] { $count } check-ins corrected.
}
undo = Undo
redo = Redo
undo-until = until { $time }
error-undo-late = It’s too late to undo this: ten minutes have passed. You can still correct each check-in on the page of its key result.
error-undo-changed = This can’t be undone as a whole any more: the check-in on “{ $title }” has changed since.
check-ins-refused = { $count ->
    [one] One value needs correcting.
   *[other] { $count } values need correcting.
}
check-ins-doubted = { $count ->
    [one] One value looks unusual. Is it right?
   *[other] { $count } values look unusual. Are they right?
}
check-ins-others-saved = Your other entries are saved.
doubt-way = { $value }? Last time it was { $last }, the target is { $target }. Correct it, or save again to confirm it.
doubt-after = { $value }? Last time it was { $last }. Correct it, or save again to confirm it.
doubt-reading = This reads as { $value }. If you mean { $meant }, type { $typed }; otherwise save again to keep it.
steps-done-count = { $count ->
    [one] One step done
   *[other] { $count } steps done
}
check-in-edit-later = Later, each check-in can be edited or deleted on its key result’s page.
batch-parts = What each brought to the company’s score:
