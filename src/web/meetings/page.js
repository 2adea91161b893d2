
// A meeting: what others change appears by itself, and what is being typed stays.
{
  const meeting = document.querySelector("main.meeting");
  if (meeting) {
    const EVERY = 2000;
    const plain = (element) => element.innerHTML.replace(/name="token" value="[^"]*"/g, "");
    const shown = new Map();
    const remember = () => meeting.querySelectorAll("[data-live]").forEach((one) => shown.set(one.dataset.live, plain(one)));
    remember();
    const changed = (field) => field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT" ? ![...field.options].some((one) => one.selected && one.defaultSelected) && field.selectedIndex > 0
        : field.type !== "hidden" && field.value !== field.defaultValue;
    const typed = (part) => [...part.querySelectorAll("input, textarea, select")].some(changed);
    // The meeting was opened or ended, or confidence was shown: other forms, but for those that somebody fills in.
    const turn = (fresh) => {
      for (const part of meeting.querySelectorAll(":scope > header, :scope > section")) {
        if (part.id !== "confidence" && typed(part)) continue;
        part.replaceChildren(...fresh.querySelector(part.id ? `#${part.id}` : "header").childNodes);
      }
      meeting.dataset.stage = fresh.dataset.stage;
      remember();
    };
    let known, busy = false;
    const look = async () => {
      if (document.hidden || busy) return;
      busy = true;
      try {
        const answer = await fetch("/revision", { redirect: "manual" });
        if (!answer.ok) return;
        const revision = await answer.text();
        if (known === undefined) known = revision;
        if (revision === known) return;
        const page = await fetch(location.pathname, { redirect: "manual" });
        if (!page.ok) return;
        const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("main");
        let later = false;
        if (fresh.dataset.stage !== meeting.dataset.stage) turn(fresh);
        else for (const one of meeting.querySelectorAll("[data-live]")) {
          const other = fresh.querySelector(`[data-live="${one.dataset.live}"]`);
          if (!other || plain(other) === shown.get(one.dataset.live)) continue;
          if (one.contains(document.activeElement)) { later = true; continue; }
          shown.set(one.dataset.live, plain(other));
          one.replaceChildren(...other.childNodes);
        }
        if (!later) known = revision;
      } catch { /* The next look tries again. */ } finally { busy = false; }
    };
    document.addEventListener("visibilitychange", look);
    setInterval(look, EVERY);
    look();
  }
}

// Only the key results of the chosen department are offered for rating.
{
  const scope = document.querySelector("form select#department_id"), groups = document.querySelectorAll("details[data-of]");
  const offer = () => groups.forEach((group) => { group.hidden = scope.value !== "" && group.dataset.of !== scope.value; });
  if (scope && groups.length) {
    scope.addEventListener("change", offer);
    offer();
  }
}
