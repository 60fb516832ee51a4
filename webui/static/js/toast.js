// One short sentence that goes away by itself.

import { byId, setShown, setText } from "./dom.js";

const SHOWN_MS = 4000;

export class Toast {
  constructor() {
    this.box = byId("toast");
    this.timer = 0;
  }

  say(text) {
    setText(this.box, text);
    setShown(this.box, true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => setShown(this.box, false), SHOWN_MS);
  }
}
