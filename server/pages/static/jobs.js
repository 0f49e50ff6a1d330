// Shows how far a job is without loading the page again, until it is over.
"use strict";

const LOOK_MS = 1000;
const AWAY_MS = 5000; // while the server can't be reached

// Read out at each quarter, not at each line.
function readOut(place) {
  const bar = place.querySelector("progress");
  const quarter = bar && bar.hasAttribute("value") ? Math.floor(bar.value / 25) * 25 : null;
  if (quarter === null || place.dataset.quarter === String(quarter)) return;
  place.dataset.quarter = quarter;
  place.nextElementSibling.textContent = `${quarter} percent done`;
}

function follow(place) {
  const look = async () => {
    let wait = LOOK_MS;
    try {
      const answer = await fetch(place.dataset.job, { headers: { Accept: "text/html" } });
      if (answer.redirected || answer.headers.has("X-Job-Over")) {
        location.reload();
        return;
      }
      if (answer.ok) {
        const told = await answer.text();
        const page = new DOMParser().parseFromString(told, "text/html");
        place.replaceChildren(...page.body.childNodes);
        readOut(place);
      } else {
        wait = AWAY_MS;
      }
    } catch {
      wait = AWAY_MS;
    }
    setTimeout(look, document.hidden ? AWAY_MS : wait);
  };
  setTimeout(look, LOOK_MS);
}

document.querySelectorAll("[data-job][data-active]").forEach(follow);
