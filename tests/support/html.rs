//! A page as its reader gets it: parsed once, then asked by CSS selectors for texts, links, rows and fields. A question about
//! one element fails unless there is exactly one; that something is missing is shown by comparing a whole list, so a test
//! fails when the markup changes instead of passing. Getting pages and sending forms is in `browser.rs`.

use std::{
    collections::BTreeSet,
    fmt::{self, Display},
};

use scraper::{ElementRef, Html, Node, Selector};

/// Elements whose text is apart from what stands beside them.
const APART: [&str; 19] = [
    "article", "br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "label", "legend", "li", "option", "p", "section",
    "small", "td", "th", "title",
];

/// The attributes that are addresses.
const ADDRESSES: [&str; 8] = ["href", "src", "srcset", "poster", "action", "formaction", "xlink:href", "data"];

/// Elements that no page of ours has.
const FOREIGN: [&str; 9] = ["animate", "b", "base", "embed", "iframe", "img", "object", "set", "style"];

/// No text at all, for lists that are compared.
pub const NONE: [&str; 0] = [];

pub struct Page {
    html: String,
    tree: Html,
}

impl Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.html)
    }
}

impl Page {
    /// # Panics
    /// Where the page says a key for which there is no sentence.
    #[track_caller]
    pub fn new(html: String) -> Self {
        assert!(!html.contains("Unknown localization"), "{html}");
        Self { tree: Html::parse_document(&html), html }
    }

    /// The text of each element that is meant, with single spaces.
    #[track_caller]
    pub fn texts(&self, css: &str) -> Vec<String> {
        self.all(css).into_iter().map(text).collect()
    }

    /// The text of the one element that is meant.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        text(self.one(css))
    }

    /// What kinds of elements are meant.
    #[track_caller]
    pub fn names(&self, css: &str) -> Vec<&str> {
        self.all(css).into_iter().map(|one| one.value().name()).collect()
    }

    /// The names of all attributes of what is meant.
    #[track_caller]
    pub fn attribute_names(&self, css: &str) -> BTreeSet<&str> {
        self.all(css).into_iter().flat_map(|one| one.value().attrs().map(|(name, _)| name)).collect()
    }

    #[track_caller]
    pub fn count(&self, css: &str) -> usize {
        self.all(css).len()
    }

    /// An attribute of each element that is meant and has it.
    #[track_caller]
    pub fn attrs(&self, css: &str, name: &str) -> Vec<String> {
        self.all(css).into_iter().filter_map(|one| one.attr(name).map(str::to_owned)).collect()
    }

    /// An attribute of the one element that is meant.
    #[track_caller]
    pub fn attr(&self, css: &str, name: &str) -> String {
        let one = self.one(css);
        one.attr(name).unwrap_or_else(|| panic!("{css} has no {name} in {self}")).to_owned()
    }

    /// Where the links that are meant lead.
    #[track_caller]
    pub fn hrefs(&self, css: &str) -> Vec<String> {
        self.attrs(css, "href")
    }

    /// The kinds of elements that have this in their own text or in an attribute, wherever they are on the page.
    pub fn mentions(&self, what: &str) -> Vec<&str> {
        let says = |one: &ElementRef| {
            one.children().any(|child| child.value().as_text().is_some_and(|text| text.contains(what)))
        };
        let has = |one: &ElementRef| one.value().attrs().any(|(_, value)| value.contains(what));
        let elements = self.tree.root_element().descendent_elements();
        elements.filter(|one| says(one) || has(one)).map(|one| one.value().name()).collect()
    }

    /// What the reader may do here: where the forms are sent that change something, and where the links beside buttons lead.
    pub fn deeds(&self) -> Vec<String> {
        let deeds = self.all("main form[method=post], main .actions a").into_iter();
        deeds.filter_map(|one| one.attr("action").or(one.attr("href")).map(str::to_owned)).collect()
    }

    /// The cells of each row of the body of a table.
    #[track_caller]
    pub fn rows(&self, table: &str) -> Vec<Vec<String>> {
        self.all(&format!("{table} tbody tr")).into_iter().map(|row| row.child_elements().map(text).collect()).collect()
    }

    /// The terms of a list with what is said of each.
    #[track_caller]
    pub fn facts(&self, list: &str) -> Vec<[String; 2]> {
        let (terms, told) = (self.texts(&format!("{list} dt")), self.texts(&format!("{list} dd")));
        assert_eq!(terms.len(), told.len(), "{list} in {self}");
        terms.into_iter().zip(told).map(Into::into).collect()
    }
}

/// Forms.
impl Page {
    /// The names of the fields that a form shows, each once, in their order.
    #[track_caller]
    pub fn fields(&self, form: &str) -> Vec<String> {
        let shown = |kind: &str| format!("{form} {kind}[name]");
        let inputs = format!("{form} input[name]:not([type=hidden])");
        let mut names = self.attrs(&format!("{inputs}, {}, {}", shown("select"), shown("textarea")), "name");
        names.dedup();
        names
    }

    /// What a field holds that stands on the page once, or else only hidden.
    #[track_caller]
    pub fn value(&self, name: &str) -> String {
        let named = self.all(&format!("[name=\"{name}\"]:not(button)"));
        let is_hidden = |one: &ElementRef| one.attr("type") == Some("hidden");
        let (hidden, shown): (Vec<ElementRef>, Vec<ElementRef>) = named.into_iter().partition(is_hidden);
        let fields = if shown.is_empty() { hidden } else { shown };
        let &[field] = fields.as_slice() else { panic!("{} fields are called {name} in {self}", fields.len()) };
        match field.value().name() {
            "select" => chosen(field),
            "textarea" => field.text().collect(),
            _ => field.attr("value").unwrap_or_default().to_owned(),
        }
    }

