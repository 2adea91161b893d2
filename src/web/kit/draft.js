
// Drafts: what is typed into a form with data-draft is stored on the server after a pause and when the page is left; while
// the server cannot be reached it stays in the browser, and is filled in and sent when the form is opened again.
document.querySelectorAll("form[data-draft]").forEach((form) => {
  const PAUSE = 800, RETRY = 15000;
  const { draft, owner } = form.dataset, key = `draft:${owner}:${draft}`;
  const note = document.querySelector(".draft-note");
  let waiting, changed = false;
  const body = () => new URLSearchParams(new FormData(form));
  const keepHere = () => localStorage.setItem(key, JSON.stringify([...new FormData(form)].filter(([name]) => name !== "token")));
  const later = (time) => { clearTimeout(waiting); waiting = setTimeout(send, time); };
  const send = async () => {
    if (!changed) return;
    changed = false;
    keepHere();
    const answer = await fetch(draft, { method: "POST", body: body(), redirect: "manual" }).catch(() => null);
    if (answer?.ok) { if (!changed) localStorage.removeItem(key); return; }
    changed = true;
    later(RETRY);
  };
  const here = JSON.parse(localStorage.getItem(key) ?? "null");
  if (here) {
    [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit").forEach((field) => {
      const kept = here.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox") field.checked = kept.includes(field.value);
      else if (kept.length > 0) [field.value] = kept;
    });
    note.hidden = false;
    changed = true;
    later(0);
    form.dispatchEvent(new Event("input"));
  }
  form.addEventListener("input", (event) => { if (event.isTrusted) { changed = true; later(PAUSE); } });
  form.addEventListener("submit", () => { changed = false; clearTimeout(waiting); if (navigator.onLine) localStorage.removeItem(key); });
  note.addEventListener("submit", () => { changed = false; clearTimeout(waiting); localStorage.removeItem(key); });
  addEventListener("online", () => later(0));
  addEventListener("pagehide", () => { if (changed) { keepHere(); navigator.sendBeacon(draft, body()); } });
});
