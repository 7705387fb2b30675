// What a page cannot say without a script: that a part of it could not be fetched or saved.
// Everything else works without JavaScript.
(() => {
  const say = (text) => {
    const place = document.getElementById("meddelanden");
    const list = document.createElement("ul");
    const line = document.createElement("li");
    list.className = "messages";
    line.dataset.level = "error";
    line.textContent = text;
    list.append(line);
    place.replaceChildren(list);
    place.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("htmx:sendError", () => {
    say("Det gick inte att nå servern. Det du har skrivit står kvar. Försök igen om en stund.");
  });

  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 403) {
      say("Du får inte göra det här, eller så har du loggats ut. Ladda om sidan och försök igen.");
    } else {
      say("Något gick fel på servern. Det du har skrivit står kvar. Försök igen om en stund.");
    }
  });
})();
