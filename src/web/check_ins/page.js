
// The check-in form: Tab goes from value to value, Ctrl+Enter saves from anywhere, Alt+Down opens the folded fields,
// and the bar previews the progress while a value is typed.
document.querySelectorAll("form.report").forEach((form) => {
  const values = [...form.querySelectorAll(".due .report-value input.number")];
  const progress = (row, value) => {
    const { kind, from, to, slack } = row.dataset;
    if (kind === "number") return (value - from) / (to - from);
    const gap = Math.max(from === "" ? 0 : from - value, to === "" ? 0 : value - to);
    if (gap <= 0) return 1;
    return slack > 0 ? 1 - gap / slack : 0;
  };
  const preview = (row, share) => row.querySelector(".bullet .fill").setAttribute("width", String(Math.min(1, Math.max(0, share)) * 100));
  values.forEach((input, place) => {
    const row = input.closest(".due"), fold = row.querySelector(".more"), shown = row.querySelector(".bullet .fill").getAttribute("width");
    fold.querySelector("summary").tabIndex = -1;
    input.setAttribute("aria-keyshortcuts", "Alt+ArrowDown");
    input.addEventListener("input", () => {
      const value = readNumber(input.value);
      preview(row, Number.isNaN(value) ? shown / 100 : progress(row, value));
    });
    input.addEventListener("keydown", (event) => {
      if (event.altKey && event.key === "ArrowDown") {
        event.preventDefault();
        fold.open = true;
        fold.querySelector("select").focus();
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
        const next = values[place + (event.key === "ArrowDown" ? 1 : -1)];
        if (next) { event.preventDefault(); next.focus(); next.select(); }
      }
    });
    fold.addEventListener("keydown", (event) => { if (event.key === "Escape") { fold.open = false; input.focus(); } });
  });
  form.querySelectorAll(".steps").forEach((steps) => steps.addEventListener("change", () => {
    const ticks = [...steps.querySelectorAll("input[type=checkbox]")];
    preview(steps.closest(".due"), ticks.filter((tick) => tick.checked).length / ticks.length);
  }));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener("submit", () => setTimeout(() => form.querySelectorAll(".save button").forEach((button) => { button.disabled = true; })));
});
