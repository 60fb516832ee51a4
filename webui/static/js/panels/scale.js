// Eleven numbers to choose from, 0 to 10, with words at both ends.

import { make, orderButton } from "../dom.js";

// proposed: the number that a raised hand would answer, or null.
export function scale(words, command, proposed) {
  const kind = command === "exertion" ? "exertion" : "pain";
  const numbers = Array.from({ length: 11 }, (_, value) => {
    const button = orderButton({ command, value }, "scale-number", String(value));
    button.style.setProperty("--part", String(value / 10));
    if (value === proposed) button.setAttribute("aria-current", "true");
    return button;
  });
  return make("div", "scale",
    make("div", "scale-numbers", ...numbers),
    make("p", "scale-ends",
      make("span", "", words.say(`scale.${kind}_least`)), make("span", "", words.say(`scale.${kind}_most`))));
}
