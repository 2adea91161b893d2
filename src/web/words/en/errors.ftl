fault-too-short-email = Type an address such as ada@example.org.
fault-bad-format-email = Type an address such as ada@example.org.
fault-bad-format-starts-on = Choose a day.
fault-bad-format-ends-on = Choose a day.
fault-bad-format-observed-on = Choose a day.
fault-bad-format-date = Choose a day.
fault-bad-format-expires-on = Choose a day.
fault-too-small-ends-on = The last day must not be before the first.
