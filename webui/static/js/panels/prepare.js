// How to lie, sit or stand before a set starts, and how long to stay so.

import { byId, make, setBar, setShown } from "../dom.js";
import { fit } from "../fit.js";

export class PreparePanel {
  constructor() {
    this.box = byId("prepare");
    this.setup = byId("prepare-setup");
    this.ready = byId("prepare-ready");
    this.shown = null;
    new ResizeObserver(() => fit(this.setup)).observe(this.setup);
  }

  show(view, card) {
    const shown = view.phase === "preparing";
    setShown(this.box, shown);
    if (!shown) return;
    setShown(this.ready, view.ready > 0);
    setBar(this.ready.querySelector(".bar"), view.ready);
    if (this.shown === card) return;
    this.shown = card;
    this.setup.replaceChildren(...(card?.setup ?? []).map((line) => make("li", "", line)));
    fit(this.setup);
  }
}
