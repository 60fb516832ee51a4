// The calm cover while the appliance is not there, and the short note when a touch got lost.

import { byId, setShown, setText } from "../dom.js";

const TOAST_MS = 4000;

export class StartingPanel {
  constructor(words) {
    this.words = words;
    this.box = byId("starting");
    this.toast = byId("toast");
    this.timer = 0;
  }

  cover() {
    setText(byId("starting-title"), this.words.say("starting.again"));
    setShown(byId("starting-hint"), true);
    setShown(this.box, true);
  }

  uncover() {
    setShown(this.box, false);
  }

  touchFailed() {
    setText(this.toast, this.words.say("starting.command_failed"));
    setShown(this.toast, true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => setShown(this.toast, false), TOAST_MS);
  }
}
