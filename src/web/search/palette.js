
// The palette: a dialog with a combo box whose list is made by the server. Arrows choose, Enter opens, Escape closes.
{
  const dialog = document.getElementById("palette");
  const field = dialog?.querySelector("input"), list = dialog?.querySelector("[role=listbox]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  let asked = 0, waiting;
  const choose = (option) => {
    options().forEach((one, number) => { one.id = `option-${number}`; one.setAttribute("aria-selected", one === option); });
    field.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  };
  const chosen = () => list.querySelector("[aria-selected=true]");
  const ask = async () => {
    const number = ++asked, address = new URL(dialog.dataset.from, location.href);
    address.searchParams.set("q", field.value);
    const answer = await fetch(address, { redirect: "manual" }).catch(() => null);
    if (number !== asked || !answer?.ok) return;
    const found = await answer.text();
    if (number !== asked) return;
    list.innerHTML = found;
    list.dataset.of = address.searchParams.get("q");
    field.setAttribute("aria-expanded", options().length > 0);
    choose(options()[0]);
  };
  const open = () => {
    if (!dialog || dialog.open) return;
    document.querySelectorAll("dialog[open]").forEach((one) => one.close());
    dialog.showModal();
    field.select();
    ask();
  };
  document.addEventListener("perno:search", open);
  document.querySelector("a.find")?.addEventListener("click", (event) => {
    if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  field?.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 120); });
  field?.addEventListener("keydown", (event) => {
    const all = options(), at = all.indexOf(chosen());
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) { event.preventDefault(); choose(all[(at + step + all.length) % all.length]); }
    if (event.key === "Enter" && !event.isComposing && chosen()) {
      event.preventDefault();
      clearTimeout(waiting);
      // What was typed last may not have been answered yet.
      (list.dataset.of === field.value ? Promise.resolve() : ask()).then(() => chosen()?.click());
    }
  });
  list?.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen()) choose(option);
  });
}
