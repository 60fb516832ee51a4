// The one sentence of the moment: what hinders seeing, what to correct, or that all is well.

import { sees } from "../camera.js";
import { byId, setAttribute, setIcon, setText } from "../dom.js";
import { isReached } from "../dose.js";
import { fit } from "../fit.js";
import { hindrance } from "./hindrance.js";

const ICONS = { good: "good", correct: "correct", further: "further", look: "look", camera: "camera-off" };

export class BandPanel {
  constructor(words) {
    this.words = words;
    this.box = byId("band");
    this.text = byId("band-text");
    new ResizeObserver(() => fit(this.box)).observe(this.box);
  }

  show(view, planned, card) {
    const [kind, text] = this.moment(view, planned, card);
    setAttribute(this.box, "data-kind", kind);
    setIcon(this.box, ICONS[kind]);
    if (this.text.textContent === text) return;
    setText(this.text, text);
    fit(this.box);
  }

  // The first that applies: without a picture nothing else is true, unseen form can't be corrected.
  moment(view, planned, card) {
    if (!sees(view)) {
      return ["camera", this.words.say(`camera.${view.camera}`)];
    }
    if (view.phase === "countdown") return ["good", this.words.say("band.countdown")];
    if (view.reason !== null || (view.phase === "preparing" && view.move)) {
      return ["look", hindrance(this.words, view, card)];
    }
    if (view.phase === "preparing") return ["good", this.words.say("band.stay")];
    // What the clinic has forbidden goes before what could be done better.
    if (view.last_rep_too_far) return ["correct", this.words.say("band.too_far")];
    const correction = view.correction && card?.corrections[view.correction];
    if (correction) return ["correct", correction];
    if (view.last_rep_too_small) return ["further", this.words.say("band.too_small")];
    if (view.set_done || isReached(planned, view)) return ["good", this.words.say("band.done")];
    return ["good", this.encouragement(view, planned, card)];
  }

  encouragement(view, planned, card) {
    if (planned.reps !== null && planned.hold_s !== null && view.holding_s > 0) {
      return this.words.say(view.holding_s < planned.hold_s ? "band.hold" : "band.release");
    }
    if (view.reps > 0 || view.hold_s > 0) return this.words.say("band.keep_going");
    return card?.steps[0] ?? this.words.say("band.begin");
  }
}
