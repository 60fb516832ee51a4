// The calm cover while the appliance is not there.

import { byId, setShown, setText } from "../dom.js";

export class StartingPanel {
  constructor(words) {
    this.words = words;
    this.box = byId("starting");
  }

  cover() {
    setText(byId("starting-title"), this.words.say("starting.again"));
    setShown(byId("starting-hint"), true);
    setShown(this.box, true);
  }

  uncover() {
    setShown(this.box, false);
  }
}
