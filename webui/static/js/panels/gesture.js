// A ring that fills while a raised hand is held: the person sees that it is understood.

import { byId, setShown } from "../dom.js";

export class GesturePanel {
  constructor() {
    this.box = byId("gesture");
    this.ring = byId("gesture-ring");
  }

  show(view) {
    setShown(this.box, view.gesture > 0);
    this.ring.style.setProperty("--share", String(Math.min(view.gesture, 1)));
  }
}
