search-hint = Name or title
search-what = Finds objectives, key results, KPIs, departments and people by a part of their name.
search-nothing = Nothing found for “{ $q }”. Try fewer letters, or another word.
search-found = { $count ->
    [one] One result
   *[other] { $count } results
}
search-more = There may be more: add a letter or two.
