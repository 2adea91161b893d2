//! SVG charts, drawn by the server: numbers in, coordinates and paths out, with a text alternative next to each.
//! Colour never carries meaning alone.
//! What a chart means is explained by the page that shows it.

pub mod bar;
pub mod line;
pub mod ring;
pub mod value_chart;
pub mod waterfall;
