// A trembling finger touches twice; the second touch must not hit what the first one brought up.

const SETTLE_MS = 400;

// Keys to write with are touched as fast as one likes.
export function ignoreEchoes(root) {
  let touchedAt = -Infinity;
  root.addEventListener("click", (event) => {
    if (event.target.closest(".key")) return;
    const isEcho = event.timeStamp - touchedAt < SETTLE_MS;
    touchedAt = event.timeStamp;
    if (!isEcho) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}
