
// The check-in form: Tab and Enter go from value to value and then to the steps, Ctrl+Enter saves from anywhere,
// Alt+Down opens the folded fields. The bar previews the progress while a value is typed, the button says how many
// results will be saved.
document.querySelectorAll("form.report").forEach((form) => {
  const values = [...form.querySelectorAll(".due .report-value input.number")];
  const groups = [...form.querySelectorAll(".due .steps")].map((steps) => [...steps.querySelectorAll("input[type=checkbox]")]);
  const button = form.querySelector(".save button") ?? form.querySelector("button");
  const plain = button.textContent;
  const progress = (row, value) => {
    const { kind, from, to, slack } = row.dataset;
    if (kind === "number") return (value - from) / (to - from);
    const gap = Math.max(from === "" ? 0 : from - value, to === "" ? 0 : value - to);
    if (gap <= 0) return 1;
    return slack > 0 ? 1 - gap / slack : 0;
  };
  const preview = (row, share) => row.querySelector(".bullet .fill").setAttribute("width", String(Math.min(1, Math.max(0, share)) * 100));
  const filled = (field) => field.type !== "date" && !["checkbox", "hidden"].includes(field.type) && field.value.trim() !== "";
  const ticked = (row) => {
    const was = new Set([...row.querySelectorAll("input[name$='/was[]']")].map((field) => field.value));
    return [...row.querySelectorAll(".steps input[type=checkbox]")].some((tick) => tick.checked !== was.has(tick.value));
  };
  const count = () => {
    if (!button.dataset.some || form.querySelector("[aria-invalid]")) return;
    const rows = [...form.querySelectorAll(".due")];
    const typed = rows.filter((row) => ticked(row) || [...row.querySelectorAll("input, select, textarea")].some(filled));
    const all = rows.filter((row) => row.matches(".waits") || typed.includes(row)).length;
    button.textContent = typed.length === 0 ? plain : button.dataset.some.replace("##", all).replace("#", typed.length);
  };
  // One stop for each value, then one for each group of steps, in which the arrow keys go on.
  const stops = () => [...values, ...groups.map((group) => group[0].closest(".steps").querySelector("[tabindex='0']")), button];
  const go = (from, by) => {
    const all = stops(), next = all[all.indexOf(from) + by];
    if (!all.includes(from) || !next) return false;
    next.focus();
    next.select?.();
    return true;
  };
  const open = (row) => {
    const fold = row.querySelector(".more");
    fold.open = true;
    fold.querySelector("select").focus();
  };
  values.forEach((input) => {
    const row = input.closest(".due"), shown = row.querySelector(".bullet .fill").getAttribute("width");
    input.setAttribute("aria-keyshortcuts", "Alt+ArrowDown");
    input.addEventListener("input", () => {
      const value = readNumber(input.value);
      preview(row, Number.isNaN(value) ? shown / 100 : progress(row, value));
    });
    input.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const next = by && !event.altKey && values[values.indexOf(input) + by];
      if (next) { event.preventDefault(); next.focus(); next.select(); }
    });
  });
  groups.forEach((group) => {
    const steps = group[0].closest(".steps"), summary = steps.querySelector("summary"), all = summary ? [summary, ...group] : group;
    const shown = () => all.filter((one) => one.checkVisibility());
    const enter = (step) => all.forEach((one) => { one.tabIndex = one === step ? 0 : -1; });
    enter(shown().find((one) => one.checked === false) ?? shown()[0]);
    steps.addEventListener("focusin", (event) => { if (all.includes(event.target)) enter(event.target); });
    steps.addEventListener("toggle", () => { if (!shown().some((one) => one.tabIndex === 0)) enter(summary); }, true);
    steps.addEventListener("change", () => preview(steps.closest(".due"), group.filter((tick) => tick.checked).length / group.length));
    steps.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const next = by && !event.altKey && shown()[shown().indexOf(event.target) + by];
      if (next) { event.preventDefault(); next.focus(); }
    });
  });
  form.querySelectorAll(".more > summary").forEach((summary) => { summary.tabIndex = -1; });
  form.addEventListener("keydown", (event) => {
    const { target, key } = event, row = target.closest(".due"), fold = target.closest(".more");
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(button);
    } else if (row && event.altKey && key === "ArrowDown" && !fold) {
      event.preventDefault();
      open(row);
    } else if (fold && key === "Escape") {
      fold.open = false;
      (row.querySelector("input.number") ?? row.querySelector(".steps [tabindex='0']")).focus();
    } else if (key === "Tab" && !event.altKey && !event.ctrlKey) {
      if (go(target, event.shiftKey ? -1 : 1)) event.preventDefault();
    } else if (key === "Enter" && row && !target.matches("textarea, a, summary, button") && !event.isComposing) {
      event.preventDefault();
      go(fold ? row.querySelector("input.number") ?? row.querySelector(".steps [tabindex='0']") : target, event.shiftKey ? -1 : 1);
    }
  });
  ["input", "change"].forEach((kind) => form.addEventListener(kind, count));
  form.addEventListener("submit", () => setTimeout(() => { button.disabled = true; }));
  count();
});
