//! Charts as SVG, drawn by the server: numbers in, marks out, with a text alternative beside
//! each. Colour never carries meaning alone. What a chart means is written by the page that
//! shows it.

pub mod bar;
pub mod course;
pub mod line;
pub mod ring;
pub mod waterfall;
