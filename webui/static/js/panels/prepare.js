// How to lie, sit or stand before an exercise starts.

import { byId, make, setShown } from "../dom.js";

export class PreparePanel {
  constructor() {
    this.box = byId("prepare");
    this.setup = byId("prepare-setup");
    this.shown = null;
  }

  show(view, card) {
    setShown(this.box, view.phase === "preparing");
    if (view.phase !== "preparing" || this.shown === card) return;
    this.shown = card;
    this.setup.replaceChildren(...(card?.setup ?? []).map((line) => make("li", "", line)));
  }
}
