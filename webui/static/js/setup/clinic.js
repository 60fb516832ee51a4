// Pairing with a clinic by the code that it handed out.

import { byId, make, setShown, setText } from "../dom.js";
import { Keys } from "./keys.js";

const LONGEST_CODE = 6000;

export class ClinicStep {
  constructor({ server, words, say, done }) {
    this.server = server;
    this.words = words;
    this.say = say;
    this.done = done;
    this.keys = new Keys(byId("clinic-keys"), words, LONGEST_CODE, (text) => {
      byId("clinic-code").replaceChildren(make("bdi", "", text));
    });
    byId("clinic-type").addEventListener("click", () => this.type(true));
    byId("clinic-cancel").addEventListener("click", () => this.type(false));
    byId("clinic-pair").addEventListener("click", () => this.pair());
    // A keyboard that somebody has plugged in, and what it pastes.
    document.addEventListener("paste", (event) => this.keys.put(event.clipboardData.getData("text").trim()));
  }

  type(typing) {
    this.say(null);
    setShown(byId("clinic-ask"), !typing);
    setShown(byId("clinic-typing"), typing);
    setShown(byId("set-up-foot"), !typing);
  }

  async pair() {
    try {
      const link = await this.server.post("/machine/pair", { code: this.keys.text });
      this.type(false);
      setShown(byId("clinic-ask"), false);
      setText(byId("clinic-paired"), this.words.say("clinic.paired", { clinic: link.clinic }));
      setText(byId("clinic-check"), link.check_code);
      setShown(byId("clinic-done"), true);
      this.done();
    } catch (error) {
      console.warn(error);
      this.say("clinic.pair_failed");
    }
  }
}
