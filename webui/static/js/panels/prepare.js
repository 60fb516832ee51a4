// How to lie, sit or stand before an exercise starts, and when to stop it.

import { byId, make, setShown, setText } from "../dom.js";

export class PreparePanel {
  constructor() {
    this.box = byId("prepare");
    this.setup = byId("prepare-setup");
    this.safety = byId("prepare-safety");
    this.shown = null;
  }

  show(view, card) {
    setShown(this.box, view.phase === "preparing");
    if (view.phase !== "preparing" || this.shown === card) return;
    this.shown = card;
    const safety = (card?.safety ?? []).join(" ");
    setShown(this.safety, safety !== "");
    setText(this.safety, safety);
    this.setup.replaceChildren(...(card?.setup ?? []).map((line) => make("li", "", line)));
  }
}
