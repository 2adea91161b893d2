
// Keys on every page: Ctrl+K and "/" search, "?" lists the keys, g and a letter open a page, e edits, Ctrl+Enter saves.
// Escape, a click or the focus elsewhere closes a menu; a click beside a dialog closes it.
{
  const LETTERS = "perno-letters", menus = "details.me, details.menu";
  const isTyping = (target) => target.closest?.("input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]");
  const search = () => document.dispatchEvent(new Event("perno:search"));
  const letters = () => { try { return localStorage.getItem(LETTERS) !== "off"; } catch { return true; } };
  const switches = (within) => within.querySelectorAll("[data-letters]").forEach((row) => {
    const box = row.querySelector("input");
    row.hidden = false;
    box.checked = letters();
    box.addEventListener("change", () => { try { localStorage.setItem(LETTERS, box.checked ? "on" : "off"); } catch { row.hidden = true; } });
  });
  const list = async () => {
    const dialog = document.getElementById("keys"), body = dialog?.querySelector("div");
    if (!dialog || dialog.open || document.querySelector("dialog[open]")) return;
    if (!body.childElementCount) {
      const answer = await fetch("/keys/list", { redirect: "manual" }).catch(() => null);
      if (!answer?.ok) return;
      body.innerHTML = await answer.text();
      switches(body);
    }
    dialog.showModal();
  };
  let went = 0;
  const simple = {
    "/": search, "?": list,
    g: () => { went = Date.now(); },
    e: () => document.querySelector("main a[href*='/edit']")?.click(),
  };
  switches(document.querySelector("main") ?? document.body);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const command = event.ctrlKey || event.metaKey, key = event.key.toLowerCase();
    if (command && key === "k" && !event.shiftKey) { event.preventDefault(); search(); return; }
    if (command && key === "enter") {
      const form = event.target.closest?.("form[method=post]");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (key === "escape") {
      document.querySelectorAll(menus).forEach((menu) => {
        if (!menu.open) return;
        menu.open = false;
        if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      });
      return;
    }
    if (command || isTyping(event.target) || document.querySelector("dialog[open]") || !letters()) return;
    const page = Date.now() - went < 1500 && document.querySelector(`header nav a[data-key="${CSS.escape(key)}"]`);
    went = 0;
    if (page) { event.preventDefault(); page.click(); return; }
    if (Object.hasOwn(simple, event.key)) { event.preventDefault(); simple[event.key](); }
  });
  const leave = (event) => document.querySelectorAll(menus).forEach((menu) => { if (menu.open && !menu.contains(event.target)) menu.open = false; });
  document.addEventListener("pointerdown", leave);
  document.addEventListener("focusin", leave);
  document.querySelectorAll("dialog").forEach((dialog) => dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  }));
}
