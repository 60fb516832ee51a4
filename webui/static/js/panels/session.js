// The frame of a running set: title, picture, count or set-up, band, controls.

import { byId, setAttribute, setShown, setText } from "../dom.js";
import { BandPanel } from "./band.js";
import { CountPanel } from "./count.js";
import { PicturePanel } from "./picture.js";
import { placeOf, UNPLANNED } from "./place.js";
import { PreparePanel } from "./prepare.js";

const PHASES = ["preparing", "countdown", "active"];

export class SessionPanel {
  constructor(words, cards) {
    this.words = words;
    this.cards = cards;
    this.box = byId("session");
    this.picture = new PicturePanel(words);
    this.prepare = new PreparePanel(words);
    this.count = new CountPanel(words);
    this.band = new BandPanel(words);
  }

  show(view) {
    const shown = PHASES.includes(view.phase);
    setShown(this.box, shown);
    if (!shown) {
      this.picture.close();
      return;
    }
    const planned = view.plan[view.position] ?? UNPLANNED;
    const card = this.cards[planned.exercise];
    setAttribute(this.box, "data-phase", view.phase);
    setText(byId("session-name"), card?.name ?? planned.exercise);
    setText(byId("session-place"), placeOf(this.words, view, planned));
    this.picture.show(view, card);
    this.prepare.show(view, card);
    this.count.show(view, planned, card);
    this.band.show(view, planned, card);
  }

  // The picture's stream ended with the server; a new one is opened with the next view.
  forgetStreams() {
    this.picture.close();
  }
}
