// The one sentence of the moment: what hinders seeing, what to correct, or that all is well.

import { byId, setAttribute, setIcon, setText } from "../dom.js";
import { isReached } from "../dose.js";

const ICONS = { good: "good", correct: "correct", further: "further", look: "look", camera: "camera-off", rest: "pause" };

const SIZES = ["normal", "smaller", "smallest"];

export class BandPanel {
  constructor(words) {
    this.words = words;
    this.box = byId("band");
    this.text = byId("band-text");
  }

  show(view, planned, card) {
    const [kind, text] = this.moment(view, planned, card);
    setAttribute(this.box, "data-kind", kind);
    setIcon(this.box, ICONS[kind]);
    if (this.text.textContent === text) return;
    setText(this.text, text);
    this.fit();
  }

  fit() {
    for (const size of SIZES) {
      setAttribute(this.box, "data-size", size);
      if (this.text.offsetHeight <= this.box.clientHeight) return;
    }
  }

  // The first that applies: without a picture nothing else is true, unseen form can't be corrected.
  moment(view, planned, card) {
    if (view.camera === "missing") return ["camera", this.words.say("camera.missing")];
    if (view.camera === "starting") return ["camera", this.words.say("camera.starting")];
    if (view.phase === "paused") return ["rest", this.words.say("band.paused")];
    if (view.reason !== null) return ["look", this.hindrance(view, card)];
    if (view.phase === "preparing") return ["good", this.words.say("band.hold_still")];
    const correction = view.correction && card?.corrections[view.correction];
    if (correction) return ["correct", correction];
    if (view.last_rep_too_small) return ["further", this.words.say("band.too_small")];
    if (isReached(planned, view)) return ["good", this.words.say("band.done")];
    const begun = view.reps > 0 || view.hold_s > 0;
    return ["good", begun ? this.words.say("band.keep_going") : card?.steps[0] ?? this.words.say("band.begin")];
  }

  hindrance(view, card) {
    if (view.reason === "wrong_view") return this.turn(card);
    if (view.reason === "wrong_stance" && view.phase === "preparing" && card?.setup.length) return card.setup[0];
    if (view.reason === "out_of_frame") {
      const parts = view.missing.map((name) => this.words.find(`part.${name}`)).filter(Boolean);
      if (parts.length) {
        return this.words.say("reason.out_of_frame_missing", { parts: this.words.and([...new Set(parts)]) });
      }
    }
    return this.words.find(`reason.${view.reason}`) ?? this.words.say("reason.low_confidence");
  }

  turn(card) {
    const wanted = [...(card?.views ?? [])].sort().join("_");
    return this.words.find(`view.${wanted}`) ?? this.words.say("reason.wrong_view");
  }
}
