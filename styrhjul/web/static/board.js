// The board of activities: a card is dragged to a column, or moved with Alt and an arrow key. Both choose in the card's
// own list and press its button, so that the server's rules and words are the same as without a script.
(() => {
  const move = (card, status) => {
    const choice = card.querySelector("select");
    if (!choice || choice.value === status) return;
    choice.value = status;
    card.querySelector("button").click();
  };
  const columns = () => [...document.querySelectorAll(".board__column")];

  document.addEventListener("dragstart", (event) => {
    const card = event.target.closest?.(".card[draggable]");
    if (card) event.dataTransfer.setData("text/plain", card.id);
  });
  document.addEventListener("dragover", (event) => {
    const column = event.target.closest?.(".board__column");
    columns().forEach((one) => one.toggleAttribute("data-over", one === column));
    if (column) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const column = event.target.closest?.(".board__column");
    const card = document.getElementById(event.dataTransfer.getData("text/plain"));
    columns().forEach((one) => one.removeAttribute("data-over"));
    if (!column || !card) return;
    event.preventDefault();
    move(card, column.dataset.status);
  });
  document.addEventListener("dragend", () => columns().forEach((one) => one.removeAttribute("data-over")));

  document.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const card = event.target.closest?.(".card[draggable]");
    if (!step || !event.altKey || !card) return;
    event.preventDefault();
    const all = columns();
    const next = all[all.indexOf(card.closest(".board__column")) + step];
    if (next) move(card, next.dataset.status);
  });

  document.addEventListener("htmx:afterSettle", () => {
    const board = document.getElementById("tavla");
    const card = board && document.getElementById(`kort-${board.dataset.moved}`);
    card?.querySelector("a").focus();
  });
})();
