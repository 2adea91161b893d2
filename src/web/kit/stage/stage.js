
// Full-screen pages: one section at a time, moved by keys, swipes and links; Escape leaves.
{
  const stage = document.querySelector("html.stage main[data-pages]");
  if (stage) {
    const sections = [...stage.querySelectorAll(":scope > section")];
    const links = [...document.querySelectorAll(".stage-nav a")];
    const at = () => Math.max(0, sections.findIndex((one) => `#${one.id}` === location.hash));
    const show = () => {
      const now = at();
      sections.forEach((one, place) => { one.hidden = place !== now; });
      links.forEach((link, place) => {
        if (place === now) { link.setAttribute("aria-current", "true"); link.scrollIntoView({ block: "nearest", inline: "center" }); } else link.removeAttribute("aria-current");
      });
      scrollTo(0, 0);
    };
    const go = (steps) => {
      const next = sections[Math.min(Math.max(at() + steps, 0), sections.length - 1)];
      if (`#${next.id}` !== location.hash) location.hash = next.id;
    };
    const wrong = sections.find((one) => one.querySelector(".refused"));
    if (wrong) history.replaceState(null, "", `#${wrong.id}`);
    addEventListener("hashchange", show);
    addEventListener("beforeprint", () => sections.forEach((one) => { one.hidden = false; }));
    addEventListener("afterprint", show);
    show();
    wrong?.querySelector(".refused").focus();
    addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
      const leave = document.querySelector("a[data-leave]");
      if (event.key === "Escape" && leave) { leave.click(); return; }
      const steps = { ArrowRight: 1, ArrowLeft: -1, PageDown: 1, PageUp: -1, " ": event.shiftKey ? -1 : 1 }[event.key];
      if (!steps || (event.key === " " && event.target.closest("a, button, summary"))) return;
      event.preventDefault();
      go(steps);
    });
    let from;
    stage.addEventListener("touchstart", (event) => {
      const { clientX, clientY } = event.touches[0];
      from = event.target.closest("input, textarea, select, .scale") ? null : { clientX, clientY };
    }, { passive: true });
    stage.addEventListener("touchend", (event) => {
      if (!from) return;
      const { clientX, clientY } = event.changedTouches[0], far = clientX - from.clientX;
      if (Math.abs(far) > 70 && Math.abs(far) > 2 * Math.abs(clientY - from.clientY)) go(far < 0 ? 1 : -1);
    }, { passive: true });
  }
}
