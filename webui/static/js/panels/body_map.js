// Where it hurts: a body from behind, and a button for each of its regions.

import { drawing, make, orderButton, shape } from "../dom.js";

// Rows as the body has them; each with the spot on the 160 x 320 figure.
const REGIONS = [
  ["left_shoulder", 42, 76], ["neck", 80, 56], ["right_shoulder", 118, 76],
  ["left_arm", 24, 130], ["upper_back", 80, 96], ["right_arm", 136, 130],
  ["left_buttock", 60, 176], ["lower_back", 80, 146], ["right_buttock", 100, 176],
  ["left_leg", 60, 226], null, ["right_leg", 100, 226],
  ["left_foot", 60, 286], null, ["right_foot", 100, 286],
];

export class BodyMap {
  constructor(words) {
    this.chosen = new Set();
    this.spots = new Map();
    const figure = shape("svg", { viewBox: "0 0 160 320", "aria-hidden": "true", class: "body-figure" });
    figure.append(...drawing("figure-body").childNodes);
    const buttons = REGIONS.map((region) => {
      if (region === null) return make("span", "");
      const [name, x, y] = region;
      const spot = shape("circle", { cx: x, cy: y, r: 13, class: "body-spot" });
      this.spots.set(name, spot);
      figure.append(spot);
      return this.button(name, words.say(`region.${name}`));
    });
    this.accept = orderButton({ command: "where" }, "button-primary body-accept", words.say("button.continue"));
    this.element = make("div", "body-map", figure, make("div", "body-regions", ...buttons));
    this.showChosen();
  }

  button(name, text) {
    const button = make("button", "button body-region", text);
    button.type = "button";
    button.dataset.choice = name;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const on = !this.chosen.delete(name);
      if (on) this.chosen.add(name);
      button.setAttribute("aria-pressed", String(on));
      this.spots.get(name).classList.toggle("body-spot-on", on);
      this.showChosen();
    });
    return button;
  }

  showChosen() {
    this.accept.disabled = this.chosen.size === 0;
    this.accept.dataset.regions = [...this.chosen].join(" ");
  }
}
