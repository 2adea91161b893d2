
// What if: updates the outcome and the address while sliders are moved.
{
  const form = document.getElementById("what-if");
  if (form) {
    const outcome = document.getElementById("outcome"), number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 6 });
    const sliders = [...form.querySelectorAll("input[type=range]")];
    for (const slider of sliders) {
      slider.wasAt = slider.classList.contains("moved") || slider.parentElement.classList.contains("moved") ? null : slider.value;
    }
    document.getElementById("what-if-send").hidden = true;
    const isMoved = (slider) => slider.wasAt === null ? Math.abs(slider.value - slider.dataset.was) > slider.step / 2 : slider.value !== slider.wasAt;
    const show = (slider, value) => {
      const output = slider.parentElement.querySelector("output");
      output.textContent = output.dataset.pattern.replace("{}", number.format(value));
      slider.setAttribute("aria-valuetext", output.textContent);
      slider.parentElement.classList.toggle("moved", Math.abs(value - slider.dataset.was) > slider.step / 2);
    };
    const ofDepartment = (name) => sliders.filter((slider) => slider.dataset.of === name);
    let waiting, asked = 0;
    const ask = async () => {
      const mine = ++asked;
      const query = new URLSearchParams(new FormData(form));
      for (const slider of sliders) if (!isMoved(slider)) query.delete(slider.name);
      const address = new URL(form.action);
      address.search = query;
      history.replaceState(null, "", address);
      address.searchParams.set("only", "outcome");
      const answer = await fetch(address).catch(() => null);
      if (mine !== asked || !answer) return;
      if (!answer.ok || answer.redirected) return form.submit();
      const open = outcome.querySelector("details")?.open;
      outcome.innerHTML = await answer.text();
      if (open && outcome.querySelector("details")) outcome.querySelector("details").open = true;
      for (const position of outcome.querySelectorAll("data[data-slider]")) {
        const slider = document.getElementById(position.dataset.slider);
        if (slider) { slider.value = position.value; show(slider, Number(position.value)); }
      }
    };
    form.addEventListener("input", (event) => {
      const slider = event.target;
      show(slider, Number(slider.value));
      for (const one of ofDepartment(slider.name)) {
        one.disabled = isMoved(slider);
        if (!one.disabled) { one.value = one.dataset.was; one.wasAt = one.value; show(one, Number(one.dataset.was)); }
      }
      clearTimeout(waiting);
      waiting = setTimeout(ask, 150);
    });
  }
}
