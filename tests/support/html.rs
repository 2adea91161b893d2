//! A parsed page, queried by CSS selectors for texts, links, rows and fields. A query for one element fails unless
//! there is exactly one; absence is tested by comparing a whole list. Both make a test fail when the markup changes,
//! instead of passing by accident. Loading pages and sending forms is in `browser.rs`.

use std::{
    collections::BTreeSet,
    fmt::{self, Display},
};

use scraper::{ElementRef, Html, Node, Selector};

/// Elements whose text is separated from that of their neighbours.
const APART: [&str; 19] = [
    "article", "br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "label", "legend", "li", "option", "p", "section",
    "small", "td", "th", "title",
];

/// The attributes that contain addresses.
const ADDRESSES: [&str; 8] = ["href", "src", "srcset", "poster", "action", "formaction", "xlink:href", "data"];

/// Elements that no page of ours has.
const FOREIGN: [&str; 9] = ["animate", "b", "base", "embed", "iframe", "img", "object", "set", "style"];

/// An empty list of texts, for comparisons.
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
    /// If the page contains the marker of a missing sentence.
    #[track_caller]
    pub fn new(html: String) -> Self {
        assert!(!html.contains("Unknown localization"), "{html}");
        Self { tree: Html::parse_document(&html), html }
    }

    /// The text of each matching element, with single spaces.
    #[track_caller]
    pub fn texts(&self, css: &str) -> Vec<String> {
        self.all(css).into_iter().map(text).collect()
    }

    /// The text of the one matching element.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        text(self.one(css))
    }

    /// The tag names of the matching elements.
    #[track_caller]
    pub fn names(&self, css: &str) -> Vec<&str> {
        self.all(css).into_iter().map(|one| one.value().name()).collect()
    }

    /// The names of all attributes of the matching elements.
    #[track_caller]
    pub fn attribute_names(&self, css: &str) -> BTreeSet<&str> {
        self.all(css).into_iter().flat_map(|one| one.value().attrs().map(|(name, _)| name)).collect()
    }

    #[track_caller]
    pub fn count(&self, css: &str) -> usize {
        self.all(css).len()
    }

    /// An attribute of each matching element that has it.
    #[track_caller]
    pub fn attrs(&self, css: &str, name: &str) -> Vec<String> {
        self.all(css).into_iter().filter_map(|one| one.attr(name).map(str::to_owned)).collect()
    }

    /// An attribute of the one matching element.
    #[track_caller]
    pub fn attr(&self, css: &str, name: &str) -> String {
        let one = self.one(css);
        one.attr(name).unwrap_or_else(|| panic!("{css} has no {name} in {self}")).to_owned()
    }

    /// The addresses of the matching links.
    #[track_caller]
    pub fn hrefs(&self, css: &str) -> Vec<String> {
        self.attrs(css, "href")
    }

    /// The tag names of all elements that contain this text, in their own text or in an attribute.
    pub fn mentions(&self, what: &str) -> Vec<&str> {
        let says = |one: &ElementRef| {
            one.children().any(|child| child.value().as_text().is_some_and(|text| text.contains(what)))
        };
        let has = |one: &ElementRef| one.value().attrs().any(|(_, value)| value.contains(what));
        let elements = self.tree.root_element().descendent_elements();
        elements.filter(|one| says(one) || has(one)).map(|one| one.value().name()).collect()
    }

    /// The actions on the page: addresses of the forms that change something, and of the links among buttons.
    pub fn deeds(&self) -> Vec<String> {
        let deeds = self.all("main form[method=post], main .actions a").into_iter();
        let addresses = deeds.filter_map(|one| one.attr("action").or(one.attr("href")).map(str::to_owned));
        addresses
            .filter(|address| {
                !address.starts_with('#') && !["/stars", "/account/department-order"].contains(&address.as_str())
            })
            .collect()
    }

    /// The cells of each row in a table's body.
    #[track_caller]
    pub fn rows(&self, table: &str) -> Vec<Vec<String>> {
        self.all(&format!("{table} tbody tr")).into_iter().map(|row| row.child_elements().map(text).collect()).collect()
    }

    /// The terms of a description list, each with its description.
    #[track_caller]
    pub fn facts(&self, list: &str) -> Vec<[String; 2]> {
        let (terms, told) = (self.texts(&format!("{list} dt")), self.texts(&format!("{list} dd")));
        assert_eq!(terms.len(), told.len(), "{list} in {self}");
        terms.into_iter().zip(told).map(Into::into).collect()
    }
}

