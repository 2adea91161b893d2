//! Words with typing errors: one edit (a letter too many, missing, wrong, or two swapped) in a word of four to seven
//! letters, two in a longer one, doubled letters as one; also in the beginning of a word that is still being typed.
//! Words that are equal but for case and accents are made equal in `words.rs`.

/// The most similar words that are tried for one that was typed.
const MOST: usize = 20;

/// The shortest word whose beginning may have a typing error: of a shorter one nearly every word would be similar.
const BEGINNING_MIN: usize = 5;

/// How many edits a word may differ by.
const fn edits(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Whether words can be similar to this one at all.
#[must_use]
pub fn is_long_enough(typed: &str) -> bool {
    edits(typed.chars().count()) > 0
}

/// The words that are similar to what was typed, the most similar first.
#[must_use]
pub fn similar(typed: &str, words: &[String]) -> Vec<String> {
    let typed: Vec<char> = typed.chars().collect();
    let typed_single = single(&typed);
    let mut found: Vec<((usize, bool, usize), &String)> = words
        .iter()
        .filter_map(|word| {
            let letters: Vec<char> = word.chars().collect();
            let doubled =
                || difference(&typed_single, &single(&letters)).map(|(edits, is_whole)| (edits + 1, is_whole));
            let (edits, is_whole) = difference(&typed, &letters).or_else(doubled)?;
            Some(((edits, !is_whole, letters.len().abs_diff(typed.len())), word))
        })
        .collect();
    found.sort();
    found.into_iter().take(MOST).map(|(_, word)| word.clone()).collect()
}

/// The letters with doubled ones once: who hears a word often misses that they are double.
fn single(letters: &[char]) -> Vec<char> {
    let mut letters = letters.to_vec();
    letters.dedup();
    letters
}

/// By how many edits a word differs from what was typed, and whether that is the whole word or only its beginning;
/// `None` if by too many.
fn difference(typed: &[char], word: &[char]) -> Option<(usize, bool)> {
    let allowed = edits(typed.len());
    if allowed == 0 || word.len() + allowed < typed.len() {
        return None;
    }
    let seen = word.get(..word.len().min(typed.len() + allowed)).unwrap_or(word);
    let last = distances(typed, seen);
    let whole = last.last().copied().filter(|edits| seen.len() == word.len() && *edits <= allowed);
    if let Some(edits) = whole {
        return Some((edits, true));
    }
    let beginning = last.into_iter().min().filter(|edits| *edits <= 1 && typed.len() >= BEGINNING_MIN)?;
    Some((beginning, false))
}

/// The number of edits between what was typed and each beginning of the word, from the empty one to the whole word
/// (optimal string alignment).
fn distances(typed: &[char], word: &[char]) -> Vec<usize> {
    let mut rows: [Vec<usize>; 2] = [Vec::new(), (0..=word.len()).collect()];
    for (row, letter) in typed.iter().enumerate() {
        let [above_that, above] = &rows;
        let mut now = vec![row + 1];
        for (column, other) in word.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let replaced = at(above, column) + usize::from(letter != other);
            let mut best = replaced.min(at(above, column + 1) + 1).min(at(&now, column) + 1);
            let before =
                |letters: &[char], index: usize| index.checked_sub(1).and_then(|index| letters.get(index).copied());
            if before(typed, row) == Some(*other) && before(word, column) == Some(*letter) {
                best = best.min(at(above_that, column.saturating_sub(1)) + 1);
            }
            now.push(best);
        }
        let [_, above] = rows;
        rows = [above, now];
    }
    let [_, last] = rows;
    last
}
