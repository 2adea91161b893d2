cycle-add = Add a cycle
cycle-edit = Edit the cycle
cycle-delete = Delete the cycle
cycle-delete-sure = “{ $name }” will be deleted, with the targets and the scoring set for it. This cannot be undone. A cycle with objectives cannot be deleted.
cycle-name-help = For example “Q1 2027”.
cycle-state = State
cycle-state-help = A planned cycle is being prepared; in an active one, changes that move the score need a reason.
cycle-planned-help = It is being prepared. Start it when objectives and key results are agreed: from then on, changes that move the score need a reason.
cycle-activate = Start the cycle
cycle-nothing-measured = Nothing in it counts yet.
cycle-close = Close the cycle
cycle-close-title = Close { $name }
cycle-close-help = Look back together: grade what was reached, write down what you learnt, say where unfinished work continues.
cycle-close-early = The cycle runs until { $day }. Closed today, its scores stay as they are today.
cycle-close-look = Review it
cycle-close-sure = Close { $name } permanently?
cycle-close-for-good = This cannot be undone. Scores stay as they are today, and nothing in the cycle can be changed any more.
cycle-close-now = Close permanently
cycle-close-back = Back to the form
closed-on = closed on { $day }
starts-on = First day
ends-on = Last day
state = State
brands = Brands
how-it-goes = How it is going
how-it-went = How it went
retrospective = Retrospective
retrospective-none = None was written.
retrospective-ask = What did we learn?
retrospective-help = What went well, what did not, what we will do differently. You may use Markdown.
grades = Grades
grades-help = Your own judgement from 0 to 100, beside what was reached. It never changes a score; leave empty what you do not want to grade.
grades-none = Nothing was graded.
grade = Grade
grade-comment = Why
reached = Reached
graded-of = { $graded } of { $all } key results graded
close-nothing-to-grade = The cycle has no key results to grade.
carry-over = Unfinished work
carry-over-ask = Continues in
carry-over-help = Objectives are copied with what is not reached: key results start from where they stand, with their open steps and owners.
carry-nowhere = Nothing is carried over
carry-count = { $count ->
    [0] Nothing is unfinished for
    [one] 1 unfinished key result continues in
   *[other] { $count } unfinished key results continue in
}
carried-over = Carried over
carried-none = Nothing was carried over.
done-cycle-added = The cycle is added. Next, departments set their objectives in it.
done-cycle-activated = The cycle is active.
done-cycle-deleted = The cycle is deleted.
done-cycle-closed = The cycle is closed.
field-too-large-grade = A grade is from 0 to 100.
field-too-small-grade = A grade is from 0 to 100.
field-required-grade = Give a grade, or remove the comment.
field-too-short-grade = Give a grade, or remove the comment.
field-wrong-type-grade = A grade is a number from 0 to 100; without one, leave the comment empty too.
cycles-ask = Ask an executive to add one.
cycle-days-left = { $count ->
    [0] ends today
    [one] 1 day left
   *[other] { $count } days left
}
cycle-begins-in = { $count ->
    [one] begins tomorrow
   *[other] begins in { $count } days
}
cycle-ended-since = { $count ->
    [one] ended yesterday, waiting to be closed
   *[other] ended { $count } days ago, waiting to be closed
}
grades-keep = Save these grades
grades-kept = Saved as your draft.
