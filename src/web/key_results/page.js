
// The form of a key result or a target: shows the fields of the chosen kind, adds a row when the last is filled, and
// draws the curve of the waypoints.
document.querySelectorAll("form.measured").forEach((form) => {
  const show = () => {
    const chosen = form.querySelector("[name$='kind']:checked");
    form.querySelectorAll(".of-kind").forEach((group) => {
      group.hidden = Boolean(chosen) && !group.dataset.kind.split(" ").includes(chosen.value);
    });
  };
  form.querySelectorAll("[name$='kind']").forEach((kind) => kind.addEventListener("change", show));
  show();
  form.querySelectorAll(".growing-rows").forEach((rows) => rows.addEventListener("input", (event) => {
    const last = rows.lastElementChild;
    if (!last.contains(event.target) || event.target.value === "") return;
    const place = rows.children.length, next = last.cloneNode(true);
    const renamed = (name) => name.replace(/\/\d+\//, `/${place}/`);
    next.querySelectorAll("input[type=hidden], .wrong").forEach((old) => old.remove());
    next.querySelectorAll("input").forEach((input) => {
      input.name = input.id = renamed(input.name);
      input.value = input.name.endsWith("weight") ? "1" : "";
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    });
    next.querySelectorAll("label").forEach((label) => {
      label.htmlFor = renamed(label.htmlFor);
      label.textContent = label.textContent.replace(/\d+/, String(place + 1));
    });
    rows.append(next);
  }));
  const curve = form.querySelector(".curve");
  if (!curve) return;
  const number = (ending) => {
    const field = form.querySelector(`[name$='${ending}']`);
    return field && field.value.trim() !== "" ? readNumber(field.value) : NaN;
  };
  const draw = () => {
    const start = number("start"), from = Number.isNaN(start) ? number("baseline") : start, to = number("target");
    const { first, last } = curve.dataset;
    const between = [...form.querySelectorAll(".waypoints .growing-rows li")]
      .map((row) => [row.querySelector("[type=date]").value, readNumber(row.querySelector(".number").value)])
      .filter(([on, value]) => on > first && on < last && !Number.isNaN(value)).sort(([one], [other]) => (one < other ? -1 : 1));
    const points = [[first, Number.isNaN(from) ? 0 : from], ...between, [last, to]];
    const straight = Number.isNaN(to) || between.length === 0;
    curve.toggleAttribute("hidden", straight);
    if (straight) return;
    const values = points.map(([, value]) => value), low = Math.min(...values), high = Math.max(...values);
    const day = (on) => (Date.parse(on) - Date.parse(first)) / Math.max(1, Date.parse(last) - Date.parse(first));
    const place = ([on, value]) => `${(day(on) * 640).toFixed(1)} ${(130 - (120 * (value - low)) / (high - low || 1)).toFixed(1)}`;
    curve.querySelector(".line").setAttribute("d", `M${points.map(place).join("L")}`);
  };
  form.addEventListener("input", draw);
  draw();
});
