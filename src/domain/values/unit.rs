//! Units that read differently for one: `injury|injuries`, the form for one first. Most units have a single form, such
//! as `%` or `kg`. The text is kept and sent as it was written; pages show the form that fits.
//! How units are typed beside a number is in `app/input/units.rs`.

/// Between the form for one and the form for many.
const OR: char = '|';

/// The unit as it stands beside a value.
#[must_use]
pub fn beside(unit: &str, value: f64) -> &str {
    match unit.split_once(OR) {
        Some((one, _)) if (value.abs() - 1.0).abs() < f64::EPSILON => one.trim(),
        _ => in_general(unit),
    }
}

/// The unit without a value.
#[must_use]
pub fn in_general(unit: &str) -> &str {
    unit.split_once(OR).map_or(unit, |(_, many)| many.trim())
}

/// All its forms.
pub fn forms(unit: &str) -> impl Iterator<Item = &str> {
    unit.split(OR).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::{beside, forms, in_general};

    #[test]
    fn one_has_a_form_of_its_own() {
        let unit = "injury|injuries";
        assert_eq!(
            [1.0, -1.0, 0.0, 1.5, 2.0].map(|value| beside(unit, value)),
            ["injury", "injury", "injuries", "injuries", "injuries"]
        );
        assert_eq!(in_general(unit), "injuries");
        assert_eq!(forms(unit).collect::<Vec<_>>(), ["injury", "injuries"]);
        assert_eq!([beside("kg", 1.0), in_general("kg"), beside("", 1.0)], ["kg", "kg", ""]);
    }
}
