//! Marks that people stack on a letter until it covers the page: of a stack only the first few are shown, since no script
//! needs more of them and browsers can neither break nor clip it. What is stored stays as it was written.
//! Everything else that was not meant kindly is harmless by escaping, and by `markdown.rs`.

/// How many marks stand on one letter at most.
const HIGHEST: usize = 8;

/// How high the stack is with this character.
const fn height(below: usize, character: char) -> usize {
    match character {
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}' => below + 1,
        _ => 0,
    }
}

/// The page without what is stacked too high.
#[must_use]
pub fn levelled(html: String) -> String {
    let heights = html.chars().scan(0, |below, character| {
        *below = height(*below, character);
        Some((*below, character))
    });
    if heights.clone().all(|(height, _)| height <= HIGHEST) {
        return html;
    }
    heights.filter(|(height, _)| *height <= HIGHEST).map(|(_, character)| character).collect()
}