/// Forms.
impl Page {
    /// The names of the visible fields of a form, each once, in order.
    #[track_caller]
    pub fn fields(&self, form: &str) -> Vec<String> {
        let shown = |kind: &str| format!("{form} {kind}[name]");
        let inputs = format!("{form} input[name]:not([type=hidden])");
        let mut names = self.attrs(&format!("{inputs}, {}, {}", shown("select"), shown("textarea")), "name");
        names.dedup();
        names
    }

    /// The value of the one visible field with this name, or else of the one hidden field.
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

    /// The hidden fields of the one matching form.
    #[track_caller]
    pub fn hidden(&self, form: &str) -> Vec<(String, String)> {
        hidden(self.one(form))
    }

    /// The form token of the page, which is the same in every form.
    #[track_caller]
    pub fn token(&self) -> String {
        let mut tokens = self.attrs("input[type=hidden][name=token]", "value");
        tokens.dedup();
        let [token] = tokens.as_slice() else { panic!("{} tokens in {self}", tokens.len()) };
        token.clone()
    }

    /// The fields with a fault, and the text that is linked to each for screen readers.
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

    /// The message above a refused form.
    #[track_caller]
    pub fn refusal(&self) -> String {
        self.text("main div.refused[role=alert] > p")
    }

    /// The message after an action was done.
    #[track_caller]
    pub fn done(&self) -> String {
        self.text("main > .done[role=status]")
    }

    /// Address and hidden fields of the form that contains a field, or of the last form; `path` is the default address.
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

/// Checks of what could run or load something.
impl Page {
    /// All addresses on the page: of links, forms and loaded resources.
    fn addresses(&self) -> Vec<String> {
        let attributes = self.tree.root_element().descendent_elements().flat_map(|one| one.value().attrs());
        attributes.filter(|(name, _)| ADDRESSES.contains(name)).map(|(_, value)| value.to_owned()).collect()
    }

    /// Asserts that no script but Perno's own can run, and that no address leads elsewhere.
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

/// The text of an element, with single spaces, without what opens in place only; non-breaking spaces stay.
fn text(of: ElementRef<'_>) -> String {
    let mut said = String::new();
    gather(of, &mut said);
    said.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn gather(of: ElementRef<'_>, said: &mut String) {
    for child in of.children() {
        if let Node::Text(text) = child.value() {
            said.push_str(text);
        } else if let Some(element) = ElementRef::wrap(child).filter(|one| !is_help(*one)) {
            let apart = if APART.contains(&element.value().name()) { " " } else { "" };
            said.push_str(apart);
            gather(element, said);
            said.push_str(apart);
        }
    }
}

/// Whether the element is a question mark that explains an idea in place, or that explanation.
fn is_help(element: ElementRef<'_>) -> bool {
    ["popover", "popovertarget"].iter().any(|name| element.value().attr(name).is_some())
}

fn hidden(form: ElementRef<'_>) -> Vec<(String, String)> {
    let fields = selector("input[type=hidden][name]");
    let pair = |field: ElementRef<'_>| {
        let [name, value] = ["name", "value"].map(|part| field.attr(part).unwrap_or_default().to_owned());
        (name, value)
    };
    form.select(&fields).map(pair).collect()
}

/// The value that a browser would send for a select field: the selected option, or else the first.
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
