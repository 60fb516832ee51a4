// Sets text smaller until it fits: languages with long words, large text and small screens all at once.

const STEPS = [1, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6];

// box: its style sheet multiplies sizes by --fit; what must not overflow is `box` itself. True if it does not.
export function fit(box, least = 0) {
  for (const step of STEPS.filter((size) => size >= least)) {
    box.style.setProperty("--fit", String(step));
    if (box.scrollHeight <= box.clientHeight + 1 && box.scrollWidth <= box.clientWidth + 1) return true;
  }
  return false;
}
