// The frame of a running session: title, picture, count or set-up, band, controls.

import { byId, setAttribute, setShown, setText } from "../dom.js";
import { BandPanel } from "./band.js";
import { CountPanel } from "./count.js";
import { PicturePanel } from "./picture.js";
import { PreparePanel } from "./prepare.js";

export const SESSION_PHASES = ["preparing", "active", "paused"];
const UNPLANNED = { exercise: "", reps: null, hold_s: null };

export class SessionPanel {
  constructor(words, cards) {
    this.words = words;
    this.cards = cards;
    this.box = byId("session");
    this.name = byId("session-name");
    this.place = byId("session-place");
    this.pause = this.box.querySelector("[data-command=pause]");
    this.resume = this.box.querySelector("[data-command=resume]");
    this.picture = new PicturePanel(words);
    this.prepare = new PreparePanel();
    this.count = new CountPanel(words);
    this.band = new BandPanel(words);
  }

  show(view) {
    const shown = SESSION_PHASES.includes(view.phase);
    setShown(this.box, shown);
    if (!shown) {
      this.picture.close();
      return;
    }
    const planned = view.plan[view.position] ?? UNPLANNED;
    const card = this.cards[planned.exercise];
    setAttribute(this.box, "data-phase", view.phase);
    setText(this.name, card?.name ?? planned.exercise);
    const values = { number: (view.position ?? 0) + 1, total: view.plan.length };
    setText(this.place, this.words.say("session.place", values));
    setShown(this.pause, view.phase !== "paused");
    setShown(this.resume, view.phase === "paused");
    this.picture.show(view);
    this.prepare.show(view, card);
    this.count.show(view, planned);
    this.band.show(view, planned, card);
  }

  // The picture's stream ended with the server; a new one is opened with the next view.
  forgetStreams() {
    this.picture.close();
  }
}