    /// The hidden fields of the one form that is meant.
    #[track_caller]
    pub fn hidden(&self, form: &str) -> Vec<(String, String)> {
        hidden(self.one(form))
    }

    /// What proves that a form comes from this page; every form has the same.
    #[track_caller]
    pub fn token(&self) -> String {
        let mut tokens = self.attrs("input[type=hidden][name=token]", "value");
        tokens.dedup();
        let [token] = tokens.as_slice() else { panic!("{} tokens in {self}", tokens.len()) };
        token.clone()
    }

    /// The fields that are refused, each with why, as screen readers are told it.
    #[track_caller]
    pub fn wrongs(&self) -> Vec<[String; 2]> {
        let notes = self.all("small.wrong");
        let told = notes.into_iter().map(|note| {
            let id = note.attr("id").unwrap_or_else(|| panic!("a note without an id in {self}"));
            self.one(&format!("[aria-invalid=true][aria-describedby~=\"{id}\"]"));
            [id.strip_suffix("-wrong").unwrap_or(id).to_owned(), text(note)]
        });
        told.collect()
    }

    /// What is said above a refused form.
    #[track_caller]
    pub fn refusal(&self) -> String {
        self.text("main div.refused[role=alert] > p")
    }

    /// What is said after something was done.
    #[track_caller]
    pub fn done(&self) -> String {
        self.text("main > .done[role=status]")
    }

    /// The hidden fields and the address of the form that has a field, or of the last one; `path` is where it came from.
    #[track_caller]
    pub fn form_with(&self, field: Option<&str>, path: &str) -> (String, Vec<(String, String)>) {
        let forms = self.all("form[method=post]");
        let form = match field {
            Some(name) => {
                let named = selector(&format!("[name=\"{name}\"]"));
                forms.into_iter().find(|form| form.select(&named).next().is_some())
            }
            None => forms.into_iter().next_back(),
        };
        let form = form.unwrap_or_else(|| panic!("no form for {field:?} in {self}"));
        (form.attr("action").unwrap_or(path).to_owned(), hidden(form))
    }
}

/// What could run or load something.
impl Page {
    /// Every address that the page has, of links, of forms and of what it loads.
    fn addresses(&self) -> Vec<String> {
        let attributes = self.tree.root_element().descendent_elements().flat_map(|one| one.value().attrs());
        attributes.filter(|(name, _)| ADDRESSES.contains(name)).map(|(_, value)| value.to_owned()).collect()
    }

    /// Asserts that all that could run is the script of Perno itself.
    #[track_caller]
    pub fn assert_inert(&self) {
        let [script] = self.attrs("script", "src").try_into().unwrap_or_else(|all| panic!("{all:?} in {self}"));
        assert!(script.starts_with("/assets/perno."), "{script}");
        assert_eq!(self.texts("script"), [""], "{self}");
        let armed = self.tree.root_element().descendent_elements().filter(|one| {
            FOREIGN.contains(&one.value().name())
                || one.value().attrs().any(|(name, _)| name.starts_with("on") || name == "style" || name == "srcdoc")
        });
        assert_eq!(armed.map(|one| one.html()).collect::<Vec<_>>(), NONE, "{self}");
        let leading = self.addresses().into_iter().filter(|address| !is_ours(address));
        assert_eq!(leading.collect::<Vec<_>>(), NONE, "{self}");
    }

    #[track_caller]
    fn all(&self, css: &str) -> Vec<ElementRef<'_>> {
        self.tree.select(&selector(css)).collect()
    }

    #[track_caller]
    fn one(&self, css: &str) -> ElementRef<'_> {
        let found = self.all(css);
        let &[one] = found.as_slice() else { panic!("{} elements are {css} in {self}", found.len()) };
        one
    }
}

/// The text in an element, with single spaces; one that does not break lines stays.
fn text(of: ElementRef<'_>) -> String {
    let mut said = String::new();
    gather(of, &mut said);
    said.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn gather(of: ElementRef<'_>, said: &mut String) {
    for child in of.children() {
        if let Node::Text(text) = child.value() {
            said.push_str(text);
        } else if let Some(element) = ElementRef::wrap(child) {
            let apart = if APART.contains(&element.value().name()) { " " } else { "" };
            said.push_str(apart);
            gather(element, said);
            said.push_str(apart);
        }
    }
}

fn hidden(form: ElementRef<'_>) -> Vec<(String, String)> {
    let fields = selector("input[type=hidden][name]");
    let pair = |field: ElementRef<'_>| {
        let [name, value] = ["name", "value"].map(|part| field.attr(part).unwrap_or_default().to_owned());
        (name, value)
    };
    form.select(&fields).map(pair).collect()
}

/// What a browser would send of a list: what is selected, or else the first.
fn chosen(list: ElementRef<'_>) -> String {
    let (selected, any) = (selector("option[selected]"), selector("option"));
    let option = list.select(&selected).next().or_else(|| list.select(&any).next());
    option.map(|one| one.attr("value").map_or_else(|| text(one), str::to_owned)).unwrap_or_default()
}

fn is_ours(address: &str) -> bool {
    let within = address.is_empty() || address.starts_with('#') || address.starts_with("mailto:");
    within || (address.starts_with('/') && !address.starts_with("//"))
}

#[track_caller]
fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css} is no selector: {error:?}"))
}
