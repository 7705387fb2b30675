// The risk matrix: a risk is moved by dragging it, or with the arrow keys. Each move sends the small form that stands by
// the risk in the list, so that without a script the form does the same.
(() => {
  const part = () => document.getElementById("riskerna");
  let follow = null; // the risk that is to keep the focus when the matrix has come anew

  const cellAt = (likelihood, consequence) =>
    document.querySelector(`[data-matrix] td[data-likelihood="${likelihood}"][data-consequence="${consequence}"]`);

  const send = (chip, cell) => {
    const form = document.getElementById(`flytta-${chip.dataset.risk}`);
    const from = chip.closest("td");
    if (!form || !cell || cell === from) return;
    form.elements.likelihood.value = cell.dataset.likelihood;
    form.elements.consequence.value = cell.dataset.consequence;
    follow = { id: chip.id, number: chip.dataset.number };
    form.requestSubmit();
  };

  document.addEventListener("htmx:afterSettle", () => {
    if (!follow) return;
    const chip = document.getElementById(follow.id);
    const cell = chip?.closest("td");
    if (cell) {
      chip.focus();
      const value = cell.querySelector(".risk-matrix__value").textContent.trim().toLowerCase();
      document.querySelector("[data-matrix-status]").textContent =
        `Risk ${follow.number} ligger nu på sannolikhet ${cell.dataset.likelihood}, konsekvens ${cell.dataset.consequence}: ${value}.`;
    }
    follow = null;
  });

  const steps = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  document.addEventListener("keydown", (event) => {
    const chip = event.target.closest?.("[data-risk]");
    const step = steps[event.key];
    if (!chip || !step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const from = chip.closest("td").dataset;
    send(chip, cellAt(Number(from.likelihood) + step[0], Number(from.consequence) + step[1]));
  });

  // Dragging: mouse, pen and finger alike
  let lifted = null;
  const under = (event) =>
    document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-matrix] td") ?? null;
  // An animation and not a style of the element: htmx copies an element's style to the new one, against the policy
  const carry = (x, y) => {
    lifted.carried?.cancel();
    lifted.carried = lifted.chip.animate({ translate: `${x}px ${y}px` }, { duration: 1, fill: "forwards" });
  };
  const mark = (cell) => {
    part()?.querySelectorAll("td[data-over]").forEach((one) => one.removeAttribute("data-over"));
    cell?.setAttribute("data-over", "");
  };
  const drop = () => {
    mark(null);
    lifted.chip.removeAttribute("data-lifted");
    lifted.carried?.cancel();
    lifted = null;
  };

  document.addEventListener("pointerdown", (event) => {
    const chip = event.target.closest?.("[data-risk]");
    if (!chip || event.button !== 0) return;
    lifted = { chip, x: event.clientX, y: event.clientY, moved: false };
    chip.setPointerCapture(event.pointerId);
  });
  document.addEventListener("pointermove", (event) => {
    if (!lifted) return;
    const [x, y] = [event.clientX - lifted.x, event.clientY - lifted.y];
    if (!lifted.moved && Math.hypot(x, y) < 6) return;
    lifted.moved = true;
    lifted.chip.setAttribute("data-lifted", "");
    carry(x, y);
    mark(under(event));
  });
  document.addEventListener("pointerup", (event) => {
    if (!lifted) return;
    const { chip, moved } = lifted;
    const cell = moved ? under(event) : null;
    drop();
    if (!moved) return;
    chip.addEventListener("click", (click) => click.preventDefault(), { once: true });
    if (cell) send(chip, cell);
  });
  document.addEventListener("pointercancel", () => lifted && drop());
})();
