//! Marks that people stack on a letter until it covers the page: of a stack only the first few are shown, since no script
//! needs more of them and browsers can neither break nor clip it, but in the fields of a form. What is stored stays as it was written.
//! Everything else that was not meant kindly is harmless by escaping, and by `web/language/markdown.rs`.

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

/// The page without what is stacked too high. What stands in a field is left as it is, since it is sent again: fields clip.
#[must_use]
pub fn levelled(html: String) -> String {
    let heights = html.char_indices().scan(0, |below, (at, character)| {
        *below = height(*below, character);
        Some((at, character, *below))
    });
    if heights.clone().all(|(_, _, height)| height <= HIGHEST) {
        return html;
    }
    let (mut tag, mut field) = (false, false);
    let stays = |(at, character, height): &(usize, char, usize)| {
        match character {
            '<' => (tag, field) = (true, html.get(*at..).is_some_and(|rest| rest.starts_with("<textarea"))),
            '>' => tag = false,
            _ => {}
        }
        tag || field || *height <= HIGHEST
    };
    heights.filter(stays).map(|(_, character, _)| character).collect()
}
